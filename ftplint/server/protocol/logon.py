"""Commands of the logon: HOST, USER, PASS, REIN, QUIT, and the TLS commands AUTH, PBSZ, PROT, CCC."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ftplint.evidence import DirectoryError
from ftplint.server.access.authorization import permitted
from ftplint.server.access.client_certificate import refusal
from ftplint.server.access.home import home
from ftplint.server.access.identity import Attempt, Logon, decide
from ftplint.server.content.storage import StorageError
from ftplint.server.content.view import View
from ftplint.server.endpoints import split_user
from ftplint.server.protocol import messages
from ftplint.server.protocol.policy import (
    ccc_refusal,
    clear_certificate_refusal,
    clear_refusal,
    prot_refusal,
    weak_encryption,
)
from ftplint.server.transport.connection import Connection
from ftplint.server.transport.tls import bits

if TYPE_CHECKING:
    from ftplint.server.site import SiteSettings


class LogonCommands(Connection):
    """From a connection to an identity with a view."""

    user = ""
    _left_with_ccc = False

    # --- host names

    def ftp_HOST(self, name: str) -> None:
        """Chooses the site by its host name (RFC 7151); a later HOST before the logon replaces the earlier one."""
        if self.identity is not None:
            self.say("host-after-login")
            return
        if not name or any(c in name for c in ":/@ ") or name.startswith("["):
            self.say("argument-wrong")
            return
        site = self.endpoint.hosts.get(name.lower())
        if site is None:
            self.say("host-unknown")
            return
        if self._choose(site):
            self.say("hosted")

    def _choose(self, site: SiteSettings) -> bool:
        """Another site, so another judgement: a user whom the site before accepted is nobody here, and the address may
        be refused or the site full; then the session ends and this is False."""
        self.user = ""
        self.named_host = True
        return self.admit(site)

    # --- logon

    def ftp_USER(self, text: str) -> None:
        """Names the user, and perhaps the site; the policies of the site are judged here."""
        if not text:
            self.say("argument-missing")
            return
        if self.identity is not None:
            self._forget_logon()
        self.user = ""  # if this one is refused, the one before must not log in at the site that is now chosen
        host, user = split_user(text, backslash=self.service.domain_as_host)
        if host:
            site = self.endpoint.hosts.get(host.lower())
            if site is not None:
                if not self._choose(site):
                    return
            elif "|" in text:
                self.say("host-expected")
                return
            else:
                user = text  # DOMAIN\user, where no site has such a host name
        if self.site is None:
            self.say("host-expected")
            return
        refused = self._certificate_refusal()
        if refused is not None:
            self.say(refused)
            return
        self.user = user
        if self.service.choices.token_at_user and self.site.methods.client_certificate and self.presented is not None:
            self._decide(None)
            return
        self.say("password-wanted")

    def _certificate_refusal(self) -> str | None:
        site = self.own
        if self.is_secured:
            refused = weak_encryption(site.tls, bits(self.socket))
        else:  # after CCC too: a second logon would be in clear, perhaps at a site that never allows that
            refused = clear_refusal(site.tls, "USER")
            if refused is None and not self._left_with_ccc:
                return clear_certificate_refusal(site.client_certificates, self.service.choices)
        if refused is not None:
            return refused
        return refusal(site.client_certificates, self.presented)

    def ftp_PASS(self, password: str) -> None:
        """Decides the logon; the directory may take its time, the others do not wait for it."""
        if not self.user:
            self.say("user-first")
            return
        if self._shut_out():
            return
        self._decide(password)

    def _shut_out(self) -> bool:
        """Ends a session whose address was shut out by the guesses of other sessions (denyByFailure)."""
        blocked = self.service.shut_out(self.remote_ip)
        if blocked:
            self.say("login-failed")
            self.close_when_done()
        return blocked

    def _decide(self, password: str | None) -> None:
        attempt = Attempt(self.user, password, self.presented)
        service = self.service
        site = self.own

        def ask() -> Logon:
            return decide(site, attempt, service.directory, service.now(), service.choices, weak=service.weak_mappings)

        service.ask_directory(self, ask, lambda found: self._decided(found, password))

    def _decided(self, found: Logon | BaseException, password: str | None) -> None:
        if self._closed or self._shut_out():
            return
        if isinstance(found, DirectoryError):
            self.service.trouble(str(found))
            self._refuse("directory-silent", counts=False)
            return
        if isinstance(found, BaseException):
            raise found
        if found.identity is None:
            if password is None:  # at USER: no token, so the password is asked for
                self.say("password-wanted")
                return
            self._refuse(found.situation)
            return
        view = home(self.own, found.identity)
        if isinstance(view, str):
            self._refuse(view)
            return
        choices = self.service.choices
        if not any(permitted(self.own, "/", found.identity, right, choices) for right in ("Read", "Write")):
            self._refuse("home-refused")
            return
        try:
            self.view = View(self.service.storage, view)
        except StorageError as error:
            self._refuse(error.situation if error.situation.startswith("home") else "home-missing")
            return
        self.identity = found.identity
        self.authenticated = True
        self.username = found.identity.name
        self.user = ""  # another PASS would be out of order
        greeting = messages.expanded(self.own.messages, self.own.messages.greeting, self.variables())
        self.say("authorised-by-certificate" if password is None else "logged-in", before=greeting)
        self.watch(self.own.limits.control_timeout)

    def _refuse(self, situation: str, *, counts: bool = True) -> None:
        """Answers a failed logon, and counts it against the address unless it was no guess."""
        self.say(situation)
        self.user = ""
        if counts and self.service.logon_failed(self.remote_ip):
            self.close_when_done()

    def _forget_logon(self) -> None:
        self._shutdown_connecting_dtp()
        if self.data_channel is not None and not self.data_channel.cmd:
            self.data_channel.close()
        self.identity = None
        self.view = None
        self.authenticated = False
        self.username = self.user = ""
        self._current_type = "a"
        self._restart_position = 0
        self._rnfr = None
        self._epsvall = False
        self.active_address = None
        self.watch(self.own.limits.unauthenticated_timeout)

    def ftp_REIN(self, _: str) -> None:
        """Back to the state after connecting: TLS ends after the protected reply, HOST is undone (RFC 4217 13).

        An implicit endpoint cannot go back to before its handshake, so it refuses.
        """
        if self.endpoint.implicit:
            self.say("not-implemented")
            return
        self._forget_logon()
        self.named_host = False
        if not self.admit(self.endpoint.hostless):
            return
        self.say("ready-for-new-user")
        self._pbsz = self._prot = self._left_with_ccc = False
        self.presented = None
        if self.is_secured:
            self.leave_tls()

    def ftp_QUIT(self, _: str) -> None:
        """A transfer in progress is finished first."""
        text = messages.expanded(self.own.messages, self.own.messages.exit, self.variables())
        self.say("goodbye", before=text)
        if self.data_channel is not None and self.data_channel.cmd:
            self._quit_pending = True
            return
        self.close_when_done()

    # --- TLS

    def ftp_AUTH(self, mechanism: str) -> None:
        """Starts TLS with the certificate of the endpoint, or says why there is none."""
        if mechanism.upper() not in ("TLS", "TLS-C", "SSL", "TLS-P"):
            self.say("auth-unknown" if mechanism else "argument-missing")
            return
        if self._ssl_requested or self._left_with_ccc:
            self.say("auth-again")
            return
        problem, secured = self.service.secured(self.endpoint, self.site)
        if secured is None:
            self.say(problem or "tls-failed")
            return
        self._forget_logon()  # RFC 4217 4.2; and what was judged in clear, without a certificate, counts no more
        self.say("auth-ok")
        self._pbsz = self._prot = False
        self.start_tls(secured)
        self._prot = self.service.choices.auth_ssl_protects and mechanism.upper() in ("SSL", "TLS-P")

    def ftp_PBSZ(self, size: str) -> None:
        """Only after AUTH; with TLS the size is 0."""
        if not self.is_secured:
            self.say("protection-order")
        elif not (size.isascii() and size.isdigit() and len(size) <= 10 and int(size) < 2**32):
            self.say("pbsz-wrong")
        else:
            self._pbsz = True
            self.say("ok")

    def ftp_PROT(self, level: str) -> None:
        """Protection of data connections: Clear or Private."""
        level = level.upper()
        if level not in ("C", "S", "E", "P"):
            self.say("prot-unknown" if level else "argument-missing")
        elif not self.is_secured or not self._pbsz:
            self.say("protection-order")
        elif level in ("S", "E"):
            self.say("prot-impossible")
        else:
            refused = prot_refusal(self.own.tls, level, self.service.choices)
            if refused is not None:
                self.say(refused)
                return
            self._prot = level == "P"
            self.say("ok")

    def ftp_CCC(self, _: str) -> None:
        """Back to clear text after the logon; data connections keep their protection."""
        if self.is_secured and self.identity is None:
            self.say("login-wanted")
            return
        refused = ccc_refusal(self.own.tls, secured=self.is_secured, implicit=self.endpoint.implicit)
        if refused is not None:
            self.say(refused)
            return
        self.say("ok")
        self._pbsz = False
        self._left_with_ccc = True
        self.leave_tls()
