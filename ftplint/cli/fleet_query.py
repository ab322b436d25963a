"""``ftplint fleet query``: the answer to a question as a table, CSV or JSON."""

from __future__ import annotations

import csv
import io
import sys
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

from ftplint.cli.files import write
from ftplint.cli.suggestions import nearest
from ftplint.fleet import FleetError, ask, questions
from ftplint.report import columns, encoded, harmless, plain, wrap

if TYPE_CHECKING:
    from argparse import Namespace
    from collections.abc import Iterator, Sequence

    from ftplint.fleet import Rows

_WIDEST = 60
"""Columns of a terminal that a cell may take; CSV and JSON have all of it."""
_FORMULA = ("=", "+", "-", "@")
"""What a spreadsheet takes for the beginning of a formula."""


def answer(options: Namespace, words: Sequence[str]) -> int:
    """Prints the questions, or the answer to one; returns 0. Raises FleetError."""
    if options.list:
        write(_listed(), options.output_file)
        return 0
    if not words:
        raise FleetError("what is the question? 'ftplint fleet query --list' lists those that have names")
    rows = ask(Path(options.results), words[0], words[1:])
    if not rows.rows and words[0] in ("drift", "setting"):
        print(harmless(f"ftplint: {plain(_unknown_setting(Path(options.results), words[1]))}"), file=sys.stderr)
    write({"text": _text, "csv": _csv, "json": _json}[options.format](rows), options.output_file)
    return 0


def _unknown_setting(folder: Path, wanted: str) -> str:
    """What is said of a setting that no server has: zero rows alone look like an answer."""
    parts = wanted.count("/") + 1
    known = [row[0].split("/")[-parts:] for row in ask(folder, "SELECT DISTINCT setting FROM settings").rows]
    names = ("/".join(one) if "@" in wanted else "/".join(one).replace("@", "") for one in known)
    return f"no server has a setting '{wanted}'{nearest(wanted, names)}"


def _listed() -> Iterator[str]:
    for question in questions().values():
        values = "".join(f" {name.upper()}" for name in question.values)
        yield f"{question.name}{values}\n"
        yield from (f"    {line}\n" for line in wrap(question.about, 96))
        for name, about in question.values.items():
            yield from (f"    {line}\n" for line in wrap(f"{name.upper()}: {about}", 96))


def _text(rows: Rows) -> Iterator[str]:
    cells = [[_cut(plain(_said(value))) for value in row] for row in rows.rows]
    heads = [_cut(plain(name)) for name in rows.columns]
    widths = [max(map(columns, column)) for column in zip(heads, *cells, strict=True)]
    for line in (heads, ["-" * width for width in widths], *cells):
        padded = (text + " " * (width - columns(text)) for text, width in zip(line, widths, strict=True))
        yield harmless("  ".join(padded).rstrip() + "\n")
    yield f"({len(cells):,} {'row' if len(cells) == 1 else 'rows'})\n"


def _cut(text: str) -> str:
    return text if columns(text) <= _WIDEST else text[: _WIDEST - 3] + "..."


def _csv(rows: Rows) -> Iterator[str]:
    for row in (rows.columns, *rows.rows):
        line = io.StringIO()
        csv.writer(line, lineterminator="\n").writerow([_cell(value) for value in row])
        yield line.getvalue()


def _cell(value: Any) -> Any:
    """Text made plain, and none of it a formula (OWASP: CSV injection)."""
    text = plain(_said(value))
    return f"'{text}" if isinstance(value, str | list) and text.startswith(_FORMULA) else text


def _json(rows: Rows) -> Iterator[str]:
    """A list of objects, one a line."""
    yield "["
    for number, row in enumerate(rows.rows):
        yield ("\n  " if number == 0 else ",\n  ") + encoded(
            {name: _plain_data(value) for name, value in zip(rows.columns, row, strict=True)}
        )
    yield "\n]\n"


def _plain_data(value: Any) -> Any:
    if isinstance(value, list | tuple):
        return [_plain_data(one) for one in value]
    if isinstance(value, dict):
        return {str(key): _plain_data(one) for key, one in value.items()}
    return value if value is None or isinstance(value, str | bool | int | float) else _said(value)


def _said(value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, list | tuple):
        return ", ".join(map(_said, value))
    return value.isoformat(" ") if isinstance(value, datetime) else str(value)
