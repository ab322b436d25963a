"""What decides besides the file and the settings: this ftplint, its rules and schemas, and the libraries it asks.

The contents of the files decide, no clock and no version alone: a checkout changes without a new version.
"""

from __future__ import annotations

import hashlib
import sys
from functools import lru_cache
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import TYPE_CHECKING

from ftplint import __version__
from ftplint.resources import RULES, SCHEMAS
from ftplint.rules import RuleError

if TYPE_CHECKING:
    from collections.abc import Iterable

_LIBRARIES = ("lxml", "elementpath", "xmlschema", "cryptography")
_PACKAGE = Path(__file__).resolve().parents[1]

RuleFiles = tuple[tuple[str, bytes], ...]
"""The rule files of a folder: name, with ``/``, and contents."""


@lru_cache(maxsize=1)
def stamp() -> str:
    """A text that is another one where another result is possible. Two processes with the same one judge alike."""
    digest = hashlib.sha256(f"{__version__} {sys.version_info[:3]}".encode())
    for name in _LIBRARIES:
        try:
            digest.update(f" {name} {version(name)}".encode())
        except PackageNotFoundError:
            digest.update(f" {name} -".encode())
    for folder, pattern in ((_PACKAGE, "*.py"), (RULES, "*.sch"), (SCHEMAS, "*.xsd"), (SCHEMAS, "*.json")):
        for name, data in _files(folder, folder.rglob(pattern)):
            digest.update(f"\n{name} {len(data)}\n".encode())
            digest.update(data)
    return digest.hexdigest()


def rule_files(folder: Path) -> RuleFiles:
    """The rule files in *folder*. Raises RuleError if they cannot be read."""
    try:
        return tuple(_files(folder, folder.rglob("*.sch")))
    except OSError as error:
        raise RuleError(folder, None, error.strerror or str(error)) from error


def _files(folder: Path, paths: Iterable[Path]) -> Iterable[tuple[str, bytes]]:
    """Line ends of a checkout on Windows change nothing."""
    for path in sorted(paths):
        yield path.relative_to(folder).as_posix(), path.read_bytes().replace(b"\r\n", b"\n")
