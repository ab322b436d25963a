"""What has files in it: a folder, a ZIP, a place in an object store. All are read alike, with limits.

Nothing is unpacked to the disk, no name leads out, and what a ZIP says of its own sizes is not believed.
"""

from __future__ import annotations

import os
import stat
import zipfile
import zlib
from pathlib import Path
from typing import IO, Any, Protocol

from ftplint.evidence import BOUNDED, listing_size
from ftplint.fleet.errors import FleetError, SourceError

LARGEST_ARCHIVE = 10 * 1024 * 1024 * 1024
"""Bytes that are unpacked of one ZIP: of a bomb no more than that."""
LONGEST_NAME = 4096
"""Characters of a name in a ZIP, folders and all."""
LARGEST_LISTING = 64 * 1024 * 1024
"""Bytes of the list of files in a ZIP: half a million of them."""
_DAMAGED = (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, RuntimeError, ValueError, OSError)
"""What ``zipfile`` raises for damage, for a method that it does not know, and for a password."""


class Container(Protocol):
    """Files by their names, relative and with ``/``. ``shown(name)`` is what reports call a file."""

    label: str
    """What the container itself is called."""
    refused: dict[str, str]
    """Names that are not read, and why: sentences."""

    def names(self) -> list[str]:
        """The names of all files, sorted. Raises SourceError."""

    def read(self, name: str, limit: int) -> bytes:
        """The file *name*, at most *limit* bytes and one. Raises SourceError."""

    def open(self, name: str) -> IO[bytes]:
        """The file *name* to look up places in. Raises SourceError."""

    def shown(self, name: str) -> str:
        """The path of *name* as reports have it."""


class Folder:
    """A folder of this machine. Links to folders are not followed; one to a file that lies elsewhere is refused.

    With *named* its files are named by the user, who may name a link.
    """

    def __init__(self, top: str, *, named: bool = False) -> None:
        self.label = top
        self._named = named
        self.refused: dict[str, str] = {}
        self._top = Path(top)
        self._real = os.path.realpath(top)

    def names(self) -> list[str]:
        """The files below the folder. A folder that cannot be looked into is refused by its name."""
        found = []
        for folder, _, files in os.walk(self._top, onerror=self._unseen):
            start = Path(folder).relative_to(self._top).as_posix()
            found += [name if start == "." else f"{start}/{name}" for name in files]
        return sorted(found)

    def _unseen(self, error: OSError) -> None:
        name = str(error.filename)
        if Path(name) == self._top:
            raise SourceError(f"{name}: {error.strerror or error}")
        self.refused[name] = f"{name}: {error.strerror or error}"

    def read(self, name: str, limit: int) -> bytes:
        """As ``Container.read``."""
        try:
            with self.open(name) as stream:
                return stream.read(limit + 1)
        except OSError as error:
            raise SourceError(f"{self.shown(name)}: {error.strerror or error}") from error

    def open(self, name: str) -> IO[bytes]:
        """As ``Container.open``; no device and no pipe is opened."""
        file = self._top / name
        if not self._named and not os.path.realpath(file).startswith(self._real.rstrip(os.sep) + os.sep):
            raise SourceError(f"{self.shown(name)}: this link leads out of {self.label}")
        try:
            if not stat.S_ISREG(file.stat().st_mode):
                raise SourceError(f"{self.shown(name)}: this is not a file")
            return file.open("rb")
        except OSError as error:
            raise SourceError(f"{self.shown(name)}: {error.strerror or error}") from error

    def shown(self, name: str) -> str:
        """As ``Container.shown``."""
        return str(self._top / name)


