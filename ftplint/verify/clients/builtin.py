"""A scenario played with our own client, every line written down; goes on until a step fails."""

from __future__ import annotations

import os
import socket
import ssl
import struct
from functools import lru_cache
from typing import TYPE_CHECKING

from ftplint.client import (
    CERTIFICATE,
    Certificates,
    Connection,
    Ended,
    Limits,
    Line,
    Reply,
    connect_data,
    handshake_seen,
    passive_place,
    tls_context,
)

if TYPE_CHECKING:
    from pathlib import Path

    from ftplint.verify.clients.call import Call

LIMITS = Limits(65_536, 10_000, 2**26, 2**26, 60.0, 60.0, 3_600.0)
"""Servers in the lab are not hostile, scenarios are long, and the machine may be busy with other things."""
_PATIENCE = 60
"""Seconds, twice the default of dataChannelTimeout, that pass in the lab where no data connection can come."""


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
    return tls_context(Certificates(authority[0], shown[0] if shown else None), newest)


class _Client:
    def __init__(self, call: Call) -> None:
        self.call = call
        self.control = Connection(LIMITS)
        self.lines = self.control.lines
        self._context = client_context(call)
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
        elif (call.wanted or call.commands) and self.control.secured:
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
        self.control.connect(call.host, call.port, call.source)
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
        if self.call.commands and self.control.secured:
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
                    raise Ended(str(error)) from error
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
        _, port = passive_place(self._told("PASV", 300))
        return connect_data(self.control, port, self.call.data_source or self.call.source)

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
        found = handshake_seen(self.control.secure(self._context, self.call.name), None, after="", showed=False)
        self.control.remark(f"TLS {found.version}")
        self.control.remark(f"{CERTIFICATE}{found.thumbprint}")

    def _leave_tls(self) -> None:
        if self.control.secured:
            self.control.leave_tls()
            self.control.remark("clear text again")

    def _say(self, command: str, below: int, shown: str = "") -> int:
        return self._told(command, below, shown).code

    def _told(self, command: str, below: int, shown: str = "") -> Reply:
        self.control.say(command, shown)
        return self._expect(below)

    def _expect(self, below: int) -> Reply:
        """The next reply. Raises Ended if its code is *below* or more, or is none."""
        found = self.control.reply()
        if not 0 < found.code < below:
            raise Ended(found.last)
        return found

    def close(self) -> None:
        """Without a word."""
        if self._open is not None:
            self._open.close()
        self.control.close()
