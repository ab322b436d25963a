"""For those who work on ftplint: makes what is shipped and generated, the index of the rules and effective.xsd."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ftplint.errors import FtplintError
from ftplint.resources import INSTALLED
from ftplint.tooling import effective_xsd, rule_index

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

__all__ = ["generated", "write_generated"]


def generated() -> Iterator[tuple[Path, str]]:
    """The generated files and what has to stand in them; the first are needed to make the later ones."""
    yield effective_xsd.TARGET, effective_xsd.effective_xsd()
    yield from rule_index.index_files().items()


def write_generated() -> Iterator[Path]:
    """Writes the generated files of this checkout, and yields the path of each. Raises FtplintError without one."""
    if INSTALLED:
        raise FtplintError("this is an installed copy of ftplint: its files are made in a checkout")
    for path, text in generated():
        path.write_text(text, encoding="utf-8", newline="\n")
        yield path
