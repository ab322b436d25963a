"""From a file before and after to edits of the text in the editor, as small as lines and characters show them."""

from __future__ import annotations

from difflib import SequenceMatcher
from typing import TYPE_CHECKING

from lsprotocol import types

if TYPE_CHECKING:
    from collections.abc import Iterator

    from ftplint.lsp.text import Text

_MOST_LINES = 5000
"""More lines than this between the first and the last change are replaced as one: to compare them takes long."""


def text_edits(text: Text, after: str) -> list[types.TextEdit]:
    """The edits that make *after* of *text*, in its order."""
    return [types.TextEdit(text.range(start, end), new) for start, end, new in _changes(text.content, after)]


def _changes(before: str, after: str) -> Iterator[tuple[int, int, str]]:
    old, new = before.splitlines(keepends=True), after.splitlines(keepends=True)
    head = _same(old, new)
    tail = _same(old[head:][::-1], new[head:][::-1])
    at = sum(map(len, old[:head]))
    old, new = old[head : len(old) - tail], new[head : len(new) - tail]
    if max(len(old), len(new)) > _MOST_LINES:
        yield from _narrowed(at, "".join(old), "".join(new))
        return
    offsets = [at]
    for line in old:
        offsets.append(offsets[-1] + len(line))
    for kind, i1, i2, j1, j2 in SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        if kind != "equal":
            yield from _narrowed(offsets[i1], "".join(old[i1:i2]), "".join(new[j1:j2]))


def _narrowed(at: int, old: str, new: str) -> Iterator[tuple[int, int, str]]:
    """One change without what is the same at its beginning and end."""
    if old == new:
        return
    start = _same(old, new)
    end = min(_same(old[::-1], new[::-1]), len(old) - start, len(new) - start)
    yield at + start, at + len(old) - end, new[start : len(new) - end]


def _same(one: list[str] | str, other: list[str] | str) -> int:
    """How many items at the beginning are the same."""
    count = 0
    for a, b in zip(one, other, strict=False):
        if a != b:
            break
        count += 1
    return count
