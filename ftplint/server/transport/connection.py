"""The control connection: lines in, replies out, timers, the log. What commands do is elsewhere."""

from __future__ import annotations

import sys
import uuid
from time import monotonic
from typing import TYPE_CHECKING, Any

from ftplint.server.access.addresses import address_allowed
from ftplint.server.protocol import messages
from ftplint.server.protocol.replies import Reply, reply
from ftplint.server.transport.lines import Lines

if TYPE_CHECKING:
    from pathlib import Path

    from ftplint.server.access.identity import Identity
    from ftplint.server.content.view import View
    from ftplint.server.endpoints import Endpoint
    from ftplint.server.service import Service
    from ftplint.server.site import AtPath, SiteSettings

_FAREWELL = 2
"""Seconds that a last reply, and the end of TLS, may take."""


class Connection(Lines):
    """One control connection of the reference server."""

    timeout = 0  # the site's own limits are kept by timers below
    data_channel: Any
    _dtp_acceptor: Any
    _dtp_connector: Any
    _out_dtp_queue: Any
    _in_dtp_queue: Any
    _rnfr: Path | None
    local_ip = ""
    _session_id = ""
    _client_name: str | None = None
    local_port = 0

    def __init__(self, sock: Any, server: Any, ioloop: Any = None) -> None:
        self.service: Service = server.service
        self.endpoint: Endpoint = server.endpoint
        self.site: SiteSettings | None = self.endpoint.hostless
        self.named_host = False
        self.identity: Identity | None = None
        self.view: View | None = None
        self.verb = ""
        self.stem = ""
        self.received = 0
        self.sent = 0
        self._waiting: list[bytes | None] = []
        self._counted: SiteSettings | None = None
        self._timer: Any = None
        self._deadline = 0.0
        self._last_code = 0
        super().__init__(sock, server, ioloop)
        self._prot = False
        self._pbsz = False
        if self.connected:
            self.set_terminator(b"\n")
            local_ip, self.local_port = self.socket.getsockname()[:2]
            self.local_ip = sys.intern(local_ip)

    @classmethod
    def get_ssl_context(cls) -> None:
        """Contexts belong to endpoints, not to the class (the stock method keeps one for all)."""

    # --- what the session stands in

    @property
    def own(self) -> SiteSettings:
        """The site of the session; before a host name is known, the first of the endpoint."""
        return self.site or self.endpoint.sites[0]

    @property
    def session_id(self) -> str:
        """A name for the session, made when it is first asked for: few logs and messages have it."""
        if not self._session_id:
            self._session_id = str(uuid.uuid4())
        return self._session_id

    # --- connecting

    def handle(self) -> None:
        """A new connection: the limits of the site, then the banner, or TLS first on an implicit endpoint."""
        site = self.own
        self.verb = "ControlChannelOpened"
        self.note(self.verb)
        if self.service.shut_out(self.remote_ip):
            self.close()
            return
        if not self.admit(self.site):
            return
        self.watch(site.limits.unauthenticated_timeout)
        if self.endpoint.implicit:
            self._implicit_pending = True
            problem, secured = self.service.secured(self.endpoint, self.site)
            if secured is None:  # implicit TLS without a certificate: there is nothing to say before TLS
                self.note("ControlChannelClosed", reply(problem or "tls-failed"))
                self.linger()
                return
            self.start_tls(secured)
            return
        self.greet()

    def admit(self, site: SiteSettings | None) -> bool:
        """Makes *site* that of the session, if it takes the address and has room; if not, says so and ends.

        None is the state in which no host name is known yet: no site judges or counts the session.
        """
        self.site = site
        if site is not None and site is not self._counted:
            if self.address_refused(site.at("/")):
                self.say("address-refused")
                self.close_when_done()
                return False
            if not self.service.enter(site):
                if site.limits.reset_on_max:
                    self.close()
                    return False
                text = messages.expanded(site.messages, site.messages.max_clients, self.variables())
                self.say("too-many-connections", before=text)
                self.close_when_done()
                return False
        if self._counted is not None and self._counted is not site:
            self.service.leave(self._counted)
        self._counted = site
        return True

    def address_refused(self, at: AtPath) -> bool:
        """Whether the IP rules of a path keep this client out."""
        lookup = self._looked_up if at.reverse_dns else None
        return not address_allowed(at.addresses, at.allow_unlisted_addresses, self.remote_ip, lookup)

    def _looked_up(self) -> str:
        if self._client_name is None:
            self._client_name = self.service.host_name(self.remote_ip)()
        return self._client_name

    def greet(self) -> None:
        """The banner of the site."""
        found = reply("banner")
        self.send_lines(messages.banner(self.own.messages, found, self.variables()))

    def variables(self) -> messages.Variables:
        """What the variables of messages stand for now."""
        if not self.own.messages.expand_variables:
            return messages.NO_VARIABLES
        user = "" if self.identity is None else self.identity.name
        return messages.Variables(self.received, self.sent, self.session_id, self.own.name, user)

    # --- lines

    def take(self, line: bytes | None) -> None:
        """A line has to end with CR LF (KB 2505047)."""
        if self.identity is not None:
            self.watch(self.own.limits.control_timeout)
        self.verb, self.stem = "", ""
        if line is None:
            self.say("line-too-long")
        elif not line.endswith(b"\r"):
            self.say("line-feed-only")
        else:
            self.obey(line[:-1].decode("utf-8" if self.own.utf8 else "cp1252", "replace"))

    def obey(self, line: str) -> None:
        """Does what a command line says."""
        raise NotImplementedError

    # --- replies and log

    def say(self, situation: str, before: str = "", **fields: object) -> None:
        """Answers with the reply of a *situation*; *before* is a configured text in front of it."""
        found = reply(situation, **{"verb": self.verb, **fields})
        self._last_code = found.code
        if found.code >= 200 and self.verb:
            self.note(self.verb, found, self.stem)
        local = self.service.local_clients and self.own.messages.detailed_for_local
        if local and found.code >= 400 and (found.substatus or found.win32):
            self.send_lines(messages.detailed(found, found.text))
        else:
            self._send(messages.encoded(found, before, self._encoding))

    def send_lines(self, lines: list[str]) -> None:
        """Pushes whole lines; characters that the session's encoding lacks become question marks."""
        self._send(messages.wire(lines, self._encoding))

    def _send(self, data: bytes) -> None:
        if not self._closed:
            self.send_at_once(data)

    @property
    def _encoding(self) -> str:
        return "utf-8" if self.own.utf8 else "cp1252"

    def note(self, method: str, found: Reply | None = None, stem: str = "", port: int | None = None) -> None:
        """Writes a line to the log; the password is never in it."""
        if not self.service.logs:
            return
        name = "-" if self.identity is None else self.identity.logged_name
        path = "-" if self.view is None else f"/{'/'.join(self.view.cwd)}"
        server = (self.local_ip, port or self.local_port)
        self.service.write_log(self.remote_ip, name, server, method, stem, found, self.session_id, path)

    def log(self, msg: str, logfun: Any = None) -> None:
        """pyftpdlib's own log is not used."""

    def logline(self, msg: str, logfun: Any = None) -> None:
        """pyftpdlib's own log is not used."""

    def log_cmd(self, cmd: str, arg: str, respcode: int, respstr: str) -> None:
        """pyftpdlib's own log is not used."""

    def log_transfer(self, **known: object) -> None:
        """pyftpdlib's own log is not used."""

    def log_exception(self, instance: object) -> None:
        """An error of this server, not of the client: it goes to the service, which reports it."""
        self.service.broken(instance)

    def handle_error(self) -> None:
        """Ends the session with all that belongs to it; the stock method passes by ``close``, and its place is lost."""
        self.log_exception(self)
        self.cut()

    # --- time and end

    def watch(self, seconds: int) -> None:
        """Restarts the idle timer; 0 or less means none."""
        self._deadline = monotonic() + seconds if seconds > 0 and not self._closed else 0.0
        timer = self._timer
        if timer is not None and not timer.cancelled:
            if self._deadline and timer.timeout <= self._deadline:
                return  # it looks at the deadline when it fires: most commands only move that
            timer.cancel()
        self._timer = None
        if self._deadline:
            self._timer = self.ioloop.call_later(seconds, self._timer_fired, _errback=self.handle_error)

    def _timer_fired(self) -> None:
        self._timer = None
        left = self._deadline - monotonic()
        if left > 0:
            self._timer = self.ioloop.call_later(left, self._timer_fired, _errback=self.handle_error)
        elif self._deadline:
            self.handle_timeout()

    def handle_timeout(self) -> None:
        """Idle too long: a transfer in progress counts as life, a handshake does not."""
        if self.data_channel is not None and self.data_channel.cmd:
            self.watch(self.own.limits.control_timeout)
            return
        if self._held:  # the answer that is awaited comes in a bounded time
            self.watch(_FAREWELL)
            return
        handshake = self._ssl_accepting or self._ssl_requested != self._ssl_established
        if handshake or self._ssl_closing or self._closing or self.producer_fifo:
            self.cut()
            return
        self.verb = self.verb or "-"
        self.say("control-timed-out" if self.identity is not None else "login-timed-out")
        self.close_when_done()
        self.watch(_FAREWELL)

    def cut(self) -> None:
        """Ends at once, without a farewell in TLS: for a client that does not read."""
        self._error = True
        self.close()

    def close(self) -> None:
        """Ends the connection and everything that belongs to it; what the client must still read has its time."""
        if not self._closed:
            if self._counted is not None:
                self.service.leave(self._counted)
                self._counted = None
            if self.remote_ip:
                self.note("ControlChannelClosed")
        try:
            super().close()
        finally:
            self.watch(0 if self._closed else _FAREWELL)
