"""A control connection: bytes to command lines, replies to bytes, the idle timer; what lines mean is the session's.

Lines are gathered up to a bound, obeyed one after another, and held back while an answer is awaited or replies are not
read.
"""

from __future__ import annotations

import contextlib
import errno
import socket
import sys
from time import monotonic
from typing import TYPE_CHECKING, Any

from ftplint.server.protocol.commands import COMMANDS
from ftplint.server.protocol.session import Session
from ftplint.server.transport.data_connections import ServerDataConnections
from ftplint.server.transport.tls_channel import TlsChannel

if TYPE_CHECKING:
    from ftplint.server.endpoints import Endpoint
    from ftplint.server.site import SiteSettings
    from ftplint.server.transport.interfaces import Host, Timer

_FAREWELL = 2
"""Seconds that a last reply, and the end of TLS, may take."""
_LONGEST = 65_536
"""Bytes of a command line, whatever maxCommandLine allows."""
_UNREAD = 64
"""Replies that may wait for a client to read them; with more, no further command is read."""

_LINES = 16
"""Command lines of one session that are obeyed in one round of the loop, and"""
_TURN = 0.01
"""seconds after which its turn is over even so: then all others have theirs."""


class _Queue(list[Any]):
    """What is still to be sent: mostly nothing, and then a deque takes ten times the memory."""

    __slots__ = ()

    def appendleft(self, item: Any) -> None:
        """As of a deque."""
        self.insert(0, item)


class _Turn:
    """What one session may do in one round of the loop. ``waits`` says that it had all of it."""

    __slots__ = ("_done", "_ends", "waits")

    def __init__(self) -> None:
        self.begin()

    def begin(self) -> None:
        """A new one."""
        self._done, self._ends, self.waits = 0, monotonic() + _TURN, False

    def over(self) -> bool:
        """Whether one more line is too many; if not, it is counted."""
        self.waits = self._done >= _LINES or (self._done > 0 and monotonic() >= self._ends)
        self._done += 1
        return self.waits


