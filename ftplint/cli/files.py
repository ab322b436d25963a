"""Which files a run reads, and how its output is written."""

from __future__ import annotations

import os
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from ftplint.report import plain
from ftplint.source import UnreadableError, decode, parse, read_bytes

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

_NAME = "applicationhost.config"


def expand(paths: Sequence[str]) -> list[str]:
    """The files that *paths* mean: files as they are, folders searched for applicationHost.config in any letter case.

    Raises UnreadableError for a path that does not exist and for a folder without such a file.
    """
    found: dict[str, None] = {}
    for text in paths:
        if text == "-" or not Path(text).is_dir():
            found[text] = None
            continue
        inside = sorted(_search(text))
        if not inside:
            raise UnreadableError(f"{text}: no applicationHost.config in this folder or below it")
        found.update(dict.fromkeys(inside))
    return list(found)


def _search(folder: str) -> Iterator[str]:
    for top, folders, files in os.walk(folder):
        folders[:] = [name for name in folders if name not in (".git", "node_modules")]
        yield from (str(Path(top, name)) for name in files if name.lower() == _NAME)


def redirections(paths: Sequence[str]) -> Iterator[str]:
    """A sentence for each file whose redirection.config says that IIS reads another one (section 6.3)."""
    for path in paths:
        beside = Path(path).with_name("redirection.config")
        if path == "-" or not beside.is_file():
            continue
        decoded = decode(str(beside), read_bytes(str(beside)))
        root = None if decoded.problem else parse(decoded.source).root
        found = None if root is None else next(root.iter("configurationRedirection"), None)
        if found is None or found.get("enabled", "").lower() != "true":
            continue
        target = f" from {found.get('path')}" if found.get("path") else ""
        yield plain(f"{beside} is enabled: IIS reads applicationHost.config{target}, and {path} is dead text")


def write(pieces: Iterable[str], file: str | None) -> None:
    """Writes *pieces* to standard output, or to *file*: whole or not at all. Raises OSError."""
    if file is None or file == "-":
        sys.stdout.writelines(pieces)
        sys.stdout.flush()
        return
    import tempfile

    target = Path(file)
    if target.exists() and not target.is_file():  # /dev/stdout, a named pipe
        with target.open("w", encoding="utf-8", newline="\n") as stream:
            stream.writelines(pieces)
        return
    handle, temporary = tempfile.mkstemp(prefix=f".{target.name}.", dir=target.parent)
    try:
        with os.fdopen(handle, "w", encoding="utf-8", newline="\n", errors="backslashreplace") as stream:
            stream.writelines(pieces)
        os.chmod(temporary, target.stat().st_mode & 0o777 if target.exists() else 0o666 & ~_umask())
        os.replace(temporary, target)
    except BaseException:
        os.unlink(temporary)
        raise


def _umask() -> int:
    mask = os.umask(0)
    os.umask(mask)
    return mask


def use_color(choice: str) -> bool:
    """Whether to colour: as asked, else on a terminal unless NO_COLOR is set or the terminal is dumb."""
    if choice != "auto":
        return choice == "always"
    if os.environ.get("NO_COLOR") or os.environ.get("TERM") == "dumb":
        return False
    return sys.stdout.isatty()
