"""Our own client: sockets and Python's ssl, every line written down; goes on until a step fails."""

from __future__ import annotations

import hashlib
import os
import re
import socket
import ssl
import struct
from functools import lru_cache
from typing import TYPE_CHECKING

from ftplint.verify.dialogue import CERTIFICATE, Line

if TYPE_CHECKING:
    from pathlib import Path

    from ftplint.verify.clients.call import Call

SECONDS = 60.0
"""What a reply may take: the machine may be busy with other things."""
_PATIENCE = 60
"""Seconds, twice the default of dataChannelTimeout, that pass in the lab where no data connection can come."""
_PASSIVE = re.compile(r"\((\d+,\d+,\d+,\d+),(\d+),(\d+)\)")


class Ended(Exception):
    """The session is over before the plan is: refused, cut, or a TLS alert."""


def play(call: Call) -> tuple[Line, ...]:
    """The dialogue of one session. Never raises for what the server does."""
    client = _Client(call)
    try:
        client.run()
    except Ended:
        pass
    except ssl.SSLError as error:
        client.lines.append(Line("*", f"alert: {error.reason or error}"))
    except (OSError, ValueError) as error:
        client.lines.append(Line("*", f"ended: {error}"))
    finally:
        client.close()
    return tuple(client.lines)


class Standing:
    """A client that is there and stays until it is closed; ``trouble`` is why it did not get so far."""

    def __init__(self, call: Call, *, logs_in: bool) -> None:
        self._client = _Client(call)
        self.trouble = ""
        try:
            self._client.connect()
            if logs_in:
                self._client.log_in()
                self._client.stay()
        except Ended:
            self.trouble = f"another client got no farther than: {self._client.lines[-1]}"
        except (OSError, ValueError) as error:
            self.trouble = f"another client got no farther: {error}"

    def close(self) -> None:
        """Without a word."""
        self._client.close()


def client_context(call: Call) -> ssl.SSLContext:
    """Trusts the lab's authority only, and shows the certificate of the call."""
    shown = () if call.certificate is None else (call.certificate, call.certificate.stat().st_mtime_ns)
    return _context((call.authority, call.authority.stat().st_mtime_ns), shown, call.newest_tls)


@lru_cache(32)
def _context(authority: tuple[Path, int], shown: tuple[()] | tuple[Path, int], newest: str) -> ssl.SSLContext:
    """A context for files as they were written at a time: making one takes as long as a handshake."""
    context = ssl.create_default_context(cafile=str(authority[0]))
    if shown:
        context.load_cert_chain(str(shown[0]))
    if newest:
        version = ssl.TLSVersion.TLSv1_2 if newest == "1.2" else ssl.TLSVersion.TLSv1_3
        context.minimum_version = context.maximum_version = version
    return context


def _connected(call: Call, port: int, source: str) -> socket.socket:
    return socket.create_connection((call.host, port), SECONDS, (source, 0) if source else None)


