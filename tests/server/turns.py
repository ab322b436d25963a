"""How often the event loop of a server process turns, and whether it sleeps, seen from outside: written by the server's
process, read by the test.

A server that rests waits in one call of epoll, on Windows of select; one that spins makes thousands. How busy the
machine is does not matter.
"""

from __future__ import annotations

import mmap
import os
import select
import struct
import sys
import threading
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any, NamedTuple

_NUMBERS = struct.Struct("<QQQ")


class Turns(NamedTuple):
    """*polls* of the loop, and *sleeps* of the thread that runs it, in which nobody is served.

    *sockets* are those that it waits for; on Windows only, elsewhere the system says how many are open.
    """

    polls: int
    sleeps: int
    sockets: int


def record(file: Path) -> None:
    """From now on this process counts in *file*; to be called before the loop is imported."""
    file.write_bytes(bytes(_NUMBERS.size))
    descriptor = os.open(file, os.O_RDWR)
    shared = mmap.mmap(descriptor, _NUMBERS.size)
    os.close(descriptor)
    polls = sleeps = sockets = 0
    sleep = time.sleep

    def note() -> None:
        _NUMBERS.pack_into(shared, 0, polls, sleeps, sockets)

    def counted(poll: Callable[..., Any]) -> Callable[..., Any]:
        def counting(*arguments: Any) -> Any:
            nonlocal polls, sockets
            polls += 1
            if sys.platform == "win32":
                reading, writing, *_ = arguments
                sockets = len({*reading, *writing})
            note()
            return poll(*arguments)

        return counting

    def counting_sleep(seconds: float) -> None:
        nonlocal sleeps
        sleeps += threading.current_thread() is threading.main_thread()
        note()
        sleep(seconds)

    time.sleep = counting_sleep
    if sys.platform == "win32":
        select.select = counted(select.select)
        return
    real = select.epoll

    class Counting:
        """`select.epoll`, which cannot be derived from."""

        def __init__(self, *arguments: Any) -> None:
            self._real = real(*arguments)
            self.poll = counted(self._real.poll)

        def __getattr__(self, name: str) -> Any:
            return getattr(self._real, name)

    select.epoll = Counting  # type: ignore[assignment,misc]


def recorded(file: Path) -> Turns:
    """What the process has counted so far."""
    return Turns(*_NUMBERS.unpack(file.read_bytes()))
