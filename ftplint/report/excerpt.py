"""A line of the source with a span marked below it, cut around the span where it is too long."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ftplint.report.plain_text import columns, plain

if TYPE_CHECKING:
    from ftplint.judging import Location

_TAB = 8
"""The most columns a tab can take. Tabs stay tabs above and below, so that they are equally wide in any terminal."""

_DOTS = "..."


def excerpt(line: str, at: Location, room: int) -> tuple[str, str]:
    """The source *line* on which *at* begins, in at most *room* columns, and the carets that belong below it.

    A span that ends on a later line is marked to the end of this one; an empty span gets one caret.
    """
    start = min(at.column - 1, len(line))
    stop = at.end_column - 1 if at.end_line == at.line else len(line.rstrip())
    stop = max(start, min(stop, len(line)))
    if fits(line, room) and _is_simple(line):
        return line.rstrip(), _under(line[:start], " ") + _carets(line[start:stop])
    before, marked, after = _cut(line, start, stop, room)
    carets = _carets("".join(piece for piece in marked if piece != _DOTS))
    return "".join([*before, *marked, *after]).rstrip(), _under("".join(before), " ") + carets


def fits(line: str, room: int) -> bool:
    """Whether *line* can be shown whole in *room* columns."""
    if len(line) > room:
        return False
    if _is_simple(line):
        return len(line) + (_TAB - 1) * line.count("\t") <= room
    return _size(_pieces(line)) <= room


def _is_simple(line: str) -> bool:
    return line.isascii() and line.replace("\t", "").isprintable()


def _under(shown: str, sign: str) -> str:
    """What belongs below *shown*: as many signs as it takes columns, and its tabs."""
    return "\t".join(sign * columns(part) for part in shown.split("\t"))


def _carets(marked: str) -> str:
    under = _under(marked, "^")
    return under if "^" in under else "^"


def _cut(line: str, start: int, stop: int, room: int) -> tuple[list[str], list[str], list[str]]:
    """What to show before, in and after the span, from a look at *room* characters of each: a line can be megabytes."""
    marked = _fill(_pieces(line[start : min(stop, start + room + 1)]), room - 2 * len(_DOTS))
    left = room - _size(marked)
    before = _pieces(line[max(0, start - room - 1) : start])
    after = _pieces(line[stop : stop + room + 1].rstrip())
    before = _fill(before[::-1], max(left - _size(after), left - left // 2))[::-1]
    return before, marked, _fill(after, left - _size(before))


def _pieces(text: str) -> list[str]:
    return list(text) if _is_simple(text) else ["\t" if character == "\t" else plain(character) for character in text]


def _size(pieces: list[str]) -> int:
    return columns("".join(pieces)) + (_TAB - 1) * pieces.count("\t")


def _fill(pieces: list[str], room: int) -> list[str]:
    """As many *pieces* from the first on as fit; dots for those that do not."""
    if _size(pieces) <= room:
        return pieces
    kept: list[str] = []
    room -= len(_DOTS)
    for piece in pieces:
        room -= _size([piece])
        if room < 0:
            break
        kept.append(piece)
    return [*kept, _DOTS]
