"""The rest of the command set: FEAT, HELP, OPTS, SYST, TYPE and what IIS knows without doing much."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ftplint.server.content.listing_format import lines
from ftplint.server.protocol.listing import listed

if TYPE_CHECKING:
    from ftplint.server.protocol.session import Session


def features(session: Session, _: str) -> None:
    """The list of FTP 7.5 and later. Open (point 7): whether TLS is left out without a certificate."""
    own = session.own
    without = () if own.utf8 else ("UTF8", "LANG EN*")  # FluentFTP #1538
    names = [one.feature for one in session.commands.values() if one.feature and one.feature not in without]
    session.send_lines(["211-Extended features supported:", *(f" {name}" for name in names)])
    session.say("features-end")


def help_(session: Session, verb: str) -> None:
    """The commands, those that are not implemented with an asterisk; or the syntax of one."""
    if verb:
        command = session.commands.get(verb.upper())
        if command is None or command.handler is None:
            session.say("argument-wrong")
        else:
            session.say("help-verb", syntax=f"{verb.lower()} {command.syntax}")
        return
    names = [f"{verb}*" if one.handler is None else verb for verb, one in session.commands.items()]
    rows = [sorted(names)[start : start + 8] for start in range(0, len(names), 8)]
    session.send_lines(
        [
            "214-The following commands are recognized (* ==>'s unimplemented).",
            *(f" {''.join(f'{name:<8}' for name in row).rstrip()}" for row in rows),
        ]
    )
    session.say("help-end")


def system(session: Session, _: str) -> None:
    """SYST: Windows_NT."""
    session.say("system")


def nothing(session: Session, _: str) -> None:
    """NOOP: does nothing."""
    session.say("ok")


def options(session: Session, text: str) -> None:
    """UTF8 ON, before the logon too."""
    words = text.upper().split()
    if words[:1] == ["UTF8"] and not session.own.utf8:
        session.say("option-unsupported")
    elif words == ["UTF8", "ON"]:
        session.say("utf8-on")
    elif words == ["UTF8", "OFF"]:
        session.say("utf8-off")
    else:
        session.say("option-unknown")


def language(session: Session, text: str) -> None:
    """English, whatever is asked for."""
    session.say("ok" if text.upper() in ("", "EN", "EN-US") else "type-unknown")


def not_implemented(session: Session, _: str) -> None:
    """ACCT, SMNT, SITE: recognised and not implemented (commandFiltering page); there is nothing to mount."""
    session.say("not-implemented")


def representation(session: Session, text: str) -> None:
    """ASCII or image."""
    kind = text.upper().replace(" ", "")
    if kind in ("A", "AN"):
        session.ascii = True
    elif kind in ("I", "L8"):
        session.ascii = False
    else:
        session.say("type-unknown" if kind else "argument-missing")
        return
    session.say("type-set", type=kind[0].replace("L", "I"))


def structure(session: Session, text: str) -> None:
    """Files have no structure."""
    session.say("ok" if text.upper() == "F" else "type-unknown")


def mode(session: Session, text: str) -> None:
    """Streams only."""
    session.say("ok" if text.upper() == "S" else "type-unknown")


def allocate(session: Session, _: str) -> None:
    """Nothing needs to be allocated."""
    session.say("superfluous")


def status(session: Session, text: str) -> None:
    """The state of the session, or a listing over the control connection."""
    if not text:
        name = "none" if session.identity is None else session.identity.name
        secured = "TLS" if session.connection.secured else "clear text"
        session.send_lines(
            ["211-Microsoft FTP Service status:", f" Logged in as {name}", f" Control channel: {secured}"]
        )
        session.say("status-end")
        return
    found = listed(session, text, over_data=False)
    if found is None:
        return
    shown = lines(found[1], session.own.show, session.server.now().timestamp())
    session.send_lines(["213-Status:", *(f" {line.rstrip()}" for line in shown)])
    session.say("list-end")
