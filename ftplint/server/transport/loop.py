"""The loop that all sockets of a service share."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, cast

from pyftpdlib.ioloop import IOLoop, Select

if TYPE_CHECKING:
    from ftplint.server.transport.interfaces import Loop


def new_loop() -> Loop:
    """A loop of its own, whatever else in the process uses pyftpdlib."""
    return cast("Loop", IOLoop())


MOST_SELECTED = 512
"""So many sockets select takes in Python on Windows (FD_SETSIZE); one more would end the loop."""
FOR_DATA = 128
"""Of these, what is kept for data connections."""


def is_full(loop: Loop, spare: int = 0) -> bool:
    """Whether *loop* cannot watch one more socket and *spare* others. Only select has such a limit."""
    return isinstance(loop, Select) and len(loop.socket_map) + spare >= MOST_SELECTED


def hasten(loop: Loop, seconds: float) -> None:
    """Has all timers of *loop* fire so many seconds sooner; in the thread of the loop."""
    scheduler = cast("Any", loop).sched
    for timer in scheduler._tasks:  # all by the same time, so the heap stays one
        timer.timeout -= seconds
