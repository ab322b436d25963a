"""The data connection: TLS with the certificate of the control connection, and an end that is never called good if it
was not (ftps-stack section 3).
"""

from __future__ import annotations

import contextlib
import os
import sys
from typing import TYPE_CHECKING, Any

from OpenSSL import SSL
from pyftpdlib.exceptions import _FileReadWriteError
from pyftpdlib.handlers import TLS_DTPHandler
from pyftpdlib.handlers.ftp.producers import FileProducer
from pyftpdlib.ioloop import _ERRNOS_RETRY

from ftplint.server.access.client_certificate import refusal
from ftplint.server.content.view import situation_of
from ftplint.server.open_points import RATE_SPAN, too_slow
from ftplint.server.transport.data_tls import DataTls
from ftplint.server.transport.tls import Collected

if TYPE_CHECKING:
    import socket
    from collections.abc import Iterator
    from io import FileIO

    from ftplint.server.protocol.interfaces import Transfer
    from ftplint.server.transport.interfaces import DataOwner, Timer

_READS = 8
"""Reads from the socket that one readable event takes: fewer rounds of the loop."""
_FINDS_WHO_IS_GONE = os.name == "posix"
"""Whether pyftpdlib writes nothing to the socket before a farewell, to see an error."""
_LATER = "later"
"""In place of an end: nothing more has come yet."""


class LargeProducer(FileProducer):
    """Reads a file in pieces of the size that one write takes."""

    buffer_size = 262_144


