"""One state of a text in an editor: characters as ftplint counts them, lines and columns as the protocol does."""

from __future__ import annotations

import re
from bisect import bisect_right
from functools import cached_property
from typing import TYPE_CHECKING

from lsprotocol import types

if TYPE_CHECKING:
    from ftplint.judging import Location

_MARK = "\ufeff"
_LINE_END = re.compile(r"\r\n|\r|\n")
_BYTES = {"utf-8": ("utf-8", 1), "utf-16": ("utf-16-le", 2), "utf-32": ("utf-32-le", 4)}
"""What a column counts, and how many bytes that is."""


class Text:
    """A text and its lines. ``content`` is without a byte-order mark, which some editors send as a first character.

    Offsets are those of ``content``, in characters. Columns count *units* (``utf-16`` unless client and server agree
    on another); a line ends with LF, CR or both, as the protocol has it.
    """

    def __init__(self, raw: str, units: str = "utf-16") -> None:
        self.raw = raw
        self.units = units
        self._lead = 1 if raw.startswith(_MARK) else 0
        self.content = raw[self._lead :]

    @cached_property
    def _starts(self) -> list[int]:
        """Where each line of ``raw`` begins."""
        return [0, *(match.end() for match in _LINE_END.finditer(self.raw))]

    @cached_property
    def _newlines(self) -> list[int]:
        """Where each line of ``content`` begins as ftplint counts them, by LF alone."""
        return [0, *(match.end() for match in re.finditer("\n", self.content))]

    def position(self, offset: int) -> types.Position:
        """Line and column of *offset*."""
        at = min(max(offset, 0), len(self.content)) + self._lead
        line = bisect_right(self._starts, at) - 1
        return types.Position(line, self._count(self.raw[self._starts[line] : at]))

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
            return Text(change.text, self.units)
        start, end = self._raw_offset(change.range.start), self._raw_offset(change.range.end)
        return Text(self.raw[:start] + change.text + self.raw[max(start, end) :], self.units)

    def _count(self, text: str) -> int:
        if text.isascii():
            return len(text)
        encoding, size = _BYTES[self.units]
        return len(text.encode(encoding, "surrogatepass")) // size

    def _raw_offset(self, position: types.Position) -> int:
        if position.line >= len(self._starts):
            return len(self.raw)
        start = self._starts[position.line]
        end = self._starts[position.line + 1] if position.line + 1 < len(self._starts) else len(self.raw)
        line = self.raw[start:end].rstrip("\r\n")
        if line.isascii():
            return start + min(position.character, len(line))
        left = position.character
        for number, character in enumerate(line):
            left -= self._count(character)
            if left < 0:
                return start + number
        return start + len(line)
