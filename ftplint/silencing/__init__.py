"""Findings that do not count: comments in the file, settings, baselines; and what of these silences nothing."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ftplint.faces import when_asked
from ftplint.silencing.sign import SIGN

if TYPE_CHECKING:
    from ftplint.silencing.baseline import Baseline, BaselineError
    from ftplint.silencing.comments import silence_by_comments
    from ftplint.silencing.ignores import Ignore, silence_by_settings
    from ftplint.silencing.relative import path_matches
    from ftplint.silencing.stale import expired_ignores, report_on, stale_entries
    from ftplint.silencing.write_comments import suppressing_comments

__all__ = [
    "SIGN",
    "Baseline",
    "BaselineError",
    "Ignore",
    "expired_ignores",
    "path_matches",
    "report_on",
    "silence_by_comments",
    "silence_by_settings",
    "stale_entries",
    "suppressing_comments",
]

_WHEN_ASKED = {
    "baseline": ("Baseline", "BaselineError"),
    "comments": ("silence_by_comments",),
    "ignores": ("Ignore", "silence_by_settings"),
    "relative": ("path_matches",),
    "write_comments": ("suppressing_comments",),
    "stale": ("expired_ignores", "report_on", "stale_entries"),
}

if not TYPE_CHECKING:
    __getattr__ = when_asked(__name__, _WHEN_ASKED)
