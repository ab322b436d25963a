"""A progress bar on standard error, for long runs on a terminal."""

from __future__ import annotations

import sys
import time

from ftplint.report import plain

_PATIENCE = 0.5
"""Seconds before a run counts as long."""


class Progress:
    """A context manager: call ``step`` after each of *total* files. Silent when standard error is no terminal.

    A *total* of 0 is one that nobody knows yet.
    """

    def __init__(self, total: int) -> None:
        self._total = total
        self._done = 0
        self._shown = False
        self._start = time.monotonic()
        self._active = total != 1 and sys.stderr.isatty()

    def __enter__(self) -> Progress:
        return self

    def step(self, name: str) -> None:
        """One more file is done; *name* is shown."""
        self._done += 1
        if not self._active or time.monotonic() - self._start < _PATIENCE:
            return
        self._shown = True
        label = plain(name)[-40:]
        if not self._total:
            sys.stderr.write(f"\r{self._done} {label:40}")
            sys.stderr.flush()
            return
        filled = 24 * self._done // self._total
        sys.stderr.write(f"\r[{'#' * filled}{'.' * (24 - filled)}] {self._done}/{self._total} {label:40}")
        sys.stderr.flush()

    def __exit__(self, *_: object) -> None:
        if self._shown:
            sys.stderr.write("\r" + " " * 90 + "\r")
            sys.stderr.flush()
