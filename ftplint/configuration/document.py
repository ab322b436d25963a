"""The body of a configuration file: which section is written where, and which registration it has."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from ftplint.configuration.bodies import HOSTING, SITES, read_bodies, repeated, unregistered
from ftplint.configuration.registration import Registrations
from ftplint.named_tuple import NamedTuple
from ftplint.schema import FTP_GROUP, closest
from ftplint.source import Meant, Place, Problem

if TYPE_CHECKING:
    from collections.abc import Iterator

    from lxml.etree import _Element

    from ftplint.schema import Declarations


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

    def site_names(self) -> dict[str, str] | None:
        """The names of the sites by their form in lower case; None where the file, or the part of one, has no sites."""
        if self.sites is None:
            return None
        return {(site.get("name") or "").lower(): site.get("name") or "" for site in self.sites.iterchildren("site")}


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
    paths: dict[_Element, str] = {}
    for child in root.iterchildren("*"):
        if child.tag == HOSTING:
            _application_host(document, child)
        elif child.tag == FTP_GROUP:
            _group(document, declarations, child, None)
        elif child.tag == "location":
            paths[child] = location_key(child.get("path"))
            _location(document, declarations, child, paths[child])
    document.problems.extend(read_bodies(root, document.registrations, paths))
    if not fragment:
        _stale_locations(document)
    return document


def _application_host(document: Document, group: _Element) -> None:
    for sites in group.iterchildren("sites"):
        if document.sites is None:
            document.sites = sites
        else:
            document.problems.append(repeated(SITES, sites, document.sites, ""))


def _location(document: Document, declarations: Declarations, location: _Element, key: str) -> None:
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
        if child.tag == FTP_GROUP:
            _group(document, declarations, child, location)
        elif key and child.tag in (HOSTING, "ftpServer"):
            section = SITES if child.tag == HOSTING else "ftpServer"
            document.problems.append(_misplaced(section, child, path or "", "server level; never inside a location"))
        elif child.tag == HOSTING:  # the path means the server level (section 1.4)
            _application_host(document, child)
        elif child.tag == "location":
            facts = {"path": child.get("path") or "", "value": path or ""}
            related = ((Place.of_tag(location), "the location around it"),)
            document.problems.append(Problem("location-nested", Place.of_tag(child), facts, related=related))


def _group(document: Document, declarations: Declarations, group: _Element, location: _Element | None) -> None:
    written_path = "" if location is None else location.get("path") or ""
    path = location_key(written_path)
    for section, element in _sections(group, declarations):
        if not document.registrations.registers(section):
            document.problems.append(unregistered(section, element))
        if path and not declarations.sections[section].in_locations:
            document.problems.append(_misplaced(section, element, written_path, "server level only"))
            continue
        if location is not None and not document.registrations.allows_location(section):
            expected = "outside any location, since its registration says allowLocation='false'"
            document.problems.append(_misplaced(section, element, written_path, expected))
        first = document.sections.get((path, section))
        if first is not None:
            document.problems.append(repeated(section, element, first.element, written_path))
            continue
        document.sections[path, section] = Written(section, path, element, location)
        if path:
            document.location_paths.setdefault(path, written_path)


def _sections(group: _Element, declarations: Declarations) -> Iterator[tuple[str, _Element]]:
    """The declared sections below a ``system.ftpServer`` group element, at any depth of grouping."""
    pending = [(FTP_GROUP, group)]
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
    meant = Meant((section,), location_key(path).partition("/")[0] or None)
    return Problem("section-misplaced", Place.of_tag(element), facts, setting=section, meant=meant)


def _stale_locations(document: Document) -> None:
    """Locations with FTP sections whose site does not exist. IIS loads them and never consults them (section 1.4)."""
    names = document.site_names() if document.location_paths else None
    if names is None:
        return
    reported = set()
    sections: dict[str, list[str]] = {}
    for path, section in document.sections:
        sections.setdefault(path, []).append(section)
    for (path, _), written in document.sections.items():
        first = path.split("/", 1)[0]
        if not path or first in names or written.location is None or path in reported:
            continue
        reported.add(path)
        name = document.location_paths[path].replace("\\", "/").strip("/").split("/", 1)[0]
        hint, site = _hint(document, path, names)
        facts = {"path": document.location_paths[path], "value": name, "hint": hint}
        meant = Meant(tuple(sections[path]), site) if site else None
        place = Place.of_value(written.location, "path")
        document.problems.append(Problem("location-without-site", place, facts, meant=meant))


def _hint(document: Document, path: str, names: dict[str, str]) -> tuple[str, str]:
    """What the location at *path* may have been meant for: a sentence, and the site if all of it was meant."""
    first, _, rest = path.partition("/")
    sites = () if document.sites is None else document.sites.iterchildren("site")
    by_id = next((site.get("name") or "" for site in sites if first and site.get("id") == first), None)
    if by_id is not None:
        hint = f"A location names the site, not its id; the site with the id {first} is '{by_id}'."
        return hint, "" if rest else by_id
    if first == "machine":  # as IIS Manager and AppCmd print paths: MACHINE/WEBROOT/APPHOST/site
        inner = rest.removeprefix("webroot").lstrip("/").removeprefix("apphost").lstrip("/")
        found = names.get(inner.partition("/")[0])
        begin = "MACHINE/WEBROOT/APPHOST is the server as AppCmd prints it; a location begins with a site"
        whole = found if found and "/" not in inner else ""
        return f"{begin}: '{found}'." if found else f"{begin}.", whole
    if re.fullmatch(r"(your |my )?(ftp |web )?site( name)?|%[a-z]+%|<.*>", first) is not None:
        return "The name is a placeholder of a walkthrough; write that of the site.", ""
    near = closest(first, names, 0.75)
    return ("", "") if near is None else (f"Did you mean '{names[near]}'?", "" if rest else names[near])