class DataChannel(TLS_DTPHandler):
    """One data connection. ``situation`` is how its transfer ended, in words of the reply table."""

    ac_in_buffer_size = 65_536
    ac_out_buffer_size = 262_144
    cmd_channel: DataOwner
    socket: Any

    def __init__(self, sock: socket.socket, owner: DataOwner) -> None:
        session = owner.session
        self.timeout = session.own.limits.data_timeout
        self.situation = ""
        self.most = 0
        self.port: int = sock.getsockname()[1]
        self._checked_bytes = self._measured_bytes = 0
        self._measuring: Timer | None = None
        super().__init__(sock, owner)
        session.note("DataChannelOpened", port=self.port)

    def __repr__(self) -> str:
        """Short: pyftpdlib formats it into debug lines that nobody reads, several for each event."""
        return type(self).__name__

    @property
    def protected(self) -> bool:
        """Whether it is inside TLS, or on its way there: decided when it was made, and never again."""
        return bool(self._ssl_requested)

    @property
    def used(self) -> bool:
        """Whether a transfer uses it."""
        return bool(self.cmd)

    def start(self, transfer: Transfer) -> None:
        """Sends or receives what *transfer* says; an error of the file ends the transfer, not the session."""
        transfer.running = True
        self.cmd = transfer.verb
        self.file_obj = transfer.file
        if self.protected != self.cmd_channel.session.protected:
            self.end("data-tls-failed")
            return
        self._measure()
        kind = "i"  # in TYPE A too IIS sends and stores the bytes as they are (five transcripts)
        try:
            if transfer.receives:
                self.most = transfer.largest
                self.enable_receiving(kind, transfer.verb)
                return
            if transfer.file is None:
                self.push(transfer.listing or b"")
            else:
                self.push_with_producer(LargeProducer(transfer.file, kind))
            if not self._closed:
                self.close_when_done()
        except Exception:
            self.handle_error()

    # --- TLS

    def secure_connection(self, ssl_context: SSL.Context) -> None:
        """The handshake starts with the first event. A client that is gone by now is found out there too."""
        self.socket = DataTls(ssl_context, self.socket)
        self.socket.set_app_data(Collected())
        self.socket.set_accept_state()
        self._ssl_requested = self._ssl_accepting = True

    def handle_ssl_established(self) -> None:
        """The client must show here what it showed on the control connection (sub-status 49)."""
        session = self.cmd_channel.session
        secured = self.cmd_channel.secured_by
        if secured is None or not secured.asks:
            return
        policy = session.own.client_certificates
        if policy.policy == "CertIgnore":
            return
        shown = secured.presented(self.socket)
        expected = session.presented
        if (shown.der if shown else None) != (expected.der if expected else None):
            self.end("data-certificate-differs")
        elif refusal(policy, shown) is not None:
            self.end("data-tls-failed")

    def handle_failed_ssl_handshake(self) -> None:
        """The stock handler answers 522 at once, with or without a transfer; here the transfer says how it ended."""
        self.end("data-tls-failed")

    def use_sendfile(self) -> bool:
        """Never where TLS was asked for, whatever stands in ``socket``: sendfile would send the file in clear."""
        return not self._ssl_requested and bool(super().use_sendfile())

    @contextlib.contextmanager
    def _handle_ssl_want_rw(self) -> Iterator[None]:
        """While the handshake waits for the client, only reading: armed for writing the loop would spin."""
        with super()._handle_ssl_want_rw():
            yield
        if self._ssl_accepting and self._ssl_want_read and not self._closed:
            self.modify_ioloop_events(self.ioloop.READ)

    def initiate_send(self) -> None:
        """Sends nothing before the handshake is done: OpenSSL would make it in the middle of a write."""
        if not self._ssl_accepting:
            super().initiate_send()

    def push(self, data: bytes) -> None:
        """An empty listing is no data at all, only an end."""
        if data:
            super().push(data)
            return
        self._initialized = True
        self.modify_ioloop_events(self.ioloop.WRITE)
        self._wanted_io_events = self.ioloop.WRITE

    # --- reading

    def readable(self) -> bool:
        """Also before the command: the stock method closes a connection on which something comes too early."""
        return bool(self._ssl_accepting or self._ssl_want_read or self.receive or not self._initialized)

    def handle_read_event(self) -> None:
        """As the stock handler, with several records at a time."""
        if not self._ssl_requested:
            self._read_some()
            return
        with self._handle_ssl_want_rw():
            self._ssl_want_read = False
            if self._ssl_accepting:
                self._do_ssl_handshake()
            elif self._ssl_closing:
                self._do_ssl_shutdown()
            else:
                self._read_some()

    def _read_some(self) -> None:
        if not self.receive:
            if not self._initialized:
                self.del_channel()  # data before its command: it waits in the socket until there is one
            return
        chunks = []
        ending = ""
        reads = 0
        while reads < _READS or self._over:
            reads += 1
            chunk, ending = self._record()
            if ending:
                break
            self.tot_bytes_received += len(chunk)
            if self.most and self.tot_bytes_received > self.most:
                ending = "too-large"
                break
            chunks.append(chunk if self._data_wrapper is None else self._data_wrapper(chunk))
        if chunks and self.file_obj is not None:  # one write for all of them
            try:
                _write_all(self.file_obj, b"".join(chunks))
            except OSError as error:
                ending = situation_of(error)
        if ending and ending != _LATER:
            self.end(ending)

    @property
    def _over(self) -> bool:
        """Whether the end has been read already, behind the last bytes."""
        return isinstance(self.socket, DataTls) and self.socket.ended is not None

    def _record(self) -> tuple[bytes, str]:
        """What has come, or how it ends, or ``_LATER``. Tells a good end from a cut one: close_notify or
        FIN ends an upload well, a reset does not."""
        good = "complete" if self.receive else "cut"
        try:
            data: bytes = self.socket.recv(self.ac_in_buffer_size)
        except SSL.WantReadError:
            self._ssl_want_read = True
            return b"", _LATER
        except SSL.WantWriteError:
            self._ssl_want_write = True
            return b"", _LATER
        except SSL.ZeroReturnError:
            return b"", good
        except SSL.Error as error:  # The JDK ends with user_canceled and close_notify: the flag tells.
            if self.socket.get_shutdown() & SSL.RECEIVED_SHUTDOWN:
                return b"", good
            if self.receive and self._bare_end(error):
                self._say_farewell()
                return b"", good
            return b"", "cut"
        except OSError as error:
            return b"", _LATER if error.errno in _ERRNOS_RETRY else "cut"
        return data, "" if data else good

    def _bare_end(self, error: SSL.Error) -> bool:
        """Whether the client just closed, and that will do: the error has the number -1, that of a reset another."""
        closed = isinstance(error, SSL.SysCallError) and error.args[:1] == (-1,)
        return closed and not self.cmd_channel.session.server.choices.close_notify_needed

    def _say_farewell(self) -> None:
        """Sends close_notify, and waits for none: the client is gone without one, and waiting would spin."""
        with contextlib.suppress(SSL.Error, OSError):
            self.socket.shutdown()
        self._error = True

    # --- the end

    def _do_ssl_shutdown(self) -> None:
        """On Windows the stock farewell does not notice that the client is gone, and would wait for ever."""
        super()._do_ssl_shutdown()
        waits = self._ssl_want_read or self._ssl_want_write
        if not _FINDS_WHO_IS_GONE and self._ssl_closing and not waits and not self._closed:
            self._error = True
            self.close()

    def end(self, situation: str) -> None:
        """Closes; the first situation counts. Only a good end says farewell in TLS: a bad one could wait for ever."""
        if not self.situation:
            self.situation = situation
        if situation != "complete":
            self._error = True
        self.close()

    def handle_close(self) -> None:
        """The other side closed, or everything is sent."""
        if not self._closed:
            done = not self.receive and self._initialized and len(self.producer_fifo) == 0
            self.end("complete" if done else "cut")

    def handle_timeout(self) -> None:
        """No progress for the time that the site allows: the data connection goes, the session stays."""
        moved = self.get_transmitted_bytes() - self._checked_bytes
        self._checked_bytes += moved
        if moved == 0:
            self.end("data-timed-out")

    def _measure(self) -> None:
        if self.cmd_channel.session.own.limits.min_bytes_per_second > 0:
            self._measuring = self.ioloop.call_later(RATE_SPAN, self._measured, _errback=self.handle_error)

    def _measured(self) -> None:
        """A transfer that moves, but slower than minBytesPerSecond, is cut (sub-status 50)."""
        moved = self.get_transmitted_bytes() - self._measured_bytes
        self._measured_bytes += moved
        if too_slow(moved, self.cmd_channel.session.own.limits.min_bytes_per_second):
            self.end("too-slow")
        else:
            self._measure()

    def handle_error(self) -> None:
        """An error of the file system has its reply; anything else is an error of this server, and says so."""
        error = sys.exc_info()[1]
        self._error = True
        if isinstance(error, _FileReadWriteError):
            cause = error.__cause__ or error
            self.end(situation_of(cause) if isinstance(cause, OSError) else "cut-by-server")
            return
        if not isinstance(error, (OSError, SSL.Error)):
            self.log_exception(self)
        self.end("cut-by-server")

    def close(self) -> None:
        """Closes; the final reply is that of the session (``data_closed``), once the file is closed."""
        self._resp = ()
        if self._measuring is not None and not self._measuring.cancelled:
            self._measuring.cancel()
        if self.file_obj is not None and not self.file_obj.closed and (self.situation or "cut") != "complete":
            self.transfer_finished = False
        elif self.situation == "complete":
            self.transfer_finished = True
        super().close()


def _write_all(file: FileIO, data: bytes) -> None:
    """A file without buffer may take less than it is given."""
    view = memoryview(data)
    while view:
        view = view[file.write(view) :]
