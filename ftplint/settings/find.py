"""Which settings file a run uses: the nearest one, from a folder up to the root of its repository."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path

OWN = "ftplint.toml"
SHARED = "pyproject.toml"
_REPOSITORY = (".git", ".hg", ".svn", ".jj")
_TABLE = b"[tool.ftplint"


def find_settings(folder: Path) -> Path | None:
    """The settings file for work in *folder*, or None.

    The search ends with the folder that holds the repository (``.git`` and the like). Outside a repository only
    *folder* itself is looked at: a file that somebody left further up, where many can write, is not obeyed.
    """
    folder = folder.absolute()
    tree = (folder, *folder.parents)
    root = next((place for place in tree if any((place / name).exists() for name in _REPOSITORY)), folder)
    for place in tree:
        own = place / OWN
        if own.is_file():
            return own
        shared = place / SHARED
        if shared.is_file() and _TABLE in shared.read_bytes():
            return shared
        if place == root:
            return None
    return None
