"""Where a session begins, and how listings look."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from ftplint.probe import reasons
from ftplint.probe.fact import Fact, Seen, said
from ftplint.probe.facts.logon import logged_in

if TYPE_CHECKING:
    from collections.abc import Iterator

    from ftplint.client import Record

_MODE = "ftpServer/userIsolation/@mode"
_FLAGS = "ftpServer/directoryBrowse/@showFlags"
_DOS = re.compile(r"\d\d-\d\d-(\d\d|\d{4}) +\d\d:\d\d[AP]M +(?:<DIR>|\d+) +(\S.*)")
_UNIX = re.compile(r"[-dl][-rwxsStT]{9}[.+@]? +\d+ +\S+ +\S+ +\d+ +\w{3} +\d+ +\S+ (\S.*)")


def folders(seen: Seen) -> Iterator[Fact]:
    """PRB018 and PRB019; nothing where nobody logged in."""
    if not logged_in(seen.real):
        return
    yield from _working_folder(seen)
    yield _style(seen)


def _working_folder(seen: Seen) -> Iterator[Fact]:
    mode = seen.text("userIsolation", "mode")
    says = f"userIsolation is {mode}"
    found, expected = _folder(seen.real), _folder(seen.twin)
    if found is None:
        visit = seen.real.visit("logon")
        answer = None if visit is None else visit.reply("PWD")
        yield Fact("PRB018", "not seen", says, said(answer), (_MODE,), "PWD names no folder")
    elif expected is None:
        yield Fact("PRB018", "not seen", says, f"the session begins in {found}", (_MODE,), "the file lets nobody in")
    elif found.lower() == expected.lower():
        yield Fact("PRB018", "agrees", says, f"the session begins in {found}", (_MODE,))
    elif mode == "StartInUsersDirectory" and found == "/":
        why = "there may be no folder of that name, and then the session begins in the root"
        yield Fact("PRB018", "not seen", says, "the session begins in /", (_MODE,), why)
    else:
        saw = f"the session begins in {found}, not in {expected}"
        yield Fact("PRB018", "differs", says, saw, (_MODE,), reasons=reasons.OF_A_SETTING)


def _folder(record: Record) -> str | None:
    visit = record.visit("logon")
    answer = None if visit is None else visit.reply("PWD")
    match = None if answer is None else re.match(r'"(.*)"', answer.text)
    return None if match is None else match[1]


def _style(seen: Seen) -> Fact:
    flags = seen.endpoint.hosts[seen.target.host.lower()].show
    says = f"showFlags is {', '.join(sorted(flags)) or 'empty'}"
    visit = seen.real.visit("logon")
    lines = [line for one in (() if visit is None else visit.transfers) for line in one.listing if line.strip()]
    if not lines:
        return Fact("PRB019", "not seen", says, "nothing", (_FLAGS,), "no listing came, or the folder is empty")
    unix, dos = [_UNIX.match(line) for line in lines], [_DOS.fullmatch(line) for line in lines]
    if any(unix):
        style, names = "UNIX", {match[1].lower() for match in unix if match}
    elif any(dos):
        style, names = "MS-DOS", {match[2].lower() for match in dos if match}
    else:
        style, names = "unknown", set()
    saw = f"listings are in the style {style}" if style != "unknown" else "listings are in no style of IIS"
    if (style == "UNIX") != ("StyleUnix" in flags) or style == "unknown":
        return Fact("PRB019", "differs", says, saw, (_FLAGS,), reasons=(*reasons.OF_A_SETTING, reasons.NO_IIS))
    if style == "MS-DOS":
        long = any(match is not None and len(match[1]) == 4 for match in dos)
        saw += f" with years of {4 if long else 2} digits"
        if long != ("LongDate" in flags):
            return Fact("PRB019", "differs", says, saw, (_FLAGS,), reasons=reasons.OF_A_SETTING)
    missing = _virtual_directories(seen) - names
    if "DisplayVirtualDirectories" in flags and missing and _folder(seen.real) == "/":
        saw += f" without the virtual directory {min(missing)}"
        behind = (*reasons.OF_A_SETTING, "its folder is not there, or hidden")
        return Fact("PRB019", "differs", says, saw, (_FLAGS,), reasons=behind)
    return Fact("PRB019", "agrees", says, saw, (_FLAGS,))


def _virtual_directories(seen: Seen) -> set[str]:
    """Those in the root of the site, where no isolation hides them."""
    if seen.text("userIsolation", "mode") not in ("None", "StartInUsersDirectory"):
        return set()
    own = seen.endpoint.hosts[seen.target.host.lower()]
    return {folder.path[1:].lower() for folder in own.folders if folder.path.count("/") == 1 and folder.path != "/"}
