"""How data connections come about: a listener for PASV and EPSV, a connection out for PORT and EPRT."""

from __future__ import annotations

import errno
import random
import socket
from typing import Any

from pyftpdlib.ioloop import Acceptor, Connector

from ftplint.server.access.addresses import plain_address


class PassiveListener(Acceptor):
    """Waits for the one data connection that a PASV or EPSV announces."""

    def __init__(self, session: Any) -> None:
        """Raises OSError if no port of the range is free."""
        self.cmd_channel = session
        super().__init__(ioloop=session.ioloop)
        host = session.local_ip
        self.create_socket(session.socket_family, socket.SOCK_STREAM)
        try:
            self._bind(host, session.service.passive_ports)
            self.listen(5)
        except OSError:
            self.close()
            raise
        self.port = self.socket.getsockname()[1]
        wait = session.own.limits.data_timeout
        if wait > 0:
            self.call_later(wait, self.close)

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

    def handle_accepted(self, sock: Any, addr: Any) -> None:
        """Takes the client's own connection; one from another address, or from a port below 1024 (KB 2505047), is
        dropped, and the listener stays."""
        session = self.cmd_channel
        if not session.connected:
            sock.close()
            self.close()
            return
        foreign = plain_address(addr[0]) != plain_address(session.remote_ip)
        if addr[1] < 1024 or (foreign and session.own.match_pasv):
            sock.close()
            session.foreign_data_client()
            return
        self.close()
        session.data_connected(sock)

    def handle_error(self) -> None:
        """An error in accepting: this data connection does not come about."""
        self.cmd_channel.log_exception(self)
        self.close()

    def close(self) -> None:
        """Stops listening."""
        session = self.cmd_channel
        if session._dtp_acceptor is self:
            session._dtp_acceptor = None
            if not self._closed:
                session.ioloop.call_later(0, session.data_connection_missing)
        Acceptor.close(self)


class ActiveConnector(Connector):
    """Connects to the address of a PORT or EPRT once a transfer command comes."""

    def __init__(self, session: Any, host: str, port: int) -> None:
        self.cmd_channel = session
        super().__init__(ioloop=session.ioloop)
        wait = session.own.limits.data_timeout
        self._idler = self.call_later(wait, self._failed) if wait > 0 else None
        try:
            self.connect_af_unspecified((host, port), (session.local_ip, 0))
        except OSError:
            self._failed()

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
        session, sock = self.cmd_channel, self.socket
        if self._idler is not None and not self._idler.cancelled:
            self._idler.cancel()
        session._dtp_connector = None
        if session.connected:
            session.data_connected(sock)
        else:
            self.close()

    def _failed(self) -> None:
        session = self.cmd_channel
        session._dtp_connector = None
        self.close()
        session.ioloop.call_later(0, session.data_connection_missing)

    def handle_close(self) -> None:
        """Refused."""
        if not self._closed:
            self._failed()

    def handle_error(self) -> None:
        """Refused, or the network is down."""
        if not self._closed:
            self._failed()
