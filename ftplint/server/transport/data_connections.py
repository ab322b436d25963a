"""The data connections of one session: at most one listener, one connector and one open channel."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

from ftplint.server.transport.data_channel import DataChannel
from ftplint.server.transport.data_sockets import ActiveConnector, PassiveListener
from ftplint.server.transport.loop import is_full

if TYPE_CHECKING:
    import socket
    from collections.abc import Callable

    from OpenSSL import SSL

    from ftplint.server.protocol.interfaces import Transfer
    from ftplint.server.protocol.session import Session
    from ftplint.server.transport.interfaces import Host, Loop
    from ftplint.server.transport.tls import Secured


class ServerDataConnections:
    """Makes, uses and ends them: ``DataConnections`` for the session, ``DataOwner`` for the sockets."""

    __slots__ = ("_channel", "_connector", "_host", "_listener", "secured_by", "session")

    def __init__(self, session: Session, host: Host) -> None:
        self.session = session
        self.secured_by: Secured | None = None
        """The TLS side of the endpoint, once AUTH has chosen it."""
        self._host = host
        self._listener: PassiveListener | None = None
        self._connector: ActiveConnector | None = None
        self._channel: DataChannel | None = None

    # --- for the session

    @property
    def open(self) -> bool:
        """Whether one is open."""
        return self._channel is not None

    @property
    def protected(self) -> bool:
        """Whether the open one is inside TLS, or on its way there."""
        return self._channel is not None and self._channel.protected

    @property
    def listening(self) -> bool:
        """Whether one was announced, and its client has not come yet."""
        return self._listener is not None

    @property
    def connecting(self) -> bool:
        """Whether one to the client is being made."""
        return self._connector is not None

    def listen(self, found: Callable[[int | None], None]) -> None:
        """Waits for the client on a port, which *found* is told, at once or while the session waits; None if there is
        no port."""
        if is_full(self._host.loop):
            found(None)
            return
        try:
            self._listener = listener = PassiveListener(self, found)
        except OSError:  # no descriptors are left
            found(None)
            return
        listener.search()

    def connect(self, host: str, port: int) -> None:
        """Connects to the client."""
        if is_full(self._host.loop):
            self._host.loop.call_later(0, self.missing)
            return
        connector = ActiveConnector(self, host, port)
        if not connector.closed:
            self._connector = connector

    def start(self, transfer: Transfer) -> None:
        """Does *transfer* over the open connection."""
        if self._channel is not None:
            self._channel.start(transfer)

    def end(self, situation: str) -> None:
        """Ends the transfer that is going on."""
        if self._channel is not None:
            self._channel.end(situation)

    def stop_waiting(self) -> None:
        """Forgets a connection that is not up yet."""
        if self._listener is not None:
            self._listener.close()
        if self._connector is not None:
            self._connector.close()
        self._listener = self._connector = None

    def drop(self) -> None:
        """Forgets it, and closes an open one that no transfer uses."""
        self.stop_waiting()
        if self._channel is not None and not self._channel.used:
            self._channel.close()

    def close(self) -> None:
        """The control connection is gone."""
        self.stop_waiting()
        if self._channel is not None:
            self._channel.close()
            self._channel = None

    # --- for the sockets

    @property
    def closed(self) -> bool:
        """Whether the control connection is gone."""
        return self.session.connection.closed

    @property
    def ioloop(self) -> Loop:
        """The loop of the service."""
        return self._host.loop

    @property
    def passive_ports(self) -> range | None:
        """The ports that may be announced; None for any."""
        return self._host.passive_ports

    def connected(self, sock: socket.socket) -> None:
        """A data connection is up: a command that waits for it goes on."""
        self._listener = None
        channel = DataChannel(sock, self)
        if channel.connected:
            self._channel = channel
            self.session.data_opened()
        else:
            self.missing()

    def missing(self) -> None:
        """Nobody came, or the client's port is closed."""
        if not self.closed and self._listener is None and self._connector is None and self._channel is None:
            self.session.data_missing("no-data-connection")

    def listener_closed(self, listener: object) -> None:
        """*listener* has its client, or waits no more."""
        current = self._listener
        if current is not None and current is listener:
            self._listener = None
            if not current.closed:
                self.ioloop.call_later(0, self.missing)

    def connector_ended(self) -> None:
        """The connector is connected, or will never be."""
        self._connector = None

    # --- what pyftpdlib's data handler asks of its control connection, by its names

    use_sendfile = hasattr(os, "sendfile")

    @property
    def _current_type(self) -> str:
        return "i"

    @property
    def _prot(self) -> bool:
        return self.session.protected

    @property
    def ssl_context(self) -> SSL.Context | None:
        """The context of the control connection."""
        return None if self.secured_by is None else self.secured_by.context

    def _on_dtp_close(self) -> None:
        channel, self._channel = self._channel, None
        if channel is not None and not self.closed:
            self.session.data_closed(
                channel.port, channel.tot_bytes_received, channel.tot_bytes_sent, channel.situation or "cut"
            )

    def log_exception(self, instance: object) -> None:
        """An error of this server, not of the client."""
        self._host.broken(instance)

    def ignore(self, *_: object, **__: object) -> None:
        """pyftpdlib's own log and its events are not used."""

    log = log_transfer = on_file_received = on_file_sent = ignore
    on_incomplete_file_received = on_incomplete_file_sent = ignore
