"""How much a server may say, and how long it may take."""

from __future__ import annotations

from ftplint.named_tuple import NamedTuple


class Limits(NamedTuple):
    """Bounds of one connection. Bytes, lines and seconds; what goes beyond ends the connection."""

    line: int = 4_096
    """Bytes of one line of a reply. (RFC 959 names none; no reply of IIS has more than a few hundred.)"""
    lines: int = 200
    """Lines of one reply."""
    received: int = 262_144
    """Bytes on the control connection from its beginning to its end."""
    listing: int = 262_144
    """Bytes of one data connection that are read."""
    reply: float = 20.0
    """Seconds for one reply, for one handshake, for one data connection."""
    connect: float = 10.0
    """Seconds until a connection stands."""
    session: float = 120.0
    """Seconds of the whole connection."""
