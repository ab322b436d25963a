"""What is measured: logons, transfers and idle sessions, by a client that does as little as it can itself."""

from __future__ import annotations

import contextlib
import re
import socket
import ssl
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from tests.other_servers.process import Other

FILE = "large.bin"
FOLDER, MANY = "many", 10_000
_AT_ONCE = 8
"""Clients that log on at the same time: enough to keep a server of one process busy."""
_CHUNK = 262_144


def context_of(lab: Path) -> ssl.SSLContext:
    """A client with the certificate that the lab's directory knows. Sessions are not resumed."""
    made = ssl.create_default_context(cafile=str(lab / "ca.pem"))
    made.load_cert_chain(lab / "clients" / "mapped.pem")
    return made


class Session:
    """A control connection, logged on by certificate, and by password where the server wants one too."""

    def __init__(self, server: Other, context: ssl.SSLContext) -> None:
        self._context = context
        self._sock: socket.socket = _connected(server.port)
        self._buffer = b""
        self._expect(b"220")
        self.say("AUTH TLS", b"234")
        self._sock = context.wrap_socket(self._sock, server_hostname="localhost")
        self.say(f"USER {server.user}", b"331")
        self.say(f"PASS {server.password}", b"230")

    def say(self, command: str, code: bytes) -> bytes:
        """Sends *command*; the last line of the reply. Raises RuntimeError if its code is not *code*."""
        self._sock.sendall(f"{command}\r\n".encode())
        return self._expect(code)

    def _expect(self, code: bytes) -> bytes:
        while True:
            line, end, rest = self._buffer.partition(b"\r\n")
            if not end:
                chunk = self._sock.recv(4096)
                if not chunk:
                    raise RuntimeError(f"closed instead of {code.decode()}")
                self._buffer += chunk
                continue
            self._buffer = rest
            if line[3:4] == b" " and line[:3].isdigit():
                if line[:3] != code:
                    raise RuntimeError(f"{line.decode()} instead of {code.decode()}")
                return line

    def protect(self) -> None:
        """Binary, and data inside TLS."""
        for command in ("TYPE I", "PBSZ 0", "PROT P"):
            self.say(command, b"200")

    @contextlib.contextmanager
    def _data(self, command: str) -> Iterator[ssl.SSLSocket]:
        numbers = re.search(rb"(\d+),(\d+)\)", self.say("PASV", b"227"))
        assert numbers is not None
        with _connected(int(numbers[1]) * 256 + int(numbers[2])) as raw:
            self._sock.sendall(f"{command}\r\n".encode())
            self._expect_begin()
            with self._context.wrap_socket(raw, server_hostname="localhost") as data:
                yield data
                with contextlib.suppress(OSError):
                    data.unwrap()
        self._expect(b"226")

    def _expect_begin(self) -> None:
        try:
            self._expect(b"150")
        except RuntimeError as error:
            if not str(error).startswith("125"):
                raise

    def download(self, size: int) -> float:
        """Seconds for the large file of *size* bytes. Raises RuntimeError if it is not whole."""
        buffer, received = bytearray(_CHUNK), 0
        start = time.perf_counter()
        with self._data(f"RETR {FILE}") as data:
            while count := data.recv_into(buffer):
                received += count
        seconds = time.perf_counter() - start
        if received != size:
            raise RuntimeError(f"{received} bytes instead of {size}")
        return seconds

    def listing(self) -> float:
        """Seconds for the listing of the folder of ``MANY`` files. Raises RuntimeError if it is not whole."""
        received = b""
        start = time.perf_counter()
        with self._data(f"LIST {FOLDER}") as data:
            while chunk := data.recv(_CHUNK):
                received += chunk
        seconds = time.perf_counter() - start
        if received.count(b"\r\n") != MANY:
            raise RuntimeError(f"{len(received.splitlines())} lines instead of {MANY}")
        return seconds

    def upload(self, size: int) -> float:
        """Seconds for as large a file; *size* is a multiple of the chunk."""
        chunk = bytes(_CHUNK)
        start = time.perf_counter()
        with self._data("STOR new.bin") as data:
            for _ in range(size // _CHUNK):
                data.sendall(chunk)
        return time.perf_counter() - start

    def quit(self) -> None:
        """QUIT, and the end of the connection."""
        self.say("QUIT", b"221")
        self._sock.close()

    def close(self) -> None:
        """Goes without a word."""
        self._sock.close()


def logons(server: Other, context: ssl.SSLContext, count: int) -> tuple[float, float]:
    """Logons per second, from connect to the reply to QUIT, and the server's processor milliseconds for each."""

    def some(_: int) -> None:
        for _ in range(count // _AT_ONCE):
            Session(server, context).quit()

    used, start = server.processor(), time.perf_counter()
    with ThreadPoolExecutor(_AT_ONCE) as pool:
        list(pool.map(some, range(_AT_ONCE)))
    seconds = time.perf_counter() - start
    done = count // _AT_ONCE * _AT_ONCE
    return done / seconds, (server.processor() - used) * 1000 / done


def idle_memory(server: Other, context: ssl.SSLContext, count: int) -> float:
    """KiB for each of *count* sessions that are logged on and say nothing."""
    Session(server, context).quit()
    before = server.memory()
    sessions = [Session(server, context) for _ in range(count)]
    time.sleep(0.2)
    after = server.memory()
    for session in sessions:
        session.close()
    return (after - before) / count


def _connected(port: int) -> socket.socket:
    sock = socket.create_connection(("127.0.0.1", port), 60)
    sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
    return sock
