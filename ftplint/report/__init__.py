"""A report of a run to text: one format, one file."""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING

from ftplint.faces import when_asked

if TYPE_CHECKING:
    from collections.abc import Iterator

    from ftplint.judging import Report
    from ftplint.report.plain_text import columns, fold, harmless, plain, wrap

__all__ = ["EDITED", "FINGERPRINTED", "FORMATS", "columns", "fold", "harmless", "plain", "render", "wrap"]

_WHEN_ASKED = {"plain_text": ("columns", "fold", "harmless", "plain", "wrap")}

if not TYPE_CHECKING:
    __getattr__ = when_asked(__name__, _WHEN_ASKED)


FORMATS: dict[str, str] = {
    "text": "ftplint.report.text",
    "concise": "ftplint.report.concise",
    "json": "ftplint.report.json_format",
    "junit": "ftplint.report.junit",
    "sarif": "ftplint.report.sarif",
    "github": "ftplint.report.github",
    "gitlab": "ftplint.report.gitlab",
    "checkstyle": "ftplint.report.checkstyle",
    "markdown": "ftplint.report.markdown",
    "html": "ftplint.report.html",
}
"""Name of a format -> module with ``render(report, *, color, width, quiet)``."""

FINGERPRINTED = frozenset({"json", "sarif", "gitlab"})
"""The formats that show the fingerprints of findings."""

EDITED = frozenset({"json", "sarif"})
"""The formats that show the edits of fixes."""


def render(report: Report, format: str, *, color: bool = False, width: int = 100, quiet: bool = False) -> Iterator[str]:
    """*report* in *format*, in pieces to be written one after the other. Raises KeyError for an unknown format.

    *color* permits ANSI colours, *width* is in terminal columns, *quiet* leaves the summary line only. Formats for
    programs have no use for them and are always complete.
    """
    module = import_module(FORMATS[format])
    pieces: Iterator[str] = module.render(report, color=color, width=width, quiet=quiet)
    return pieces
