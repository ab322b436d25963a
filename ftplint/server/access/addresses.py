"""Addresses of clients: ipSecurity from top to bottom, and the logon attempt restrictions of the server."""

from __future__ import annotations

from functools import lru_cache
from ipaddress import IPv4Address, IPv6Address, ip_address
from typing import TYPE_CHECKING

from ftplint.named_tuple import NamedTuple

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from ftplint.server.site import AddressEntry

ANYWHERE = "*"
"""Stands for an address that every site takes."""


def address_allowed(
    entries: Sequence[AddressEntry], allow_unlisted: bool, client: str, host_name: Callable[[], str] | None = None
) -> bool:
    """The first entry that covers *client* decides, the unlisted setting last.

    *host_name* looks the client's name up, and is given only where reverse lookups are on.
    """
    address = plain_address(client)
    name: str | None = None
    for entry in entries:
        if entry.address and covers(entry.address, entry.mask, address):
            return entry.allowed
        if entry.domain and host_name is not None:
            name = host_name().lower() if name is None else name
            if _domain_covers(entry.domain.lower(), name):
                return entry.allowed
    return allow_unlisted


def covers(address: str, mask: str, client: IPv4Address | IPv6Address) -> bool:
    """Whether the network of an entry holds *client*; an entry that is no IPv4 address covers the same text only."""
    try:
        if isinstance(client, IPv6Address):
            return ip_address(address.strip("[]")) == client
        bits = int(IPv4Address(mask or "255.255.255.255"))
        return int(IPv4Address(address)) & bits == int(client) & bits
    except ValueError:
        return False


@lru_cache(maxsize=1_000)
def plain_address(text: str) -> IPv4Address | IPv6Address:
    """The address of a peer; an IPv4 client of an IPv6 socket counts as IPv4. A zone is cut off."""
    address = ip_address(text.partition("%")[0])
    mapped = address.ipv4_mapped if isinstance(address, IPv6Address) else None
    return mapped or address


def _domain_covers(pattern: str, name: str) -> bool:
    if not name:
        return False
    return name.endswith(pattern[1:]) if pattern.startswith("*.") else name == pattern


class AttemptLimits(NamedTuple):
    """``denyByFailure``; the window in seconds."""

    enabled: bool
    most: int
    window: float
    only_logs: bool


class FailureCounter:
    """Failed logons by address, for the whole server (never per site)."""

    def __init__(self, limits: AttemptLimits, clock: Callable[[], float]) -> None:
        self._limits = limits
        self._clock = clock
        self._failures: dict[str, list[float]] = {}
        self._blocked: dict[str, float] = {}

    @property
    def any_blocked(self) -> bool:
        """Whether any address may be shut out."""
        return bool(self._blocked)

    def blocked(self, client: str) -> bool:
        """Whether the address is shut out at the moment."""
        until = self._blocked.get(client)
        if until is None:
            return False
        if until <= self._clock():
            del self._blocked[client]
            return False
        return True

    def failed(self, client: str) -> bool:
        """Counts a failed logon; True if that shuts the address out, so that the connection is to be cut."""
        limits = self._limits
        if not limits.enabled:
            return False
        now = self._clock()
        recent = [when for when in self._failures.get(client, ()) if when > now - limits.window]
        recent.append(now)
        if len(recent) < max(limits.most, 1) or limits.only_logs:
            self._failures[client] = recent
            self._forget(now)
            return False
        self._failures.pop(client, None)
        self._blocked[client] = now + limits.window
        self._forget(now)
        return True

    def _forget(self, now: float) -> None:
        """Keeps the memory bounded: addresses whose last failure is out of the window are dropped."""
        if len(self._failures) > 10_000:
            window = self._limits.window
            self._failures = {a: times for a, times in self._failures.items() if times[-1] > now - window}
        if len(self._blocked) > 10_000:
            self._blocked = {a: until for a, until in self._blocked.items() if until > now}
