"""``ftplint prerequisites``: what client certificate logon needs, one row per FTP site, one column per prerequisite."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ftplint.cli.effective import chosen_sites, resolved
from ftplint.cli.files import use_color, write
from ftplint.configuration.prerequisites import COLUMNS, Row, keeps_sites_from_reading, rows

if TYPE_CHECKING:
    from argparse import Namespace
    from collections.abc import Iterator

    from ftplint.engine.understand import Understood

_RED, _GREEN, _GREY, _END = "\x1b[31m", "\x1b[32m", "\x1b[90m", "\x1b[0m"


def run(options: Namespace) -> int:
    """Prints the matrix of ``options.path``; returns 0. Raises UnreadableError."""
    path, understood = resolved(options.path)
    assert understood.configuration is not None
    table = list(rows(chosen_sites(understood.configuration, options.site, path)))
    obstacle = _obstacle(understood, path)
    if options.format == "json":
        write(_json(path, table, obstacle), None)
    else:
        write(_text(path, table, obstacle, use_color(options.color)), None)
    return 0


def _obstacle(understood: Understood, path: str) -> str | None:
    """Why no site can work whatever its settings, if there is such a reason."""
    configuration = understood.configuration
    if configuration is not None and not configuration.serves_ftp:
        return f"{path} registers no FTP section: FTP is not installed, so none of this is in force."
    fatal = sum(keeps_sites_from_reading(problem) for problem in understood.problems)
    if fatal:
        what = "a mistake" if fatal == 1 else f"{fatal} mistakes"
        return f"{path} has {what} that IIS cannot read past, so no site works before that is mended."
    return None


def _text(path: str, table: list[Row], obstacle: str | None, color: bool) -> Iterator[str]:
    if not table:
        yield f"{path}: no FTP site (no binding with protocol ftp)\n"
        return
    heads = ("site", *COLUMNS, "client certificate logon")
    cells = [
        [
            _plain(row.site),
            *(f"{'ok ' if c.met else 'NO '} {_short(c.text)} ({c.level})" for c in row.cells),
            row.verdict,
        ]
        for row in table
    ]
    widths = [max(_columns(line[i]) for line in (heads, *cells)) for i in range(len(heads))]
    yield "  ".join(_pad(head, width) for head, width in zip(heads, widths, strict=True)).rstrip() + "\n"
    yield "  ".join("-" * width for width in widths) + "\n"
    for row, line in zip(table, cells, strict=True):
        padded = [_pad(cell, width) for cell, width in zip(line, widths, strict=True)]
        if color:
            for number, cell in enumerate(row.cells, 1):
                padded[number] = (_GREEN if cell.met else _RED if row.enabled else _GREY) + padded[number] + _END
        yield "  ".join(padded).rstrip() + "\n"
    ready = sum(row.works for row in table)
    wanted = sum(row.enabled for row in table)
    yield f"\n{ready} of {wanted} sites with client certificate logon switched on can work ({len(table)} FTP sites)\n"
    if obstacle is not None:
        yield f"But {obstacle}\n"


def _json(path: str, table: list[Row], obstacle: str | None) -> Iterator[str]:
    import json

    listed = [
        {
            "site": row.site,
            "enabled": row.enabled,
            "works": row.works and obstacle is None,
            "verdict": row.verdict,
            "prerequisites": {
                name: {"met": c.met, "setting": c.setting, "value": c.text, "origin": c.level}
                for name, c in zip(COLUMNS, row.cells, strict=True)
            },
        }
        for row in table
    ]
    yield json.dumps({"schema_version": "1", "path": path, "obstacle": obstacle, "sites": listed}, indent=2)
    yield "\n"


def _short(text: str) -> str:
    return (_plain(text) if len(text) <= 14 else _plain(text[:8]) + "...") or "(empty)"


def _plain(text: str) -> str:
    return "".join(c if c.isprintable() else "?" for c in text)


def _columns(text: str) -> int:
    import unicodedata

    return sum(2 if unicodedata.east_asian_width(c) in "WF" else 0 if unicodedata.combining(c) else 1 for c in text)


def _pad(text: str, width: int) -> str:
    return text + " " * (width - _columns(text))
