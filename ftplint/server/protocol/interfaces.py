"""What a session needs of the world, as types: the connection it talks over, its data connections, the service."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import datetime
    from io import FileIO
    from pathlib import Path

    from ftplint.evidence import Directory
    from ftplint.server.access.identity import Logon
    from ftplint.server.content.storage import Storage
    from ftplint.server.credential_cache import CredentialCache
    from ftplint.server.endpoints import Endpoint
    from ftplint.server.open_points import Choices
    from ftplint.server.site import SiteSettings
    from ftplint.server.w3c_log import LogLine


@dataclass(slots=True, kw_only=True)
class Transfer:
    """One transfer, from its command to its final reply; it waits for a data connection until it is ``running``.

    It sends ``listing`` or ``file``, or it receives into ``file``: then ``largest`` is how many bytes may come (0: any
    number), ``upload`` where they go, ``told`` the name that the client must be told, and ``keeps`` says that what was
    there stays if the transfer is cut. ``verb`` to ``came`` are those of the command, for the final reply.
    """

    verb: str
    typed: str = ""
    stem: str = ""
    place: str = ""
    began: datetime | None = None
    came: int = 0
    file: FileIO | None = None
    listing: bytes | None = None
    receives: bool = False
    ascii: bool = False
    largest: int = 0
    upload: Path | None = None
    told: str = ""
    keeps: bool = False
    running: bool = False


class DataConnections(Protocol):
    """The data connections of one session: at most one is announced, coming or open."""

    @property
    def open(self) -> bool:
        """Whether one is open."""

    @property
    def protected(self) -> bool:
        """Whether the open one is inside TLS, or on its way there."""

    @property
    def listening(self) -> bool:
        """Whether one was announced, and its client has not come yet."""

    @property
    def connecting(self) -> bool:
        """Whether one to the client is being made."""

    def listen(self, found: Callable[[int | None], None]) -> None:
        """Waits for the client on a port, which *found* is told, at once or while the session waits; None if there is
        no port."""

    def connect(self, host: str, port: int) -> None:
        """Connects to the client."""

    def start(self, transfer: Transfer) -> None:
        """Does *transfer* over the open connection; ``Session.data_closed`` says how it ended."""

    def end(self, situation: str) -> None:
        """Ends the transfer that is going on."""

    def stop_waiting(self) -> None:
        """Forgets a connection that is not up yet."""

    def drop(self) -> None:
        """Forgets it, and closes an open one that no transfer uses."""


class Waiting(Protocol):
    """A connection that waits for an answer from elsewhere."""

    @property
    def closed(self) -> bool:
        """Whether it is gone meanwhile."""

    def hold(self) -> None:
        """Reads no command until ``release``."""

    def release(self) -> None:
        """The answer is there."""

    def go_on(self) -> None:
        """Obeys the commands that came meanwhile."""

    def handle_error(self) -> None:
        """Ends after an error of this server."""


class Connection(Waiting, Protocol):
    """The control connection of a session."""

    remote_ip: str
    remote_port: int
    local_ip: str
    local_port: int

    @property
    def ip_version(self) -> int:
        """4 or 6, as the socket: an IPv6 socket may have an IPv4 client."""

    @property
    def data(self) -> DataConnections:
        """The data connections of the same session."""

    @property
    def secured(self) -> bool:
        """Whether it is inside TLS at the moment."""

    @property
    def cipher_bits(self) -> int:
        """The strength of the TLS cipher; 0 without one."""

    def send_lines(self, data: bytes) -> None:
        """Sends whole lines, now or as soon as the client reads."""

    def start_tls(self, site: SiteSettings | None) -> None:
        """Begins the handshake with the certificate that AUTH gets at *site*; ``Session.tls_established`` follows."""

    def leave_tls(self) -> None:
        """Goes on in clear text."""

    def watch(self, seconds: int) -> None:
        """Calls ``Session.timed_out`` after *seconds*, unless it is called again; 0 or less means never."""

    def linger(self) -> None:
        """Says no more, and closes once the client has read what there was."""

    def close(self) -> None:
        """Closes at once."""

    def close_when_done(self) -> None:
        """Closes once everything is sent."""


class Server(Protocol):
    """What all sessions share."""

    uploads: set[Path]
    storage: Storage
    directory: Directory
    credentials: CredentialCache
    choices: Choices
    weak_mappings: bool
    local_clients: bool
    seen_from: str
    domain_as_host: bool
    logs: bool

    def now(self) -> datetime:
        """The time in UTC."""

    def tls_problem(self, endpoint: Endpoint, chosen: SiteSettings | None) -> str | None:
        """The situation that AUTH meets, or None if TLS works."""

    def enter(self, site: SiteSettings) -> bool:
        """Counts a connection of *site*; False if its limit is reached."""

    def leave(self, site: SiteSettings) -> None:
        """A counted connection is gone."""

    def logon_failed(self, client: str) -> bool:
        """Counts a failed logon; True if the connection is to be cut."""

    def shut_out(self, client: str) -> bool:
        """Whether the address has failed too often lately."""

    def ask_host_name(self, connection: Waiting, client: str, done: Callable[[str], None]) -> None:
        """Calls *done* with the name of an address, at once or while the connection waits; empty if it has none."""

    def ask_directory(
        self, connection: Waiting, ask: Callable[[], Logon], done: Callable[[Logon | Exception], None]
    ) -> None:
        """Calls *done* with what *ask* returns or raises: at once, or while the connection waits."""

    def write_log(self, site: str, line: LogLine) -> None:
        """One line of the log, for the site with the id *site*."""

    def trouble(self, text: str) -> None:
        """Something outside the protocol that an administrator should know."""
