"""The source lines of a finding for the page: the marked one between its neighbours, cut where they are too long."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from ftplint.judging import FileReport, Location

_ROOM = 120
"""Characters of a source line on each side of what is marked: some files are one line."""
_TAB = 4


class Lines:
    """The lines of one file. Each is made once: all findings may lie on one line of many megabytes."""

    def __init__(self, file: FileReport) -> None:
        self._file = file
        self._known: dict[int, str] = {}

    def around(self, at: Location) -> list[list[str | int]]:
        """``[number, before, marked, after]`` of each line to show; of a neighbour only *before* is not empty.

        A span that ends on a later line is marked to the end of its first one.
        """
        if at.path != self._file.path:
            return []
        line = self._line(at.line)
        start = at.column - 1
        end = at.end_column - 1 if at.end_line == at.line else len(line)
        before = "..." + line[start - _ROOM : start] if start > _ROOM else line[:start]
        after = line[end : end + _ROOM] + ("..." if len(line) > end + _ROOM else "")
        rows = [(at.line, before.expandtabs(_TAB), line[start : min(end, start + _ROOM)], after)]
        if start <= _ROOM:
            rows = [*self._neighbour(at.line - 1), *rows, *self._neighbour(at.line + 1)]
        indent = min(_indent(before) for _, before, _, _ in rows)
        return [[number, before[indent:], *map(_spaced, (marked, after))] for number, before, marked, after in rows]

    def _neighbour(self, number: int) -> list[tuple[int, str, str, str]]:
        line = self._line(number).rstrip()
        cut = "..." if len(line) > 2 * _ROOM else ""
        return [(number, line[: 2 * _ROOM].expandtabs(_TAB) + cut, "", "")] if line else []

    def _line(self, number: int) -> str:
        if number not in self._known:
            self._known[number] = self._file.source_line(number) or ""
        return self._known[number]


def _indent(text: str) -> int:
    return len(text) - len(text.lstrip(" "))


def _spaced(text: str) -> str:
    return text.rstrip("\n").replace("\t", " ")
