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


def directory_conditions(
    applications: Iterable[Application], domains: frozenset[str], folder_default: str
) -> Iterator[tuple[str, ...]]:
    """Of each virtual directory of *applications* the values of ``OF_DIRECTORY``.

    Homes are LocalUser and what is below it, the same for a domain that the file names, and every directory that has
    another one below it, since homes are all that isolated users have there. *folder_default* is the folder of one that
    writes none.
    """
    directories = [
        (url_path(one, directory), directory) for one in applications for directory in one.virtual_directories
    ]
    paths = [path for path, _ in directories]
    above = {path[1:].partition("/")[0].lower() for path in paths if path.count("/") > 1}
    alone = {path[1:].lower() for path in paths if path.count("/") == 1}
    homes = {"localuser", *domains, *(above & alone)}
    for path, directory in directories:
        kind = "homes" if path[1:].partition("/")[0].lower() in homes else "content"
        folder = directory.attributes.get("physicalPath", folder_default)
        yield path, "root" if path == "/" else kind, *(of(folder) for of in OF_FOLDER.values())


def directory_attributes(conditions: tuple[str, ...], names: Container[str] | None = None) -> str:
    """*conditions* of a virtual directory as attributes of its element, those among *names* or all."""
    path, *others = conditions
    return attributes_of(OF_DIRECTORY, (escape(path), *others), names)


def url_path(application: Application, directory: VirtualDirectory) -> str:
    """The path of a virtual directory in its site: ``/``, ``/a`` or ``/a/b``."""
    return f"{application.path.rstrip('/')}/{directory.path.strip('/')}".rstrip("/") or "/"


def _folder_kind(folder: str) -> str:
    if folder[1:2] == ":":
        return "drive"
    if folder.startswith("\\\\"):
        return "device" if folder[2:4] in ("?\\", ".\\") else "share"
    if folder.startswith("%"):
        return "variable"
    return "unclear" if folder.startswith("//") else "none"


_WINDOWS = ("c:\\windows\\", "%systemroot%\\", "%windir%\\", "%systemdrive%\\windows\\")


def _holds_windows(folder: str) -> str:
    path = " ".join(folder.lower().replace("/", "\\").split())
    is_drive = path in ("c:", "c:\\", "%systemdrive%", "%systemdrive%\\")
    return "true" if is_drive or f"{path}\\".startswith(_WINDOWS) else "false"


OF_FOLDER = {"folder-kind": _folder_kind, "holds-windows": _holds_windows}
"""How the last of the conditions of a virtual directory follow from its folder."""
