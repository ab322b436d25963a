"""Findings that do not count: comments in the file, settings, baselines; and what of these silences nothing."""

from __future__ import annotations

from typing import Final

SIGN: Final = "ftplint:"
"""How a comment for ftplint begins: a file without it needs nothing else of this package."""
