"""Transfers of files: RETR, STOR, APPE, STOU."""

from __future__ import annotations

import errno
import io
import os
import stat
import uuid
from typing import TYPE_CHECKING, Any

from pyftpdlib.handlers.ftp.producers import FileProducer

from ftplint.server.content.storage import is_folder
from ftplint.server.content.view import situation_of
from ftplint.server.protocol.listing import ListingCommands

if TYPE_CHECKING:
    from pathlib import Path


class LargeProducer(FileProducer):
    """Reads a file in pieces of the size that one write takes."""

    buffer_size = 262_144


class TransferCommands(ListingCommands):
    """Files over a data connection."""

    def ftp_RETR(self, text: str) -> None:
        """Sends a file, from the position of REST on."""
        position, self._restart_position = self._restart_position, 0
        place = self.resolve(text, "Read", is_file=True)
        if place is None:
            return
        path, real = place
        if real in self.service.uploads and not self.own.read_uploads:
            self.say("in-use")
            return
        if not self._data_agreed():
            return
        try:
            file = self._opened(real, "rb")
            size = os.fstat(file.fileno()).st_size
        except OSError as error:
            self.say("not-a-file" if self.view is not None and self.view.is_dir(path) else situation_of(error))
            return
        largest = self.own.at(self.stem).filters.largest
        if largest and size > largest:
            file.close()
            self.say("too-large")
            return
        if position > size:
            file.close()
            self.say("restart-beyond")
            return
        file.seek(position)
        self._begin(file, producer=LargeProducer(file, self._current_type))

    def ftp_STOR(self, text: str) -> None:
        """Takes a file; what was there before goes, unless REST says where to go on."""
        self._store(text, "wb")

    def ftp_APPE(self, text: str) -> None:
        """Takes bytes for the end of a file."""
        self._store(text, "ab")

    def ftp_STOU(self, text: str) -> None:
        """Takes a file under a name of its own."""
        self._store(f"{text or 'upload'}.{uuid.uuid4().hex[:8]}", "xb")

    def _store(self, text: str, mode: str) -> None:
        position, self._restart_position = self._restart_position, 0
        place = self.resolve(text, "Write", is_file=True)
        if place is None:
            return
        path, real = place
        if real in self.service.uploads:
            self.say("in-use")
            return
        if self.view is not None and self.view.is_mount(path):
            self.say("root-of-folder")
            return
        if not self._data_agreed():
            return
        try:
            file = self._opened(real, "r+b" if position else mode)
        except OSError as error:
            self.say("not-a-file" if is_folder(real) else situation_of(error))
            return
        if position:
            if position > os.fstat(file.fileno()).st_size:
                file.close()
                self.say("restart-beyond")
                return
            file.seek(position)
            file.truncate()
        self.service.uploads.add(real)
        # An upload that goes on where one was cut, and is cut again, stays: there was a file before.
        self._upload, self._upload_resumes = real, mode == "ab" or position > 0
        self._begin(file)

    def _opened(self, real: Path, mode: str) -> Any:
        """A regular file: never a device or a pipe. Links that lead outside were refused before. Raises OSError."""
        flags = {"rb": os.O_RDONLY, "wb": os.O_WRONLY | os.O_CREAT, "ab": os.O_WRONLY | os.O_CREAT | os.O_APPEND}
        how = {**flags, "xb": os.O_WRONLY | os.O_CREAT | os.O_EXCL, "r+b": os.O_RDWR}[mode]
        nonblocking = getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_BINARY", 0)
        descriptor = os.open(real, how | nonblocking, 0o644)
        if not stat.S_ISREG(os.fstat(descriptor).st_mode):
            os.close(descriptor)
            raise OSError(errno.EISDIR, "not a file")
        if mode == "wb":
            os.ftruncate(descriptor, 0)
        return io.FileIO(descriptor, mode.replace("x", "w") if mode != "r+b" else "r+")
