"""Subnet masks whose ones do not stand together at their beginning."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ftplint.source import Problem

if TYPE_CHECKING:
    from collections.abc import Iterator

    from ftplint.detectors.subject import Subject

SECTION = "system.ftpServer/security/ipSecurity"


def find(subject: Subject) -> Iterator[Problem]:
    """A problem for each mask whose ones do not stand together at its beginning, so that it covers no network."""
    if "subnetMask" not in subject.text:
        return
    reported = set()
    for site, section in subject.configuration.everywhere(SECTION):
        for entry in section.items:
            mask = entry.value("subnetMask")
            if mask.origin is None or not _has_holes(mask.text.strip()) or entry.tags[-1].element() in reported:
                continue
            reported.add(entry.tags[-1].element())
            facts = {"value": mask.text, "element": entry.value("ipAddress").text}
            place = mask.origin.place(attribute="subnetMask")
            yield Problem("subnet-mask-broken", place, facts, site, f"{SECTION}/add/@subnetMask")


def _has_holes(mask: str) -> bool:
    parts = mask.split(".")
    if len(parts) != 4 or not all(part.isdecimal() and int(part) < 256 for part in parts):
        return False  # no mask at all: the rule ip-entry-malformed says so
    rest = 0xFFFFFFFF - int.from_bytes(bytes(map(int, parts)), "big")
    return rest & (rest + 1) != 0
