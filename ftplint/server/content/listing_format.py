"""Directory listings as IIS prints them: MS-DOS style, and UNIX style with the flag StyleUnix."""

from __future__ import annotations

import stat
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from ftplint.named_tuple import NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")


class Entry(NamedTuple):
    """One line of a listing. ``modified`` is in seconds since 1970."""

    name: str
    folder: bool
    size: int
    modified: float
    writable: bool = True


def entry(name: str, status: object, now: float) -> Entry:
    """An entry from what ``os.stat`` says; without a status (a virtual directory that is gone) it is of today."""
    mode = getattr(status, "st_mode", stat.S_IFDIR | 0o755)
    return Entry(
        name,
        stat.S_ISDIR(mode),
        getattr(status, "st_size", 0),
        getattr(status, "st_mtime", now),
        bool(mode & stat.S_IWUSR),
    )


def lines(entries: Iterable[Entry], flags: frozenset[str], now: float) -> Iterator[str]:
    """The listing by name, folders and files mixed, each line with CRLF."""
    show = unix_line if "StyleUnix" in flags else dos_line
    for one in sorted(entries, key=lambda e: (e.name.lower(), e.name)):
        yield f"{show(one, flags, now)}\r\n"


def dos_line(one: Entry, flags: frozenset[str], _now: float = 0.0) -> str:
    """``07-19-24  04:46PM                    4 file.txt``: the name at column 40."""
    when = _time(one, flags)
    year = f"{when.year:04}" if "LongDate" in flags else f"{when.year % 100:02}"
    clock = f"{when.hour % 12 or 12:02}:{when.minute:02}{'AM' if when.hour < 12 else 'PM'}"
    start = f"{when.month:02}-{when.day:02}-{year}  {clock}"
    return f"{start}       <DIR>          {one.name}" if one.folder else f"{start}{one.size:>21} {one.name}"


def unix_line(one: Entry, flags: frozenset[str], now: float) -> str:
    """With the year where it is not that of the server, else the time (Microsoft's help, "Directory Output Style"):
    ``-rwxrwxrwx   1 owner    group           11069 Jun 15  2024 index.html``."""
    when = _time(one, flags)
    rights = "rwxrwxrwx" if one.writable else "r--r--r--"
    this_year = when.year == _time(one._replace(modified=now), flags).year
    clock = f"{when.hour:>2}:{when.minute:02}" if this_year else f" {when.year:04}"
    kind = "d" if one.folder else "-"
    size = 0 if one.folder else one.size
    day = f"{_MONTHS[when.month - 1]} {when.day:>2} {clock}"
    return f"{kind}{rights}   1 owner    group    {size:>12} {day} {one.name}"


def _time(one: Entry, flags: frozenset[str]) -> datetime:
    """Local time, or UTC with the flag UseGmtTime. What no calendar holds is 1970."""
    try:
        when = datetime.fromtimestamp(one.modified, UTC)
        return when if "UseGmtTime" in flags else when.astimezone()
    except (OverflowError, ValueError, OSError):
        return datetime(1970, 1, 1, tzinfo=UTC)
