"""A server that says what a test wants, to whoever comes; it writes down what it was told."""

from __future__ import annotations

import contextlib
import socket
import threading
from collections.abc import Callable, Iterator, Mapping

Answer = bytes | Callable[[socket.socket], None]
GREETING = b"220 Microsoft FTP Service\r\n"
_CHUNK = 65_536


class Hostile:
    """Answers each verb with what *answers* has for it, all others with 200. ``told`` are the commands, in order."""

    def __init__(self, greeting: Answer, answers: Mapping[str, Answer]) -> None:
        self.told: list[str] = []
        self.connections = 0
        self._greeting = greeting
        self._answers = answers
        self._listener = socket.create_server(("127.0.0.1", 0))
        self._open: list[socket.socket] = []
        self._stopped = threading.Event()
        self.port = int(self._listener.getsockname()[1])

    def run(self) -> None:
        """Takes clients until it is stopped."""
        while True:
            try:
                client, _ = self._listener.accept()
            except OSError:
                return
            self.connections += 1
            self._open.append(client)
            threading.Thread(target=self._serve, args=(client,), daemon=True).start()

    def stop(self) -> None:
        """Closes everything."""
        self._stopped.set()
        for one in (self._listener, *self._open):
            with contextlib.suppress(OSError):
                one.shutdown(socket.SHUT_RDWR)
            one.close()

    def _serve(self, client: socket.socket) -> None:
        with contextlib.suppress(OSError), client:
            self._answer(client, self._greeting)
            rest = b""
            while chunk := client.recv(_CHUNK):
                rest += chunk
                while b"\n" in rest:
                    line, _, rest = rest.partition(b"\n")
                    command = line.decode("latin-1").strip()
                    self.told.append(command)
                    self._answer(client, self._answers.get(command.split(" ")[0].upper(), b"200 Yes.\r\n"))
                    if command.upper() == "QUIT":
                        return

    def _answer(self, client: socket.socket, answer: Answer) -> None:
        if callable(answer):
            answer(client)
        else:
            client.sendall(answer)

    def wait(self, _: socket.socket) -> None:
        """Says nothing until the test is over."""
        self._stopped.wait()


def endless(piece: bytes) -> Callable[[socket.socket], None]:
    """Sends *piece* until the client goes away."""

    def send(client: socket.socket) -> None:
        while True:
            client.sendall(piece)

    return send


@contextlib.contextmanager
def hostile(greeting: Answer = GREETING, answers: Mapping[str, Answer] | None = None) -> Iterator[Hostile]:
    """A running one."""
    server = Hostile(greeting, {"QUIT": b"221 Goodbye.\r\n", **(answers or {})})
    threading.Thread(target=server.run, daemon=True).start()
    try:
        yield server
    finally:
        server.stop()
