"""Paths as settings and baselines name files: relative to the folder they are in, with ``/``."""

from __future__ import annotations

import os
from fnmatch import fnmatchcase
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable


def relative_path(path: str, folder: str | None) -> str:
    """*path* as seen from *folder* (None: as it is), with ``/``; standard input and other drives stay as they are."""
    if folder is None or path.startswith("<"):
        return path
    try:
        return os.path.relpath(path, folder).replace(os.sep, "/")
    except ValueError:  # Windows: on another drive
        return path.replace(os.sep, "/")


def path_matches(path: str, folder: str | None, patterns: Iterable[str]) -> bool:
    """Whether *path* as seen from *folder* matches one of *patterns*; on Windows letter case does not matter."""
    name = relative_path(path, folder)
    if os.sep != "\\":
        return any(fnmatchcase(name, pattern) for pattern in patterns)
    return any(fnmatchcase(name.lower(), pattern.replace(os.sep, "/").lower()) for pattern in patterns)


def known_name(path: str, folder: str | None, names: Iterable[str]) -> str:
    """*path* as seen from *folder*; on Windows, where case does not matter, in the letter case of *names*."""
    name = relative_path(path, folder)
    if os.sep != "\\":
        return name
    return next((known for known in names if known.lower() == name.lower()), name)
