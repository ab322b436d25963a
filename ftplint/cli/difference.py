"""What a command would change in a file, as a unified diff."""

from __future__ import annotations

import os
import re
from typing import TYPE_CHECKING

from ftplint.report import harmless, plain
from ftplint.source import decode, redacted

if TYPE_CHECKING:
    from collections.abc import Iterator

_ON_BUILD_SERVER = frozenset({"GITHUB_ACTIONS", "TF_BUILD"})
_LINE = re.compile(r"[^\n]*\n|[^\n]+")


def unified(path: str, old: bytes, new: bytes) -> Iterator[str]:
    """A unified diff of the texts, secrets blotted out; nothing if they are the same.

    A patch has to hold what the file holds. On a build server it is for reading: no line of it is a command there.
    """
    from difflib import unified_diff

    before, after = (_LINE.findall(redacted(decode(path, data).source.text)) for data in (old, new))
    name = harmless(plain(path))
    for line in unified_diff(before, after, name, name):
        line = harmless(line) if _ON_BUILD_SERVER.intersection(os.environ) else line
        yield line if line.endswith("\n") else f"{line}\n\\ No newline at end of file\n"
