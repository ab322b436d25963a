"""The matrix of prerequisites as text: a table of one or two lines a site, or a block a site where neither has room."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ftplint.configuration import COLUMNS
from ftplint.report import columns, fold, plain, wrap

if TYPE_CHECKING:
    from collections.abc import Iterator

    from ftplint.configuration import Cell, Row

    Lines = list[str]

_RED, _GREEN, _GREY, _END = "\x1b[31m", "\x1b[32m", "\x1b[90m", "\x1b[0m"
_HEADS = ("site", *COLUMNS, "client certificate logon")
_LEAST = 20
"""Columns that the names of sites have at least; longer ones go on in the next line."""
_NARROW = 14
"""Columns that a heading may take where rows have two lines."""


def matrix(path: str, table: list[Row], obstacle: str | None, *, color: bool, width: int | None) -> Iterator[str]:
    """The lines of the matrix and the sentence under it. *width* is that of the terminal in columns, None for any."""
    if not table:
        yield f"{path}: no FTP site (no binding with protocol ftp)\n"
        return
    yield from _rows(table, color, width)
    ready = sum(row.works for row in table)
    wanted = sum(row.enabled for row in table)
    yield "\n"
    summary = f"{ready} of {wanted} sites with client certificate logon switched on can work ({len(table)} FTP sites)"
    for sentence in (summary, *(() if obstacle is None else (f"But {obstacle}",))):
        yield from (f"{line}\n" for line in ((sentence,) if width is None else wrap(sentence, width)))


def _rows(table: list[Row], color: bool, width: int | None) -> Iterator[str]:
    """The roomiest form that fits into *width*."""
    wide = [[head] for head in _HEADS], [_line(row) for row in table]
    tall = [list(wrap(head, _NARROW)) for head in _HEADS], [_two_lines(row) for row in table]
    for heads, cells in (wide, tall):
        widths = [max(columns(text) for line in (heads, *cells) for text in line[i]) for i in range(len(_HEADS))]
        rest = sum(widths[1:]) + 2 * (len(widths) - 1)
        if width is None or rest + min(widths[0], _LEAST) <= width:
            widths[0] = widths[0] if width is None else min(widths[0], width - rest)
            yield from _table(table, heads, cells, widths, color)
            return
    yield from _blocks(table, color, width or 0)


def _line(row: Row) -> list[Lines]:
    return [[_name(row)], *([f"{_cell(cell)} ({_level(cell)})"] for cell in row.cells), [row.verdict]]


def _two_lines(row: Row) -> list[Lines]:
    """Values above the levels that they are from."""
    verdict = row.verdict.replace(": ", ":\n").split("\n")
    return [[_name(row)], *([_cell(cell), f"    ({_level(cell)})"] for cell in row.cells), verdict]


def _table(
    table: list[Row], heads: list[Lines], cells: list[list[Lines]], widths: list[int], color: bool
) -> Iterator[str]:
    tallest = max(map(len, heads))
    yield from _beside([[""] * (tallest - len(head)) + head for head in heads], widths)
    yield "  ".join("-" * width for width in widths) + "\n"
    for row, line in zip(table, cells, strict=True):
        styles = ["", *(_style(row, cell.met, color) for cell in row.cells), ""]
        yield from _beside([list(fold(line[0][0], widths[0])), *line[1:]], widths, styles)


def _beside(cells: list[Lines], widths: list[int], styles: list[str] | None = None) -> Iterator[str]:
    """*cells* beside each other, each with its lines."""
    for number in range(max(map(len, cells))):
        parts = [
            _pad(cell[number] if number < len(cell) else "", width) for cell, width in zip(cells, widths, strict=True)
        ]
        if styles is not None:
            parts = [_painted(part, style) for part, style in zip(parts, styles, strict=True)]
        yield "  ".join(parts).rstrip() + "\n"


def _blocks(table: list[Row], color: bool, width: int) -> Iterator[str]:
    """Each site with a line for each prerequisite: fits into 60 columns."""
    widest = max(columns(head) for head in COLUMNS)
    for row in table:
        head = f"{_name(row)}: {row.verdict}"
        if columns(head) <= width:
            yield f"{head}\n"
        else:
            yield from (f"{part}\n" for part in (*fold(f"{_name(row)}:", width), f"  {row.verdict}"))
        for column, cell in zip(COLUMNS, row.cells, strict=True):
            shown = _painted(f"{_cell(cell)} ({_level(cell)})", _style(row, cell.met, color))
            yield f"  {_pad(column, widest)}  {shown}\n"


def _style(row: Row, met: bool, color: bool) -> str:
    return (_GREEN if met else _RED if row.enabled else _GREY) if color else ""


def _painted(text: str, style: str) -> str:
    return f"{style}{text}{_END}" if style and text.strip() else text


def _level(cell: Cell) -> str:
    """Where the value is written; a value that nobody writes is the default."""
    return "default" if cell.level == "schema" else cell.level


def _name(row: Row) -> str:
    return plain(row.site) or "(no name)"


def _cell(cell: Cell) -> str:
    text = cell.text
    short = (plain(text) if len(text) <= 14 else plain(text[:8]) + "...") or "(empty)"
    return f"{'ok ' if cell.met else 'NO '} {short}"


def _pad(text: str, width: int) -> str:
    return text + " " * (width - columns(text))
