"""The body of a configuration file: which section is written where, and which registration it has."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from ftplint.configuration.registration import Registrations
from ftplint.source import Place, Problem, Stops

if TYPE_CHECKING:
    from collections.abc import Iterator

    from lxml.etree import _Element

    from ftplint.schema import Declarations

GROUP = "system.ftpServer"


class Written(NamedTuple):
    """One occurrence of a section of ``system.ftpServer``: at the server level (path ``""``) or in a location."""

    section: str
    path: str
    element: _Element
    location: _Element | None


class Document:
    """The parts of a file that FTP has to do with, and the mistakes in the way they are put together."""

    __slots__ = ("location_paths", "problems", "registrations", "root", "sections", "sites")

    def __init__(self, root: _Element, registrations: Registrations) -> None:
        self.root = root
        self.registrations = registrations
        self.sites: _Element | None = None
        self.sections: dict[tuple[str, str], Written] = {}
        """By normalised location path and section path."""
        self.location_paths: dict[str, str] = {}
        """Normalised location path -> as written, of the locations that hold FTP sections."""
        self.problems: list[Problem] = []


def location_key(path: str | None) -> str:
    """A location path as it is compared: absent, ``""`` and ``"."`` mean the server; case does not matter.

    Whether IIS forgives slashes at the ends and backslashes is unknown (iis-config-system section 12 point 5);
    here it does.
    """
    text = (path or "").strip().replace("\\", "/").strip("/")
    return "" if text == "." else text.lower()


def read_document(root: _Element, declarations: Declarations, *, fragment: bool = False) -> Document:
    """Sorts the sections of the file below *root* (``configuration``) by the place they are written at."""
    document = Document(root, Registrations.read(root))
    document.problems.extend(document.registrations.problems)
    for child in root.iterchildren("*"):
        if child.tag == "system.applicationHost":
            _application_host(document, child)
        elif child.tag == GROUP:
            _group(document, declarations, child, None)
        elif child.tag == "location":
            _location(document, declarations, child)
    if not fragment:
        _stale_locations(document)
    return document


def _application_host(document: Document, group: _Element) -> None:
    for sites in group.iterchildren("sites"):
        if document.sites is None:
            document.sites = sites
        else:
            document.problems.append(_repeated("system.applicationHost/sites", sites, document.sites, ""))


def _location(document: Document, declarations: Declarations, location: _Element) -> None:
    path = location.get("path")
    if location.get("overrideMode") is not None and location.get("allowOverride") is not None:
        place = Place.of_name(location, "allowOverride")
        related = ((Place.of_name(location, "overrideMode"), "the same is said here in the newer way"),)
        facts = {"element": "location", "attribute": "allowOverride", "path": path or ""}
        document.problems.append(Problem("override-mode-conflict", place, facts, related=related))
    mode = location.get("overrideMode")
    if mode is not None and mode.lower() not in ("allow", "deny", "inherit"):  # other letter case: unknown (1.7)
        facts = {"element": "location", "attribute": "overrideMode", "value": mode, "permitted": "Allow, Deny, Inherit"}
        place = Place.of_value(location, "overrideMode")
        document.problems.append(Problem("value-outside-enumeration", place, facts, setting="location/@overrideMode"))
    for child in location.iterchildren("*"):
        if child.tag == GROUP:
            _group(document, declarations, child, location)
        elif location_key(path) and child.tag in ("system.applicationHost", "ftpServer"):
            section = "system.applicationHost/sites" if child.tag == "system.applicationHost" else "ftpServer"
            document.problems.append(_misplaced(section, child, path or "", "server level; never inside a location"))


def _group(document: Document, declarations: Declarations, group: _Element, location: _Element | None) -> None:
    written_path = "" if location is None else location.get("path") or ""
    path = location_key(written_path)
    for section, element in _sections(group, declarations):
        if not document.registrations.registers(section):
            facts = {"section": section, "element": str(element.tag)}
            document.problems.append(Problem("section-unregistered", Place.of_tag(element), facts, stops=Stops.FILE))
        if path and not declarations.sections[section].in_locations:
            document.problems.append(_misplaced(section, element, written_path, "server level only"))
            continue
        if location is not None and not document.registrations.allows_location(section):
            expected = "outside any location, since its registration says allowLocation='false'"
            document.problems.append(_misplaced(section, element, written_path, expected))
        first = document.sections.get((path, section))
        if first is not None:
            document.problems.append(_repeated(section, element, first.element, written_path))
            continue
        document.sections[path, section] = Written(section, path, element, location)
        if path:
            document.location_paths.setdefault(path, written_path)


def _sections(group: _Element, declarations: Declarations) -> Iterator[tuple[str, _Element]]:
    """The declared sections below a ``system.ftpServer`` group element, at any depth of grouping."""
    pending = [(GROUP, group)]
    while pending:
        prefix, parent = pending.pop(0)
        for element in parent.iterchildren("*"):
            path = f"{prefix}/{element.tag}"
            if path in declarations.sections:
                yield path, element
            elif any(known.startswith(path + "/") for known in declarations.sections):
                pending.append((path, element))


def _misplaced(section: str, element: _Element, path: str, expected: str) -> Problem:
    facts = {"section": section, "element": str(element.tag), "path": path, "expected": expected}
    return Problem("section-misplaced", Place.of_tag(element), facts, setting=section)


def _repeated(section: str, element: _Element, first: _Element, path: str) -> Problem:
    facts = {"section": section, "element": str(element.tag), "path": path}
    related = ((Place.of_tag(first), "the section is written here already"),)
    place = Place.of_tag(element)
    return Problem("section-repeated", place, facts, setting=section, related=related, stops=Stops.FILE)


def _stale_locations(document: Document) -> None:
    """Locations with FTP sections whose site does not exist. IIS loads them and never consults them (section 1.4)."""
    if document.sites is None:
        return
    names = {(site.get("name") or "").lower(): site.get("name") or "" for site in document.sites.iterchildren("site")}
    reported = set()
    for (path, _), written in document.sections.items():
        first = path.split("/", 1)[0]
        if not path or first in names or written.location is None or path in reported:
            continue
        reported.add(path)
        name = document.location_paths[path].replace("\\", "/").strip("/").split("/", 1)[0]
        facts = {"path": document.location_paths[path], "value": name, "hint": _nearest(first, names)}
        document.problems.append(Problem("location-without-site", Place.of_value(written.location, "path"), facts))


def _nearest(name: str, names: dict[str, str]) -> str:
    from difflib import get_close_matches

    near = get_close_matches(name, names, 1, 0.75)
    return f"Did you mean '{names[near[0]]}'?" if near else ""
