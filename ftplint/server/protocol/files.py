"""Commands about files and folders: every path goes through filters, authorization and the storage's own checks."""

from __future__ import annotations

import os
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from ftplint.server.access.authorization import permitted
from ftplint.server.access.filtering import path_refusal
from ftplint.server.content.storage import StorageError, is_folder, is_plain_file
from ftplint.server.content.view import shown, situation_of
from ftplint.server.protocol.logon import LogonCommands

if TYPE_CHECKING:
    from pathlib import Path

    from ftplint.server.access.authorization import Right
    from ftplint.server.content.view import Virtual


class FileCommands(LogonCommands):
    """What a session does with files outside transfers."""

    def resolve(self, text: str, right: Right, *, is_file: bool) -> tuple[Virtual, Path] | None:
        """The virtual path and the place that a client means, or None after a refusal."""
        assert self.view is not None
        if "\x00" in text:
            self.say("argument-wrong")
            return None
        path = self.view.virtual(text)
        self.stem = shown(path)
        refused = self._refusal((right,), is_file=is_file)
        if refused is None:
            try:
                return path, self.view.real(path)
            except StorageError as error:
                refused = error.situation
            except (OSError, ValueError):
                refused = "name-invalid"
        self.say(refused)
        return None

    def _refusal(self, rights: tuple[Right, ...], *, is_file: bool) -> str | None:
        """What the settings at the path in ``stem`` have against it: filters, IP rules, none of *rights* given."""
        assert self.identity is not None
        at = self.own.at(self.stem)
        refused = path_refusal(at.filters, self.stem, is_file=is_file)
        if refused is not None:
            return refused
        if at is not self.own.at("/") and self.address_refused(at):
            return "address-denied"
        choices = self.service.choices
        allowed = any(permitted(self.own, self.stem, self.identity, right, choices) for right in rights)
        return None if allowed else "not-authorized"

    def ftp_PWD(self, _: str) -> None:
        """The current folder; quotation marks in it are doubled."""
        assert self.view is not None
        self.say("current", path=shown(self.view.cwd).replace('"', '""'))

    def ftp_CWD(self, text: str) -> None:
        """Another current folder. It must exist, and the session may read (or write) there."""
        assert self.view is not None
        path = self.view.virtual(text or ".")
        self.stem = shown(path)
        refused = self._refusal(("Read", "Write"), is_file=False)
        if refused is None and not self.view.is_dir(path):
            refused = "path-not-found"
        if refused is not None:
            self.say(refused)
            return
        self.view.cwd = path
        self.say("done")

    def ftp_CDUP(self, _: str) -> None:
        """One folder up; at the root it stays there."""
        self.ftp_CWD("..")

    def ftp_MKD(self, text: str) -> None:
        """A new folder."""
        place = self.resolve(text, "Write", is_file=False)
        if place is None:
            return
        try:
            place[1].mkdir()
        except OSError as error:
            self.say(situation_of(error, folder=True))
            return
        self.say("created", path=text.replace('"', '""'))

    def ftp_RMD(self, text: str) -> None:
        """Removes an empty folder."""
        place = self._changeable(text, is_file=False)
        if place is None:
            return
        try:
            place[1].rmdir()
        except OSError as error:
            self.say("not-a-folder" if is_plain_file(place[1]) else situation_of(error, folder=True))
            return
        self.say("done")

    def ftp_DELE(self, text: str) -> None:
        """Removes a file, or a link itself."""
        place = self._changeable(text, is_file=True)
        if place is None:
            return
        if self._uploading(place[1]):
            return
        try:
            place[1].unlink()
        except OSError as error:
            self.say("not-a-file" if is_folder(place[1]) else situation_of(error))
            return
        self.say("done")

    def ftp_RNFR(self, text: str) -> None:
        """What to rename."""
        place = self._changeable(text, is_file=False)
        if place is None:
            return
        if not os.path.lexists(place[1]):
            self.say("not-found")
            return
        if self._uploading(place[1]) or (is_plain_file(place[1]) and self._extension_refused(place[0])):
            return
        self._rnfr = place[1]
        self.say("rename-pending")

    def ftp_RNTO(self, text: str) -> None:
        """The new name; an existing file is replaced only where the site allows it."""
        source, self._rnfr = self._rnfr, None
        if source is None:
            self.say("rename-first")
            return
        place = self._changeable(text, is_file=False)
        if place is None or (is_plain_file(source) and self._extension_refused(place[0])):
            return
        target = place[1]
        if self._uploading(source) or self._uploading(target):
            return
        exists = os.path.lexists(target) and not (target.exists() and source.exists() and target.samefile(source))
        if exists and not (self.own.replace_on_rename and is_plain_file(target)):
            self.say("exists")
            return
        try:
            source.replace(target)
        except OSError as error:
            self.say(situation_of(error))
            return
        self.say("done")

    def ftp_SIZE(self, text: str) -> None:
        """The size of a file in bytes, whatever TYPE says."""
        place = self.resolve(text, "Read", is_file=True)
        if place is not None:
            try:
                status = place[1].stat()
            except OSError as error:
                self.say(situation_of(error))
                return
            if is_plain_file(place[1]):
                self.say("size", size=status.st_size)
            else:
                self.say("not-a-file")

    def ftp_MDTM(self, text: str) -> None:
        """When a file was changed, in UTC."""
        place = self.resolve(text, "Read", is_file=True)
        if place is not None:
            try:
                when = datetime.fromtimestamp(place[1].stat().st_mtime, UTC)
            except OSError as error:
                self.say(situation_of(error))
                return
            except (OverflowError, ValueError):
                when = datetime(1970, 1, 1, tzinfo=UTC)
            self.say("time", time=when.strftime("%Y%m%d%H%M%S"))

    def _changeable(self, text: str, *, is_file: bool) -> tuple[Virtual, Path] | None:
        """As ``resolve`` for writing, but the roots of the view and of virtual directories stay."""
        place = self.resolve(text, "Write", is_file=is_file)
        if place is not None and self.view is not None and self.view.is_mount(place[0]):
            self.say("root-of-folder")
            return None
        return place

    def _uploading(self, place: Path) -> bool:
        """Whether somebody is uploading to *place* or below it, after saying so: a sharing violation on Windows. A cut
        upload removes what has its name, so nothing else may get that name meanwhile."""
        found = any(place == one or place in one.parents for one in self.service.uploads)
        if found:
            self.say("in-use")
        return found

    def _extension_refused(self, path: Virtual) -> bool:
        text = shown(path)
        refused = path_refusal(self.own.at(text).filters, text, is_file=True)
        if refused is not None:
            self.say(refused)
        return refused is not None
