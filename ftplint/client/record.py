"""What a client saw of a server, as plain facts: no sockets, no keys, no passwords.

Texts of the server are harmless: characters that steer a terminal are written as ``\\x1b``.
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Exchange:
    """One command and its reply.

    ``command`` is what was sent, with a password as ``***``; empty for the greeting, which comes unasked. ``code`` is
    that of the last reply line, 0 where no reply came. ``lines`` are all lines of the reply as received,
    ``preliminary`` those of a 1xx reply before it. ``trouble`` is why no reply came.
    """

    command: str
    code: int
    lines: tuple[str, ...] = ()
    preliminary: tuple[str, ...] = ()
    secured: bool = False
    """Whether the control connection was inside TLS when the command was sent."""
    logged_in: bool = False
    """Whether it was sent after the logon."""
    trouble: str = ""

    @property
    def text(self) -> str:
        """The last line without its code."""
        return self.lines[-1][4:] if self.lines else ""

    @property
    def verb(self) -> str:
        """The first word of the command, in upper case."""
        return self.command.partition(" ")[0].upper()

    @property
    def accepted(self) -> bool:
        """Whether the reply says yes, or go on."""
        return 0 < self.code < 400

    @property
    def refused(self) -> bool:
        """Whether the reply says no."""
        return self.code >= 400


@dataclass(frozen=True, slots=True)
class Handshake:
    """TLS on the control connection, or on the data connection of a transfer.

    ``after`` is the command before it, empty where TLS comes first. ``thumbprint`` is the SHA-1 of the server's
    certificate, lower case; ``asked`` whether the server requested a certificate of the client (None: that could not
    be seen), ``showed`` whether the client had one. ``alert`` is why it failed, empty where it worked; ``untrusted``
    why the certificate of the server was not trusted, where that is known.
    """

    version: str
    cipher: str
    bits: int
    thumbprint: str
    asked: bool | None
    showed: bool
    alert: str = ""
    after: str = ""
    untrusted: str = ""
    expired: bool | None = None
    """Whether the server's certificate is past its end; None where nobody looked."""

    @property
    def worked(self) -> bool:
        """Whether TLS stands."""
        return not self.alert


@dataclass(frozen=True, slots=True)
class Transfer:
    """A data connection: where the server wants it, and what came over it.

    ``protected`` says whether it was to be in TLS, ``size`` is in bytes, ``listing`` its first lines where it was a
    list. ``trouble`` is why there was none, or why it ended early.
    """

    command: str
    address: str
    port: int
    protected: bool
    size: int
    listing: tuple[str, ...] = ()
    trouble: str = ""


Event = Exchange | Handshake | Transfer


@dataclass(frozen=True, slots=True)
class Visit:
    """One connection, from its beginning to its end. ``ended`` is why it ended before all was said; empty if it did
    not."""

    name: str
    events: tuple[Event, ...] = ()
    ended: str = ""

    @property
    def exchanges(self) -> tuple[Exchange, ...]:
        """Commands and replies, in order."""
        return tuple(event for event in self.events if isinstance(event, Exchange))

    @property
    def handshakes(self) -> tuple[Handshake, ...]:
        """All handshakes, that of the control connection first."""
        return tuple(event for event in self.events if isinstance(event, Handshake))

    @property
    def transfers(self) -> tuple[Transfer, ...]:
        """All data connections, in order."""
        return tuple(event for event in self.events if isinstance(event, Transfer))

    def reply(self, command: str) -> Exchange | None:
        """The last exchange whose command, or verb, is *command*; None if there is none."""
        return next((one for one in reversed(self.exchanges) if command in (one.command, one.verb)), None)


@dataclass(frozen=True, slots=True)
class Record:
    """All that was seen of one site at one of its bindings. ``host`` is the host name of the binding, empty without
    one."""

    site: str
    host: str
    implicit: bool
    visits: tuple[Visit, ...] = ()
    address: str = ""
    """The IP address that the connections went to; empty where there was none."""

    def visit(self, name: str) -> Visit | None:
        """The visit of that name; None if it was not made."""
        return next((visit for visit in self.visits if visit.name == name), None)
