"""Listings: LIST and NLST, with what filters hide left out."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

from ftplint.server.content.listing_format import Entry, entry, lines
from ftplint.server.content.storage import StorageError, is_folder, is_plain_file, valid_name
from ftplint.server.content.view import shown as shown_path
from ftplint.server.content.view import situation_of
from ftplint.server.protocol.data import agreed, begin
from ftplint.server.protocol.files import resolve

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from ftplint.server.content.view import Virtual
    from ftplint.server.protocol.session import Session

_NLST_OPTIONS = frozenset("C1lFaA")


def list_folder(session: Session, text: str) -> None:
    """A listing in the style of the site."""
    found = listed(session, _without_options(text))
    if found is None:
        return
    now = session.server.now().timestamp()
    _send(session, lines(found[1], session.own.show, now))


def list_names(session: Session, text: str) -> None:
    """Names only; of another folder with its path in front. Options other than ``-C1lFaA`` are refused."""
    words = text.split(" ")
    options = [word for word in words if word.startswith("-")]
    if any(not set(word[1:]) <= _NLST_OPTIONS for word in options):
        session.say("argument-wrong")
        return
    named = " ".join(word for word in words if word not in options).strip()
    found = listed(session, named)
    if found is None:
        return
    prefix = _split(named)[0]
    if prefix is None:
        prefix = f"{named.rstrip('/')}/" if named and session.view is not None and session.view.is_dir(found[0]) else ""
    names = sorted((e.name for e in found[1]), key=str.lower)
    _send(session, (f"{prefix}{name}\r\n" for name in names))


def _send(session: Session, text: Iterable[str]) -> None:
    listing = "".join(text).encode(session.own.encoding, "replace")
    begin(session, session.transferring(listing=listing))


def listed(session: Session, text: str, *, over_data: bool = True) -> tuple[Virtual, list[Entry]] | None:
    """The path to list and its entries, or None after a refusal. A link that leads nowhere is not found.

    ``*`` and ``?`` in the last name choose entries of a folder (transcripts of ``mget *`` and ``LIST f*``, IIS 10).
    """
    folder, pattern = _split(text)
    place = resolve(session, (text if folder is None else folder) or ".", "Read", is_file=False)
    if place is None:
        return None
    if not (is_folder(place[1]) or (is_plain_file(place[1]) and folder is None)):
        session.say("not-found")
        return None
    if over_data and not agreed(session):
        return None
    try:
        entries = [one for one in _entries(session, place[0]) if folder is None or matches(pattern, one.name)]
        if entries or folder is None:
            return place[0], entries
        session.say("not-found")
    except StorageError as error:
        session.say(error.situation)
    except OSError as error:  # a folder that may not be read, or what has just gone
        session.say(situation_of(error))
    return None


def _entries(session: Session, path: Virtual) -> Iterator[Entry]:
    """The entries of a folder that may be shown, or the one file."""
    assert session.view is not None
    now = session.server.now().timestamp()
    real = session.view.real(path)
    if not is_folder(real):
        yield entry(path[-1], real.stat(), now)
        return
    hidden = session.at(shown_path(path)).filters.hidden
    mounts = session.view.mounts_in(path)
    shown = {name.lower() for name in mounts}
    with os.scandir(real) as found:
        for one in found:
            if one.name.lower() in hidden or one.name.lower() in shown:
                continue
            try:
                if one.is_symlink() or not valid_name(one.name):  # nothing else can lead outside
                    session.view.real((*path, one.name))
                yield entry(one.name, one.stat(), now)
            except (OSError, StorageError):
                continue
    if "DisplayVirtualDirectories" in session.own.show:
        for name, place in mounts.items():
            try:
                yield entry(name, place.stat(), now)
            except OSError:
                yield entry(name, None, now)


def _split(text: str) -> tuple[str | None, str]:
    """The folder and the pattern where the last name of a path holds wildcards; None where it holds none."""
    at = max(text.rfind("/"), text.rfind("\\")) + 1
    return (text[:at], text[at:]) if "*" in text[at:] or "?" in text[at:] else (None, "")


def matches(pattern: str, name: str) -> bool:
    """Whether *name* fits a pattern of ``*`` and ``?`` in any letter case; ``*.*`` fits every name, as on Windows.

    Goes back to the last ``*`` only, so a hostile pattern costs no more than its length times that of the name.
    """
    pattern, name = "*" if pattern == "*.*" else pattern.lower(), name.lower()
    p = n = taken = 0
    star = -1
    while n < len(name):
        if p < len(pattern) and pattern[p] == "*":
            star, taken = p, n
            p += 1
        elif p < len(pattern) and pattern[p] in ("?", name[n]):
            p, n = p + 1, n + 1
        elif star >= 0:
            taken += 1
            p, n = star + 1, taken
        else:
            return False
    return not pattern[p:].strip("*")


def _without_options(text: str) -> str:
    """LIST takes ``-la`` and the like of old clients without a word."""
    words = text.split(" ")
    while words and words[0].startswith("-"):
        words.pop(0)
    return " ".join(words)
