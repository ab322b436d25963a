"""What was seen on a server, as plain data. None says that something is not known: then nothing follows from it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ftplint.named_tuple import NamedTuple

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime

    from ftplint.evidence import Bundle


class Permission(NamedTuple):
    """One entry of an access control list. ``rights`` are of list, read, write, delete, full."""

    account: str
    sid: str
    allows: bool
    rights: frozenset[str]
    inherited: bool


class Folder(NamedTuple):
    """A path of the file on the server's disks. ``folders`` are the names of the folders in it, in lower case."""

    path: str
    expanded: str
    exists: bool | None
    kind: str | None
    share: bool
    free: int | None
    """Bytes that are free on its disk."""
    permissions: tuple[Permission, ...] | None
    folders: frozenset[str] | None


class NamedAccount(NamedTuple):
    """A user or group that the file names. ``members`` are of a group, ``groups`` of a user."""

    name: str
    kind: str | None
    found: bool | None
    sid: str
    refusal: str
    """Why it may not log in: disabled, locked, expired, has a password that expired; empty if it may."""
    members: tuple[str, ...] | None
    groups: tuple[str, ...] | None


class Accounts(NamedTuple):
    """The accounts by their names, by their SIDs, and by their names without domain, all in lower case."""

    by_name: Mapping[str, NamedAccount]
    by_sid: Mapping[str, NamedAccount]
    by_bare_name: Mapping[str, tuple[NamedAccount, ...]]


class Profile(NamedTuple):
    """A profile of the firewall. ``closed``: what no rule allows is blocked."""

    name: str
    enabled: bool | None
    active: bool | None
    closed: bool | None


class FirewallRule(NamedTuple):
    """An inbound rule that is enabled. ``ports`` and ``profiles`` are empty for any."""

    name: str
    allows: bool
    protocol: str
    ports: tuple[tuple[int, int], ...]
    understood: bool
    """Whether all of its ports are numbers; of ``RPC`` or ``IPHTTPS`` nobody can say which they are."""
    profiles: frozenset[str]
    program: str
    service: str
    everybody: bool
    """Whether it is known to be about connections from everywhere."""


class Listener(NamedTuple):
    """What listens on a port of TCP."""

    address: str
    port: int
    process: str
    service: str


class Service(NamedTuple):
    """A Windows service, ``name`` in lower case."""

    name: str
    state: str
    start: str
    account: str
    started: datetime | None


class Protocol(NamedTuple):
    """A protocol of Schannel for servers, as the registry has it."""

    name: str
    enabled: bool | None
    off_by_default: bool | None


class ServerFacts(NamedTuple):
    """All that is known of one server.

    ``source`` is where from, the beginning of a sentence: *The bundle of 2026-11-29 10:00*. ``folders`` are by their
    path as ``normal`` makes it.
    """

    bundle: Bundle
    source: str
    computer: str
    administrator: bool
    folders: Mapping[str, Folder]
    accounts: Accounts
    profiles: tuple[Profile, ...] | None = None
    rules: tuple[FirewallRule, ...] | None = None
    listeners: tuple[Listener, ...] = ()
    features: Mapping[str, bool] = {}
    services: Mapping[str, Service] | None = None
    domain_role: str = ""
    changed: datetime | None = None
    protocols: tuple[Protocol, ...] = ()
    nt_auth: frozenset[str] | None = None
    issuers: Mapping[str, frozenset[str]] = {}
    """The thumbprints of trusted issuers by their subjects in lower case."""
    client_issuers: tuple[str, ...] = ()
    """Who issued the client certificates that were given to the collector."""

    def say(self, what: str) -> str:
        """*what* was seen, as a sentence that names its source."""
        return f"{self.source} says: {what}."


def normal(path: str) -> str:
    """*path* as it is compared: lower case, backslashes, no end."""
    return path.strip().replace("/", "\\").lower().rstrip("\\")


def bare_name(name: str) -> str:
    """The name of an account without its domain, in lower case."""
    text = name.strip().lower()
    return text.rpartition("\\")[2] if "\\" in text else text.partition("@")[0]
