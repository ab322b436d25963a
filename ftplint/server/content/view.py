"""The files that one session sees: virtual paths to places on the disk."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

from ftplint.server.content.storage import Storage, StorageError, is_folder

if TYPE_CHECKING:
    from pathlib import Path

    from ftplint.server.access.home import Home

Virtual = tuple[str, ...]
"""A virtual path as its segments; the root is empty."""
_NO_FOLDERS: tuple[dict[Virtual, Path], dict[Virtual, str]] = {}, {}
"""Without virtual directories, in all sessions."""


class View:
    """What a home makes visible. ``cwd`` is the current folder of the session, ``prefix`` that of ``Home``."""

    __slots__ = ("_folders", "_names", "_storage", "_top", "cwd", "prefix")

    def __init__(self, storage: Storage, home: Home) -> None:
        """Raises StorageError if the home's folder is no place on the disk."""
        self._storage = storage
        self.prefix = home.prefix
        self._top = storage.place(home.top)
        self._folders, self._names = _NO_FOLDERS
        if home.folders:
            folders = {tuple(f.path.lower().strip("/").split("/")): f for f in home.folders}
            self._folders = {path: storage.place(folder.physical) for path, folder in folders.items()}
            self._names = {path: folder.path.rpartition("/")[2] for path, folder in folders.items()}
        if not is_folder(self._top):
            raise StorageError("home-missing")
        self.cwd: Virtual = ()
        if home.start and self._is_dir(home.start):
            self.cwd = home.start
        elif home.start and not home.start_optional:
            raise StorageError("home-missing")

    def virtual(self, text: str) -> Virtual:
        """What a client means by *text*; ``\\`` counts as ``/``, and ``..`` ends at the root."""
        text = text.replace("\\", "/")
        path = [] if text.startswith("/") else list(self.cwd)
        for part in text.split("/"):
            if part == "..":
                del path[-1:]
            elif part not in ("", "."):
                path.append(part)
        return tuple(path)

    def real(self, path: Virtual) -> Path:
        """The place of a virtual path. Raises StorageError."""
        for length in range(len(path), 0, -1):
            folder = self._folders.get(tuple(part.lower() for part in path[:length]))
            if folder is not None:
                return self._storage.below(folder, path[length:])
        return self._storage.below(self._top, path)

    def is_mount(self, path: Virtual) -> bool:
        """Whether *path* is the root of the view or of a virtual directory."""
        return not path or tuple(part.lower() for part in path) in self._folders

    def mounts_in(self, path: Virtual) -> dict[str, Path]:
        """The virtual directories directly in *path*, by name."""
        lower = tuple(part.lower() for part in path)
        return {
            self._names[mount]: place
            for mount, place in self._folders.items()
            if len(mount) == len(path) + 1 and mount[:-1] == lower
        }

    def is_dir(self, path: Virtual) -> bool:
        """Whether *path* is a folder that exists; False for what cannot be one."""
        return self._is_dir(path)

    def exists(self, path: Virtual) -> bool:
        """Whether there is anything at *path*."""
        try:
            return os.path.lexists(self.real(path))
        except (OSError, ValueError, StorageError):
            return False

    def _is_dir(self, path: Virtual) -> bool:
        try:
            return is_folder(self.real(path))
        except StorageError:
            return False


def shown(path: Virtual) -> str:
    """The text of a virtual path."""
    return f"/{'/'.join(path)}"


def situation_of(error: OSError, *, folder: bool = False) -> str:
    """The reply to an error of the file system."""
    import errno

    match error.errno:
        case errno.ENOENT | errno.ENOTDIR:
            return "path-not-found" if folder else "not-found"
        case errno.EEXIST:
            return "exists"
        case errno.ENOTEMPTY:
            return "not-empty"
        case errno.ENOSPC | errno.EDQUOT | errno.EFBIG:
            return "disk-full"
        case errno.EISDIR:
            return "not-a-file"
        case errno.ENAMETOOLONG | errno.EINVAL:
            return "name-invalid"
        case _:
            return "access-denied"
