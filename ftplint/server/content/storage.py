"""Windows paths on this machine: everything lies below one root folder, and nothing outside is ever reached."""

from __future__ import annotations

import os
import re
import time
from pathlib import Path

_VARIABLES = {
    "systemdrive": "C:",
    "systemroot": "C:\\Windows",
    "windir": "C:\\Windows",
    "programfiles": "C:\\Program Files",
    "programdata": "C:\\ProgramData",
    "public": "C:\\Users\\Public",
    "temp": "C:\\Windows\\Temp",
}
_REMEMBERED = 10_000
"""Places that are kept: building a path takes longer than all the rest of a view."""
_FOLDERS = 16
"""Folders whose names are kept."""
_SETTLED = 2_000_000_000
"""Nanoseconds for which a folder must not have changed: longer than the steps in which any disk counts time."""
_VARIABLE = re.compile(r"%([^%]+)%")
_RESERVED = re.compile(r"(?:con|prn|aux|nul|com[0-9¹²³]|lpt[0-9¹²³]|conin\$|conout\$) *(?:\..*)?\Z", re.IGNORECASE)
_FORBIDDEN = re.compile(r'[<>:"|?*\\/\x00-\x1f]')
_SHORT = re.compile(r"[^~]{1,6}~[0-9]{1,6}(?:\.[^.]{0,3})?\Z")


class StorageError(Exception):
    """A path that may not be used; ``situation`` is one of the reply table."""

    def __init__(self, situation: str) -> None:
        super().__init__(situation)
        self.situation = situation


class Storage:
    """The folder for all drives: ``D:\\ftp`` is ``ROOT/D/ftp``, ``\\\\host\\share`` is ``ROOT/UNC/host/share``."""

    def __init__(self, root: Path) -> None:
        self.root = Path(os.path.realpath(root))
        self._places: dict[str, Path] = {}
        self._folders: dict[Path, tuple[int, dict[str, str]]] = {}

    def place(self, windows_path: str) -> Path:
        """Where a physical path of the configuration lies. Raises StorageError if it is no absolute Windows path."""
        known = self._places.get(windows_path)
        if known is None:
            if len(self._places) >= _REMEMBERED:
                self._places.clear()
            known = self._places[windows_path] = self._placed(windows_path)
        return known

    def _placed(self, windows_path: str) -> Path:
        text = _VARIABLE.sub(lambda match: _VARIABLES.get(match[1].lower(), match[0]), windows_path).replace("/", "\\")
        if text.startswith("\\\\"):
            parts = ["UNC", *text.lstrip("\\").split("\\")]
        elif re.match(r"[A-Za-z]:(?:\\|\Z)", text):
            parts = [text[0].upper(), *text[2:].split("\\")]
        else:
            raise StorageError("home-missing")
        path = self.root
        for part in parts:
            if part and part != ".":
                if part == ".." or not valid_name(part):
                    raise StorageError("name-invalid")
                path = path / part
        return path

    def below(self, top: Path, segments: tuple[str, ...]) -> Path:
        """The path of *segments* below the folder *top*, in the letter case in which it exists.

        Raises StorageError for a name that Windows does not allow, and for what leads outside over a link.
        """
        path = top
        for segment in segments:
            if segment in ("", ".", "..") or not valid_name(segment):
                raise StorageError("name-invalid")
            child = path / segment
            if not os.path.lexists(child):
                child = self._in_other_case(path, segment) or child
                if _SHORT.match(child.name) and not os.path.lexists(child):
                    raise StorageError("short-name")
            path = child
        real = os.path.realpath(path)
        if real != str(self.root) and not real.startswith(f"{self.root}{os.sep}"):
            raise StorageError("access-denied")
        return path

    def _in_other_case(self, folder: Path, name: str) -> Path | None:
        """Windows does not tell letter case apart: the entry of *folder* that is called *name* but for that.

        Compared as filters and locations compare. ``casefold`` would find more (LONG S for s) than they refuse. The
        names of a folder are read once and kept until it changes; one that changed a moment ago may change again
        without a later time, so its names are not kept.
        """
        try:
            changed = folder.stat().st_mtime_ns
            known = self._folders.get(folder)
            if known is None or known[0] != changed:
                self._folders.pop(folder, None)
                names: dict[str, str] = {}
                for one in os.listdir(folder):  # noqa: PTH208 - the names alone
                    names.setdefault(one.lower(), one)
                known = changed, names
                if time.time_ns() - changed > _SETTLED:
                    while len(self._folders) >= _FOLDERS:
                        del self._folders[next(iter(self._folders))]
                    self._folders[folder] = known
        except OSError:
            return None
        found = known[1].get(name.lower())
        return None if found is None else folder / found


def valid_name(name: str) -> bool:
    """Whether Windows takes *name* for a file: no reserved device, no stream, no trailing dot or blank."""
    if not name or len(name.encode("utf-8", "surrogateescape")) > 255 or name[-1] in ". ":
        return False
    return not _FORBIDDEN.search(name) and not _RESERVED.match(name)


def is_folder(path: Path) -> bool:
    """Whether *path* is a folder; no error, but False, for what the system cannot look at (a path too long)."""
    try:
        return path.is_dir()
    except OSError:
        return False


def is_plain_file(path: Path) -> bool:
    """Whether *path* is a file; False as for ``is_folder``."""
    try:
        return path.is_file()
    except OSError:
        return False
