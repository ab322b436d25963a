"""A report of a run to text: one format, one file."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ftplint.faces import when_asked
from ftplint.report.formats import NAMES, load_format
from ftplint.report.view import View

if TYPE_CHECKING:
    from collections.abc import Iterator

    from ftplint.judging import Report
    from ftplint.report.controls import control_results
    from ftplint.report.encode import encoded
    from ftplint.report.plain_text import columns, fold, harmless, plain, wrap
    from ftplint.report.site_rows import sites_of
    from ftplint.report.trend import since
    from ftplint.report.verdicts import site_verdicts
    from ftplint.report.wording import fix_title, many

__all__ = [
    "FORMATS",
    "columns",
    "control_results",
    "encoded",
    "fix_title",
    "fold",
    "harmless",
    "many",
    "plain",
    "render",
    "shows",
    "since",
    "site_verdicts",
    "sites_of",
    "wrap",
]

_WHEN_ASKED = {
    "controls": ("control_results",),
    "encode": ("encoded",),
    "plain_text": ("columns", "fold", "harmless", "plain", "wrap"),
    "site_rows": ("sites_of",),
    "trend": ("since",),
    "verdicts": ("site_verdicts",),
    "wording": ("fix_title", "many"),
}

if not TYPE_CHECKING:
    __getattr__ = when_asked(__name__, _WHEN_ASKED)


FORMATS = NAMES
"""The names of all formats."""


def shows(format: str, what: str) -> bool:
    """Whether *format* shows *what*: FINGERPRINTS, EDITS or PAGE. Making these takes time."""
    return bool(getattr(load_format(format), what, False))


def render(
    report: Report, format: str, *, color: bool = False, width: int = 100, quiet: bool = False, verbose: bool = False
) -> Iterator[str]:
    """*report* in *format*, one of ``FORMATS``, in pieces to be written one after the other. See ``View``."""
    pieces: Iterator[str] = load_format(format).render(report, View(color, width, quiet, verbose))
    return pieces
