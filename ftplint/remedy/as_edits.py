"""The fixes of findings as edits of the file, each for itself: what SARIF and JSON offer to other programs."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from ftplint.judging import Edit, Location
from ftplint.remedy.change import changes
from ftplint.remedy.in_place import InPlace, NotHereError
from ftplint.rules import CLASSES
from ftplint.source import Place, written

if TYPE_CHECKING:
    from collections.abc import Iterable

    from ftplint.analysis import ParsedFile
    from ftplint.judging import PendingFinding
    from ftplint.source import Replacement, Source, Span


def edits_of_fixes(parsed: ParsedFile, pending_findings: Iterable[PendingFinding]) -> dict[int, tuple[Edit, ...]]:
    """By the ``id`` of the finding: the edits of its fix, where ``ftplint fix`` would make them by default.

    All of them can be made together: of fixes that would make the same element, or touch the same text, only the first
    has edits, safe ones before others. What comes of them is not tried out; only ``ftplint fix`` looks at that.
    """
    if parsed.configuration is None:
        return {}
    place = InPlace(parsed)
    found = {}
    taken = _Taken()
    for pending in sorted(pending_findings, key=lambda one: 0 if one.fix is None else CLASSES.index(one.fix.safety)):
        try:
            made = place.replacements(changes(parsed.configuration, pending))
        except NotHereError:
            continue
        if made and taken.take(made):
            found[id(pending)] = made
    every = [edit for made in found.values() for edit in made]
    spans = iter(parsed.spans([Place.of_text(edit.start, edit.end) for edit in every]))
    return {key: tuple(_edit(parsed.source, one, next(spans)) for one in made) for key, made in found.items()}


class _Taken:
    """The text that edits touch, and what they write where."""

    def __init__(self) -> None:
        self._offsets: set[int] = set()
        self._written: set[tuple[int, str]] = set()

    def take(self, edits: list[Replacement]) -> bool:
        """Whether *edits* go together with all before; if so they are taken."""
        offsets = {offset for edit in edits for offset in range(edit.start, edit.end)}
        names = {(edit.start, name) for edit in edits for name in _names(edit.text)}
        if offsets & self._offsets or names & self._written:
            return False
        self._offsets |= offsets
        self._written |= names
        return True


def _names(text: str) -> list[str]:
    """The elements, or else the attributes, that *text* begins."""
    return _ELEMENTS.findall(text) or _ATTRIBUTES.findall(text)


_ELEMENTS = re.compile(r"<([^\s/>!?]+)")
_ATTRIBUTES = re.compile(r"([^\s=]+)=[\"']")


def _edit(source: Source, edit: Replacement, span: Span) -> Edit:
    place = Location(source.path, span.line, span.column, span.end_line, span.end_column)
    return Edit(place, written(source, edit))
