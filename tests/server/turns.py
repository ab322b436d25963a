"""How often the event loop of a server process turns, and whether it sleeps, seen from outside: written by the server's
process, read by the test.

A server that rests waits in one call of epoll; one that spins makes thousands. How busy the machine is does not matter.
"""

from __future__ import annotations

import mmap
import os
import select
import struct
import threading
import time
from pathlib import Path
from typing import Any, NamedTuple

_NUMBERS = struct.Struct("<QQ")


class Turns(NamedTuple):
    """*polls* of the loop, and *sleeps* of the thread that runs it, in which nobody is served."""

    polls: int
    sleeps: int


def record(file: Path) -> None:
    """From now on this process counts in *file*; to be called before the loop is imported."""
    file.write_bytes(bytes(_NUMBERS.size))
    descriptor = os.open(file, os.O_RDWR)
    shared = mmap.mmap(descriptor, _NUMBERS.size)
    os.close(descriptor)
    polls = sleeps = 0
    real, sleep = select.epoll, time.sleep

    class Counting:
        """`select.epoll`, which cannot be derived from."""

        def __init__(self, *arguments: Any) -> None:
            self._real = real(*arguments)

        def __getattr__(self, name: str) -> Any:
            return getattr(self._real, name)

        def poll(self, *arguments: Any) -> Any:
            nonlocal polls
            polls += 1
            _NUMBERS.pack_into(shared, 0, polls, sleeps)
            return self._real.poll(*arguments)

    def counting_sleep(seconds: float) -> None:
        nonlocal sleeps
        sleeps += threading.current_thread() is threading.main_thread()
        _NUMBERS.pack_into(shared, 0, polls, sleeps)
        sleep(seconds)

    select.epoll = Counting  # type: ignore[assignment,misc]
    time.sleep = counting_sleep


def recorded(file: Path) -> Turns:
    """What the process has counted so far."""
    return Turns(*_NUMBERS.unpack(file.read_bytes()))
