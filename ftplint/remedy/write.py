"""Writes a file in the place of another: whole or not at all, mode and owner kept, never over another's change."""

from __future__ import annotations

import contextlib
import os
import stat
import sys
import tempfile
from pathlib import Path

from ftplint.access_list import same_access
from ftplint.errors import FtplintError


class WriteError(FtplintError):
    """A file that cannot be written; nothing is lost, and the text says why."""


def replace_file(path: Path, old: bytes, new: bytes, backup: Path | None = None) -> None:
    """Puts *new* where *old* is, and *old* into *backup*, which must not be there yet.

    A temporary file in the same folder, synced to the disk, takes the place of the old one at once. Raises WriteError
    if the file is read-only, has other names, belongs to somebody whose file it could not stay, or is not what was
    read; nothing is changed then, and there is no backup.
    """
    target = Path(os.path.realpath(path))  # a link stays a link
    try:
        status = target.stat()
        _replaceable(path, target, status)
        handle, temporary = tempfile.mkstemp(prefix=f".{target.name}.", dir=target.parent)
    except OSError as error:
        raise WriteError(f"{path}: {error.strerror or error}; nothing was changed") from error
    kept = False
    try:
        with os.fdopen(handle, "wb") as stream:
            stream.write(new)
            stream.flush()
            os.fsync(stream.fileno())
        _like(Path(temporary), target, status, path)
        if backup is not None:
            _keep_old(backup, old, target, status)
            kept = True
        if target.read_bytes() != old:
            raise WriteError(f"{path}: the file changed in the meantime; nothing was written, run it again")
        _swap(Path(temporary), target)
    except BaseException as error:
        Path(temporary).unlink(missing_ok=True)
        if kept and backup is not None:
            backup.unlink(missing_ok=True)
        if isinstance(error, OSError):
            raise WriteError(f"{path}: {error.strerror or error}; nothing was changed") from error
        raise
    with contextlib.suppress(OSError):  # not on Windows, where folders cannot be opened
        folder = os.open(target.parent, os.O_RDONLY)
        try:
            os.fsync(folder)
        finally:
            os.close(folder)


_NOT_HERE = frozenset({1, 50})
"""ERROR_INVALID_FUNCTION, ERROR_NOT_SUPPORTED: this file system or share has no ReplaceFile."""
_NAME_IS_FREE = frozenset({1176, 1177})
"""ERROR_UNABLE_TO_MOVE_REPLACEMENT and _2: the old file has lost its name, and the new one has not got it yet."""


def _swap(temporary: Path, target: Path) -> None:
    """One takes the place of the other. On Windows by ReplaceFile, which keeps the access list, the streams and the
    time of creation of the old file (Microsoft's documentation of ReplaceFileW, also for what it leaves when it fails).
    """
    failed = _replace_file(target, temporary)
    if failed is None:
        return
    if failed.errno not in _NOT_HERE | _NAME_IS_FREE:
        raise failed
    os.replace(temporary, target)


def _replace_file(target: Path, temporary: Path) -> OSError | None:
    """None where it succeeded, else an error whose number is Windows' own."""
    if sys.platform != "win32":
        return OSError(min(_NOT_HERE), "no Windows")
    import ctypes

    kernel = ctypes.WinDLL("kernel32", use_last_error=True)
    if kernel.ReplaceFileW(str(target), str(temporary), None, 0, None, None):
        return None
    number = ctypes.get_last_error()
    return OSError(number, ctypes.FormatError(number))


def _replaceable(path: Path, target: Path, status: os.stat_result) -> None:
    if not stat.S_ISREG(status.st_mode):
        raise WriteError(f"{path}: not a regular file")
    if not status.st_mode & 0o222 or not os.access(target, os.W_OK):
        raise WriteError(f"{path}: the file is read-only; nothing was changed")
    if status.st_nlink > 1:
        raise WriteError(
            f"{path}: the file has {status.st_nlink} names (hard links), which would part; nothing was changed"
        )


def _like(temporary: Path, target: Path, status: os.stat_result, path: Path) -> None:
    """Gives *temporary* the owner, the mode, the access list and the extended attributes of *target*."""
    if sys.platform != "win32":
        own = temporary.stat()
        if (own.st_uid, own.st_gid) != (status.st_uid, status.st_gid):
            try:
                os.chown(temporary, status.st_uid, status.st_gid)
            except PermissionError as error:
                reason = "the file belongs to somebody else and could not stay theirs"
                raise WriteError(f"{path}: {reason}; nothing was changed") from error
    with contextlib.suppress(OSError):  # a file system without access control lists
        same_access(temporary, target)
    os.chmod(temporary, stat.S_IMODE(status.st_mode))
    if sys.platform == "linux":
        with contextlib.suppress(OSError):  # a file system without them
            for name in os.listxattr(target):
                os.setxattr(temporary, name, os.getxattr(target, name))


def _keep_old(path: Path, data: bytes, target: Path, status: os.stat_result) -> None:
    """Writes *data* to a backup that must not be there yet, readable for nobody else than *target*."""
    try:
        handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL | getattr(os, "O_BINARY", 0), 0o600)
    except FileExistsError as error:
        raise WriteError(f"{path}: the backup is there already; nothing was changed") from error
    except OSError as error:
        raise WriteError(f"{path}: {error.strerror or error}; nothing was changed") from error
    try:
        with os.fdopen(handle, "wb") as stream:
            with contextlib.suppress(OSError):  # a file system without access control lists
                same_access(path, target)
            stream.write(data)
            stream.flush()
            os.fsync(stream.fileno())
        os.chmod(path, stat.S_IMODE(status.st_mode))
    except OSError as error:
        path.unlink(missing_ok=True)
        raise WriteError(f"{path}: {error.strerror or error}; nothing was changed") from error
