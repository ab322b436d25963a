"""Folders that the file names and the server does not have, and disks without room.

Nothing is said of shares: the collector may not see what the service sees. Without the rights of an administrator a
folder that is not seen may be there.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from ftplint.observed.facts import normal
from ftplint.observed.membership import LOCAL_SYSTEM, SYSTEM_SID, sid_of
from ftplint.observed.places import directories, of_value, started_sites, uses_root
from ftplint.observed.rights import may
from ftplint.source import Place, Problem

if TYPE_CHECKING:
    from collections.abc import Iterator

    from ftplint.configuration import Configuration, EffectiveElement, Site
    from ftplint.detectors import Subject
    from ftplint.observed.facts import Folder, ServerFacts
    from ftplint.observed.places import Directory

FULL = 100 * 1024 * 1024
"""Bytes: with less, the disk counts as full. The line is ours."""
_DIRECTORY = "application/virtualDirectory/@physicalPath"


def find(subject: Subject, facts: ServerFacts) -> Iterator[Problem]:
    """The problems of roots, virtual directories and log folders."""
    configuration = subject.configuration
    reported: set[tuple[str, str]] = set()
    for site in started_sites(configuration):
        for directory in directories(configuration, site):
            folder = facts.folders.get(normal(directory.physical))
            if folder is not None and (directory.path != "/" or uses_root(site)):
                yield from _of_directory(site, directory, folder, facts)
    for site, log, setting in _logs(configuration):
        folder = facts.folders.get(normal(log.value("directory").text))
        if folder is None:
            continue
        for problem in _of_log(site, log, setting, folder, facts):
            key = (problem.kind, folder.path)
            if key not in reported:
                reported.add(key)
                yield problem


def missing(folder: Folder, facts: ServerFacts) -> str:
    """What the server has in the place of *folder*, the end of a sentence; empty for a folder, or if nobody knows."""
    if folder.exists and folder.kind == "file":
        return "is a file"
    gone = folder.exists is False and not folder.share and facts.administrator
    return "does not exist" if gone else ""


def _of_directory(site: Site, directory: Directory, folder: Folder, facts: ServerFacts) -> Iterator[Problem]:
    place = Place.of_value(directory.element, "physicalPath")
    shown = {"value": directory.physical, "path": directory.path}
    reason = missing(folder, facts)
    if reason:
        kind = "root-not-on-server" if directory.path == "/" else "virtual-directory-not-on-server"
        fact = facts.say(f"{directory.physical} {reason} on {facts.computer}")
        yield Problem(kind, place, {**shown, "reason": reason, "fact": fact}, site.name, _DIRECTORY)
    elif folder.free is not None and folder.free < FULL:
        yield Problem("disk-full", place, {**shown, "fact": _room(directory.physical, folder, facts)}, site.name)


def _room(path: str, folder: Folder, facts: ServerFacts) -> str:
    megabytes = (folder.free or 0) // (1024 * 1024)
    return facts.say(f"{megabytes} MB are free on the disk of {path} on {facts.computer}")


def _logs(configuration: Configuration) -> Iterator[tuple[Site, EffectiveElement, str]]:
    """The logs that are written: one for all sites, or one for each."""
    log = configuration.sections.section("system.ftpServer/log", "")
    sites = list(started_sites(configuration))
    if log.value("centralLogFileMode").text == "Central":
        central = log.child("centralLogFile")
        if central.value("enabled").text == "true" and sites:
            yield sites[0], central, "system.ftpServer/log/centralLogFile/@directory"
        return
    for site in sites:
        own = site.ftp.child("logFile")
        if own.value("enabled").text == "true":
            yield site, own, "ftpServer/logFile/@directory"


def _of_log(site: Site, log: EffectiveElement, setting: str, folder: Folder, facts: ServerFacts) -> Iterator[Problem]:
    path = log.value("directory").text
    if folder.exists and folder.kind == "file":
        fact = facts.say(f"{path} is a file on {facts.computer}")
        yield of_value("log-folder-not-writable", site, log, "directory", setting, value=path, fact=fact)
    elif _refuses_system(folder, facts):
        fact = facts.say(f"SYSTEM, the account of the FTP service, may not write to {path} on {facts.computer}")
        yield of_value("log-folder-not-writable", site, log, "directory", setting, value=path, fact=fact)
    if folder.free is not None and folder.free < FULL:
        yield of_value("disk-full", site, log, "directory", setting, value=path, fact=_room(path, folder, facts))


def _refuses_system(folder: Folder, facts: ServerFacts) -> bool:
    """Whether the FTP service is known to run as the system, which may not write to *folder*."""
    service = None if facts.services is None else facts.services.get("ftpsvc")
    if service is None or sid_of(service.account) != SYSTEM_SID or folder.permissions is None:
        return False
    return may(LOCAL_SYSTEM, "write", folder.permissions, facts) is False
