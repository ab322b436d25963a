"""What the transport needs of the loop and of the service, as types; pyftpdlib itself has none."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Protocol

from ftplint.server.protocol.interfaces import Server

if TYPE_CHECKING:
    import socket
    from collections.abc import Callable

    from ftplint.server.endpoints import Endpoint
    from ftplint.server.protocol.session import Session
    from ftplint.server.site import SiteSettings
    from ftplint.server.transport.tls import Secured


class Timer(Protocol):
    """A call that the loop will make."""

    timeout: float
    cancelled: bool

    def cancel(self) -> None:
        """Not any more."""


class Loop(Protocol):
    """The loop of pyftpdlib."""

    READ: int
    WRITE: int
    socket_map: dict[int, Any]

    def register(self, fd: int, instance: object, events: int) -> None:
        """Calls the handlers of *instance* for events on *fd*."""

    def modify(self, fd: int, events: int) -> None:
        """Other events."""

    def call_later(
        self, seconds: float, target: Callable[..., None], *args: object, _errback: Callable[[], None] | None = None
    ) -> Timer:
        """Calls *target* after *seconds*; *_errback* if that raises."""

    def loop(self, timeout: float | None = None, blocking: bool = True) -> float:
        """One round (not *blocking*): how many seconds the next may wait."""

    def close(self) -> None:
        """Closes everything that is registered."""


class Host(Server, Protocol):
    """The service as connections see it."""

    loop: Loop
    passive_ports: range | None

    def secured(self, endpoint: Endpoint, chosen: SiteSettings | None) -> tuple[str | None, Secured | None]:
        """The TLS side of an endpoint, or the situation that AUTH meets."""

    def seconds(self) -> float:
        """A clock that never goes back."""

    def no_more_clients(self, why: str) -> None:
        """No client can be accepted for the moment."""

    def broken(self, instance: object) -> None:
        """An error of this server, from inside an ``except`` block."""


class DataOwner(Protocol):
    """What a data connection needs of its session."""

    session: Session
    secured_by: Secured | None

    @property
    def closed(self) -> bool:
        """Whether the control connection is gone."""

    @property
    def ioloop(self) -> Loop:
        """The loop of the service."""

    @property
    def passive_ports(self) -> range | None:
        """The ports that may be announced; None for any."""

    def connected(self, sock: socket.socket) -> None:
        """A data connection is up."""

    def missing(self) -> None:
        """Nobody came, or the client's port is closed."""

    def listener_closed(self, listener: object) -> None:
        """*listener* has its client, or waits no more; called before it is closed."""

    def connector_ended(self) -> None:
        """The connector is connected, or will never be."""

    def log_exception(self, instance: object) -> None:
        """An error of this server, not of the client."""
