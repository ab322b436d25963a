"""Transfers of files: REST, RETR, STOR, APPE, STOU."""

from __future__ import annotations

import errno
import io
import os
import stat
import uuid
from typing import TYPE_CHECKING

from ftplint.server.content.storage import is_folder
from ftplint.server.content.view import situation_of
from ftplint.server.protocol.data import agreed, begin
from ftplint.server.protocol.files import resolve

if TYPE_CHECKING:
    from pathlib import Path

    from ftplint.server.protocol.session import Session


def restart(session: Session, text: str) -> None:
    """Where the next RETR or STOR goes on."""
    if not (text.isascii() and text.isdigit()) or len(text) > 18:
        session.say("argument-wrong")
        return
    session.restart = int(text)
    session.say("restart-pending", position=int(text))


def retrieve(session: Session, text: str) -> None:
    """Sends a file, from the position of REST on."""
    position, session.restart = session.restart, 0
    place = resolve(session, text, "Read", is_file=True)
    if place is None:
        return
    path, real = place
    if real in session.server.uploads and not session.own.read_uploads:
        session.say("in-use")
        return
    if not agreed(session):
        return
    try:
        file = _opened(real, "rb")
        size = os.fstat(file.fileno()).st_size
    except OSError as error:
        session.say("not-a-file" if session.view is not None and session.view.is_dir(path) else situation_of(error))
        return
    largest = session.at(session.place).filters.largest
    if largest and size > largest:
        file.close()
        session.say("too-large")
        return
    if position > size:
        file.close()
        session.say("restart-beyond")
        return
    file.seek(position)
    begin(session, session.transferring(file=file))


def store(session: Session, text: str) -> None:
    """Takes a file; what was there before goes, unless REST says where to go on."""
    _store(session, text, "wb")


def append(session: Session, text: str) -> None:
    """Takes bytes for the end of a file."""
    _store(session, text, "ab")


def store_unique(session: Session, text: str) -> None:
    """Takes a file under a name of its own."""
    _store(session, f"{text or 'upload'}.{uuid.uuid4().hex[:8]}", "xb")


def _store(session: Session, text: str, mode: str) -> None:
    position, session.restart = session.restart, 0
    place = resolve(session, text, "Write", is_file=True)
    if place is None:
        return
    path, real = place
    if real in session.server.uploads:
        session.say("in-use")
        return
    if session.view is not None and session.view.is_mount(path):
        session.say("root-of-folder")
        return
    if not agreed(session):
        return
    try:
        file = _opened(real, "r+b" if position else mode)
    except OSError as error:
        session.say("not-a-file" if is_folder(real) else situation_of(error))
        return
    if position:
        if position > os.fstat(file.fileno()).st_size:
            file.close()
            session.say("restart-beyond")
            return
        file.seek(position)
        file.truncate()
    session.server.uploads.add(real)
    transfer = session.transferring(
        file=file,
        receives=True,
        largest=session.at(session.place).filters.largest,
        told=text if mode == "xb" else "",  # RFC 1123 4.1.2.9
        upload=real,
        keeps=mode == "ab" or position > 0,  # an upload that goes on where one was cut: there was a file before
    )
    begin(session, transfer)


def _opened(real: Path, mode: str) -> io.FileIO:
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
