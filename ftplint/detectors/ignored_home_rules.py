"""Authorization rules at a home directory that IsolateRootDirectoryOnly ignores.

In this mode IIS looks rules up by the path that the client sees: those for a folder of a home stand at ``site/folder``
(Microsoft, KB 4294477, "authorization rules aren't inherited").
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from ftplint.source import Meant, Place, Problem

if TYPE_CHECKING:
    from collections.abc import Iterator

    from lxml.etree import _Element

    from ftplint.configuration import EffectiveElement
    from ftplint.detectors.subject import Subject

SECTION = "system.ftpServer/security/authorization"


def find(subject: Subject) -> Iterator[Problem]:
    """A problem for each location of a home with rules: below LocalUser, or below a domain that its rules name."""
    if "<userIsolation" not in subject.text or "<authorization" not in subject.text:
        return
    configuration = subject.configuration
    for site in configuration.ftp_sites_where(_isolates_at_roots):
        for path in configuration.location_paths(site):
            written = configuration.document.sections.get((path, SECTION))
            parts = path.split("/")
            if written is None or written.location is None or len(parts) < 3:
                continue
            if parts[1] != "localuser" and parts[1] not in _domains(written.element):
                continue
            if next(written.element.iterchildren("add", "clear", "remove"), None) is None:
                continue
            shown = (written.location.get("path") or "").replace("\\", "/").strip("/").split("/")
            facts = {
                "path": "/".join(shown),
                "value": "/".join(shown[1:3]),
                "expected": "/".join([shown[0], *shown[3:]]),
            }
            related = ((Place.of_tag(written.element), "the rules"),)
            place = Place.of_value(written.location, "path")
            meant = Meant((SECTION,), site.name)
            yield Problem("rules-of-home-ignored", place, facts, site.name, "location/@path", related, meant=meant)


def _isolates_at_roots(ftp: EffectiveElement) -> bool:
    return ftp.child("userIsolation").value("mode").text == "IsolateRootDirectoryOnly"


def _domains(section: _Element) -> set[str]:
    """The domains of the users and roles that the rules of *section* name, in lower case."""
    texts = (rule.get(name) or "" for rule in section.iterchildren("add") for name in ("users", "roles"))
    names = (name.strip().lower() for text in texts for name in text.split(","))
    return {domain for domain, backslash, _ in (name.partition("\\") for name in names) if backslash}
