"""A report of a run to text: one format, one file."""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

    from ftplint.engine.finding import Report

FORMATS: dict[str, str] = {
    "text": "ftplint.report.text",
    "concise": "ftplint.report.concise",
    "json": "ftplint.report.json_format",
    "junit": "ftplint.report.junit",
}
"""Name of a format -> module with ``render(report, *, color, width, quiet)``."""


def render(
    report: Report, name: str, *, color: bool = False, width: int = 100, quiet: bool = False
) -> Iterator[str]:
    """*report* in the format *name*, in pieces. Raises KeyError for an unknown format."""
    module = import_module(FORMATS[name])
    pieces: Iterator[str] = module.render(report, color=color, width=width, quiet=quiet)
    return pieces
