"""One session on a stage: what the client is told, who else is there, and what happens before it comes."""

from __future__ import annotations

import contextlib
from typing import TYPE_CHECKING

from cryptography.hazmat.primitives.hashes import SHA1

from ftplint.outside import from_example
from ftplint.rules import Actor
from ftplint.verify.clients import HOST, Call, builtin, ftplib_client, password_of, programs
from ftplint.verify.dialogue import CERTIFICATE, Line
from ftplint.verify.stage import CONTENT, StageError, source

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from lxml.etree import _Element

    from ftplint.evidence import Certificates
    from ftplint.observed import ServerFacts
    from ftplint.verify.lab import Lab
    from ftplint.verify.stage import Stage

CLIENTS: dict[str, Callable[[Call], tuple[Line, ...]]] = {
    "builtin": builtin.play,
    "ftplib": ftplib_client.play,
    "curl": programs.curl,
    "lftp": programs.lftp,
    "openssl": programs.openssl,
}
_ELSEWHERE = "127.0.0.9"
"""Where data connections come from that come from elsewhere."""


def session(
    set_up: Stage, actor: Actor, client: str, lab: Lab, wanted: tuple[str, ...]
) -> tuple[tuple[Line, ...], tuple[Line, ...]]:
    """The dialogue before the session that is looked at, and its own, as *client* tells it. Raises StageError."""
    call = call_for(set_up, actor, lab, lab.folder, wanted)
    with contextlib.ExitStack() as company:
        before = _meanwhile(set_up, actor, client, call)
        for other in _others(set_up, actor, lab):
            company.callback(other.close)
        return before, _with_known_certificates(CLIENTS[client](call), set_up.certificates, lab)


def store_of(lab: Lab, evidence: _Element | None) -> Certificates | None:
    """The server's certificates as the example knows them; None if it does not say."""
    outside = None if evidence is None else from_example(evidence)
    known = None if outside is None else outside.facts.get("server_certificates")
    return None if outside is None or known is None else lab.store(known, outside.now)


def seen_of(evidence: _Element | None) -> ServerFacts | None:
    """What an example says of the server itself; None if nothing."""
    outside = None if evidence is None else from_example(evidence)
    return None if outside is None else outside.facts.get("bundle")


def _with_known_certificates(lines: tuple[Line, ...], store: Certificates, lab: Lab) -> tuple[Line, ...]:
    """The dialogue with the thumbprints that the example has in the place of those of the lab."""
    names = {one.certificate.fingerprint(SHA1()).hex(): lab.in_examples(one.facts.thumbprint) for one in store.stored}
    return tuple(
        Line(who, CERTIFICATE + names.get(text.removeprefix(CERTIFICATE), "of nobody here"))
        if who == "*" and text.startswith(CERTIFICATE)
        else Line(who, text)
        for who, text in lines
    )


def _others(set_up: Stage, actor: Actor, lab: Lab) -> Iterator[builtin.Standing]:
    """The other clients, one after the other. Raises StageError for one that does not get so far as it should."""
    for other in actor.others:
        account = Actor(other.certificate, other.user, other.password, site=actor.site, commands=other.commands)
        call = call_for(set_up, account, lab, lab.folder, ())
        if other.address:
            call = call._replace(source=source(actor, other.address))
        for _ in range(other.number):
            one = builtin.Standing(call, logs_in=other.logs_in)
            yield one
            if one.trouble:
                raise StageError(one.trouble)


def _meanwhile(set_up: Stage, actor: Actor, client: str, call: Call) -> tuple[Line, ...]:
    """What happens before the client comes: a session that only logs in and what happens after it, or time passes."""
    lines: tuple[Line, ...] = ()
    remarks = []
    if actor.meanwhile == "password-changes":
        lines = CLIENTS[client](call._replace(wanted=()))
        set_up.directory.change_passwords()
        remarks.append(Line("*", "the password of the account changes"))
    if actor.passes and actor.data != "slow":
        set_up.pass_time(actor.passes)
        remarks.append(Line("*", f"{actor.passes} s pass"))
    return (*lines, *remarks)


def call_for(set_up: Stage, actor: Actor, lab: Lab, folder: Path, wanted: tuple[str, ...]) -> Call:
    """What the client is told; *folder* is where the lab was written."""
    named = actor.certificate
    host = next((host for host, site in set_up.endpoint.hosts.items() if site.name == actor.site), "")
    user = actor.user or ("alice" if named == "none" else lab.clients[named].user)
    return Call(
        set_up.port,
        set_up.implicit,
        folder / "ca.pem",
        None if named == "none" else folder / "clients" / f"{named}.pem",
        f"{host}|{user}" if host and "|" not in user else user,
        password_of(lab, named, actor.password),
        actor.channel,
        actor.data,
        actor.path,
        wanted,
        CONTENT,
        host="::1" if set_up.endpoint.address.startswith("[") else "127.0.0.1",
        name=actor.host or HOST,
        first=actor.first,
        before=actor.before,
        commands=actor.commands,
        idle=actor.idle,
        source=source(actor, actor.address) if actor.address else "",
        data_source=_ELSEWHERE if actor.data == "elsewhere" else "",
        passes=actor.passes,
        wait=set_up.pass_time,
    )
