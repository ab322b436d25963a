"""The page of a fleet: the trend over its runs, and what is worst now. It loads nothing and needs no script."""

from __future__ import annotations

import base64
import hashlib
from pathlib import Path
from typing import TYPE_CHECKING, Any

from ftplint import __version__
from ftplint.fleet.query import Results
from ftplint.named_tuple import NamedTuple
from ftplint.report import many, plain

if TYPE_CHECKING:
    from collections.abc import Sequence

_FOLDER = Path(__file__).parent / "page_parts"
_RUNS = 60
"""Runs that are shown; the table history has all."""
_ROWS = 25
"""Rows of each list."""
_WIDTH, _HEIGHT, _LEFT, _RIGHT, _TOP, _BOTTOM = 720, 220, 60, 580, 16, 180
"""Of the chart, in its own units."""
_APART = 16
"""How far the labels of two lines are from each other at least."""
_LISTS = (
    ("Worst servers", "worst-servers", "Those that cannot be judged, then by errors and warnings."),
    ("Rules that find most", "rules-by-servers", "On how many servers, and how often; without suppressed findings."),
    ("Certificates by expiry", "certificates-by-expiry", "Only bundles of evidence know the end of a certificate."),
    ("Differences from the model server", "differences", "Settings that differ most often, without exceptions."),
    ("Servers that could not be judged", "unreadable-servers", "All others were judged."),
)
"""Title, question, and what to say of it; a list without rows is left out."""


class Part(NamedTuple):
    """A table of the page."""

    title: str
    heads: tuple[str, ...]
    rows: list[list[Any]]
    about: str = ""
    more: str = ""


def fleet_page(results: Path, date: str) -> str:
    """The page of the *results* in a folder; *date* is that of the last run, ISO 8601. Raises FleetError."""
    from jinja2 import Environment, FileSystemLoader, StrictUndefined

    environment = Environment(
        loader=FileSystemLoader(_FOLDER), autoescape=True, undefined=StrictUndefined, trim_blocks=True
    )
    style = (_FOLDER / "fleet.css").read_text(encoding="utf-8")
    with Results(results) as opened:
        runs = opened.ask("trend").rows[-_RUNS:]
        (counts,) = opened.ask(_COUNTS).rows
        parts = [part for part in (_part(opened, *one) for one in _LISTS) if part.rows]
    return environment.get_template("fleet.html.j2").render(
        title=many(counts[0], "server"),
        verdict=_verdict(*counts),
        version=__version__,
        date=date,
        date_said=date.replace("T", " ").replace("Z", " UTC"),
        style=style,
        style_hash="sha256-" + base64.b64encode(hashlib.sha256(style.encode("utf-8")).digest()).decode("ascii"),
        chart=_chart(runs) if len(runs) > 1 else None,
        runs=Part("Runs, the last one first", _HEADS, [_run(row) for row in reversed(runs)]),
        parts=parts,
    )


_COUNTS = """
SELECT count(*)::INTEGER, count(error)::INTEGER, coalesce(sum(errors), 0)::INTEGER, coalesce(sum(warnings), 0)::INTEGER,
       count(*) FILTER (WHERE errors = 0 AND warnings = 0)::INTEGER
FROM servers
"""
_HEADS = ("run", "date", "servers", "without errors and warnings", "errors", "warnings")


def _verdict(servers: int, unread: int, errors: int, warnings: int, clean: int) -> str:
    said = f"{clean:,} of {many(servers, 'server')} without errors and warnings; "
    said += f"{many(errors, 'error')}, {many(warnings, 'warning')}."
    return said + (f" {many(unread, 'server')} could not be judged." if unread else "")


def _run(row: Sequence[Any]) -> list[Any]:
    run, date, *counts = row
    return [run, f"{date:%Y-%m-%d %H:%M}", *counts]


def _part(results: Results, title: str, question: str, about: str) -> Part:
    found = results.ask(question)
    left = len(found.rows) - _ROWS
    more = f"{left:,} more: ftplint fleet query {question}" if left > 0 else ""
    rows = [[_cell(value) for value in row] for row in found.rows[:_ROWS]]
    return Part(title, tuple(name.replace("_", " ") for name in found.columns), rows, about, more)


def _cell(value: Any) -> Any:
    if isinstance(value, bool):
        return "yes" if value else "no"
    if value is None or isinstance(value, int):
        return "" if value is None else value
    if isinstance(value, list):
        shown = ", ".join(map(plain, map(str, value[:5])))
        return f"{shown}, ..." if len(value) > 5 else shown
    return plain(str(value))


def _chart(runs: Sequence[Sequence[Any]]) -> dict[str, Any]:
    """The lines of errors and warnings. *runs* are number, date, servers, clean, errors, warnings."""
    series = {"errors": [row[4] for row in runs], "warnings": [row[5] for row in runs]}
    most = max(1, *(value for values in series.values() for value in values))
    lines = []
    for name, values in series.items():
        step = (_RIGHT - _LEFT) / (len(values) - 1)
        points = [
            (round(_LEFT + number * step, 1), round(_BOTTOM - (_BOTTOM - _TOP) * value / most, 1))
            for number, value in enumerate(values)
        ]
        x, y = points[-1]
        label = f"{values[-1]:,} {name if values[-1] != 1 else name[:-1]}"
        drawn = " ".join(f"{one},{other}" for one, other in points)
        lines.append({"name": name, "points": drawn, "end_x": x, "end_y": y, "label_y": y + 4, "label": label})
    upper, lower = sorted(lines, key=lambda line: line["end_y"])
    if lower["label_y"] - upper["label_y"] < _APART:
        lower["label_y"] = upper["label_y"] + _APART
    first, last = (f"{row[1]:%Y-%m-%d}" for row in (runs[0], runs[-1]))
    about = f"From {first} to {last}, {len(runs)} runs: "
    about += "; ".join(f"{name} from {values[0]:,} to {values[-1]:,}" for name, values in series.items())
    return {
        "width": _WIDTH,
        "height": _HEIGHT,
        "left": _LEFT,
        "right": _RIGHT,
        "top": _TOP,
        "bottom": _BOTTOM,
        "lines": lines,
        "first": first,
        "last": last,
        "most": f"{most:,}",
        "about": f"{about}.",
    }
