"""From a connection to an identity with a view, and back: HOST, USER, PASS, REIN, QUIT."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ftplint.evidence import DirectoryError
from ftplint.server.access.authorization import permitted
from ftplint.server.access.client_certificate import refusal
from ftplint.server.access.home import home
from ftplint.server.access.identity import ANONYMOUS, Attempt, Logon, decide
from ftplint.server.content.storage import StorageError
from ftplint.server.content.view import View, shown
from ftplint.server.endpoints import split_user
from ftplint.server.protocol import messages
from ftplint.server.protocol.policy import clear_certificate_refusal, clear_refusal, weak_encryption

if TYPE_CHECKING:
    from ftplint.server.protocol.session import Session
    from ftplint.server.site import SiteSettings


def choose_host(session: Session, name: str) -> None:
    """Chooses the site by its host name (RFC 7151); a later HOST before the logon replaces the earlier one."""
    if session.identity is not None:
        session.say("host-after-login")
        return
    if not name or any(c in name for c in ":/@ ") or name.startswith("["):
        session.say("argument-wrong")
        return
    site = session.endpoint.hosts.get(name.lower())
    if site is None:
        session.say("host-unknown")
        return
    if _choose(session, site, name):
        session.say("hosted")


def _choose(session: Session, site: SiteSettings, name: str) -> bool:
    """Another site decides anew: it does not know the user whom the site before accepted, and it may refuse the address
    or be full. Then the session ends, and this is False."""
    session.user = ""
    session.host = name
    return session.admit(site)


def name_user(session: Session, text: str) -> None:
    """Names the user, and perhaps the site; the policies of the site are judged here."""
    if session.identity is not None:
        forget(session)
    session.user = ""  # if this one is refused, the one before must not log in at the site that is now chosen
    host, user = split_user(text, backslash=session.server.domain_as_host)
    if host:
        site = session.endpoint.hosts.get(host.lower())
        if site is not None:
            if not _choose(session, site, host):
                return
        elif "|" in text:
            session.say("host-expected")
            return
        else:
            user = text  # DOMAIN\user, where no site has such a host name
    if session.site is None:
        session.say("host-expected")
        return
    refused = _certificate_refusal(session)
    if refused is not None:
        session.say(refused)
        return
    session.user = user
    if (
        session.site.methods.client_certificate
        and session.presented is not None
        and session.server.choices.token_at_user
    ):
        _decide(session, None)
        return
    anonymous = session.site.methods.anonymous and user.lower() in ANONYMOUS
    session.say("identity-wanted" if anonymous else "password-wanted")


def _certificate_refusal(session: Session) -> str | None:
    site = session.own
    if session.connection.secured:
        refused = weak_encryption(site.tls, session.connection.cipher_bits)
    else:  # after CCC too: a second logon would be in clear, perhaps at a site that never allows that
        refused = clear_refusal(site.tls)
        if refused is None and not session.left_with_ccc:
            return clear_certificate_refusal(site.client_certificates, session.server.choices)
    if refused is not None:
        return refused
    return refusal(site.client_certificates, session.presented)


def check_password(session: Session, password: str) -> None:
    """Decides the logon; the directory may take its time, the others do not wait for it."""
    if _shut_out(session):
        return
    _decide(session, password)


def _shut_out(session: Session) -> bool:
    """Ends a session whose address was shut out by the guesses of other sessions (denyByFailure)."""
    blocked = session.server.shut_out(session.connection.remote_ip)
    if blocked:
        session.say("login-failed")
        session.connection.close_when_done()
    return blocked


def _decide(session: Session, password: str | None) -> None:
    attempt = Attempt(session.user, password, session.presented)
    server = session.server
    site = session.own

    def ask() -> Logon:
        return decide(
            site,
            attempt,
            server.directory,
            server.now(),
            server.choices,
            weak=server.weak_mappings,
            cache=server.credentials,
        )

    server.ask_directory(session.connection, ask, lambda found: _decided(session, found, password))


def _decided(session: Session, found: Logon | Exception, password: str | None) -> None:
    if session.connection.closed or _shut_out(session):
        return
    if isinstance(found, DirectoryError):
        session.server.trouble(str(found))
        _refuse(session, "directory-silent", counts=False)
        return
    if isinstance(found, Exception):
        raise found
    if found.identity is None:
        if password is None:  # at USER: no token, so the password is asked for
            session.say("password-wanted")
            return
        _refuse(session, found.situation)
        return
    view = home(session.own, found.identity)
    if isinstance(view, str):
        _refuse(session, view)
        return
    top = view.prefix or "/"
    if not any(permitted(session.own, top, found.identity, right) for right in ("Read", "Write")):
        _refuse(session, "home-refused")
        return
    try:
        session.view = View(session.server.storage, view)
    except StorageError as error:
        _refuse(session, error.situation if error.situation.startswith("home") else "home-missing")
        return
    session.identity = found.identity
    session.user = ""  # another PASS would be out of order
    if password is not None:
        session.place = shown(session.view.cwd)
        if found.identity.anonymous:
            session.stem = password  # no secret: the log of IIS shows it
    greeting = messages.expanded(session.own.messages, session.own.messages.greeting, session.variables())
    session.say("authorised-by-certificate" if password is None else "logged-in", before=greeting)
    session.connection.watch(session.own.limits.control_timeout)


def _refuse(session: Session, situation: str, *, counts: bool = True) -> None:
    """Answers a failed logon, and counts it against the address unless it was no guess."""
    session.say(situation)
    session.user = ""
    if counts and session.server.logon_failed(session.connection.remote_ip):
        session.connection.close_when_done()


def forget(session: Session) -> None:
    """Nobody is logged in any more, and what was agreed for the next transfer is forgotten."""
    session.drop_data()
    session.identity = None
    session.view = None
    session.user = ""
    session.ascii = True
    session.restart = 0
    session.rename_from = None
    session.epsv_all = False
    session.connection.watch(session.own.limits.unauthenticated_timeout)


def reinitialize(session: Session, _: str) -> None:
    """Back to the state after connecting: TLS ends after the protected reply, HOST is undone (RFC 4217 13).

    An implicit endpoint cannot go back to before its handshake, so it refuses.
    """
    if session.endpoint.implicit:
        session.say("not-implemented")
        return
    forget(session)
    session.host = ""
    if not session.admit(session.endpoint.hostless):
        return
    session.say("ready-for-new-user")
    session.pbsz = session.protected = session.left_with_ccc = False
    session.presented = None
    if session.connection.secured:
        session.connection.leave_tls()


def quit_(session: Session, _: str) -> None:
    """A transfer in progress is finished first."""
    text = messages.expanded(session.own.messages, session.own.messages.exit, session.variables())
    session.say("goodbye", before=text)
    if session.transfer is not None and session.transfer.running:
        session.quitting = True
        return
    session.connection.close_when_done()
