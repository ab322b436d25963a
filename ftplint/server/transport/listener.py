"""Accepts the control connections of one endpoint."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pyftpdlib.ioloop import Acceptor

from ftplint.server.transport.control_connection import ControlConnection
from ftplint.server.transport.loop import FOR_DATA, MOST_SELECTED, is_full

if TYPE_CHECKING:
    import socket

    from ftplint.server.endpoints import Endpoint
    from ftplint.server.transport.interfaces import Host

_PAUSE = 0.1
"""Seconds without accepting, when the system has no descriptors left."""


class Listener(Acceptor):
    """A bound socket in the loop."""

    def __init__(self, sock: socket.socket, host: Host, endpoint: Endpoint, backlog: int) -> None:
        self._host = host
        self._endpoint = endpoint
        super().__init__(ioloop=host.loop)
        sock.setblocking(False)
        self.set_socket(sock)
        self.listen(backlog)

    def handle_accept(self) -> None:
        """An error of the system in accepting (no descriptors left) pauses the listener and does not end it."""
        if is_full(self._host.loop, FOR_DATA):
            self._pause(f"select watches {MOST_SELECTED} sockets at most")
            return
        try:
            super().handle_accept()
        except OSError as error:
            self._pause(str(error.strerror or error))

    def _pause(self, why: str) -> None:
        self._host.no_more_clients(why)
        self.del_channel()
        self.ioloop.call_later(_PAUSE, self.add_channel)

    def handle_accepted(self, sock: socket.socket, _: object) -> None:
        """A new client."""
        connection = ControlConnection(sock, self._host, self._endpoint)
        if connection.connected:
            try:
                connection.session.opened()
            except Exception:
                connection.handle_error()

    def handle_error(self) -> None:
        """The stock handler closes the listener; one bad connection must not end the service."""
        self._host.broken(self)
