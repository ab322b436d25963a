"""Folders that NTFS lets broad groups change, where no authorization rule lets anybody write.

FTP itself stays closed: IIS asks its rules too. But whoever reaches the folder by another way can write.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from ftplint.observed.authorized import names
from ftplint.observed.membership import broad_group
from ftplint.observed.places import shared_root, started_sites
from ftplint.source import Place, Problem

if TYPE_CHECKING:
    from collections.abc import Iterator

    from ftplint.detectors import Subject
    from ftplint.observed.facts import Folder, ServerFacts

_DIRECTORY = "application/virtualDirectory/@physicalPath"
_WRITES = frozenset({"write", "full"})


def find(subject: Subject, facts: ServerFacts) -> Iterator[Problem]:
    """A problem for each site with such a root."""
    configuration = subject.configuration
    for site in started_sites(configuration):
        root = shared_root(configuration, site, facts)
        every = list(names(configuration, site))
        if root is None or not every or any(one.allows and "Write" in one.permissions for one in every):
            continue
        directory, folder = root
        group = _writer(folder)
        if group:
            fact = facts.say(f"NTFS lets {group} write to {directory.physical} on {facts.computer}")
            shown = {"value": directory.physical, "element": group, "fact": fact}
            place = Place.of_value(directory.element, "physicalPath")
            yield Problem("ntfs-wider-than-authorization", place, shown, site.name, _DIRECTORY)


def _writer(folder: Folder) -> str:
    """The first broad group that may write, and that no entry forbids it."""
    denied = {broad_group(e.account, e.sid) for e in folder.permissions or () if not e.allows and _WRITES & e.rights}
    for entry in folder.permissions or ():
        group = broad_group(entry.account, entry.sid)
        if entry.allows and group and _WRITES & entry.rights and not denied & {group, "Everyone"}:
            return group
    return ""
