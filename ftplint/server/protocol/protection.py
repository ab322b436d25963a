"""TLS as commands: AUTH, PBSZ, PROT, CCC."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ftplint.server.protocol.logon import forget
from ftplint.server.protocol.policy import ccc_refusal, prot_refusal

if TYPE_CHECKING:
    from ftplint.server.protocol.session import Session


def start_tls(session: Session, mechanism: str) -> None:
    """Starts TLS with the certificate of the endpoint, or says why there is none."""
    if mechanism.upper() not in ("TLS", "TLS-C", "SSL", "TLS-P"):
        session.say("auth-unknown")
        return
    if session.connection.secured or session.left_with_ccc:
        session.say("auth-again")
        return
    problem = session.server.tls_problem(session.endpoint, session.site)
    if problem is not None:
        session.say(problem)
        return
    forget(session)  # RFC 4217 4.2; and what was judged in clear, without a certificate, counts no more
    session.say("auth-ok")
    session.pbsz = session.protected = False
    session.connection.start_tls(session.site)
    session.protected = mechanism.upper() in ("SSL", "TLS-P") and session.server.choices.auth_ssl_protects


def buffer_size(session: Session, size: str) -> None:
    """Only after AUTH; with TLS the size is 0."""
    if not session.connection.secured:
        session.say("protection-order")
    elif not (size.isascii() and size.isdigit() and len(size) <= 10 and int(size) < 2**32):
        session.say("pbsz-wrong")
    else:
        session.pbsz = True
        session.say("ok")


def protection(session: Session, level: str) -> None:
    """Protection of data connections: Clear or Private."""
    level = level.upper()
    if level not in ("C", "S", "E", "P"):
        session.say("prot-unknown")
    elif not session.connection.secured or not session.pbsz:
        session.say("protection-order")
    elif level in ("S", "E"):
        session.say("prot-impossible")
    else:
        refused = prot_refusal(session.own.tls, level, session.server.choices)
        if refused is not None:
            session.say(refused)
            return
        if session.protected != (level == "P"):
            session.drop_data()  # a connection that is up, or on its way, has the protection of before
        session.protected = level == "P"
        session.say("ok")


def clear_command_channel(session: Session, _: str) -> None:
    """Back to clear text after the logon; data connections keep their protection."""
    if session.connection.secured and session.identity is None:
        session.say("login-wanted")
        return
    refused = ccc_refusal(session.own.tls, secured=session.connection.secured, implicit=session.endpoint.implicit)
    if refused is not None:
        session.say(refused)
        return
    session.say("ok")
    session.pbsz = False
    session.left_with_ccc = True
    session.connection.leave_tls()
