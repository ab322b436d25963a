"""The log files of a configuration, below the folder for all drives: which lines go where, and when a file begins anew.

One file for each site, or one for the server (``system.ftpServer/log``). Lines are written when they happen; IIS keeps
some back until ``FlushLog``.
"""

from __future__ import annotations

import errno
import os
import re
import stat
from collections import OrderedDict
from io import FileIO
from typing import TYPE_CHECKING

from ftplint.named_tuple import NamedTuple
from ftplint.server import values
from ftplint.server.content.storage import StorageError
from ftplint.server.open_points import log_file_name, log_folder, recorded
from ftplint.server.w3c_log import log_header

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import datetime, tzinfo
    from pathlib import Path

    from ftplint.configuration import Configuration, EffectiveElement
    from ftplint.server.content.storage import Storage
    from ftplint.server.w3c_log import LogLine

_OPEN = 16
"""Files that are kept open: a server may have more sites than descriptors."""
_SOFTWARE = "ftplint"


class LogSettings(NamedTuple):
    """``logFile`` of a site, or ``centralLogFile``. ``largest`` is in bytes."""

    enabled: bool
    flags: frozenset[str]
    kinds: frozenset[str]
    """``selectiveLogging``."""
    period: str
    largest: int
    local: bool
    directory: str


def log_settings(element: EffectiveElement) -> LogSettings:
    """What a ``logFile`` or ``centralLogFile`` element says."""
    return LogSettings(
        enabled=values.flag(element, "enabled"),
        flags=values.flags(element, "logExtFileFlags"),
        kinds=values.flags(element, "selectiveLogging"),
        period=values.text(element, "period"),
        largest=values.number(element, "truncateSize"),
        local=values.flag(element, "localTimeRollover"),
        directory=values.text(element, "directory"),
    )


class LogFiles:
    """All log files of a service. What cannot be written is said once for each file, and the service goes on.

    *zone* is the local time of ``localTimeRollover``; None for that of the machine.
    """

    def __init__(
        self, configuration: Configuration, storage: Storage, trouble: Callable[[str], None], zone: tzinfo | None = None
    ) -> None:
        log = configuration.sections.group("").find("log")
        self.central = values.text(log, "centralLogFileMode") == "Central"
        self._utf8 = values.flag(log, "logInUTF8")
        self._storage = storage
        self._trouble = trouble
        self._zone = zone
        self._files: dict[str, _LogFile] = {}
        self._open: OrderedDict[str, FileIO] = OrderedDict()
        self._settings: dict[str, LogSettings] = {}
        if self.central:
            self._settings[""] = log_settings(log.find("centralLogFile"))
        for site in configuration.ftp_sites:
            if not self.central:
                self._settings[site.id] = log_settings(site.ftp.find("logFile"))

    def write(self, site: str, line: LogLine) -> None:
        """Writes *line* into the file of the site with the id *site*, or into the one of the server, if it is kept."""
        key = "" if self.central else site
        settings = self._settings.get(key)
        if settings is None or not settings.enabled or not recorded(settings.kinds, line.method, line.status):
            return
        file = self._files.get(key)
        if file is None:
            file = self._files[key] = _LogFile(settings, log_folder(settings.directory, key))
        try:
            self._written(key, file, line)
        except (OSError, StorageError) as error:
            self._drop(key)
            if not file.failed:
                file.failed = True
                why = error.strerror if isinstance(error, OSError) else "it is no folder below the root"
                self._trouble(f"the log in {file.folder} cannot be written: {why}")

    def close(self) -> None:
        """Closes all files."""
        for key in list(self._open):
            self._drop(key)

    def _written(self, key: str, file: _LogFile, line: LogLine) -> None:
        local = line.when.astimezone(self._zone) if file.settings.local else line.when
        data = self._encoded(f"{line.text(file.settings.flags)}\n")
        name = self._name(file, local, len(data) + (0 if file.begun else len(self._header(file, line))))
        if name != file.name:
            self._drop(key)
        stream = self._open.get(key)
        if stream is None:
            stream = self._opened(key, file, name)
            if name != file.begun:
                data = self._header(file, line) + data
                file.begun = name
        else:
            self._open.move_to_end(key)
        file.size += len(data)
        while data:
            data = data[stream.write(data) :]

    def _header(self, file: _LogFile, line: LogLine) -> bytes:
        return self._encoded(log_header(_SOFTWARE, line.when, file.settings.flags))

    def _encoded(self, text: str) -> bytes:
        """Lines as they stand in a file of Windows, in UTF-8 or ANSI (``logInUTF8``)."""
        return text.replace("\n", "\r\n").encode("utf-8" if self._utf8 else "cp1252", "replace")

    def _name(self, file: _LogFile, local: datetime, more: int) -> str:
        settings = file.settings
        if settings.period == "MaxSize":
            if not file.number:
                file.number, file.size = self._last(file)
            if file.size and file.size + more > settings.largest:
                file.number, file.size = file.number + 1, 0
            return log_file_name(settings.period, local, file.number, utf8=self._utf8)
        hour = (local.year, local.month, local.day, local.hour)
        if hour != file.hour:  # no period is shorter
            file.hour = hour
            file.wanted = log_file_name(settings.period, local, 0, utf8=self._utf8)
        return file.wanted

    def _last(self, file: _LogFile) -> tuple[int, int]:
        """The number of the newest file of a log that begins anew by size, and its size in bytes."""
        pattern = re.compile(re.escape(log_file_name("MaxSize", None, 0, utf8=self._utf8)).replace("0", r"(\d{1,9})"))
        folder = self._storage.place(file.folder)
        files = folder.iterdir() if folder.is_dir() else ()
        number = max((int(found[1]) for one in files if (found := pattern.fullmatch(one.name))), default=1)
        path = folder / log_file_name("MaxSize", None, number, utf8=self._utf8)
        return number, path.stat().st_size if path.exists() else 0

    def _opened(self, key: str, file: _LogFile, name: str) -> FileIO:
        """A regular file inside the folder for all drives: clients may have put something else there."""
        top = self._storage.root
        folder = self._storage.below(top, self._storage.place(file.folder).relative_to(top).parts)
        folder.mkdir(parents=True, exist_ok=True)
        while len(self._open) >= _OPEN:
            self._drop(next(iter(self._open)))
        stream = self._open[key] = _appending(folder / name)
        file.name, file.size = name, os.fstat(stream.fileno()).st_size
        return stream

    def _drop(self, key: str) -> None:
        stream = self._open.pop(key, None)
        if stream is not None:
            stream.close()


class _LogFile:
    """One log: where it lies, and the file of it that is being written. ``begun`` is the file that has its header,
    ``wanted`` the one for the local time ``hour``."""

    __slots__ = ("begun", "failed", "folder", "hour", "name", "number", "settings", "size", "wanted")

    def __init__(self, settings: LogSettings, folder: str) -> None:
        self.settings = settings
        self.folder = folder
        self.name = self.begun = self.wanted = ""
        self.hour: tuple[int, ...] = ()
        self.number = self.size = 0
        self.failed = False


def _appending(path: Path) -> FileIO:
    flags = os.O_WRONLY | os.O_CREAT | os.O_APPEND | getattr(os, "O_BINARY", 0)
    flags |= getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_NOFOLLOW", 0)
    descriptor = os.open(path, flags, 0o644)
    if not stat.S_ISREG(os.fstat(descriptor).st_mode):
        os.close(descriptor)
        raise OSError(errno.EISDIR, "not a file", str(path))
    return FileIO(descriptor, "ab")