class ControlConnection(TlsChannel):
    """The control connection of one client, with its session and its data connections."""

    ac_in_buffer_size = 16_384
    """Bytes of one read, which are cut into lines at once: one TLS record, of whose rest no event would tell."""
    # No more than 30 attributes of an object share the table of their names with those of others (CPython), and the
    # stock handler has twenty: a table of its own for each session takes more than a kilobyte.
    __slots__ = (
        "_deadline",
        "_held",
        "_line",
        "_lines",
        "_overlong",
        "_timer",
        "_turn",
        "_unread",
        "data",
        "endpoint",
        "host",
        "ip_version",
        "local_ip",
        "local_port",
        "remote_ip",
        "remote_port",
        "session",
    )

    def __init__(self, sock: socket.socket, host: Host, endpoint: Endpoint) -> None:
        self.remote_ip = self.local_ip = ""
        self.remote_port = self.local_port = 0
        self._held = self._unread = self._overlong = False
        self.host = host
        self.endpoint = endpoint
        self.session = Session(self, host, endpoint, COMMANDS)
        self.data = ServerDataConnections(self.session, host)
        self._line = b""
        self._lines: list[bytes | None] = []
        """Lines whose turn has not come; bounded by one read, for nothing more is read before they are obeyed."""
        self._turn = _Turn()
        self._timer: Timer | None = None
        self._deadline = 0.0
        self.ip_version = 6 if sock.family == socket.AF_INET6 else 4
        try:
            super().__init__(sock, ioloop=host.loop)
            if self.connected:
                self._configure()
            else:
                self.close()
        except OSError as error:
            self.connected = False
            if error.errno in (errno.EINVAL, errno.ENOTCONN):  # the client is gone already
                self.close()
            else:
                self.handle_error()

    def _configure(self) -> None:
        self.producer_fifo = _Queue()
        self.incoming = self._tasks = ()  # lists of the stock handler that nothing here looks at, in every session
        self.set_terminator(b"\n")
        self.remote_ip, self.remote_port = self.addr[:2]
        self.addr = None
        local_ip, self.local_port = self.socket.getsockname()[:2]
        self.local_ip = sys.intern(local_ip)
        with contextlib.suppress(OSError):
            self.socket.setsockopt(socket.SOL_SOCKET, socket.SO_OOBINLINE, 1)  # ABOR comes as urgent data
            self.socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)

    # --- TLS

    def start_tls(self, site: SiteSettings | None) -> None:
        """Begins the handshake with the certificate that AUTH gets at *site*."""
        _, secured = self.host.secured(self.endpoint, site)
        if secured is not None:
            self.data.secured_by = secured
            self.handshake(secured.context)

    def handle_ssl_established(self) -> None:
        """The handshake is done: who is it?"""
        secured = self.data.secured_by
        shown = secured.presented(self.socket) if secured is not None and secured.asks else None
        self.session.tls_established(shown)

    def handle_failed_ssl_handshake(self) -> None:
        """It ends the session, once the client has read the alert."""
        self.session.tls_failed()
        super().handle_failed_ssl_handshake()

    # --- lines

    def collect_incoming_data(self, data: bytes) -> None:
        """Gathers a line, up to a bound: the rest of a longer one is dropped as it comes."""
        if self._overlong:
            return
        self._line += data
        if len(self._line) > max(min(self.session.longest_line, _LONGEST), 16) + 2:
            self._overlong = True
            self._line = b""

    def found_terminator(self) -> None:
        """A line is there: its turn has come, or it waits."""
        self._lines.append(None if self._overlong else self._line)
        self._line = b""
        self._overlong = False
        if not self._turn.waits:
            self.go_on(new_turn=False)

    def go_on(self, *, new_turn: bool = True) -> None:
        """Obeys the lines that wait, unless the session must wait itself. After so many the next ones have their turn
        in the next round, after all other sessions."""
        if new_turn:
            self._turn.begin()
        while self._lines and not (self._held or self._unread):
            if self.closed or self.ending or self.session.quitting or self.lingering:
                self._lines.clear()
                return
            if self._turn.over():
                self.ioloop.call_later(0, self.go_on, _errback=self.handle_error)
                return
            self.session.receive(self._lines.pop(0))

    def handle_read_event(self) -> None:
        """Reads nothing while lines wait for their turn. A handshake makes them void, so it is not held up."""
        if not (self._turn.waits and self._lines):
            self._turn.begin()
            super().handle_read_event()
            if self.closed:
                # They refer to it: without them all is freed now, not when the garbage collector comes by. Most is
                # OpenSSL's, and the next client gets that while it is in the processor's cache.
                with contextlib.suppress(AttributeError):
                    del self.session, self.data

    def drop_input(self) -> None:
        """Forgets what was read and not obeyed yet."""
        super().drop_input()
        self._line = b""
        self._lines.clear()

    def hold(self) -> None:
        """Reads nothing until ``release``: an answer from elsewhere is awaited."""
        self._held = True
        self.del_channel()

    def release(self) -> None:
        """The answer is there; call ``go_on`` once it is given to the client."""
        self._held = False
        if not self.closed:
            self.add_channel()

    # --- replies

    def send_lines(self, data: bytes) -> None:
        """Sends *data* now if nothing waits before it; what the socket does not take is sent by ``initiate_send``."""
        if self.closed:
            return
        if self.connected and not (self.producer_fifo or self._held or self.sending_blocked):
            try:
                data = data[self.send(data) :]
            except OSError:
                self.handle_error()
                return
        if data and not self.closed:
            self.producer_fifo.append(data)
            self.initiate_send()

    def initiate_send(self) -> None:
        """Sends, and reads no more commands from a client that does not read its replies."""
        if self._held:
            return
        super().initiate_send()
        if self.closed:
            return
        if not self.producer_fifo:
            if self._unread:
                self._unread = False
                self.listen_for(self.ioloop.READ)
                self.ioloop.call_later(0, self.go_on, _errback=self.handle_error)
        elif self._unread or len(self.producer_fifo) > _UNREAD:
            self._unread = True
            self.listen_for(self.ioloop.WRITE)

    # --- time and end

    def watch(self, seconds: int) -> None:
        """Restarts the idle timer; 0 or less means none."""
        self._deadline = self.host.seconds() + seconds if seconds > 0 and not self.closed else 0.0
        timer = self._timer
        if timer is not None and not timer.cancelled:
            if self._deadline and timer.timeout <= self._deadline:
                return  # it looks at the deadline when it fires: most commands only move that
            timer.cancel()
        self._timer = None
        if self._deadline:
            self._timer = self.ioloop.call_later(seconds, self._timer_fired)

    def _timer_fired(self) -> None:
        self._timer = None
        left = self._deadline - self.host.seconds()
        if left > 0:
            self._timer = self.ioloop.call_later(left, self._timer_fired)
        elif self._deadline:
            try:
                self.handle_timeout()
            except Exception:
                self.handle_error()

    def handle_timeout(self) -> None:
        """Idle too long: a transfer in progress counts as life, a handshake does not."""
        session = self.session
        if session.transfer is not None and session.transfer.running:
            self.watch(session.own.limits.control_timeout)
        elif self._held:  # the answer that is awaited comes in a bounded time
            self.watch(_FAREWELL)
        elif self.changing_tls or self.ending or self.producer_fifo:
            self.cut()
        else:
            session.timed_out()
            self.watch(_FAREWELL)

    def service_ends(self) -> None:
        """Says so to the client, unless nothing can be said at the moment; nobody waits for it."""
        if not (self.closed or self.ending or self.lingering or self.changing_tls):
            self._held = False
            self.session.stopping()

    def handle_error(self) -> None:
        """An error of this server, not of the client: the service reports it, and all that belongs to the session ends.

        The stock method passes by ``close``, and the session's place would be lost.
        """
        self.host.broken(self)
        self.cut()

    def close(self) -> None:
        """Ends the connection and everything that belongs to it; what the client must still read has its time."""
        was_closed = self.closed
        if not was_closed:
            self.session.closing()
        try:
            super().close()
            if not was_closed:
                self.data.close()
                self.session.closed()
        finally:
            self.watch(0 if self.closed else _FAREWELL)
