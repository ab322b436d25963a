"""How data connections are made: a listener for PASV and EPSV, a connection out for PORT and EPRT."""

from __future__ import annotations

import errno
import itertools
import random
import socket
from typing import TYPE_CHECKING

from pyftpdlib.ioloop import Acceptor, Connector

from ftplint.server.access.addresses import plain_address

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from ftplint.server.transport.interfaces import DataOwner

_TRIES = 64
"""Ports that are tried in one round of the loop."""


class PassiveListener(Acceptor):
    """Waits for the one data connection that a PASV or EPSV announces, once ``search`` has found a port."""

    def __init__(self, owner: DataOwner, found: Callable[[int | None], None]) -> None:
        """Raises OSError if there is no socket."""
        self._owner = owner
        self._found = found
        super().__init__(ioloop=owner.ioloop)
        session = owner.session
        family = socket.AF_INET6 if session.connection.ip_version == 6 else socket.AF_INET
        self._ports = _from_somewhere(owner.passive_ports)
        self._holds = False
        self.create_socket(family, socket.SOCK_STREAM)

    @property
    def closed(self) -> bool:
        """Whether it listens no more."""
        return bool(self._closed)

    def search(self) -> None:
        """Looks for a free port: a few of a range in each round of the loop, so that others have their turn."""
        if self._closed:  # the session is gone
            return
        connection = self._owner.session.connection
        for _ in range(_TRIES):
            port = next(self._ports, None)
            if port is None:
                self._ends(None)
                return
            try:
                self.bind((connection.local_ip, port))
                self.listen(5)
            except OSError as error:
                if error.errno in (errno.EADDRINUSE, errno.EACCES):
                    continue
                self._ends(None)
            else:
                if self._holds:
                    self.add_channel()
                self._ends(self.socket.getsockname()[1])
            return
        if not self._holds:
            self._holds = True
            self.del_channel()  # a socket that does not listen yet is one that is closed to the loop
            connection.hold()
        self.call_later(0, self.search, _errback=connection.handle_error)

    def _ends(self, port: int | None) -> None:
        session = self._owner.session
        wait = session.own.limits.data_timeout
        if port is None:
            self.close()
        elif wait > 0:
            self.call_later(wait, self.close)
        if self._holds:
            session.connection.release()
        self._found(port)
        if self._holds:
            session.connection.go_on()

    def handle_accepted(self, sock: socket.socket, addr: tuple[str, int]) -> None:
        """Takes the client's own connection; one from another address, or from a port below 1024 (KB 2505047), is
        dropped, and the listener stays."""
        owner = self._owner
        if owner.closed:
            sock.close()
            self.close()
            return
        session = owner.session
        foreign = plain_address(addr[0]) != plain_address(session.connection.remote_ip)
        if addr[1] < 1024 or (foreign and session.own.match_pasv):
            sock.close()
            session.foreign_data_client()
            return
        self.close()
        owner.connected(sock)

    def handle_error(self) -> None:
        """An error in accepting: there will be no data connection."""
        self._owner.log_exception(self)
        self.close()

    def close(self) -> None:
        """Stops listening."""
        self._owner.listener_closed(self)
        Acceptor.close(self)


class ActiveConnector(Connector):
    """Connects to the address of a PORT or EPRT, before their reply (KB 2505047)."""

    def __init__(self, owner: DataOwner, host: str, port: int) -> None:
        self._owner = owner
        super().__init__(ioloop=owner.ioloop)
        wait = owner.session.own.limits.data_timeout
        self._idler = self.call_later(wait, self._failed) if wait > 0 else None
        try:
            self.connect_af_unspecified((host, port), (owner.session.connection.local_ip, 0))
        except OSError:
            self._failed()

    @property
    def closed(self) -> bool:
        """Whether it has given up."""
        return bool(self._closed)

    def readable(self) -> bool:
        """Only writing tells that a connection is up."""
        return False

    def handle_write(self) -> None:
        """Nothing: once connected, the socket belongs to its data channel, whose events the stock method would undo."""

    def handle_connect(self) -> None:
        """The connection is up: it goes to the session."""
        self.del_channel()
        if self.socket.getsockopt(socket.SOL_SOCKET, socket.SO_ERROR):
            self._failed()
            return
        owner, sock = self._owner, self.socket
        if self._idler is not None and not self._idler.cancelled:
            self._idler.cancel()
        owner.connector_ended()
        if owner.closed:
            self.close()
        else:
            owner.connected(sock)

    def _failed(self) -> None:
        self._owner.connector_ended()
        self.close()
        self._owner.ioloop.call_later(0, self._owner.missing)

    def handle_close(self) -> None:
        """The client refused the connection."""
        if not self._closed:
            self._failed()

    def handle_error(self) -> None:
        """Refused, or the network is down."""
        if not self._closed:
            self._failed()


def _from_somewhere(ports: range | None) -> Iterator[int]:
    """The ports of a range, each once, from a random one on; without a range the one that the system chooses."""
    if ports is None:
        return iter((0,))
    start = random.randrange(len(ports))
    return itertools.chain(ports[start:], ports[:start])
