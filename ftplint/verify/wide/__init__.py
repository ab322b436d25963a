"""The wide truth table: thousands of configurations of everything that decides on a logon, linted and played."""

from __future__ import annotations

from ftplint.verify.wide.covering import configurations, sample
from ftplint.verify.wide.play import play_wide_table
from ftplint.verify.wide.text import wide_table_text

__all__ = ["configurations", "play_wide_table", "sample", "wide_table_text"]
