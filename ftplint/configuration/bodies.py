"""The body of a file outside FTP: content that nobody registered, and sections written twice for one place.

Such a mistake costs the whole file, FTP too (iis-config-system sections 1.2, 1.3 and 5). Only what is sure is judged:
groups that the file itself registers, in a file of a server. A web.config inherits registrations, and names at the top
may be registered in machine.config, which ftplint does not read.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from ftplint.schema import FTP_GROUP, closest
from ftplint.source import Place, Problem, Stops

if TYPE_CHECKING:
    from collections.abc import Iterator

    from lxml.etree import _Element

    from ftplint.configuration.registration import Registrations

HOSTING = "system.applicationHost"
SITES = f"{HOSTING}/sites"
_UNREGISTERED = ("configSections", "configProtectedData", "location")
"""Names at the top that no file registers (iis-config-system section 1.2)."""
_OF_MACHINE = frozenset(
    [
        "appSettings",
        "assemblyBinding",
        "connectionStrings",
        "mscorlib",
        "runtime",
        "satelliteassemblies",
        "startup",
        "uri",
        "windows",
    ]
)
"""What .NET's own machine.config registers at the top, beside names that begin with ``system.``."""


def read_bodies(root: _Element, registrations: Registrations, paths: dict[_Element, str]) -> Iterator[Problem]:
    """The problems of all groups below *root*; *paths* has the normalised path of each location of the file."""
    body = _Bodies(registrations, _is_of_server(root, registrations))
    for child in root.iterchildren("*"):
        if child.tag != "location":
            yield from body.top(child, "", "")
            continue
        for group in child.iterchildren("*"):
            yield from body.top(group, paths[child], child.get("path") or "")


def _is_of_server(root: _Element, registrations: Registrations) -> bool:
    """Whether this is the file of a server, which registers all that it holds, and no web.config."""
    return registrations.known and (
        root.find(HOSTING) is not None or any(path.startswith(f"{HOSTING}/") for path in registrations.sections)
    )


class _Bodies:
    def __init__(self, registrations: Registrations, of_server: bool) -> None:
        self._registrations = registrations
        self._of_server = of_server
        self._written: dict[tuple[str, str], _Element] = {}
        """By location path and section path."""

    def top(self, element: _Element, path: str, shown: str) -> Iterator[Problem]:
        """An element directly below ``configuration`` or in a location of this *path*."""
        name = str(element.tag)
        if name in (*_UNREGISTERED, FTP_GROUP) or "{" in name:  # FTP is judged with its own schema
            return
        if name == HOSTING and not path:
            yield from self._hosting(element)
        elif name == HOSTING:
            return  # it is reported as misplaced
        elif name in self._registrations.sections:
            yield from self._section(name, element, path, shown)
        elif name in self._registrations.groups:
            yield from self._group(name, element, path, shown)
        elif self._of_server and self._is_foreign(name):
            hint = _nearest(name, (*self._registrations.tops, *_UNREGISTERED, HOSTING, FTP_GROUP))
            yield Problem("top-element-unregistered", Place.of_tag(element), {"element": name, "hint": hint})

    def _hosting(self, group: _Element) -> Iterator[Problem]:
        """``system.applicationHost``, which no other file registers; all that it holds are sections."""
        for element in group.iterchildren("*"):
            name = str(element.tag)
            section = f"{HOSTING}/{name}"
            if self._registrations.known and section not in self._registrations.sections:
                if section in self._registrations.groups or name.lower() == "sites" != name:
                    continue  # the last is reported as an unknown element
                yield self._unregistered(section, element)
            elif section != SITES:  # whose repetition is found where sites are read
                yield from self._section(section, element, "", "")

    def _group(self, prefix: str, group: _Element, path: str, shown: str) -> Iterator[Problem]:
        for element in group.iterchildren("*"):
            section = f"{prefix}/{element.tag}"
            if section in self._registrations.sections:
                yield from self._section(section, element, path, shown)
            elif section in self._registrations.groups:
                yield from self._group(section, element, path, shown)
            elif self._of_server:
                yield self._unregistered(section, element)

    def _section(self, section: str, element: _Element, path: str, shown: str) -> Iterator[Problem]:
        first = self._written.setdefault((path, section), element)
        if first is not element:
            yield repeated(section, element, first, shown)

    def _unregistered(self, section: str, element: _Element) -> Problem:
        group = section.rpartition("/")[0]
        known = [path.rpartition("/")[2] for path in self._registrations.sections if path.rpartition("/")[0] == group]
        return unregistered(section, element, _nearest(section.rpartition("/")[2], known))

    def _is_foreign(self, name: str) -> bool:
        """Whether *name* is surely none of .NET's: what begins with ``system.`` may be, if it is not misspelt."""
        if name.lower() in {known.lower() for known in (*self._registrations.tops, *_UNREGISTERED, HOSTING, FTP_GROUP)}:
            return False  # in another letter case: what FTP depends on is reported as an unknown element
        if name in _OF_MACHINE:
            return False
        dotted = name.lower().startswith(("system.", "microsoft."))
        return not dotted or bool(_nearest(name, (*self._registrations.tops, HOSTING, FTP_GROUP), 0.9))


def unregistered(section: str, element: _Element, hint: str = "") -> Problem:
    """Content for the section *section*, which configSections does not register."""
    facts = {"section": section, "element": str(element.tag).rpartition("}")[2], "hint": hint}
    return Problem("section-unregistered", Place.of_tag(element), facts, stops=Stops.FILE)


def repeated(section: str, element: _Element, first: _Element, path: str) -> Problem:
    """A section written a second time for the location *path* (as written)."""
    facts = {"section": section, "element": str(element.tag), "path": path}
    related = ((Place.of_tag(first), "the section is written here already"),)
    place = Place.of_tag(element)
    return Problem("section-repeated", place, facts, setting=section, related=related, stops=Stops.FILE)


def _nearest(name: str, known: list[str] | tuple[str, ...], cutoff: float = 0.75) -> str:
    near = closest(name, known, cutoff)
    return "" if near is None else f"Did you mean '{near}'?"
