"""Commands about files and folders: every path goes through filters, authorization and the storage's own checks."""

from __future__ import annotations

import os
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from ftplint.server.access.authorization import permitted
from ftplint.server.access.filtering import path_refusal
from ftplint.server.content.storage import StorageError, is_folder, is_plain_file
from ftplint.server.content.view import shown, situation_of

if TYPE_CHECKING:
    from pathlib import Path

    from ftplint.server.access.authorization import Right
    from ftplint.server.content.view import Virtual
    from ftplint.server.protocol.session import Session


def resolve(session: Session, text: str, right: Right, *, is_file: bool) -> tuple[Virtual, Path] | None:
    """The virtual path and the place that a client means, or None after a refusal."""
    path = _meant(session, text)
    if path is None or session.view is None:
        return None
    refused = _refusal(session, (right,), is_file=is_file)
    if refused is None:
        try:
            return path, session.view.real(path)
        except StorageError as error:
            refused = error.situation
        except (OSError, ValueError):
            refused = "name-invalid"
    session.say(refused)
    return None


def _meant(session: Session, text: str) -> Virtual | None:
    """The virtual path that a client means, which the log gets too, or None after a refusal."""
    assert session.view is not None
    path = session.view.virtual(text)
    session.place = shown(path)
    refused = "argument-wrong" if "\x00" in text else "colon" if ":" in text else None
    if refused is not None:
        session.say(refused)
        return None
    return path


def _refusal(session: Session, rights: tuple[Right, ...], *, is_file: bool) -> str | None:
    """What the settings at the path in ``place`` have against it: filters, IP rules, none of *rights* given."""
    at = session.at(session.place)
    refused = path_refusal(at.filters, session.place, is_file=is_file)
    if refused is not None:
        return refused
    if at is not session.own.at("/") and session.address_refused(at):
        return "address-denied"
    allowed = any(_permitted(session, session.place, right) for right in rights)
    return None if allowed else "not-authorized"


def _permitted(session: Session, path: str, right: Right) -> bool:
    assert session.identity is not None
    return permitted(session.own, session.rule_path(path), session.identity, right)


def _at_and_below(session: Session, path: Virtual, *, folder: bool) -> list[str]:
    """A virtual path and, of a folder, each path below it that the file has settings for."""
    assert session.view is not None
    own = shown(path)
    if not folder:
        return [own]
    cut = len(session.view.prefix)
    return [own, *(below[cut:] for below in session.own.locations_below(session.rule_path(own)))]


def print_folder(session: Session, _: str) -> None:
    """The current folder; quotation marks in it are doubled."""
    assert session.view is not None
    session.say("current", path=shown(session.view.cwd).replace('"', '""'))


def change_folder(session: Session, text: str) -> None:
    """Another current folder. It must exist, and the session may read (or write) there."""
    path = _meant(session, text or ".")
    if path is None or session.view is None:
        return
    refused = _refusal(session, ("Read", "Write"), is_file=False)
    if refused is None and not session.view.is_dir(path):  # Windows tells apart what is missing
        only_last = not session.view.exists(path) and session.view.is_dir(path[:-1])
        refused = "not-found" if only_last else "path-not-found"
    if refused is not None:
        session.say(refused)
        return
    session.view.cwd = path
    session.say("done")


def folder_up(session: Session, _: str) -> None:
    """One folder up; at the root it stays there."""
    change_folder(session, "..")


def make_folder(session: Session, text: str) -> None:
    """A new folder."""
    place = resolve(session, text, "Write", is_file=False)
    if place is None:
        return
    try:
        place[1].mkdir()
    except OSError as error:
        session.say(situation_of(error, folder=True))
        return
    session.say("created", path=text.replace('"', '""'))


def remove_folder(session: Session, text: str) -> None:
    """Removes an empty folder."""
    place = _changeable(session, text, is_file=False)
    if place is None:
        return
    try:
        place[1].rmdir()
    except OSError as error:
        session.say("not-a-folder" if is_plain_file(place[1]) else situation_of(error, folder=True))
        return
    session.say("done")


