"""The files of a bundle, from a folder or a ZIP, read with limits: a bundle may come from anybody.

Nothing is unpacked to the disk, no path leaves the bundle, and what a ZIP says of its own sizes is not believed.
"""

from __future__ import annotations

import os
import stat
import zipfile
import zlib
from pathlib import Path
from typing import IO, TYPE_CHECKING

from ftplint.evidence.errors import EvidenceError
from ftplint.evidence.zip_listing import listing_size

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

NAME = "bundle.json"
"""What makes a folder or a ZIP a bundle: this file at its top."""
LARGEST_FILE = 100 * 1024 * 1024
"""Bytes of one file. applicationHost.config has the same limit when it is read by itself."""
LARGEST_BUNDLE = 300 * 1024 * 1024
"""Bytes of all files together, unpacked."""
_BEGINNING = 65536
MOST_FILES = 1000
"""A server has some 30 schema files."""
_LONGEST_LISTING = 4 * 1024 * 1024
"""Bytes of the list of files in a ZIP. One of a thousand files has some hundred kilobytes."""
BOUNDED = (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED)
"""The methods of compression that zipfile unpacks piece by piece; of bzip2 and LZMA a few bytes may fill the memory."""
_DAMAGED = (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, RuntimeError, ValueError, OSError)
"""What ``zipfile`` raises for damage, for a method that it does not know, and for a password."""


def is_bundle_folder(path: str) -> bool:
    """Whether *path* is a folder with a bundle in it: other programs have files of that name, too."""
    try:
        with Path(path, NAME).open("rb") as stream:
            return b"ftplint-evidence" in stream.read(_BEGINNING)
    except OSError:
        return False


def read_files(path: str) -> Mapping[str, bytes]:
    """The files of the bundle at *path* by their names in lower case, with ``/``. Raises EvidenceError."""
    return _folder(Path(path)) if os.path.isdir(path) else _archive(path)  # noqa: PTH112


def _folder(top: Path) -> dict[str, bytes]:
    """Only what is a bundle's: beside it, in ``config`` and in ``schema``."""
    found: dict[str, bytes] = {}
    real = top.resolve()
    room = LARGEST_BUNDLE
    for name, file in _entries(top):
        if not file.resolve().is_relative_to(real):
            raise EvidenceError(f"{top}: {name} leads out of the bundle over a link")
        if name.lower() in found:
            raise EvidenceError(f"{top}: {name} is there twice, in different letter case")
        _count(str(top), len(found))
        try:
            with file.open("rb") as stream:
                data = stream.read(min(LARGEST_FILE, room) + 1)
        except OSError as error:
            raise EvidenceError(f"{file}: cannot be read: {error.strerror or error}") from error
        _limit(str(top), name, len(data), room)
        room -= len(data)
        found[name.lower()] = data
    return found


def _entries(top: Path) -> Iterator[tuple[str, Path]]:
    try:
        for folder in (top, top / "config", top / "schema"):
            if folder.is_dir():
                for entry in sorted(folder.iterdir()):
                    if stat.S_ISREG(entry.stat().st_mode):  # no device, no pipe
                        yield entry.relative_to(top).as_posix(), entry
    except OSError as error:
        raise EvidenceError(f"{top}: cannot be read: {error.strerror or error}") from error


def _archive(path: str) -> dict[str, bytes]:
    found: dict[str, bytes] = {}
    room = LARGEST_BUNDLE
    try:
        with Path(path).open("rb") as stream, _opened(path, stream) as archive:
            entries = [entry for entry in archive.infolist() if not entry.is_dir() and entry.filename[-1:] != "\\"]
            _count(path, len(entries) - 1)
            for entry in entries:
                name = _inside(path, entry)
                if name.lower() in found:
                    raise EvidenceError(f"{path}: {name} is there twice")
                with archive.open(entry) as packed:
                    data = packed.read(min(LARGEST_FILE, room) + 1)
                _limit(path, name, len(data), room)
                room -= len(data)
                found[name.lower()] = data
    except _DAMAGED as error:
        raise EvidenceError(f"{path}: this ZIP cannot be read: {error}") from error
    return _without_top(found)


def _opened(path: str, stream: IO[bytes]) -> zipfile.ZipFile:
    if listing_size(stream) > _LONGEST_LISTING:
        raise EvidenceError(f"{path}: the list of files in this ZIP is too long, so it is no bundle")
    return zipfile.ZipFile(stream)


def _inside(path: str, entry: zipfile.ZipInfo) -> str:
    """The name of *entry*; Windows PowerShell writes backslashes. Raises EvidenceError for a path that leaves."""
    name = entry.filename.replace("\\", "/")
    steps = name.split("/")
    if name.startswith("/") or ":" in name or "\0" in name or any(step in ("", ".", "..") for step in steps):
        raise EvidenceError(f"{path}: the name {entry.filename!r} in it leads out of the bundle")
    if entry.flag_bits & 0x1:
        raise EvidenceError(f"{path}: {name} is encrypted; pack the bundle without a password")
    if entry.compress_type not in BOUNDED:
        raise EvidenceError(f"{path}: {name} is packed by another method than Deflate; pack the bundle anew")
    return name


def _without_top(found: dict[str, bytes]) -> dict[str, bytes]:
    """Explorer packs a folder with the folder around it: one such level is taken away."""
    tops = {name.partition("/")[0] for name in found}
    top = f"{tops.pop()}/" if len(tops) == 1 else ""
    if not top or f"{top}{NAME}" not in found:
        return found
    return {name.removeprefix(top): data for name, data in found.items()}


def _count(path: str, before: int) -> None:
    if before >= MOST_FILES:
        raise EvidenceError(f"{path}: more than {MOST_FILES} files are in it, so it is no bundle")


def _limit(path: str, name: str, size: int, room: int) -> None:
    if size > LARGEST_FILE:
        raise EvidenceError(f"{path}: {name} is larger than {LARGEST_FILE // 1024 // 1024} MB")
    if size > room:
        raise EvidenceError(f"{path}: it holds more than {LARGEST_BUNDLE // 1024 // 1024} MB")