class Archive:
    """A ZIP. A name in it that leads out, or that is there twice, is refused; the others are read."""

    def __init__(self, label: str, stream: IO[bytes]) -> None:
        self.label = label
        self.refused: dict[str, str] = {}
        self._room = LARGEST_ARCHIVE
        self._entries: dict[str, zipfile.ZipInfo] = {}
        try:
            if listing_size(stream) > LARGEST_LISTING:
                raise SourceError(f"{label}: the list of files in this ZIP is too long")
            self._archive = zipfile.ZipFile(stream)
        except _DAMAGED as error:
            raise SourceError(f"{label}: this ZIP cannot be read: {error}") from error
        for entry in self._archive.infolist():
            if not entry.is_dir() and entry.filename[-1:] != "\\":  # Windows PowerShell writes backslashes
                self._add(entry, entry.filename.replace("\\", "/"))

    def _add(self, entry: zipfile.ZipInfo, name: str) -> None:
        if len(name) > LONGEST_NAME:  # one of 32,000 folders takes a second to look for bundles in
            self.refused[f"{name[:60]}..."] = f"{self.label}: a name in it has more than {LONGEST_NAME} characters"
            return
        steps = name.split("/")
        if name.startswith("/") or ":" in name or "\0" in name or any(step in ("", ".", "..") for step in steps):
            self.refused[name] = f"{self.label}: the name {entry.filename!r} in it leads out of the ZIP"
        elif name in self._entries:
            self.refused[name] = f"{self.shown(name)}: the ZIP has two files of this name"
        else:
            self._entries[name] = entry

    def names(self) -> list[str]:
        """As ``Container.names``."""
        return sorted(self._entries)

    def read(self, name: str, limit: int) -> bytes:
        """As ``Container.read``."""
        entry = self._entries[name]
        if entry.flag_bits & 0x1:
            raise SourceError(f"{self.shown(name)}: encrypted; pack it without a password")
        if name in self.refused:
            raise SourceError(self.refused[name])
        if entry.compress_type not in BOUNDED:
            raise SourceError(f"{self.shown(name)}: packed by another method than Deflate; pack it anew")
        try:
            with self._archive.open(entry) as stream:
                data = stream.read(min(limit, self._room) + 1)
        except _DAMAGED as error:
            raise SourceError(f"{self.shown(name)}: cannot be read from the ZIP: {error}") from error
        if len(data) > self._room:
            raise SourceError(f"{self.shown(name)}: not read, since the ZIP holds more than {_size(LARGEST_ARCHIVE)}")
        self._room -= len(data)
        return data

    def open(self, name: str) -> IO[bytes]:
        """As ``Container.open``: the file in memory."""
        import io

        from ftplint.evidence import LARGEST_BUNDLE

        data = self.read(name, LARGEST_BUNDLE)
        if len(data) > LARGEST_BUNDLE:
            raise SourceError(f"{self.shown(name)}: a ZIP in a ZIP, larger than {_size(LARGEST_BUNDLE)}")
        return io.BytesIO(data)

    def shown(self, name: str) -> str:
        """As ``Container.shown``."""
        return f"{self.label}!{name}"


class Store:
    """A place in an object store, or any other that fsspec knows, by its URL."""

    def __init__(self, url: str) -> None:
        self.label = url.rstrip("/")
        self.refused: dict[str, str] = {}
        self._files, self._top = filesystem(url)
        self._links: set[str] = set()

    def names(self) -> list[str]:
        """As ``Container.names``."""
        found = []
        start = self._top.rstrip("/") + "/"
        for path, about in _asked(self.label, lambda: self._files.find(self._top, detail=True)).items():
            name = str(path).removeprefix(start)
            found.append(name)
            if about.get("islink"):
                self._links.add(name)
        return sorted(found)

    def read(self, name: str, limit: int) -> bytes:
        """As ``Container.read``."""
        with self.open(name) as stream:
            data: bytes = _asked(self.shown(name), lambda: stream.read(limit + 1))
            return data

    def open(self, name: str) -> IO[bytes]:
        """As ``Container.open``."""
        if name in self._links:
            raise SourceError(f"{self.shown(name)}: this is a link, which is not followed")
        path = f"{self._top.rstrip('/')}/{name}" if name else self._top
        stream: IO[bytes] = _asked(self.shown(name), lambda: self._files.open(path, "rb"))
        return stream

    def shown(self, name: str) -> str:
        """As ``Container.shown``."""
        return f"{self.label}/{name}" if name else self.label


def filesystem(url: str) -> tuple[Any, str]:
    """What fsspec has for *url*, and the path in it. Raises FleetError."""
    try:
        from fsspec.core import url_to_fs
    except ImportError as error:
        raise FleetError(f'{url}: this needs ftplint[fleet]: pip install ".[fleet]" in a clone of ftplint') from error
    try:
        files, path = url_to_fs(url)
    except ImportError as error:
        raise FleetError(f"{url}: {error}") from error
    except ValueError as error:
        raise FleetError(f"{url}: no such kind of source: {error}") from error
    return files, str(path)


def _asked(what: str, question: Any) -> Any:
    """The answer of an object store; its library may raise anything."""
    try:
        return question()
    except Exception as error:
        reason = (error.strerror if isinstance(error, OSError) else None) or str(error) or type(error).__name__
        raise SourceError(f"{what}: {reason}") from error


def _size(count: int) -> str:
    return f"{count // 1024 // 1024:,} MB"
