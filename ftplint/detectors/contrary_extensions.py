"""Extensions that a list has with the dot and without it, allowed once and denied once.

The configuration reference shows extensions in both forms. The key is the text, so the list takes both entries.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from ftplint.source import Problem, redacted

if TYPE_CHECKING:
    from collections.abc import Iterator

    from ftplint.configuration import EffectiveElement
    from ftplint.detectors.subject import Subject

SECTION = "system.ftpServer/security/requestFiltering"
_LIST = "fileExtensions"


def find(subject: Subject) -> Iterator[Problem]:
    """A problem for the later one of each such pair of entries, once."""
    if f"<{_LIST}" not in subject.text:
        return
    reported = set()
    for site, section in subject.configuration.everywhere(SECTION):
        first: dict[str, EffectiveElement] = {}
        for entry in section.child(_LIST).items:
            extension = entry.value("fileExtension").text.strip().lower().removeprefix(".")
            other = first.setdefault(extension, entry)
            if other.value("allowed").text == entry.value("allowed").text:
                continue
            tag = entry.tags[-1]
            if tag.element() in reported:
                continue
            reported.add(tag.element())
            facts = {
                "value": redacted(entry.value("fileExtension").text),
                "element": redacted(other.value("fileExtension").text),
                "reason": "allows" if entry.value("allowed").text == "true" else "denies",
            }
            related = ((other.tags[-1].place(), "the entry in the other form"),)
            setting = f"{SECTION}/{_LIST}/add/@fileExtension"
            yield Problem("extension-in-two-forms", tag.place(attribute="fileExtension"), facts, site, setting, related)
