"""Wakes the loop of the server from other threads and from signal handlers."""

from __future__ import annotations

import socket
import traceback
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable

    from ftplint.server.transport.interfaces import Loop


class Waker:
    """A pair of sockets: what is written to the one is read by the loop, which then calls *woken*."""

    def __init__(self, loop: Loop, woken: Callable[[], None]) -> None:
        self._inside, self._outside = socket.socketpair()
        self._inside.setblocking(False)
        self._outside.setblocking(False)
        self._woken = woken
        self._fileno = self._inside.fileno()
        loop.register(self._inside.fileno(), self, loop.READ)

    def wake(self) -> None:
        """Has the loop call *woken* soon; from any thread."""
        try:
            self._outside.send(b"x")
        except OSError:
            return

    def handle_read_event(self) -> None:
        """Called by the loop."""
        try:
            self._inside.recv(4096)
        except OSError:
            return
        self._woken()

    def readable(self) -> bool:
        """Always, for loops that ask."""
        return True

    def writable(self) -> bool:
        """Never: nothing is sent from this end."""
        return False

    def handle_error(self) -> None:
        """Called by the loop for an error in *woken*."""
        traceback.print_exc()

    def close(self) -> None:
        """Closes both ends."""
        self._inside.close()
        self._outside.close()
