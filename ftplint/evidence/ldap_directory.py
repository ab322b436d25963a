"""A live directory over LDAPS (extra ``ftplint[ldap]``): the filter finds candidates, the code compares."""

from __future__ import annotations

import contextlib
import threading
from time import monotonic
from typing import TYPE_CHECKING, Any

from ftplint.evidence.accounts import (
    LOCKED,
    Account,
    DirectoryError,
    common_name,
    filetime,
    folded,
    sid_bytes,
    sid_text,
)
from ftplint.evidence.ldap_address import SECONDS, access
from ftplint.evidence.ldap_connection import ConnectionLost, LdapConnection, RefusedBind, escaped

if TYPE_CHECKING:
    from collections.abc import Sequence

    from ftplint.evidence.accounts import Query

_ATTRIBUTES = (
    "sAMAccountName",
    "userPrincipalName",
    "objectSid",
    "altSecurityIdentities",
    "mail",
    "userAccountControl",
    "accountExpires",
    "msDS-User-Account-Control-Computed",
    "memberOf",
    "msIIS-FTPRoot",
    "msIIS-FTPDir",
)


class LdapDirectory:
    """Asks a domain controller. Connects when first asked, and again after a connection is lost.

    May be asked from several threads: each takes a connection of its own, which is kept for the next.
    """

    def __init__(
        self,
        url: str,
        password: str | None = None,
        ca_file: str | None = None,
        name: str | None = None,
        seconds: int = SECONDS,
    ) -> None:
        """*name* is the one that the server's certificate must bear; without it the host of the address.

        *seconds* bound every connect, handshake and answer. Raises DirectoryError for what cannot work.
        """
        self._access = access(url, password, ca_file, name, seconds)
        self._lock = threading.Lock()
        self._idle: list[LdapConnection] = []
        self._domains: dict[str, str] | None = None

    def candidates(self, query: Query) -> Sequence[Account]:
        """One OR filter over what the certificate could match."""
        wanted = [f"(altSecurityIdentities={escaped(value)})" for value in query.mappings]
        if query.upn:
            wanted.append(f"(userPrincipalName={escaped(query.upn)})")
            name = query.upn.rpartition("@")[0]
            if name:
                wanted.append(f"(sAMAccountName={escaped(name)})")  # the implicit name: name@domain
        if query.sid:
            with contextlib.suppress(ValueError, OverflowError):
                wanted.append(f"(objectSid={escaped(sid_bytes(query.sid))})")
        return self._accounts(f"(|{''.join(wanted)})") if wanted else ()

    def named(self, name: str) -> Account | None:
        """By logon name; a domain in front must be the account's own. ``name@suffix`` is a principal name."""
        domain, backslash, bare = name.rpartition("\\")
        if not bare.strip(" "):
            return None
        if "@" in bare and not backslash:
            wanted = f"(userPrincipalName={escaped(bare)})(sAMAccountName={escaped(bare.rpartition('@')[0])})"
            found = self._accounts(f"(|{wanted})")
            explicit = [account for account in found if folded(account.upn) == folded(bare)]
            implicit = (a for a in found if folded(f"{a.name}@{a.dns_domain}") == folded(bare))
            return next(iter(explicit), None) or next(implicit, None)
        for account in self._accounts(f"(sAMAccountName={escaped(bare)})"):
            own = account.domain or account.dns_domain.partition(".")[0]
            if folded(account.name) == folded(bare) and (not backslash or folded(domain) in (folded(own), ".")):
                return account
        return None

    def check_password(self, account: Account, password: str) -> bool:
        """Binds as the account. An empty password is never right: it would be an anonymous bind."""
        if not password:
            return False
        try:
            LdapConnection(self._access, f"{account.name}@{account.dns_domain}", password).close()
        except RefusedBind:
            return False
        except ConnectionLost as error:
            raise self._lost(error) from error
        return True

    def close(self) -> None:
        """Ends the kept connections."""
        with self._lock:
            idle, self._idle = self._idle, []
        for connection in idle:
            connection.close()

    def _accounts(self, query_filter: str) -> tuple[Account, ...]:
        """The users that *asked* finds. A kept connection that was cut is replaced once; one that stays silent has
        used up the time already."""
        with self._lock:
            connection = self._idle.pop() if self._idle else None
        if connection is not None:
            started = monotonic()
            try:
                return self._ask(connection, query_filter)
            except ConnectionLost as error:
                self.close()
                if monotonic() - started > self._access.seconds / 2:
                    raise self._lost(error) from error
        try:
            return self._ask(self._new(), query_filter)
        except ConnectionLost as error:
            raise self._lost(error) from error

    def _new(self) -> LdapConnection:
        address = self._access.address
        try:
            return LdapConnection(self._access, address.user, self._access.password)
        except RefusedBind as error:
            raise DirectoryError(f"{address} refuses the bind of '{address.user}': {error}") from error

    def _ask(self, connection: LdapConnection, query_filter: str) -> tuple[Account, ...]:
        try:
            if self._domains is None:
                self._domains = _domains(connection)
            base = self._access.address.base or connection.context("defaultNamingContext")
            users = f"(&(objectCategory=person)(objectClass=user){query_filter})"
            entries = list(connection.search(base, users, _ATTRIBUTES))
        except ConnectionLost:
            connection.close()
            raise
        with self._lock:
            self._idle.append(connection)
        accounts = (self._account(entry, self._domains) for entry in entries)
        return tuple(account for account in accounts if account.name)

    def _account(self, entry: dict[str, Any], domains: dict[str, str]) -> Account:
        if not _values(entry, "userAccountControl"):
            hint = f"the state of '{entry['dn']}' is hidden: let '{self._access.address.user}' read userAccountControl"
            raise DirectoryError(f"{self._access.address}: {hint}")
        return _account(entry, domains)

    def _lost(self, error: ConnectionLost) -> DirectoryError:
        return DirectoryError(f"{self._access.address}: {error}")


