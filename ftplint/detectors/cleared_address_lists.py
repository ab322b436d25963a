"""``<clear/>`` of an address list below a level that refuses unlisted addresses: the list goes, the refusal stays.

Source: the ipSecurity page of the web server and the Settings Schema (ms691353): ``clear`` empties the collection; the
attribute ``allowUnlisted`` keeps its inherited value.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from ftplint.source import Place, Problem

if TYPE_CHECKING:
    from collections.abc import Iterator

    from ftplint.detectors.subject import Subject

SECTION = "system.ftpServer/security/ipSecurity"


def find(subject: Subject) -> Iterator[Problem]:
    """A problem for each location that clears the list and inherits ``allowUnlisted="false"``."""
    if "<ipSecurity" not in subject.text:
        return
    configuration = subject.configuration
    names = {site.name.lower(): site.name for site in configuration.ftp_sites}
    for (path, section), written in configuration.document.sections.items():
        name = names.get(path.split("/", 1)[0])
        if section != SECTION or not path or name is None:
            continue
        cleared = written.element.find("clear")
        value = configuration.sections.section(SECTION, path).value("allowUnlisted")
        if cleared is None or value.text != "false" or written.element.get("allowUnlisted") is not None:
            continue
        related = () if value.origin is None else ((value.origin.place(attribute="allowUnlisted"), "refused here"),)
        facts = {"path": path[len(name) :] or "/"}
        yield Problem("cleared-list-still-closed", Place.of_tag(cleared), facts, name, f"{SECTION}/clear", related)
