"""Paths as settings and baselines name files: relative to the folder they are in, with ``/``."""

from __future__ import annotations

import os


def relative_path(path: str, folder: str | None) -> str:
    """*path* as seen from *folder* (None: as it is), with ``/``; standard input and other drives stay as they are."""
    if folder is None or path.startswith("<"):
        return path
    try:
        return os.path.relpath(path, folder).replace(os.sep, "/")
    except ValueError:  # Windows: on another drive
        return path.replace(os.sep, "/")
