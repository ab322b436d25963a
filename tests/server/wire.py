"""A raw FTPS client for the fault tests: it sends exactly the bytes it is told to, and can vanish at any of them.

It is independent of `ftplint.verify` on purpose, and of ftplib, which cannot send half a command.
"""

from __future__ import annotations

import contextlib
import re
import socket
import ssl
import struct
from dataclasses import dataclass, field
from pathlib import Path
from typing import Self

Address = tuple[str, int]


@dataclass(frozen=True, slots=True)
class Papers:
    """The files that a client needs: the root that it trusts, and its own certificate and key in one file, if any."""

    root: Path
    certificate: Path | None = None

    def context(self, version: ssl.TLSVersion | None = None) -> ssl.SSLContext:
        """A client context, for *version* only if one is given. The server's name is not checked: tests use addresses."""
        made = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
        made.check_hostname = False
        made.load_verify_locations(self.root)
        if self.certificate is not None:
            made.load_cert_chain(self.certificate)
        if version is not None:
            made.minimum_version = made.maximum_version = version
        return made


@dataclass(slots=True)
class Wire:
    """One control connection. *timeout* is in seconds and holds for each single read and write."""

    address: Address
    source: str = ""
    timeout: float = 60.0
    sock: socket.socket | ssl.SSLSocket = field(init=False)
    buffer: bytes = field(init=False, default=b"")
    context: ssl.SSLContext | None = field(init=False, default=None)

    def __post_init__(self) -> None:
        self.sock = socket.create_connection(self.address, self.timeout, (self.source, 0) if self.source else None)
        # A test that fails must fail at once and not for want of a delayed acknowledgement.
        self.sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def raw(self, data: bytes) -> None:
        """Sends *data* as it is."""
        self.sock.sendall(data)

    def line(self) -> str:
        """The next line without its end; empty at the end of the connection. Raises OSError (a TLS alert is one)."""
        while b"\n" not in self.buffer:
            got = self.sock.recv(65536)
            if not got:
                rest, self.buffer = self.buffer, b""
                return rest.decode("utf-8", "replace")
            self.buffer += got
        one, _, self.buffer = self.buffer.partition(b"\n")
        return one.decode("utf-8", "replace").rstrip("\r")

    def reply(self) -> str:
        """The next whole reply, lines joined with LF; empty when the server has closed."""
        lines = [self.line()]
        if re.match(r"\d{3}-", lines[0]):
            end = lines[0][:3] + " "
            while lines[-1] and not lines[-1].startswith(end):
                lines.append(self.line())
        return "\n".join(lines)

    def ask(self, command: str) -> str:
        """Sends one command and returns the reply to it."""
        self.raw(command.encode() + b"\r\n")
        return self.reply()

    def must(self, command: str, codes: str) -> str:
        """`ask`, and an assertion that the reply has one of *codes*, separated by blanks."""
        got = self.ask(command)
        assert got[:3] in codes.split(), f"{command}: {got!r}, not {codes}"
        return got

    def secure(self, context: ssl.SSLContext, session: ssl.SSLSession | None = None) -> None:
        """The TLS handshake alone, without AUTH."""
        self.context = context
        self.sock = context.wrap_socket(self.sock, session=session)

    def auth(self, context: ssl.SSLContext, session: ssl.SSLSession | None = None) -> Self:
        """Reads the greeting, says AUTH TLS and does the handshake."""
        assert self.reply()[:3] == "220"
        self.must("AUTH TLS", "234")
        self.secure(context, session)
        return self

    def login(self, user: str, password: str = "") -> str:
        """USER, PASS if asked for, and on success PBSZ and PROT P inside TLS. Returns the last reply to USER or PASS."""
        got = self.ask(f"USER {user}")
        if got.startswith("331"):
            got = self.ask(f"PASS {password}")
        if got[:3] in ("230", "232") and isinstance(self.sock, ssl.SSLSocket):
            self.must("PBSZ 0", "200")
            self.must("PROT P", "200")
        return got

    def passive(self) -> Address:
        """EPSV; the address to connect to."""
        found = re.search(r"\(\|\|\|(\d+)\|\)", self.must("EPSV", "229"))
        assert found
        return self.address[0], int(found[1])

    def open_data(self, source: str = "") -> socket.socket:
        """A data connection in passive mode, in clear until `start_data_tls`."""
        return socket.create_connection(self.passive(), self.timeout, (source, 0) if source else None)

    def start_data_tls(self, data: socket.socket, session: ssl.SSLSession | None = None) -> ssl.SSLSocket:
        """The handshake on a data connection, with the certificate of the control connection."""
        assert self.context is not None
        return self.context.wrap_socket(data, session=session, suppress_ragged_eofs=False)

    def begin(self, command: str) -> socket.socket:
        """Opens a data connection, sends *command*, expects 125 or 150, and starts TLS if the control channel has it."""
        data = self.open_data()
        self.must("TYPE I", "200")
        self.must(command, "125 150")
        return self.start_data_tls(data) if isinstance(self.sock, ssl.SSLSocket) else data

    def upload(self, name: str, content: bytes) -> str:
        """STOR with a clean end; the final reply."""
        data = self.begin(f"STOR {name}")
        data.sendall(content)
        if isinstance(data, ssl.SSLSocket):
            data = data.unwrap()
        data.close()
        return self.reply()

    def download(self, name: str, command: str = "RETR") -> bytes:
        """RETR (or LIST and the like), which must end with close_notify and 226."""
        with self.begin(f"{command} {name}".strip()) as data:
            content = read_all(data)
        final = self.reply()
        assert final[:3] == "226", final
        return content

    def close(self) -> None:
        """An orderly end without QUIT."""
        with contextlib.suppress(OSError):
            self.sock.close()

    def vanish(self) -> None:
        """Ends with a reset, as a machine does that lost its power and came back."""
        reset(self.sock)


def read_all(data: socket.socket) -> bytes:
    """Everything until the end. Inside TLS an end without close_notify raises ssl.SSLEOFError."""
    parts = []
    while got := data.recv(262144):
        parts.append(got)
    return b"".join(parts)


def reset(sock: socket.socket) -> None:
    """Closes with RST in place of FIN."""
    with contextlib.suppress(OSError):
        sock.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        # SSLSocket.detach keeps TLS from sending anything more.
        socket.socket(fileno=sock.detach()).close()


def client_hello(context: ssl.SSLContext) -> bytes:
    """The first flight of a handshake, to be sent whole or cut."""
    incoming, outgoing = ssl.MemoryBIO(), ssl.MemoryBIO()
    with contextlib.suppress(ssl.SSLWantReadError):
        context.wrap_bio(incoming, outgoing).do_handshake()
    return outgoing.read()


def send_and_never_read(data: socket.socket, context: ssl.SSLContext, content: bytes) -> None:
    """A handshake, *content*, close_notify, and the end of the connection, without a read after the handshake."""
    incoming, outgoing = ssl.MemoryBIO(), ssl.MemoryBIO()
    tls = context.wrap_bio(incoming, outgoing)
    while True:
        try:
            tls.do_handshake()
            break
        except ssl.SSLWantReadError:
            data.sendall(outgoing.read())
            incoming.write(data.recv(65536))
    tls.write(content)
    with contextlib.suppress(ssl.SSLWantReadError):
        tls.unwrap()
    data.sendall(outgoing.read())
    data.close()
