"""One state of a text in an editor: characters as ftplint counts them, lines and columns as the protocol does."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from functools import cached_property
from typing import TYPE_CHECKING

from lsprotocol import types

if TYPE_CHECKING:
    from ftplint.judging import Location

_MARK = "\ufeff"
_LINE_END = re.compile(r"\r\n|\r|\n")
_TWO_UNITS = re.compile("[\U00010000-\U0010ffff]")
"""A character that UTF-16 writes as two units."""


class Text:
    """A text and its lines. ``content`` is without a byte-order mark, which some editors send as a first character.

    Offsets are those of ``content``, in characters. Columns count units of UTF-16, which every client knows; a line
    ends with LF, CR or both, as the protocol has it.
    """

    def __init__(self, raw: str) -> None:
        self.raw = raw
        self._lead = 1 if raw.startswith(_MARK) else 0
        self.content = raw[self._lead :]

    @cached_property
    def _starts(self) -> list[int]:
        """Where each line of ``raw`` begins."""
        return [0, *(match.end() for match in _LINE_END.finditer(self.raw))]

    @cached_property
    def _wide(self) -> list[int]:
        """Where the characters of two units are in ``raw``."""
        return [] if self.raw.isascii() else [match.start() for match in _TWO_UNITS.finditer(self.raw)]

    @cached_property
    def _newlines(self) -> list[int]:
        """Where each line of ``content`` begins as ftplint counts them, by LF alone."""
        return [0, *(match.end() for match in re.finditer("\n", self.content))]

    def position(self, offset: int) -> types.Position:
        """Line and column of *offset*."""
        at = min(max(offset, 0), len(self.content)) + self._lead
        line = bisect_right(self._starts, at) - 1
        start = self._starts[line]
        return types.Position(line, at - start + bisect_left(self._wide, at) - bisect_left(self._wide, start))

    def range(self, start: int, end: int) -> types.Range:
        """The range between two offsets."""
        return types.Range(self.position(start), self.position(end))

    def offset(self, position: types.Position) -> int:
        """The offset of *position*; what is behind the end of a line or of the text is its end."""
        return max(self._raw_offset(position) - self._lead, 0)

    def place(self, line: int, column: int) -> int:
        """The offset of a line and column of a finding, both from 1, the column in characters."""
        number = min(max(line, 1), len(self._newlines)) - 1
        return min(self._newlines[number] + max(column - 1, 0), len(self.content))

    def of(self, location: Location) -> types.Range:
        """The range of the place of a finding."""
        start = self.place(location.line, location.column)
        return self.range(start, max(start, self.place(location.end_line, location.end_column)))

    def edited(self, change: types.TextDocumentContentChangeEvent) -> Text:
        """The text after *change*, which replaces a range of it or all of it."""
        if not isinstance(change, types.TextDocumentContentChangePartial):
            return Text(change.text)
        start, end = self._raw_offset(change.range.start), self._raw_offset(change.range.end)
        return Text(self.raw[:start] + change.text + self.raw[max(start, end) :])

    def _raw_offset(self, position: types.Position) -> int:
        if position.line >= len(self._starts):
            return len(self.raw)
        start = self._starts[position.line]
        end = self._starts[position.line + 1] if position.line + 1 < len(self._starts) else len(self.raw)
        while end > start and self.raw[end - 1] in "\r\n":
            end -= 1
        first = bisect_left(self._wide, start)
        for number in range(first, bisect_left(self._wide, end)):
            left = position.character - (number - first)  # what the wide ones before have used up
            if start + left <= self._wide[number] + 1:
                return min(start + left, self._wide[number])
        wide = bisect_left(self._wide, end) - first
        return min(start + max(position.character - wide, 0), end)