def delete(session: Session, text: str) -> None:
    """Removes a file, or a link itself."""
    place = _changeable(session, text, is_file=True)
    if place is None:
        return
    if _uploading(session, place[1]):
        return
    try:
        place[1].unlink()
    except OSError as error:
        session.say("not-a-file" if is_folder(place[1]) else situation_of(error))
        return
    session.say("done")


def rename_from(session: Session, text: str) -> None:
    """What to rename."""
    place = _changeable(session, text, is_file=False)
    if place is None:
        return
    if not os.path.lexists(place[1]):
        session.say("not-found")
        return
    if _uploading(session, place[1]) or (is_plain_file(place[1]) and _extension_refused(session, place[0])):
        return
    below = _at_and_below(session, place[0], folder=is_folder(place[1]))
    if session.server.choices.rename_judged and not all(_permitted(session, one, "Write") for one in below):
        session.say("not-authorized")
        return
    session.rename_from = place
    session.say("rename-pending")


def rename_to(session: Session, text: str) -> None:
    """The new name; an existing file is replaced only where the site allows it."""
    renamed, session.rename_from = session.rename_from, None
    if renamed is None:
        session.say("rename-first")
        return
    source = renamed[1]
    place = _changeable(session, text, is_file=False)
    if place is None or (is_plain_file(source) and _extension_refused(session, place[0])):
        return
    if session.server.choices.rename_judged and _escapes(session, renamed, place[0]):
        session.say("not-authorized")
        return
    target = place[1]
    if _uploading(session, source) or _uploading(session, target):
        return
    exists = os.path.lexists(target) and not (target.exists() and source.exists() and target.samefile(source))
    if exists and not (session.own.replace_on_rename and is_plain_file(target)):
        session.say("exists")
        return
    try:
        source.replace(target)
    except OSError as error:
        session.say(situation_of(error))
        return
    session.say("done")


def _escapes(session: Session, renamed: tuple[Virtual, Path], target: Virtual) -> bool:
    """Whether a rename would write where the user may not, or make readable what is not."""
    folder = is_folder(renamed[1])
    new = _at_and_below(session, target, folder=folder)
    if not all(_permitted(session, one, "Write") for one in new):
        return True
    old = _at_and_below(session, renamed[0], folder=folder)
    unreadable = not all(_permitted(session, one, "Read") for one in old)
    return unreadable and any(_permitted(session, one, "Read") for one in new)


def size(session: Session, text: str) -> None:
    """The size of a file in bytes, whatever TYPE says."""
    place = resolve(session, text, "Read", is_file=True)
    if place is not None:
        try:
            status = place[1].stat()
        except OSError as error:
            session.say(situation_of(error))
            return
        if is_plain_file(place[1]):
            session.say("size", size=status.st_size)
        else:
            session.say("not-a-file")


def modified(session: Session, text: str) -> None:
    """When a file was changed, in UTC."""
    place = resolve(session, text, "Read", is_file=True)
    if place is not None:
        try:
            when = datetime.fromtimestamp(place[1].stat().st_mtime, UTC)
        except OSError as error:
            session.say(situation_of(error))
            return
        except (OverflowError, ValueError):
            when = datetime(1970, 1, 1, tzinfo=UTC)
        session.say("time", time=when.strftime("%Y%m%d%H%M%S"))


def _changeable(session: Session, text: str, *, is_file: bool) -> tuple[Virtual, Path] | None:
    """As ``resolve`` for writing, but the roots of the view and of virtual directories stay."""
    place = resolve(session, text, "Write", is_file=is_file)
    if place is not None and session.view is not None and session.view.is_mount(place[0]):
        session.say("root-of-folder")
        return None
    return place


def _uploading(session: Session, place: Path) -> bool:
    """Whether somebody is uploading to *place* or below it, after saying so: a sharing violation on Windows. A cut
    upload removes what has its name, so nothing else may get that name meanwhile."""
    found = any(place == one or place in one.parents for one in session.server.uploads)
    if found:
        session.say("in-use")
    return found


def _extension_refused(session: Session, path: Virtual) -> bool:
    text = shown(path)
    refused = path_refusal(session.at(text).filters, text, is_file=True)
    if refused is not None:
        session.say(refused)
    return refused is not None
