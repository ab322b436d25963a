"""Work that dies: done instead of judging, in the processes of a pool. What a server's data say decides."""

from __future__ import annotations

import os
import signal
import socket
import sys
from typing import TYPE_CHECKING

from ftplint.fleet import Item, Task, judge_all

if TYPE_CHECKING:
    from collections.abc import Iterable

POISON = b"poison"
"""Kills its worker, whenever it is judged."""
_END = signal.SIGTERM if sys.platform == "win32" else signal.SIGKILL
"""Ends a process at once; Windows has no signals, and SIGTERM is TerminateProcess."""
CALL = b"call "
"""Followed by a port: says there in which process it has begun, and waits for leave to go on."""
WRONG = b"wrong"
"""Raises."""


def task(name: str, data: bytes) -> Task:
    return Task(Item(name, name, "test", data))


def work(law: bytes, tasks: list[Task]) -> list[bytes]:
    """The data in upper case."""
    del law
    return [_one(one.item.data) for one in tasks]


def judging(law: bytes, tasks: list[Task]) -> list[bytes]:
    """Judges, but for what is deadly."""
    for one in tasks:
        _one(one.item.data)
    return judge_all(law, tasks)


def _one(data: bytes) -> bytes:
    if data.startswith(POISON):
        os.kill(os.getpid(), _END)
    if data.startswith(WRONG):
        raise ValueError("wrong")
    if data.startswith(CALL):
        with socket.create_connection(("127.0.0.1", int(data.removeprefix(CALL).split()[0]))) as line:
            line.sendall(f"{os.getpid()}\n".encode())
            line.recv(2)
    return data.upper()


class Exchange:
    """Where tasks call in: kills the process of the first ``deaths`` that do, and lets the others go on."""

    def __init__(self, deaths: int) -> None:
        self._deaths = deaths
        self._socket = socket.create_server(("127.0.0.1", 0))
        self.port: int = self._socket.getsockname()[1]
        self.killed: list[int] = []
        self.calls = 0

    def serve(self) -> None:
        """Until it is closed: somebody comes who says nothing."""
        with self._socket:
            while self._one():
                pass

    def close(self) -> None:
        socket.create_connection(("127.0.0.1", self.port)).close()

    def _one(self) -> bool:
        line, _ = self._socket.accept()
        with line:
            said = line.makefile().readline()
            if not said:
                return False
            process = int(said)
            self.calls += 1
            if len(self.killed) < self._deaths:
                self.killed.append(process)
                os.kill(process, _END)
            else:
                line.sendall(b"go")
        return True


def answers(done: Iterable[object]) -> list[bytes | None]:
    return [one.answer for one in done]  # type: ignore[attr-defined]
