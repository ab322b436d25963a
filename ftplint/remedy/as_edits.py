"""The fixes of findings as edits of the file, each for itself: what SARIF and JSON offer to other programs."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ftplint.judging import Edit, Location
from ftplint.remedy.change import changes
from ftplint.remedy.in_place import InPlace, NotHereError
from ftplint.source import Place, written

if TYPE_CHECKING:
    from collections.abc import Iterable

    from ftplint.analysis import Understood
    from ftplint.judging import Draft
    from ftplint.source import Replacement, Source, Span


def edits_of_fixes(understood: Understood, drafts: Iterable[Draft]) -> dict[int, tuple[Edit, ...]]:
    """By the ``id`` of the draft: the edits of its fix, where ``ftplint fix`` would make them by default.

    They are not tried out: two fixes may touch the same place, and only ``ftplint fix`` looks at what comes of it.
    """
    if understood.configuration is None:
        return {}
    place = InPlace(understood)
    found = {}
    for draft in drafts:
        try:
            made = place.replacements(changes(understood.configuration, draft))
        except NotHereError:
            continue
        if made:
            found[id(draft)] = made
    every = [edit for made in found.values() for edit in made]
    spans = iter(understood.spans([Place.of_text(edit.start, edit.end) for edit in every]))
    return {key: tuple(_edit(understood.source, one, next(spans)) for one in made) for key, made in found.items()}


def _edit(source: Source, edit: Replacement, span: Span) -> Edit:
    place = Location(source.path, span.line, span.column, span.end_line, span.end_column)
    return Edit(place, written(source, edit))