def _domains(connection: LdapConnection) -> dict[str, str]:
    """The NetBIOS names of the forest's domains by DNS name; a directory that shows none has none."""
    try:
        base = f"CN=Partitions,{connection.context('configurationNamingContext')}"
    except ConnectionLost:
        return {}
    entries = connection.search(base, "(&(objectClass=crossRef)(nETBIOSName=*))", ("dnsRoot", "nETBIOSName"))
    texts = ((_first(entry, "dnsRoot"), _first(entry, "nETBIOSName")) for entry in entries)
    return {dns.lower(): netbios for dns, netbios in texts if dns}


def _account(entry: dict[str, Any], domains: dict[str, str]) -> Account:
    sid = next(iter(_values(entry, "objectSid")), b"")
    account = Account(
        _first(entry, "sAMAccountName"),
        str(entry["dn"]),
        _first(entry, "userPrincipalName"),
        sid_text(sid) if sid else "",
        _texts(entry, "altSecurityIdentities"),
        _first(entry, "mail"),
        _number(entry, "userAccountControl"),
        filetime(_number(entry, "accountExpires")),
        bool(_number(entry, "msDS-User-Account-Control-Computed") & LOCKED),
        tuple(common_name(group) for group in _texts(entry, "memberOf")),
        _first(entry, "msIIS-FTPRoot"),
        _first(entry, "msIIS-FTPDir"),
    )
    return account._replace(domain=domains.get(account.dns_domain.lower(), ""))


def _values(entry: dict[str, Any], name: str) -> list[bytes]:
    """The raw values of an attribute; servers spell the names of attributes as they like."""
    raw = entry["raw_attributes"]
    return next((list(values) for known, values in raw.items() if known.lower() == name.lower()), [])


def _texts(entry: dict[str, Any], name: str) -> tuple[str, ...]:
    return tuple(value.decode("utf-8", "replace") for value in _values(entry, name))


def _first(entry: dict[str, Any], name: str) -> str:
    return next(iter(_texts(entry, name)), "")


def _number(entry: dict[str, Any], name: str) -> int:
    """A number; 0 where the attribute is missing. A text that is none would be a damaged directory: also 0."""
    try:
        return int(_first(entry, name) or 0)
    except ValueError:
        return 0
