"""Folders that one site publishes twice or by accident: the log of a site, and the content of another site."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ftplint.source import Place, Problem

if TYPE_CHECKING:
    from collections.abc import Iterator

    from lxml.etree import _Element

    from ftplint.configuration import Configuration, EffectiveElement, Site
    from ftplint.detectors.subject import Subject


def find(subject: Subject) -> Iterator[Problem]:
    """A problem for each FTP site whose log lies in published content, or whose root lies below that of another one."""
    configuration = subject.configuration
    if not configuration.serves_ftp:
        return
    own = _root_folders(configuration)
    roots: dict[str, Site] = {}
    for site, folder in own:
        roots.setdefault(folder, site)
    known: dict[str, Site | None] = {}
    for site, folder in own:
        above = folder.rpartition("\\")[0]
        if above not in known:
            known[above] = _around(above, roots)
        around = known[above]
        if around is not None:
            root, outer = _root(configuration, site), _root(configuration, around)
            facts = {"element": "virtualDirectory", "value": root.get("physicalPath") or "", "expected": around.name}
            related = ((Place.of_tag(outer), f"the root of site '{around.name}'"),)
            place = Place.of_value(root, "physicalPath")
            yield Problem("content-within-content", place, facts, site.name, "physicalPath", related)
    yield from _logs(configuration, roots)


def _logs(configuration: Configuration, roots: dict[str, Site]) -> Iterator[Problem]:
    """Log folders that somebody writes; central and own ones are in force by ``centralLogFileMode``."""
    log = configuration.sections.section("system.ftpServer/log", "")
    if log.value("centralLogFileMode").text == "Central":
        central = log.child("centralLogFile")
        value = central.value("directory")
        around = _around(_normal(value.text), roots)
        if around is not None and value.origin is not None and central.value("enabled").text == "true":
            place = value.origin.place(attribute="directory")
            facts = {"value": value.text, "expected": around.name}
            yield Problem("log-within-content", place, facts, None, "system.ftpServer/log/centralLogFile/@directory")
        return
    reported: set[Place] = set()
    for site in configuration.ftp_sites_where(_writes_log):
        value = site.ftp.child("logFile").value("directory")
        if value.origin is None:
            continue
        around = _around(_normal(value.text), roots)
        place = value.origin.place(site.ftp_element, "directory")
        if around is not None and place not in reported:
            reported.add(place)
            facts = {"value": value.text, "expected": around.name}
            name = site.name if value.level == "site" else None
            yield Problem("log-within-content", place, facts, name, "ftpServer/logFile/@directory")


def _writes_log(ftp: EffectiveElement) -> bool:
    """Whether the log is on, and its folder written."""
    log = ftp.child("logFile")
    return log.value("directory").origin is not None and log.value("enabled").text == "true"


def _root_folders(configuration: Configuration) -> list[tuple[Site, str]]:
    """The FTP sites whose root names a folder, each with the normalised path of that."""
    known: dict[tuple[int, tuple[bool, ...]], int | None] = {}
    found = []
    for site in configuration.ftp_sites:
        key = id(site.layout), tuple(map(bool, site.folders))
        if key not in known:
            known[key] = next(_roots(configuration, site), None)
        number = known[key]
        if number is not None and (folder := _normal(site.folders[number] or "")):
            found.append((site, folder))
    return found


def _roots(configuration: Configuration, site: Site) -> Iterator[int]:
    """The numbers of the virtual directories that are the root of *site* and name a folder."""
    applications = configuration.applications(site)
    directories = ((one.path, directory.path) for one in applications for directory in one.virtual_directories)
    for number, ((application, path), folder) in enumerate(zip(directories, site.folders, strict=True)):
        if application == "/" and path == "/" and folder:
            yield number


def _root(configuration: Configuration, site: Site) -> _Element:
    """The element of the root of *site*."""
    directories = [one for application in configuration.applications(site) for one in application.virtual_directories]
    return directories[next(_roots(configuration, site))].element


def _around(folder: str, roots: dict[str, Site]) -> Site | None:
    """The site whose root is the deepest folder at or above *folder*."""
    while folder:
        if folder in roots:
            return roots[folder]
        folder = folder.rpartition("\\")[0]
    return None


def _normal(path: str) -> str:
    """*path* as it is compared: lower case, backslashes, the system drive by its usual letter, no end."""
    return path.strip().replace("/", "\\").lower().replace("%systemdrive%", "c:").rstrip("\\")