class _Client:
    def __init__(self, call: Call) -> None:
        self.call = call
        self.lines: list[Line] = []
        self._context = client_context(call)
        self._socket: socket.socket | None = None
        self._buffer = b""
        self._private = False
        self._open: socket.socket | None = None

    def run(self) -> None:
        """The whole session."""
        call = self.call
        self.connect()
        self.log_in()
        if call.channel == "ccc":
            self._protect()
            self._say("CCC", 300)
            self._leave_tls()
        elif (call.wanted or call.commands) and isinstance(self._socket, ssl.SSLSocket):
            self._protect()
        for command in call.commands:
            self._idle(command)
            verb, _, _rest = command.partition(" ")
            if verb in ("LIST", "NLST", "STOR", "RETR", "APPE"):
                self._transfer({"STOR": "upload", "APPE": "upload", "RETR": "download"}.get(verb, "list"), command)
            else:
                self._say(command, 600)
        for step in call.wanted:
            self._transfer(step)
        self._say("QUIT", 600)

    def connect(self) -> None:
        """Up to the banner, in implicit TLS with the handshake before it."""
        call = self.call
        self._socket = _connected(call, call.port, call.source)
        self._socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        if call.implicit and call.channel != "clear":
            self._secure()
            self._private = True
        self._expect(300)

    def log_in(self) -> None:
        """AUTH if it is wanted, the commands before the logon, and the logon."""
        call = self.call
        for command in call.first:
            self._say(command, 600)
        explicit = call.channel != "clear" and not call.implicit
        if explicit and self._say("AUTH TLS", 600 if call.channel == "try" else 300) < 300:
            self._secure()
        for command in call.before:
            self._idle(command)
            self._say(command, 600, "PASS ***" if command.startswith("PASS") else "")
        code = self._say(f"USER {call.user}", 400)
        if code == 331:
            self._say(f"PASS {call.password}", 300, shown="PASS ***")

    def stay(self) -> None:
        """Says the commands of a client that only has to be there; its upload stays where it is, half done."""
        if self.call.commands and isinstance(self._socket, ssl.SSLSocket):
            self._protect()
        for command in self.call.commands:
            if command.startswith("STOR "):
                raw = self._passive()
                self._say(command, 200)
                data = self._context.wrap_socket(raw, server_hostname=self.call.name) if self._private else raw
                self._open = data
                self._half(data)
            else:
                self._say(command, 600)

    def _idle(self, command: str) -> None:
        seconds = dict(self.call.idle).get(command, 0)
        if seconds and self.call.wait is not None:
            self.call.wait(seconds)
            self.lines.append(Line("*", f"{seconds} s pass"))

    def _protect(self) -> None:
        if self.call.data == "silent":
            return
        self._private = self.call.data in ("private", "cut", "slow", "elsewhere")
        self._say("PBSZ 0", 300)
        self._say("PROT P" if self._private else "PROT C", 300)

    def _transfer(self, step: str, command: str = "") -> None:
        """One transfer; a *command* in somebody's own words may be refused without ending the session."""
        call = self.call
        commands = {"list": "LIST", "upload": f"STOR {call.upload_path}", "download": f"RETR {call.path}"}
        with self._passive() as raw:
            if self._say(command or commands[step], 600 if command else 200) >= 400:
                return
            data: socket.socket = raw
            if self._private:
                try:
                    data = self._context.wrap_socket(raw, server_hostname=call.name)
                except (ssl.SSLError, OSError) as error:
                    self.lines.append(Line("*", f"data connection: {error}"))
                    if call.data == "elsewhere" and call.wait is not None:  # the server waits for the right client
                        call.wait(_PATIENCE)
                    self._expect(300)
                    raise Ended from error
            if call.data == "cut" and step == "upload":
                received = self._cut(data)
            elif call.data == "slow" and step == "upload":
                received = self._slow(data)
            else:
                received = self._move(step, data)
        if step == "list":
            self.lines.extend(Line("=", line) for line in received.decode("utf-8", "replace").splitlines())
        if step == "download" and received != call.content:
            self.lines.append(Line("*", f"data differs: {len(received)} bytes instead of {len(call.content)}"))
        self._expect(600 if command else 300)

    def _passive(self) -> socket.socket:
        """A data connection to where the server waits for one."""
        self._say("TYPE I", 300)
        match = _PASSIVE.search(self._told("PASV", 300))
        if match is None:
            raise Ended
        port = int(match[2]) * 256 + int(match[3])
        raw = _connected(self.call, port, self.call.data_source or self.call.source)
        raw.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        return raw

    def _cut(self, data: socket.socket) -> bytes:
        """Half of the content, and then a reset: a connection that is only closed may count as complete, as in clear.

        A reset drops what the server has not read.
        """
        half = self._half(data)
        self.lines.append(Line("*", f"data connection reset after {len(half)} bytes"))
        data.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("hh" if os.name == "nt" else "ii", 1, 0))
        data.close()
        return b""

    def _slow(self, data: socket.socket) -> bytes:
        """Half of the content, then time passes, then the rest, if the server still wants it."""
        before = len(self.lines)
        half = self._half(data)
        self.lines[before:] = [Line("*", f"{len(half)} bytes are there (the server answers NOOP); now time passes")]
        if self.call.wait is not None:
            self.call.wait(self.call.passes)
        try:
            data.sendall(self.call.content[len(half) :])
            if isinstance(data, ssl.SSLSocket):
                data.unwrap()
        except (ssl.SSLError, OSError) as error:
            self.lines.append(Line("*", f"data connection: {error}"))
        data.close()
        return b""

    def _half(self, data: socket.socket) -> bytes:
        """Half of the content; after two commands the server has read it."""
        half = self.call.content[: len(self.call.content) // 2]
        data.sendall(half)
        for _ in range(2):
            self._say("NOOP", 600)
        return half

    def _move(self, step: str, data: socket.socket) -> bytes:
        received = b""
        try:
            if step == "upload":
                data.sendall(self.call.content)
            else:
                while chunk := data.recv(65_536):
                    received += chunk
            if isinstance(data, ssl.SSLSocket):
                data.unwrap()
        except (ssl.SSLError, OSError) as error:
            self.lines.append(Line("*", f"data connection: {error}"))
        if isinstance(data, ssl.SSLSocket):
            data.close()
        return received

    def _secure(self) -> None:
        assert self._socket is not None
        secured = self._context.wrap_socket(self._socket, server_hostname=self.call.name)
        self._socket = secured
        self.lines.append(Line("*", f"TLS {secured.version()}"))
        shown = secured.getpeercert(binary_form=True) or b""
        self.lines.append(Line("*", f"{CERTIFICATE}{hashlib.sha1(shown).hexdigest()}"))

    def _leave_tls(self) -> None:
        if isinstance(self._socket, ssl.SSLSocket):
            self._socket = self._socket.unwrap()
            self.lines.append(Line("*", "clear text again"))

    def _say(self, command: str, below: int, shown: str = "") -> int:
        return int(self._told(command, below, shown)[:3])

    def _told(self, command: str, below: int, shown: str = "") -> str:
        assert self._socket is not None
        self.lines.append(Line(">", shown or command))
        self._socket.sendall(f"{command}\r\n".encode())
        return self._expect(below)

    def _expect(self, below: int) -> str:
        """The last line of the next reply. Raises Ended if its code is *below* or more."""
        first = ""
        while True:
            line = self._line()
            self.lines.append(Line("<", line))
            first = first or line[:3]
            if line[:3] == first and line[3:4] in (" ", ""):
                if not first.isdigit() or int(first) >= below:
                    raise Ended
                return line

    def _line(self) -> str:
        assert self._socket is not None
        while b"\n" not in self._buffer:
            chunk = self._socket.recv(65_536)
            if not chunk:
                self.lines.append(Line("*", "closed by the server"))
                raise Ended
            self._buffer += chunk
        line, _, self._buffer = self._buffer.partition(b"\n")
        return line.rstrip(b"\r").decode("utf-8", "replace")

    def close(self) -> None:
        """Without a word."""
        for one in (self._open, self._socket):
            if one is not None:
                one.close()
