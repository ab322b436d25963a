"""TLS of a data connection: TLS 1.3 session tickets wait until the server has something of its own to send.

An OpenSSL server sends tickets right after the handshake, and pyOpenSSL has no call that turns them off for one
connection. A client that uploads and closes without reading them loses the end of its upload to a reset (ftps-stack
4.1; rclone). Without any ticket PHP and FileZilla, which resume the session of the control connection, do not work.
So the control connection has tickets, and here they are held back: in an upload until the farewell after its last byte.
"""

from __future__ import annotations

import contextlib
from typing import TYPE_CHECKING, Any

from OpenSSL import SSL
from OpenSSL._util import lib

if TYPE_CHECKING:
    import socket

_HEADER = 5
"""Bytes in front of a TLS record; the last two of them are the length of the rest."""
_READ = 131_072
"""Bytes that one read from the socket takes at most."""
_RECORD = 16_384
"""Bytes that one record holds at most."""
_HELD = 65_536
"""Bytes that are held back at most: tickets, and answers to key updates."""


class DataTls(SSL.Connection):
    """The server's side of TLS over *sock*, which does not block; to its user an ``SSL.Connection`` of that socket.

    The handshake runs in memory, record by record, so that nothing behind it is taken from the socket. An upload stays
    in memory. With the first data that is sent, OpenSSL gets the socket itself.
    """

    _into_ssl: Any
    _from_ssl: Any
    _socket: Any

    def __init__(self, context: SSL.Context, sock: socket.socket) -> None:
        self._raw = sock
        self._header = b""
        self._missing = _HEADER
        self._held = b""
        self._direct = False
        self.ended: SSL.Error | None = None
        """How it ended, where ``recv`` has returned what came before the end; the next call raises it."""
        super().__init__(context)

    def __getattr__(self, name: str) -> Any:
        """Everything else is asked of the socket."""
        return getattr(self._raw, name)

    def fileno(self) -> int:
        """That of the socket."""
        return self._raw.fileno()

    def do_handshake(self) -> None:
        """Goes on as far as there are records. Raises what an ``SSL.Connection`` of a socket raises."""
        while True:
            try:
                super().do_handshake()
                break
            except SSL.WantReadError:
                self._send_held()
                self._feed_record()
            except SSL.Error:
                self._send_alert()
                raise
        if self.get_protocol_version() < SSL.TLS1_3_VERSION:
            self._send_held()  # the end of the handshake; in TLS 1.3 the tickets are all there is
        else:
            self._hold()

    def recv(self, bufsiz: int, flags: int | None = None) -> bytes:
        """All records that one read from the socket completes. Raises what an ``SSL.Connection`` of a socket raises."""
        if self._direct:
            return super().recv(bufsiz, flags)
        if self.ended is not None:
            raise self.ended
        records: list[bytes] = []
        while True:
            try:
                records.append(super().recv(_RECORD, flags))
            except SSL.WantReadError:
                self._hold()
                if records:
                    return b"".join(records)
                self._feed(_READ)
            except SSL.Error as error:
                if not isinstance(error, SSL.ZeroReturnError):
                    self._send_alert()
                if not records:
                    raise
                self.ended = error
                return b"".join(records)

    def send(self, buf: Any, flags: int = 0) -> int:
        """Sends, after what was held back. Raises what an ``SSL.Connection`` of a socket raises."""
        if not self._direct:
            self._send_held()
            lib.SSL_set_fd(self._ssl, self._raw.fileno())  # it frees the memory of both directions
            self._into_ssl = self._from_ssl = None
            self._socket = self._raw
            self._direct = True
        return super().send(buf, flags)

    def shutdown(self) -> bool:
        """Says farewell, after what was held back. A client that is gone misses nothing, so that is no error."""
        done = super().shutdown()
        if not self._direct:
            with contextlib.suppress(SSL.SysCallError):
                self._send_held()
        return done

    # --- from the socket

    def _feed_record(self) -> None:
        """Hands on what there is of the current record, and no byte behind it."""
        came = self._feed(self._missing)
        self._missing -= len(came)
        if len(self._header) < _HEADER:
            self._header += came
            if len(self._header) == _HEADER:
                self._missing = int.from_bytes(self._header[3:])
        if not self._missing:
            self._header = b""
            self._missing = _HEADER

    def _feed(self, most: int) -> bytes:
        """Hands on what has come, or that nothing will come any more."""
        try:
            came = self._raw.recv(most)
        except (BlockingIOError, InterruptedError):
            raise SSL.WantReadError from None
        except OSError as error:
            raise SSL.SysCallError(error.errno, str(error)) from None
        if came:
            self.bio_write(came)
        else:
            self.bio_shutdown()
        return came

    # --- to the socket

    def _hold(self) -> None:
        """Keeps what OpenSSL wants to send. Raises SSL.Error where a client makes that grow without end."""
        with contextlib.suppress(SSL.WantReadError):
            while True:
                self._held += self.bio_read(_RECORD)
        if len(self._held) > _HELD:
            raise SSL.Error("more key updates than any client needs")

    def _send_held(self) -> None:
        self._hold()
        while self._held:
            try:
                sent = self._raw.send(self._held)
            except (BlockingIOError, InterruptedError):
                raise SSL.WantWriteError from None
            except OSError as error:
                raise SSL.SysCallError(error.errno, str(error)) from None
            self._held = self._held[sent:]

    def _send_alert(self) -> None:
        with contextlib.suppress(SSL.Error):
            self._send_held()
