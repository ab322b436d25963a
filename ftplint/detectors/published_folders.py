"""Folders that one site publishes twice or by accident: the log of a site, and the content of another site."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ftplint.source import Place, Problem

if TYPE_CHECKING:
    from collections.abc import Iterator

    from lxml.etree import _Element

    from ftplint.configuration import Configuration, Site
    from ftplint.detectors.subject import Subject


def find(subject: Subject) -> Iterator[Problem]:
    """A problem for each FTP site whose log lies in published content, or whose root lies below that of another one."""
    configuration = subject.configuration
    if not configuration.serves_ftp:
        return
    roots: dict[str, tuple[str, _Element]] = {}
    for site in configuration.ftp_sites:
        root = _root(configuration, site)
        if root is not None:
            roots.setdefault(root[0], (site.name, root[1]))
    for site in configuration.ftp_sites:
        root = _root(configuration, site)
        around = None if root is None else _around(root[0], roots, strictly=True)
        if root is not None and around is not None:
            facts = {"element": "virtualDirectory", "value": root[1].get("physicalPath") or "", "expected": around[0]}
            related = ((Place.of_tag(around[1]), f"the root of site '{around[0]}'"),)
            place = Place.of_value(root[1], "physicalPath")
            yield Problem("content-within-content", place, facts, site.name, "physicalPath", related)
    yield from _logs(configuration, roots)


def _logs(configuration: Configuration, roots: dict[str, tuple[str, _Element]]) -> Iterator[Problem]:
    """Log folders that somebody writes; central and own ones are in force by ``centralLogFileMode``."""
    log = configuration.sections.section("system.ftpServer/log", "")
    if log.value("centralLogFileMode").text == "Central":
        central = log.child("centralLogFile")
        value = central.value("directory")
        around = _around(_normal(value.text), roots)
        if around is not None and value.origin is not None and central.value("enabled").text == "true":
            place = value.origin.place(attribute="directory")
            facts = {"value": value.text, "expected": around[0]}
            yield Problem("log-within-content", place, facts, None, "system.ftpServer/log/centralLogFile/@directory")
        return
    reported: set[Place] = set()
    for site in configuration.ftp_sites:
        element = site.ftp.child("logFile")
        value = element.value("directory")
        if value.origin is None or element.value("enabled").text != "true":
            continue
        around = _around(_normal(value.text), roots)
        place = value.origin.place(site.ftp_element, "directory")
        if around is not None and place not in reported:
            reported.add(place)
            facts = {"value": value.text, "expected": around[0]}
            name = site.name if value.level == "site" else None
            yield Problem("log-within-content", place, facts, name, "ftpServer/logFile/@directory")


def _root(configuration: Configuration, site: Site) -> tuple[str, _Element] | None:
    """The normalised path of the site's root folder, and the element that names it."""
    for application in configuration.applications(site):
        for directory in application.virtual_directories:
            if application.path == "/" and directory.path == "/" and directory.element.get("physicalPath"):
                path = _normal(directory.element.get("physicalPath") or "")
                return (path, directory.element) if path else None
    return None


def _around(
    path: str, roots: dict[str, tuple[str, _Element]], *, strictly: bool = False
) -> tuple[str, _Element] | None:
    """The site whose root is the deepest folder at or above *path*."""
    folder = path.rpartition("\\")[0] if strictly else path
    while folder:
        if folder in roots:
            return roots[folder]
        folder = folder.rpartition("\\")[0]
    return None


def _normal(path: str) -> str:
    """*path* as it is compared: lower case, backslashes, the system drive by its usual letter, no end."""
    return path.strip().replace("/", "\\").lower().replace("%systemdrive%", "c:").rstrip("\\")
