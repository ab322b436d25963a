"""Which files a run reads, and how its output is written."""

from __future__ import annotations

import os
import re
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from ftplint.given import given
from ftplint.report import plain
from ftplint.source import UnreadableError, decode, parse, read_bytes

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

_NAME = "applicationhost.config"


_BUNDLE = "bundle.json"
_NO_FOLDERS = (".git", "node_modules")
_COPIES = re.compile("history|backup", re.IGNORECASE)
"""Where IIS keeps earlier states of its configuration: below inetpub and inetsrv. They are no servers of their own."""


def expand(paths: Sequence[str], include: Sequence[str] = (), exclude: Sequence[str] = ()) -> list[str]:
    """The files that *paths* mean: files as they are, folders searched for applicationHost.config in any letter case.

    *include* are patterns of names that are taken in folders as well, *exclude* those of files and folders that are
    not. Folders in which IIS keeps earlier states are taken if they are named. A pattern that the shell did not expand
    is expanded here. Raises UnreadableError for a pattern that fits nothing, and for a folder without such a file.
    """
    found: dict[str, None] = {}
    for text in (one for path in paths for one in _expanded(path)):
        if text == "-" or not Path(text).is_dir() or _is_bundle(text):
            found[text] = None
            continue
        inside = sorted(_search(text, include, exclude))
        if not inside:
            raise UnreadableError(_nothing_in(text))
        found.update(dict.fromkeys(inside))
    return list(found)


def one_file(path: str) -> str:
    """*path*, or the only applicationHost.config in the folder *path*. Raises UnreadableError if there are several."""
    if path == "-" or not Path(path).is_dir() or _is_bundle(path):
        return path
    inside = expand([path])
    if len(inside) > 1:
        shown = ", ".join(inside[:3]) + (" ..." if len(inside) > 3 else "")
        raise UnreadableError(f"{path}: {len(inside)} files are in this folder; name one of them: {shown}")
    return inside[0]


def file_to_change(path: str) -> str:
    """As ``one_file``, for a command that writes it. Raises UnreadableError for a bundle, which is a copy."""
    path = one_file(path)
    if path != "-" and (_is_bundle(path) or path.lower().endswith(".zip")) and given(path).bundle is not None:
        raise UnreadableError(
            f"{path}: this is a bundle of evidence; change applicationHost.config on the server itself"
        )
    return path


def _expanded(text: str) -> list[str]:
    if not any(sign in text for sign in "*?") or Path(text).exists():
        return [text]
    from glob import glob

    fitting = sorted(glob(text, recursive=True))
    if not fitting:
        raise UnreadableError(f"{text}: no file or folder fits this pattern")
    return fitting


def _search(folder: str, include: Sequence[str], exclude: Sequence[str]) -> Iterator[str]:
    for top, folders, files in os.walk(folder):
        if _BUNDLE in files and _is_bundle(top):
            folders.clear()
            yield top
            continue
        folders[:] = [name for name in folders if _wanted_folder(name, exclude)]
        for name in files:
            if (name.lower() == _NAME or _fits(name, include)) and not _fits(name, exclude):
                yield str(Path(top, name))


def _is_bundle(folder: str) -> bool:
    """Whether *folder* is a bundle of evidence, which is one path with a file in it."""
    if not Path(folder, _BUNDLE).is_file():
        return False
    from ftplint.evidence import is_bundle_folder

    return is_bundle_folder(folder)


def _wanted_folder(name: str, exclude: Sequence[str]) -> bool:
    return name not in _NO_FOLDERS and not _COPIES.fullmatch(name) and not _fits(name, exclude)


def _fits(name: str, patterns: Sequence[str]) -> bool:
    from fnmatch import fnmatchcase

    return any(fnmatchcase(name.lower(), pattern.lower()) for pattern in patterns)


def _nothing_in(folder: str) -> str:
    others = sum(name.lower().endswith(".config") for _, _, files in os.walk(folder) for name in files)
    what = f"{folder}: no applicationHost.config in this folder or below it"
    if not others:
        return what
    files = "1 other .config file is" if others == 1 else f"{others} other .config files are"
    return f"{what}; {files} there: name them, or use --include '*.config'"


def known_sites(name: str, sites: Sequence[str]) -> str:
    """What is said of a site that no file has: the nearest one, and those that there are."""
    from ftplint.cli.suggestions import nearest

    if not sites:
        return "; there are no FTP sites"
    near = nearest(name, sites)
    if near:
        return near
    more = f" and {len(sites) - 10} more" if len(sites) > 10 else ""
    return "; the FTP sites are: " + ", ".join(f"'{site}'" for site in sites[:10]) + more


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
    try:
        handle, temporary = tempfile.mkstemp(prefix=f".{target.name}.", dir=target.parent)
    except OSError as error:
        raise OSError(error.errno, error.strerror, file) from None
    try:
        with os.fdopen(handle, "w", encoding="utf-8", newline="\n", errors="backslashreplace") as stream:
            stream.writelines(pieces)
        os.chmod(temporary, target.stat().st_mode & 0o777 if target.exists() else 0o666 & ~_umask())
        os.replace(temporary, target)
    except BaseException as error:
        os.chmod(temporary, 0o600)  # Windows removes nothing that is read-only
        os.unlink(temporary)
        if isinstance(error, OSError):
            raise OSError(error.errno, error.strerror, file) from None
        raise


def _umask() -> int:
    mask = os.umask(0)
    os.umask(mask)
    return mask
