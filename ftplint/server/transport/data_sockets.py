"""How data connections are made: a listener for PASV and EPSV, a connection out for PORT and EPRT."""

from __future__ import annotations

import errno
import random
import socket
from typing import TYPE_CHECKING

from pyftpdlib.ioloop import Acceptor, Connector

from ftplint.server.access.addresses import plain_address

if TYPE_CHECKING:
    from ftplint.server.transport.interfaces import DataOwner


class PassiveListener(Acceptor):
    """Waits for the one data connection that a PASV or EPSV announces."""

    def __init__(self, owner: DataOwner) -> None:
        """Raises OSError if no port of the range is free."""
        self._owner = owner
        super().__init__(ioloop=owner.ioloop)
        session = owner.session
        family = socket.AF_INET6 if session.connection.ip_version == 6 else socket.AF_INET
        self.create_socket(family, socket.SOCK_STREAM)
        try:
            self._bind(session.connection.local_ip, owner.passive_ports)
            self.listen(5)
        except OSError:
            self.close()
            raise
        self.port: int = self.socket.getsockname()[1]
        wait = session.own.limits.data_timeout
        if wait > 0:
            self.call_later(wait, self.close)

    @property
    def closed(self) -> bool:
        """Whether it listens no more."""
        return bool(self._closed)

    def _bind(self, host: str, ports: range | None) -> None:
        if ports is None:
            self.bind((host, 0))
            return
        start = random.randrange(len(ports))
        for step in range(len(ports)):
            try:
                self.bind((host, ports[(start + step) % len(ports)]))
                return
            except OSError as error:
                if error.errno not in (errno.EADDRINUSE, errno.EACCES):
                    raise
        raise OSError(errno.EADDRINUSE, "no free port in the passive range")

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
