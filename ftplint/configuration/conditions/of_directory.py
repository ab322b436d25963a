"""What kind of directory each virtual directory of a site is."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ftplint.configuration.conditions.declared import OF_DIRECTORY, attributes_of
from ftplint.configuration.conditions.of_location import listed
from ftplint.source import escape

if TYPE_CHECKING:
    from collections.abc import Container, Iterable, Iterator

    from ftplint.configuration.applications import Application, VirtualDirectory
    from ftplint.configuration.layers import EffectiveElement


def domains_of(own: frozenset[str], sections: Iterable[EffectiveElement]) -> frozenset[str]:
    """The domains that the settings of a site name: its *own*, and those in the rules of its *sections*."""
    found: set[str] = set()
    for rules in sections:
        for item in rules.items:
            for name in ("users", "roles"):
                found.update(part.partition("\\")[0] for part in listed(item, name) if "\\" in part)
    return frozenset((found | own) - {"", "builtin", "nt authority"})


def directory_conditions(applications: Iterable[Application], domains: frozenset[str]) -> Iterator[tuple[str, str]]:
    """Of each virtual directory of *applications* its path in the site (``/a/b``), and what kind of directory it is.

    Homes are LocalUser and what is below it, the same for a domain that the file names, and every directory that has
    another one below it, since homes are all that isolated users have there.
    """
    paths = [url_path(application, one) for application in applications for one in application.virtual_directories]
    above = {path[1:].partition("/")[0].lower() for path in paths if path.count("/") > 1}
    alone = {path[1:].lower() for path in paths if path.count("/") == 1}
    homes = {"localuser", *domains, *(above & alone)}
    for path in paths:
        kind = "homes" if path[1:].partition("/")[0].lower() in homes else "content"
        yield path, "root" if path == "/" else kind


def directory_attributes(conditions: tuple[str, str], names: Container[str] | None = None) -> str:
    """*conditions* of a virtual directory as attributes of its element, those among *names* or all."""
    path, kind = conditions
    return attributes_of(OF_DIRECTORY, (escape(path), kind), names)


def url_path(application: Application, directory: VirtualDirectory) -> str:
    """The path of a virtual directory in its site: ``/``, ``/a`` or ``/a/b``."""
    return f"{application.path.rstrip('/')}/{directory.path.strip('/')}".rstrip("/") or "/"
