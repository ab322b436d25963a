"""Writes a file in the place of another: whole or not at all, mode and owner kept, never over another's change."""

from __future__ import annotations

import contextlib
import os
import stat
import tempfile
from pathlib import Path


class WriteError(Exception):
    """A file that cannot be written; nothing is lost, and the text says why."""


def replace_file(path: Path, old: bytes, new: bytes) -> None:
    """Puts *new* where *old* is. Raises WriteError if the file is read-only, shared, or not what was read.

    A temporary file in the same folder, synced to the disk, takes the place of the old one at once.
    """
    target = Path(os.path.realpath(path))  # a link stays a link
    try:
        status = target.stat()
        if not stat.S_ISREG(status.st_mode):
            raise WriteError(f"{path}: not a regular file")
        if not status.st_mode & 0o222:
            raise WriteError(f"{path}: the file is read-only; nothing was changed")
        handle, temporary = tempfile.mkstemp(prefix=f".{target.name}.", dir=target.parent)
    except OSError as error:
        raise WriteError(f"{path}: {error.strerror or error}; nothing was changed") from error
    try:
        with os.fdopen(handle, "wb") as stream:
            stream.write(new)
            stream.flush()
            os.fsync(stream.fileno())
        os.chmod(temporary, stat.S_IMODE(status.st_mode))
        if hasattr(os, "chown"):
            with contextlib.suppress(PermissionError):
                os.chown(temporary, status.st_uid, status.st_gid)
        if target.read_bytes() != old:
            raise WriteError(f"{path}: the file changed in the meantime; nothing was written, run it again")
        os.replace(temporary, target)
    except OSError as error:
        Path(temporary).unlink(missing_ok=True)
        raise WriteError(f"{path}: {error.strerror or error}; nothing was changed") from error
    except BaseException:
        Path(temporary).unlink(missing_ok=True)
        raise
    with contextlib.suppress(OSError):  # not on Windows, where folders cannot be opened
        folder = os.open(target.parent, os.O_RDONLY)
        try:
            os.fsync(folder)
        finally:
            os.close(folder)


def keep_old(path: Path, data: bytes) -> None:
    """Writes *data* to a backup that must not be there yet. Raises WriteError."""
    try:
        with path.open("xb") as stream:
            stream.write(data)
            stream.flush()
            os.fsync(stream.fileno())
    except FileExistsError as error:
        raise WriteError(f"{path}: the backup is there already; nothing was changed") from error
    except OSError as error:
        raise WriteError(f"{path}: {error.strerror or error}; nothing was changed") from error
