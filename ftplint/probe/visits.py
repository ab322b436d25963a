"""Looks at one site: connection after connection, each with a plan of its own, and all that came of them.

Nothing is changed on the server, and nothing is guessed. The commands before the logon are those that every client may
send; ``USER anonymous`` without a password is no logon. A logon is tried once.
"""

from __future__ import annotations

import secrets
from dataclasses import replace
from typing import TYPE_CHECKING

from ftplint.client import Certificates, Ended, Exchange, Limits, Record, Transfer, Visit
from ftplint.named_tuple import NamedTuple
from ftplint.probe.caller import Caller, Transcript, visiting
from ftplint.probe.target import Trust

if TYPE_CHECKING:
    from collections.abc import Callable

    from ftplint.probe.target import Target, Visitor

MISSING = "ftplint-probe-no-such-file.txt"
"""A name that no folder has: renaming it shows whether the user may write, and changes nothing."""
VERSIONS = ("1.0", "1.1", "1.2", "1.3")
_LEFTOVER = b"Written by ftplint probe --write-test. It may be deleted.\r\n"


class Plan(NamedTuple):
    """What is looked at. ``write_test`` is a folder for a file that is written and removed again; empty: none is."""

    visitor: Visitor | None = None
    trust: Trust = Trust()
    limits: Limits = Limits()
    versions: bool = True
    write_test: str = ""
    file: str = ""
    """The name of the file of the write test."""
    withheld: str = ""
    """Why the logon is not tried after all; empty if it is."""

    @property
    def hidden(self) -> str:
        """What no line may hold, in no connection: a server knows the password since an earlier logon. Empty for
        none."""
        return self.visitor.password if self.visitor is not None and self.visitor.secret else ""


def file_name() -> str:
    """A name that no file has by chance."""
    return f"ftplint-probe-{secrets.token_hex(8)}.txt"


def look(target: Target, site: str, plan: Plan, transcript: Transcript | None = None) -> Record:
    """All that can be seen of *site* at *target*, one connection at a time."""
    found: list[Visit] = []
    one = _Look(target, plan, found, transcript)
    if not target.implicit:
        one.visit("clear", _clear)
    greeting = found[0].reply("") if found else None
    if target.implicit or (greeting is not None and greeting.accepted):
        one.look_at_tls()
        if plan.visitor is not None:
            one.look_inside(plan.visitor)
    return Record(site, target.host, target.implicit, tuple(found), one.address)


class _Look:
    def __init__(self, target: Target, plan: Plan, found: list[Visit], transcript: Transcript | None) -> None:
        self.target = target
        self.address = ""
        """That of the first connection; a name may have several, and all connections of a look go to one of them."""
        self.plan = plan
        self._found = found
        self._transcript = transcript
        self._open = Certificates(plan.trust.authority, verified=False)

    def visit(
        self, name: str, talk: Callable[[Caller], None], certificates: Certificates | None = None, version: str = ""
    ) -> Visit:
        """One connection; without *certificates* whatever the server shows is looked at."""
        caller = Caller(self.target, certificates or self._open, self.plan.limits, version)
        caller.control.hide(self.plan.hidden)
        with visiting(caller, name, self._found, self._transcript):
            talk(caller)
        if not self.address and caller.peer:
            self.address = caller.peer
            self.target = self.target._replace(address=caller.peer)
        return self._found[-1]

    def look_at_tls(self) -> None:
        """Whether TLS works, with which certificate, with which versions; and what may be said in it before a logon."""
        first = self.visit("tls", _in_tls, Certificates(self.plan.trust.authority))
        if first.handshakes and first.handshakes[0].untrusted:
            self._found[-1] = replace(first, name="trust")
            first = self.visit("tls", _in_tls)
        works = bool(first.handshakes) and first.handshakes[0].worked
        if self.target.host and not self.target.implicit:
            self.visit("host", _host_first)
        if works and self.plan.versions:
            for version in VERSIONS:
                self.visit(f"tls{version}", _handshake_only, version=version)

    def look_inside(self, visitor: Visitor) -> None:
        """The logon and what is behind it, if the server is trusted with the secret."""
        if self.plan.withheld:
            self._found.append(Visit("logon", (), self.plan.withheld))
            return
        way = self._way(visitor)
        if isinstance(way, str):
            self._found.append(Visit("logon", (), way))
            return

        def enter(caller: Caller) -> bool:
            return _log_in(caller, visitor, way)

        def inside(caller: Caller) -> None:
            if enter(caller):
                _inside(caller)

        def write(caller: Caller) -> None:
            if enter(caller):
                _write(caller, self.plan.write_test, self.plan.file)

        done = self.visit("logon", inside, way.certificates)
        if self.plan.write_test and any(one.logged_in for one in done.exchanges):
            self.visit("write", write, way.certificates)

    def _way(self, visitor: Visitor) -> _Way | str:
        """How to log in; or why not: a secret goes to a server only that is trusted, in TLS only."""
        tls = next((name for name in ("tls", "host") if self._shown(name)), "")
        trust = self.plan.trust
        verified = Certificates(trust.authority, visitor.certificate)
        unverified = verified._replace(verified=False)
        if not tls:
            clear = "TLS does not work, and no password is sent in clear text"
            return clear if visitor.secret else _Way(unverified, "", frozenset())
        if trust.insecure or not visitor.secret:
            return _Way(unverified, tls, frozenset())
        doubts = [visit.handshakes[0].untrusted for visit in self._found if visit.name == "trust"]
        if not doubts and tls == "tls":
            return _Way(verified, tls, frozenset())
        if self._shown(tls) in trust.pins:
            return _Way(unverified, tls, trust.pins)
        if doubts:
            return f"the certificate is not trusted ({doubts[0]}), so no secret is sent"
        return _Way(verified, tls, frozenset())

    def _shown(self, name: str) -> str:
        """The thumbprint of the certificate that the server sent in the visit *name*, empty where TLS does not work."""
        found = [visit.handshakes[0] for visit in self._found if visit.name == name and visit.handshakes]
        return next((one.thumbprint for one in found if one.worked), "")


