"""The matrix of prerequisites as text: a table, or where the terminal is too narrow for it a block for each site."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ftplint.configuration.prerequisites import COLUMNS
from ftplint.report.plain import columns, plain

if TYPE_CHECKING:
    from collections.abc import Iterator

    from ftplint.configuration.prerequisites import Row

_RED, _GREEN, _GREY, _END = "\x1b[31m", "\x1b[32m", "\x1b[90m", "\x1b[0m"
_HEADS = ("site", *COLUMNS, "client certificate logon")


def matrix(path: str, table: list[Row], obstacle: str | None, *, color: bool, width: int | None) -> Iterator[str]:
    """The lines of the matrix and the sentence under it. *width* is that of the terminal, None for any."""
    if not table:
        yield f"{path}: no FTP site (no binding with protocol ftp)\n"
        return
    cells = [[plain(row.site), *(_cell(c.met, c.text, c.level) for c in row.cells), row.verdict] for row in table]
    widths = [max(columns(line[i]) for line in (_HEADS, *cells)) for i in range(len(_HEADS))]
    if width is None or sum(widths) + 2 * (len(widths) - 1) <= width:
        yield from _table(table, cells, widths, color)
    else:
        yield from _blocks(table, cells, color)
    ready = sum(row.works for row in table)
    wanted = sum(row.enabled for row in table)
    yield f"\n{ready} of {wanted} sites with client certificate logon switched on can work ({len(table)} FTP sites)\n"
    if obstacle is not None:
        yield f"But {obstacle}\n"


def _table(table: list[Row], cells: list[list[str]], widths: list[int], color: bool) -> Iterator[str]:
    yield "  ".join(_pad(head, width) for head, width in zip(_HEADS, widths, strict=True)).rstrip() + "\n"
    yield "  ".join("-" * width for width in widths) + "\n"
    for row, line in zip(table, cells, strict=True):
        padded = [_pad(cell, width) for cell, width in zip(line, widths, strict=True)]
        for number, cell in enumerate(row.cells, 1):
            padded[number] = _painted(padded[number], row, cell.met, color)
        yield "  ".join(padded).rstrip() + "\n"


def _blocks(table: list[Row], cells: list[list[str]], color: bool) -> Iterator[str]:
    """Each site with a line for each prerequisite: fits into 60 columns, but for long names of sites."""
    widest = max(columns(head) for head in COLUMNS)
    for row, line in zip(table, cells, strict=True):
        yield f"{line[0]}: {line[-1]}\n"
        for head, text, cell in zip(COLUMNS, line[1:-1], row.cells, strict=True):
            yield f"  {_pad(head, widest)}  {_painted(text, row, cell.met, color)}\n"


def _painted(text: str, row: Row, met: bool, color: bool) -> str:
    return (_GREEN if met else _RED if row.enabled else _GREY) + text + _END if color else text


def _cell(met: bool, text: str, level: str) -> str:
    short = (plain(text) if len(text) <= 14 else plain(text[:8]) + "...") or "(empty)"
    return f"{'ok ' if met else 'NO '} {short} ({level})"


def _pad(text: str, width: int) -> str:
    return text + " " * (width - columns(text))
