"""TLS on the control connection: the handshake after AUTH or at once, its failures, and the way back with CCC."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from OpenSSL import SSL
from pyftpdlib.handlers import TLS_FTPHandler

from ftplint.server.protocol.replies import reply
from ftplint.server.transport.tls import Collected

if TYPE_CHECKING:
    from ftplint.server.access.client_certificate import Presented
    from ftplint.server.transport.tls import Secured

_LINGER = 1.0
"""Seconds that a failed handshake is kept, so that the alert arrives before the reset (ftps-stack 3.4)."""

_RECORD = 16_384
"""Bytes that one TLS record can hold."""


class ControlTls(TLS_FTPHandler):
    """The TLS side of a control connection; lines and replies are those of ``Connection``."""

    socket: Any
    _in_buffer: list[bytes]
    secured: Secured | None = None
    presented: Presented | None = None
    _lingering = False
    _waiting: list[bytes | None]
    _leaving_tls = False
    _implicit_pending = False

    def __repr__(self) -> str:
        """Short: pyftpdlib formats it into debug lines that nobody reads, several for each event."""
        return type(self).__name__

    @property
    def is_secured(self) -> bool:
        """Whether the control connection is inside TLS at the moment."""
        return bool(self._ssl_established) and isinstance(self.socket, SSL.Connection)

    def start_tls(self, secured: Secured) -> None:
        """Starts the handshake. What came in clear behind AUTH is dropped, not obeyed inside TLS (CVE-2011-1575)."""
        if self.producer_fifo:  # a client that does not read its replies: they would get into the TLS stream
            self.close()
            return
        self._drop_read()
        self.secured = secured
        self.ssl_context = secured.context
        self.secure_connection(secured.context)
        if isinstance(self.socket, SSL.Connection):
            self.socket.set_app_data(Collected())

    def _drop_read(self) -> None:
        """Forgets what was read and not obeyed yet."""
        self.ac_in_buffer = b""
        self._in_buffer = []
        self._in_buffer_len = 0
        self._waiting.clear()

    def handle_ssl_established(self) -> None:
        """The handshake is done: who is it? Then the banner, on an implicit endpoint."""
        if self.secured is not None and self.secured.asks:
            self.presented = self.secured.presented(self.socket)
        if self._implicit_pending:
            self._implicit_pending = False
            self._pbsz = self._prot = True
            self.greet()

    def handle_failed_ssl_handshake(self) -> None:
        """The client must still read the alert."""
        self.note("ControlChannelClosed", reply("certificate-invalid"))
        self.linger()

    def linger(self) -> None:
        """Says no more, but stays until the client has read what there was: closing at once would reset it away."""
        self._lingering = True
        self._ssl_accepting = self._ssl_established = False
        try:
            self._raw.shutdown(1)
        except OSError:
            self.close()
            return
        self.modify_ioloop_events(self.ioloop.READ)
        self.ioloop.call_later(_LINGER, self.close, _errback=self.handle_error)

    def leave_tls(self) -> None:
        """After CCC: our close_notify goes out, and the next bytes tell whether the client sends one too.

        What came inside TLS behind the command is dropped: its replies could be sent neither here nor there.
        """
        self._leaving_tls = True
        self._drop_read()
        try:
            self.socket.shutdown()
        except SSL.Error:
            self.close()

    def _left_tls(self) -> None:
        self.socket = self.socket._socket
        self._leaving_tls = False
        self._ssl_requested = self._ssl_established = False
        self._ssl_want_read = self._ssl_want_write = False

    def handle_read_event(self) -> None:
        """Bytes on the socket: of a client that must only hear its alert, of one that leaves TLS, or of a command."""
        if self._lingering:
            self._drain()
        elif self._leaving_tls:
            self._finish_leaving()
        elif not self._ssl_established or self._ssl_closing or self._ssl_want_read or self._ssl_want_write:
            super().handle_read_event()
        else:  # a command, mostly: as the stock handler, which enters a context manager for each event
            self.handle_read()
            if self._ssl_want_read or self._ssl_want_write:
                with self._handle_ssl_want_rw():
                    pass

    def recv(self, buffer_size: int) -> bytes:
        """Reads; a record that is none (clear text inside TLS) ends the session and is no error of this server."""
        try:
            return bytes(super().recv(buffer_size))
        except SSL.Error:
            self.cut()
            return b""

    def cut(self) -> None:
        """Ends at once."""
        raise NotImplementedError

    @property
    def _raw(self) -> Any:
        return self.socket._socket if isinstance(self.socket, SSL.Connection) else self.socket

    def _drain(self) -> None:
        try:
            if not self._raw.recv(65_536):
                self.close()
        except (BlockingIOError, InterruptedError):
            return
        except OSError:
            self.close()

    def _finish_leaving(self) -> None:
        """A TLS record (0x14 to 0x18) is the client's close_notify, or something that it sent before it knew; anything
        else is its first clear command."""
        raw = self.socket._socket
        try:
            first = raw.recv(1, 2)  # MSG_PEEK
        except (BlockingIOError, InterruptedError):
            return
        except OSError:
            first = b""
        if not first:
            self.close()
            return
        if 0x14 <= first[0] <= 0x18:
            try:
                self.socket.recv(_RECORD)
            except SSL.ZeroReturnError:
                self._left_tls()
            except SSL.WantReadError:
                return
            except SSL.Error:
                self.close()
            return
        self._left_tls()
        super().handle_read_event()