class _Way(NamedTuple):
    """How a logon goes: in TLS begun as in the visit *tls* (empty: in clear text), where the server's certificate is
    verified as *certificates* say, and is one of *pins*, where there are any."""

    certificates: Certificates
    tls: str
    pins: frozenset[str]


def _clear(caller: Caller) -> None:
    if not caller.greet().accepted or not _choose(caller):
        return
    for command in ("SYST", "FEAT", "HELP", "PBSZ 0", "PROT P", "CCC", "USER anonymous", "QUIT"):
        caller.say(command)


def _in_tls(caller: Caller) -> None:
    if not _secured(caller) or not _choose(caller):
        return
    if caller.target.implicit:
        for command in ("SYST", "FEAT", "HELP"):
            caller.say(command)
    for command in ("PBSZ 0", "PROT C", "PROT P", "CCC"):
        if caller.say(command).accepted and command == "CCC":
            caller.clear_again()
    caller.say("USER anonymous")
    caller.say("QUIT")


def _host_first(caller: Caller) -> None:
    if caller.greet().accepted and _choose(caller) and caller.say("AUTH TLS").code == 234:
        caller.secure("AUTH TLS")
        caller.say("QUIT")


def _handshake_only(caller: Caller) -> None:
    if _secured(caller):
        caller.say("QUIT")


def _secured(caller: Caller) -> bool:
    """The greeting, and TLS; False where the server refuses it."""
    if not caller.greet().accepted:
        return False
    if not caller.target.implicit:
        if caller.say("AUTH TLS").code != 234:
            return False
        caller.secure("AUTH TLS")
    return True


def _choose(caller: Caller) -> bool:
    """HOST, where the binding has a host name; False where the server does not take it."""
    return not caller.target.host or caller.say(f"HOST {caller.target.host}").accepted


def _log_in(caller: Caller, visitor: Visitor, way: _Way) -> bool:
    """The only place that says a password. False where the server refuses anything."""
    if way.tls == "host":
        if not (caller.greet().accepted and _choose(caller) and caller.say("AUTH TLS").code == 234):
            return False
        caller.secure("AUTH TLS")
    elif way.tls:
        if not _secured(caller):
            return False
    elif not caller.greet().accepted:
        return False
    shown = [event.thumbprint for event in Visit("", tuple(caller.events)).handshakes]
    if way.pins and not (shown and shown[0] in way.pins):
        raise Ended("the server shows another certificate than before, so no secret is sent")
    if way.tls != "host" and not _choose(caller):
        return False
    reply = caller.say(f"USER {visitor.user}")
    if reply.code in (331, 332):
        password = visitor.password or ("ftplint@example.com" if visitor.anonymous else "")
        reply = caller.say(f"PASS {password}" if password else "PASS", "PASS ***" if password else "PASS")
    caller.logged_in = reply.code in (230, 232)
    return caller.logged_in


def _inside(caller: Caller) -> None:
    caller.say("PWD")
    passive = "EPSV" if ":" in caller.control.peer else "PASV"
    if caller.control.secured:
        caller.say("PBSZ 0")
        if caller.say("PROT C").accepted:
            caller.list(protected=False, passive=passive)
        if caller.say("PROT P").accepted:
            caller.list(protected=True, passive=passive)
    else:
        caller.list(protected=False, passive=passive)
    caller.say("EPSV")
    caller.say(f"RNFR {MISSING}")
    if caller.control.secured and caller.say("CCC").accepted:
        caller.clear_again()
    caller.say("QUIT")


def _write(caller: Caller, folder: str, name: str) -> None:
    """Writes a small file and removes it again, whatever happens between."""
    if not caller.say(f"CWD {folder}").accepted:
        return
    protected = False
    if caller.control.secured:
        caller.say("PBSZ 0")
        protected = caller.say("PROT P").accepted
    stored = caller.store(name, _LEFTOVER, protected=protected)
    if stored.trouble:
        caller.events.append(Transfer(stored.command, "", 0, protected, 0, (), stored.trouble))
    if stored.accepted or stored.trouble or stored.preliminary:
        removed: Exchange = caller.say(f"DELE {name}")
        if removed.accepted:
            caller.say("QUIT")
