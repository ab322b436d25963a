"""A connection that can go into TLS and out again: handshake, failed handshake, and the way back after CCC.

The private names of pyftpdlib's connections end here and in the data connections; others use the public ones.
"""

from __future__ import annotations

import socket
from typing import TYPE_CHECKING, Any

from OpenSSL import SSL
from pyftpdlib.handlers.ftps.ssl import SSLConnectionMixin
from pyftpdlib.ioloop import AsyncChat

from ftplint.server.transport.tls import Collected

if TYPE_CHECKING:
    from ftplint.server.transport.interfaces import Loop

_LINGER = 1.0
"""Seconds that a failed handshake is kept, so that the alert arrives before the reset (ftps-stack 3.4)."""
_RECORD = 16_384
"""Bytes that one TLS record can hold."""


class TlsChannel(SSLConnectionMixin, AsyncChat):
    """A socket in the loop with the TLS side of a control connection; lines are those of ``ControlConnection``."""

    socket: Any
    addr: Any
    ioloop: Loop
    connected: bool
    producer_fifo: Any
    lingering = False
    _leaving_tls = False

    def __repr__(self) -> str:
        """Short: pyftpdlib formats it into debug lines that nobody reads, several for each event."""
        return type(self).__name__

    # --- pyftpdlib's state by public names

    @property
    def closed(self) -> bool:
        """Whether the connection is gone."""
        return bool(self._closed)

    @property
    def ending(self) -> bool:
        """Whether it closes once everything is sent."""
        return bool(self._closing)

    @property
    def secured(self) -> bool:
        """Whether it is inside TLS at the moment."""
        return bool(self._ssl_established) and isinstance(self.socket, SSL.Connection)

    @property
    def changing_tls(self) -> bool:
        """Whether a handshake or the end of TLS is going on, during which nothing else can be sent."""
        return bool(self._ssl_accepting or self._ssl_closing or self._ssl_requested != self._ssl_established)

    @property
    def sending_blocked(self) -> bool:
        """Whether data must wait for a handshake or for the end of TLS."""
        return bool(self._ssl_accepting or self._ssl_closing)

    @property
    def cipher_bits(self) -> int:
        """The strength of the TLS cipher; 0 without one."""
        return self.socket.get_cipher_bits() or 0 if isinstance(self.socket, SSL.Connection) else 0

    @property
    def _raw(self) -> Any:
        return self.socket._socket if isinstance(self.socket, SSL.Connection) else self.socket

    def listen_for(self, events: int) -> None:
        """Sets the events at once: the stock methods remember them in two places, which can both be out of date."""
        self.ioloop.modify(self._fileno, events)
        self._wanted_io_events = self._current_io_events = events

    # --- into TLS

    def handshake(self, context: SSL.Context) -> None:
        """Starts the handshake. What came in clear before it is dropped, not obeyed inside TLS (CVE-2011-1575)."""
        if self.producer_fifo:  # a client that does not read its replies: they would get into the TLS stream
            self.close()
            return
        self.drop_input()
        self.secure_connection(context)
        if isinstance(self.socket, SSL.Connection):
            self.socket.set_app_data(Collected())

    def drop_input(self) -> None:
        """Forgets what was read and not obeyed yet."""
        self.ac_in_buffer = b""

    def handle_failed_ssl_handshake(self) -> None:
        """The client must still read the alert."""
        self.linger()

    def linger(self) -> None:
        """Says no more, but stays until the client has read what there was: closing at once would reset it away."""
        self.lingering = True
        self._ssl_accepting = self._ssl_established = False
        try:
            self._raw.shutdown(socket.SHUT_WR)
        except OSError:
            self.close()
            return
        self.modify_ioloop_events(self.ioloop.READ)
        self.ioloop.call_later(_LINGER, self.close, _errback=self.handle_error)

    # --- out of TLS

    def leave_tls(self) -> None:
        """After CCC: our close_notify goes out, and the next bytes tell whether the client sends one too.

        What came inside TLS behind the command is dropped: its replies could be sent neither here nor there.
        """
        self._leaving_tls = True
        self.drop_input()
        try:
            self.socket.shutdown()
        except SSL.Error:
            self.close()

    def _left_tls(self) -> None:
        self.socket = self.socket._socket
        self._leaving_tls = False
        self._ssl_requested = self._ssl_established = False
        self._ssl_want_read = self._ssl_want_write = False

    def _finish_leaving(self) -> None:
        """A TLS record (0x14 to 0x18) is the client's close_notify, or something that it sent before it knew; anything
        else is its first clear command."""
        raw = self.socket._socket
        try:
            first = raw.recv(1, socket.MSG_PEEK)
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

    # --- events

    def readable(self) -> bool:
        """Always, until it is closed."""
        return bool(self._ssl_accepting or self._ssl_want_read or self.connected)

    def writable(self) -> bool:
        """While something waits to be sent."""
        return bool(self._ssl_want_write or (self.connected and self.producer_fifo))

    def handle_read_event(self) -> None:
        """Bytes on the socket: of a client that must only hear its alert, of one that leaves TLS, or of a command."""
        if self.lingering:
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

    def _drain(self) -> None:
        try:
            if not self._raw.recv(65_536):
                self.close()
        except (BlockingIOError, InterruptedError):
            return
        except OSError:
            self.close()

    def log(self, message: str) -> None:
        """pyftpdlib's own log is not used; that of the standard library would write to standard error."""

    # --- the end

    def cut(self) -> None:
        """Ends at once, without a farewell in TLS: for a client that does not read."""
        self._error = True
        self.close()

    def close(self) -> None:
        """Ends TLS as far as that can be said without waiting, and closes."""
        super().close()
        AsyncChat.close(self)
