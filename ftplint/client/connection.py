"""The control connection: commands, replies, TLS and clear text again, each line written down and each bound kept."""

from __future__ import annotations

import socket
import ssl
import time
from typing import TYPE_CHECKING

from ftplint.client.line import Line
from ftplint.named_tuple import NamedTuple

if TYPE_CHECKING:
    from ftplint.client.limits import Limits

_READ = 16_384
_SECRET = 4


class Ended(Exception):
    """The connection is over before all was said; ``str`` says why."""


class Reply(NamedTuple):
    """A reply: its code (0: it has none), and its lines as they came."""

    code: int
    lines: tuple[str, ...]

    @property
    def last(self) -> str:
        """Its last line."""
        return self.lines[-1]


class Connection:
    """One control connection. ``lines`` is the dialogue so far.

    Methods raise Ended where the server goes beyond a bound or closes, ssl.SSLError and OSError where the network
    fails.
    """

    def __init__(self, limits: Limits) -> None:
        self.limits = limits
        self.lines: list[Line] = []
        self._socket: socket.socket | None = None
        self._buffer = b""
        self._received = 0
        self._deadline = 0.0
        self._secret = ""

    @property
    def secured(self) -> bool:
        """Whether it is inside TLS."""
        return isinstance(self._socket, ssl.SSLSocket)

    @property
    def peer(self) -> str:
        """The address of the server, as the system has it."""
        return str(self.socket.getpeername()[0])

    @property
    def own(self) -> str:
        """The address that the client has on this connection."""
        return str(self.socket.getsockname()[0])

    @property
    def socket(self) -> socket.socket:
        """The socket, for what is asked of TLS. Raises Ended if there is none."""
        if self._socket is None:
            raise Ended("there is no connection")
        return self._socket

    def connect(self, host: str, port: int, source: str = "") -> None:
        """Connects, from the address *source* where one is given."""
        self._deadline = time.monotonic() + self.limits.session
        bound = min(self.limits.connect, self.limits.session)
        self._socket = socket.create_connection((host, port), bound, (source, 0) if source else None)
        self._socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)

    def leave(self, seconds: float) -> None:
        """Ends the connection, and gives the server some *seconds* to take note; whatever it says now is dropped."""
        if self._socket is None:
            return
        ends = time.monotonic() + seconds
        try:
            self._socket.settimeout(seconds)
            self._socket.shutdown(socket.SHUT_WR)
            while (rest := ends - time.monotonic()) > 0:
                self._socket.settimeout(rest)
                if not self._socket.recv(_READ):
                    break
        except OSError:  # it is over in one way or the other
            pass
        self.close()

    def hide(self, secret: str) -> None:
        """From now on *secret* is written down as ``***`` where the server says it back. One of less than four
        characters is not: every text would hold it."""
        self._secret = secret if len(secret) >= _SECRET else ""

    def without_secret(self, text: str) -> str:
        """*text* of the server, with ``***`` for the secret."""
        return text.replace(self._secret, "***") if self._secret else text

    def remark(self, text: str) -> None:
        """Writes down what is no line of the wire."""
        self.lines.append(Line("*", text))

    def say(self, command: str, shown: str = "") -> None:
        """Sends *command*; *shown* is written down instead, where it holds a secret. Raises ValueError for line
        ends."""
        if "\r" in command or "\n" in command:
            raise ValueError("a command is one line")
        self.lines.append(Line(">", shown or command))
        self.socket.settimeout(self.left(self.limits.reply))
        self.socket.sendall(f"{command}\r\n".encode())

    def reply(self) -> Reply:
        """The next reply, of one line or several (RFC 959 4.2)."""
        ends = time.monotonic() + self.limits.reply
        found: list[str] = []
        while len(found) < self.limits.lines:
            line = self._line(ends)
            found.append(line)
            self.lines.append(Line("<", line))
            head = found[0][:3]
            if not (len(head) == 3 and head.isascii() and head.isdigit()):
                return Reply(0, tuple(found))
            if line[:3] == head and line[3:4] in (" ", ""):
                return Reply(int(head), tuple(found))
        raise Ended(f"the server sent a reply of more than {self.limits.lines} lines")

    def secure(self, context: ssl.SSLContext, name: str) -> ssl.SSLSocket:
        """Begins TLS; *name* is what the server is called."""
        if self._buffer:
            raise Ended("the server sent more in clear text after it had agreed to TLS")
        self.socket.settimeout(self.left(self.limits.reply))
        secured = context.wrap_socket(self.socket, server_hostname=name)
        self._socket = secured
        return secured

    def leave_tls(self) -> None:
        """Goes back to clear text, after CCC."""
        if isinstance(self._socket, ssl.SSLSocket):
            self._socket.settimeout(self.left(self.limits.reply))
            self._socket = self._socket.unwrap()

    def left(self, seconds: float) -> float:
        """*seconds*, or as many as the connection still has. Raises Ended if it has none."""
        rest = self._deadline - time.monotonic()
        if rest <= 0:
            raise Ended(f"the connection took more than {self.limits.session:g} s")
        return min(seconds, rest)

    def close(self) -> None:
        """Without a word."""
        if self._socket is not None:
            self._socket.close()

    def _line(self, ends: float) -> str:
        while b"\n" not in self._buffer:
            if len(self._buffer) > self.limits.line:
                raise Ended(f"the server sent a line of more than {self.limits.line} bytes")
            if self._received > self.limits.received:
                raise Ended(f"the server sent more than {self.limits.received} bytes")
            rest = ends - time.monotonic()
            if rest <= 0:
                raise Ended(f"the server did not finish its reply within {self.limits.reply:g} s")
            self.socket.settimeout(self.left(rest))
            try:
                chunk = self.socket.recv(_READ)
            except TimeoutError:
                continue  # which of the bounds it was is said above
            if not chunk:
                self.remark("closed by the server")
                raise Ended("the server closed the connection")
            self._received += len(chunk)
            self._buffer += chunk
        line, _, self._buffer = self._buffer.partition(b"\n")
        if len(line) > self.limits.line:
            raise Ended(f"the server sent a line of more than {self.limits.line} bytes")
        return self.without_secret(line.rstrip(b"\r").decode("utf-8", "replace"))
