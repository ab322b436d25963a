"""What tells files apart in a report of many servers."""

from __future__ import annotations

from os.path import commonprefix
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence


def names_of(paths: Sequence[str]) -> list[str]:
    """*paths* without the folder and the file name that all have in common, where that leaves each a name."""
    slashed = [path.replace("\\", "/") for path in paths]
    if len(slashed) < 2:
        return slashed
    start = commonprefix(slashed).rpartition("/")[0]  # noqa: RUF071 - cut back to a slash here
    end = "/" + slashed[0].rpartition("/")[2]
    names = [path[len(start) :].lstrip("/").removesuffix(end) for path in slashed]
    apart = all(names) and len(set(names)) == len(names) and all(path.endswith(end) for path in slashed)
    return names if apart else list(paths)
