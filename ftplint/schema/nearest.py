"""What somebody may have meant by a name that does not exist."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable

    from ftplint.schema.declarations import Element


def nearest_hint(name: str, known: Iterable[str], home: str = "") -> str:
    """A sentence, or nothing. *home* is the element in which the name would be right."""
    from difflib import get_close_matches

    names = list(known)
    for other in names:
        if other.lower() == name.lower():
            return f"Names are case-sensitive: did you mean '{other}'?"
    if home:
        return f"It belongs into {home}."
    near = get_close_matches(name.lower(), [other.lower() for other in names], 1, 0.6)
    if near:
        return f"Did you mean '{next(other for other in names if other.lower() == near[0])}'?"
    return ""


def misspelt(name: str, known: Iterable[str]) -> bool:
    """Whether *name*, where foreign names are allowed, is surely one of *known* in another letter case or misspelt.

    A foreign name is innocent until it is at most two edits away from a long known one.
    """
    return any(
        name != other
        and (name.lower() == other.lower() or (len(other) >= 8 and _edits(name.lower(), other.lower()) <= 2))
        for other in known
    )


def permitted(declared: Element) -> str:
    """The children that *declared* may have, directives last."""
    collection = declared.collection
    directives = (collection.add, collection.remove, collection.clear) if collection else ()
    return ", ".join([*declared.children, *(name for name in directives if name)])


def _edits(one: str, other: str) -> int:
    """The Levenshtein distance, cut short where the lengths alone differ by more than two."""
    if abs(len(one) - len(other)) > 2:
        return 3
    row = list(range(len(other) + 1))
    for i, a in enumerate(one, 1):
        last, row[0] = row[0], i
        for j, b in enumerate(other, 1):
            last, row[j] = row[j], min(row[j] + 1, row[j - 1] + 1, last + (a != b))
    return row[-1]
