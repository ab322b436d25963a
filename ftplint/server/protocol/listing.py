"""Listings: LIST and NLST, with what filters hide left out."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

from ftplint.server.content.listing_format import Entry, entry, lines
from ftplint.server.content.storage import StorageError, is_folder, is_plain_file
from ftplint.server.content.view import situation_of
from ftplint.server.protocol.data import DataCommands

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from ftplint.server.content.view import Virtual

_NLST_OPTIONS = frozenset("C1lFaA")


class ListingCommands(DataCommands):
    """Folders over a data connection."""

    def ftp_LIST(self, text: str) -> None:
        """A listing in the style of the site."""
        found = self._listed(_without_options(text))
        if found is None:
            return
        now = self.service.now().timestamp()
        self._begin(None, data=self._encoded(lines(found[1], self.own.show, now)))

    def ftp_NLST(self, text: str) -> None:
        """Names only; of another folder with its path in front. Options other than ``-C1lFaA`` are refused."""
        words = text.split(" ")
        options = [word for word in words if word.startswith("-")]
        if any(not set(word[1:]) <= _NLST_OPTIONS for word in options):
            self.say("argument-wrong")
            return
        named = " ".join(word for word in words if word not in options).strip()
        found = self._listed(named)
        if found is None:
            return
        prefix = f"{named.rstrip('/')}/" if named and self.view is not None and self.view.is_dir(found[0]) else ""
        names = sorted((e.name for e in found[1]), key=str.lower)
        self._begin(None, data=self._encoded(f"{prefix}{name}\r\n" for name in names))

    def _encoded(self, text: Iterable[str]) -> bytes:
        return "".join(text).encode("utf-8" if self.own.utf8 else "cp1252", "replace")

    def _listed(self, text: str, *, over_data: bool = True) -> tuple[Virtual, list[Entry]] | None:
        """The path to list and its entries, or None after a refusal. A link that leads nowhere is not found."""
        place = self.resolve(text or ".", "Read", is_file=False)
        if place is None:
            return None
        if not (is_folder(place[1]) or is_plain_file(place[1])):
            self.say("not-found")
            return None
        if over_data and not self._data_agreed():
            return None
        try:
            return place[0], list(self._entries(place[0]))
        except StorageError as error:
            self.say(error.situation)
        except OSError as error:  # a folder that may not be read, or what has just gone
            self.say(situation_of(error))
        return None

    def _entries(self, path: Virtual) -> Iterator[Entry]:
        """The entries of a folder that may be shown, or the one file."""
        assert self.view is not None
        now = self.service.now().timestamp()
        real = self.view.real(path)
        if not is_folder(real):
            yield entry(path[-1], real.stat(), now)
            return
        hidden = self.own.at(f"/{'/'.join(path)}").filters.hidden
        mounts = self.view.mounts_in(path)
        shown = {name.lower() for name in mounts}
        with os.scandir(real) as found:
            for one in found:
                if one.name.lower() in hidden or one.name.lower() in shown:
                    continue
                try:
                    self.view.real((*path, one.name))
                    yield entry(one.name, one.stat(), now)
                except (OSError, StorageError):
                    continue
        if "DisplayVirtualDirectories" in self.own.show:
            for name, place in mounts.items():
                try:
                    yield entry(name, place.stat(), now)
                except OSError:
                    yield entry(name, None, now)


def _without_options(text: str) -> str:
    """LIST takes ``-la`` and the like of old clients without a word."""
    words = text.split(" ")
    while words and words[0].startswith("-"):
        words.pop(0)
    return " ".join(words)
