"""The lines of a log as IIS writes them: W3C extended format, with all fields that ``logExtFileFlags`` knows."""

from __future__ import annotations

from datetime import UTC, datetime
from functools import lru_cache
from typing import TYPE_CHECKING

from ftplint.named_tuple import NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterable

FIELDS = {
    "Date": "date",
    "Time": "time",
    "ClientIP": "c-ip",
    "ClientPort": "c-port",
    "UserName": "cs-username",
    "SiteName": "s-sitename",
    "ComputerName": "s-computername",
    "Host": "cs-host",
    "ServerIP": "s-ip",
    "ServerPort": "s-port",
    "Method": "cs-method",
    "UriStem": "cs-uri-stem",
    "FtpStatus": "sc-status",
    "Win32Status": "sc-win32-status",
    "FtpSubStatus": "sc-substatus",
    "BytesSent": "sc-bytes",
    "BytesRecv": "cs-bytes",
    "TimeTaken": "time-taken",
    "Session": "x-session",
    "FullPath": "x-fullpath",
    "PhysicalPath": "x-physicalpath",
    "Info": "x-debug",
}
"""Every flag of ``logExtFileFlags`` with its name in the file, in the order of the columns (log of IIS 10 with 21
fields, docs.primeur.com "DWA Emitter for Microsoft Windows IIS FTP Server"). Open: name and place of PhysicalPath."""
_NOT_BY_DEFAULT = ("ClientPort", "SiteName", "ComputerName", "Host", "BytesSent", "BytesRecv", "TimeTaken")
DEFAULT_FLAGS = frozenset(FIELDS).difference(_NOT_BY_DEFAULT, ("PhysicalPath", "Info"))
"""The default of ``logExtFileFlags`` (client-cert-login 2.4)."""


COMPUTER = "FTPLINT"
"""``s-computername``: a log that is compared should not hold the name of this machine."""


class LogLine(NamedTuple):
    """One line. ``status`` and the numbers are 0 for events without a reply; texts that are empty are written ``-``.

    ``method`` to ``path`` are those of the command. ``sent`` and ``received`` are in bytes, ``taken`` in milliseconds.
    ``site`` is the id of the site, empty before a host name chose one.
    """

    when: datetime
    client: str
    user: str
    server: str
    port: int
    method: str
    stem: str
    status: int
    win32: int
    substatus: int
    session: str
    path: str
    client_port: int = 0
    site: str = ""
    host: str = ""
    sent: int = 0
    received: int = 0
    taken: int = 0
    computer: str = ""

    def __str__(self) -> str:
        return self.text(DEFAULT_FLAGS)

    def text(self, flags: frozenset[str]) -> str:
        """The line with the fields of *flags*; of Info and PhysicalPath nothing is known, so they are ``-``."""
        date, _, clock = _stamp(int(self.when.timestamp())).partition(" ")
        values: tuple[object, ...] = (
            *(date, clock, self.client, self.client_port, self.user, f"FTPSVC{self.site}" if self.site else ""),
            *(self.computer, self.host, self.server, self.port, self.method, self.stem),
            *(self.status or "-", self.win32, self.substatus, self.sent, self.received, self.taken),
            *(self.session, self.path, "", ""),
        )
        wanted = [str(values[number]) or "-" for number in _columns(flags)]
        line = " ".join(wanted)
        if line.isprintable() and line.count(" ") == len(wanted) - 1:
            return line
        return " ".join([_field(value) for value in wanted])


@lru_cache(maxsize=100)
def _columns(flags: frozenset[str]) -> tuple[int, ...]:
    """The numbers of the fields that are wanted, in order."""
    return tuple(number for number, flag in enumerate(FIELDS) if flag in flags)


@lru_cache(maxsize=100)
def _stamp(seconds: int) -> str:
    return datetime.fromtimestamp(seconds, UTC).strftime("%Y-%m-%d %H:%M:%S")


def log_header(software: str, now: datetime, flags: Iterable[str] = DEFAULT_FLAGS) -> str:
    """The lines at the top of a log file."""
    wanted = frozenset(flags)
    names = " ".join(name for flag, name in FIELDS.items() if flag in wanted)
    return f"#Software: {software}\n#Version: 1.0\n#Date: {_stamp(int(now.timestamp()))}\n#Fields: {names}\n"


def _field(text: str) -> str:
    """A value without blanks and control characters: whatever a client sends cannot fake a second field or line."""
    return "".join("+" if c == " " else c if c.isprintable() else f"%{ord(c):02X}" for c in text)
