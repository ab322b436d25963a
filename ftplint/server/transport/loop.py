"""The loop that all sockets of a service share."""

from __future__ import annotations

from typing import TYPE_CHECKING, cast

from pyftpdlib.ioloop import IOLoop

if TYPE_CHECKING:
    from ftplint.server.transport.interfaces import Loop


def new_loop() -> Loop:
    """A loop of its own, whatever else in the process uses pyftpdlib."""
    return cast("Loop", IOLoop())
