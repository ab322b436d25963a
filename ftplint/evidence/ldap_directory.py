"""A live directory over LDAPS (extra ``ftplint[ldap]``): every wait is bounded, the code compares, not the filter."""

from __future__ import annotations

import contextlib
import os
import ssl
import threading
import warnings
from typing import TYPE_CHECKING, Any, NamedTuple
from urllib.parse import unquote, urlsplit

from ftplint.evidence.accounts import Account, DirectoryError, filetime, folded, sid_bytes, sid_text

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from ftplint.evidence.mapping import Query

SECONDS = 5
"""How long a connect, and how long an answer, may take."""
PASSWORD = "FTPLINT_LDAP_PASSWORD"
_ATTRIBUTES = [
    "sAMAccountName",
    "userPrincipalName",
    "objectSid",
    "altSecurityIdentities",
    "mail",
    "userAccountControl",
    "accountExpires",
    "msDS-User-Account-Control-Computed",
    "lockoutTime",
    "memberOf",
    "msIIS-FTPRoot",
    "msIIS-FTPDir",
]


class LdapAddress(NamedTuple):
    """``ldaps://user@host:port/base``: the bind name may be percent-encoded, the password comes from outside."""

    host: str
    port: int
    user: str
    base: str
    tls: bool


def parse_address(url: str) -> LdapAddress:
    """Raises DirectoryError if *url* is no LDAP address."""
    parts = urlsplit(url)
    if parts.scheme not in ("ldap", "ldaps") or not parts.hostname:
        raise DirectoryError(
            f"'{url}' is no address of a directory; write ldaps://user@dc1.corp.example/DC=corp,DC=example"
        )
    if parts.password:
        raise DirectoryError(f"a password does not belong in the address; set {PASSWORD}")
    tls = parts.scheme == "ldaps"
    try:
        port = parts.port or (636 if tls else 389)
    except ValueError as error:
        raise DirectoryError(f"'{url}': {error}") from error
    return LdapAddress(parts.hostname, port, unquote(parts.username or ""), unquote(parts.path.lstrip("/")), tls)


class LdapDirectory:
    """Asks a domain controller. Connects when first asked, and again after the connection is lost."""

    def __init__(
        self, url: str, password: str | None = None, ca_file: str | None = None, name: str | None = None
    ) -> None:
        """*name* is the one that the server's certificate must bear; without it the host of the address.

        Raises DirectoryError for an address or a bind that cannot work.
        """
        self._address = parse_address(url)
        self._password = password if password is not None else os.environ.get(PASSWORD, "")
        self._ca_file = ca_file
        self._name = name
        self._own = threading.local()  # a connection for each thread that asks
        if self._address.user and not self._password:
            raise DirectoryError(f"{self._shown}: an empty password is no bind; set {PASSWORD}")

    @property
    def _connection(self) -> Any:
        return getattr(self._own, "connection", None)

    @_connection.setter
    def _connection(self, connection: Any) -> None:
        self._own.connection = connection

    @property
    def _shown(self) -> str:
        return f"{'ldaps' if self._address.tls else 'ldap'}://{self._address.host}:{self._address.port}"

    def candidates(self, query: Query) -> Sequence[Account]:
        """One OR filter over what the certificate could match."""
        escaped = [f"(altSecurityIdentities={_escape(value)})" for value in query.mappings]
        if query.upn:
            escaped.append(f"(userPrincipalName={_escape(query.upn)})")
            name, _, _ = query.upn.partition("@")
            escaped.append(f"(sAMAccountName={_escape(name)})")  # the implicit name: name@domain
        if query.sid:
            with contextlib.suppress(ValueError):
                escaped.append(f"(objectSid={_escape_bytes(sid_bytes(query.sid))})")
        return tuple(self._search(f"(|{''.join(escaped)})")) if escaped else ()

    def named(self, name: str) -> Account | None:
        """By logon name, ``DOMAIN\\name`` or ``name@suffix``."""
        bare = name.rpartition("\\")[2]
        asked = f"(sAMAccountName={_escape(bare)})"
        if "@" in bare:
            asked = f"(|(userPrincipalName={_escape(bare)})(sAMAccountName={_escape(bare.partition('@')[0])}))"
        wanted = folded(bare)
        for account in self._search(asked):
            implicit = f"{account.name}@{account.dns_domain}"
            if wanted in (folded(account.name), folded(account.upn), folded(implicit)):
                return account
        return None

    def check_password(self, account: Account, password: str) -> bool:
        """Binds as the account. An empty password is never right."""
        if not password:
            return False
        import ldap3

        connection = self._new(f"{account.name}@{account.dns_domain}", password)
        try:
            if not connection.bind():
                result = connection.result or {}
                if result.get("result") == ldap3.core.results.RESULT_INVALID_CREDENTIALS:
                    return False
                raise DirectoryError(f"{self._shown}: {result.get('description', 'no answer to the bind')}")
        except ldap3.core.exceptions.LDAPException as error:
            raise DirectoryError(f"{self._shown} does not answer: {_told(error)}") from error
        finally:
            _close(connection)
        return True

    def close(self) -> None:
        """Ends the connection that is kept for this thread."""
        connection, self._connection = self._connection, None
        _close(connection)

    def _search(self, asked: str) -> Iterator[Account]:
        """The accounts that *asked* finds; a kept connection that died is replaced once."""
        import ldap3

        users = f"(&(objectCategory=person)(objectClass=user){asked})"
        for last in (self._connection is None, True):
            try:
                connection = self._connected()
                entries = connection.extend.standard.paged_search(
                    self._base(connection),
                    users,
                    attributes=_ATTRIBUTES,
                    paged_size=500,
                    time_limit=SECONDS,
                    generator=True,
                )
                found = [_account(entry) for entry in entries if entry.get("type") == "searchResEntry"]
            except (ldap3.core.exceptions.LDAPException, OSError) as error:
                self.close()
                if last:
                    raise DirectoryError(f"{self._shown} does not answer: {_told(error)}") from error
            else:
                yield from (account for account in found if account.name)
                return

    def _base(self, connection: Any) -> str:
        if self._address.base:
            return self._address.base
        return str(next(iter(connection.server.info.other.get("defaultNamingContext", [""]))))

    def _connected(self) -> Any:
        if self._connection is None:
            connection = self._new(self._address.user, self._password)
            if not connection.bind():
                description = (connection.result or {}).get("description", "no answer")
                _close(connection)
                raise DirectoryError(f"{self._shown} refuses the bind of '{self._address.user}': {description}")
            self._connection = connection
        return self._connection

    def _new(self, user: str, password: str) -> Any:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", DeprecationWarning)  # ldap3 2.9.1 with pyasn1 >= 0.6.1
            try:
                import ldap3
            except ImportError as error:
                raise DirectoryError("a live directory needs ftplint[ldap]: pip install 'ftplint[ldap]'") from error
        names = [self._name] if self._name else [self._address.host]
        tls = ldap3.Tls(validate=ssl.CERT_REQUIRED, ca_certs_file=self._ca_file, valid_names=names)
        server = ldap3.Server(
            self._address.host,
            port=self._address.port,
            use_ssl=self._address.tls,
            tls=tls if self._address.tls else None,
            get_info=ldap3.DSA,
            connect_timeout=SECONDS,
        )
        return ldap3.Connection(
            server,
            user=user or None,
            password=password or None,
            receive_timeout=SECONDS,
            auto_referrals=False,
            raise_exceptions=False,
            read_only=True,
        )


def _account(entry: dict[str, Any]) -> Account:
    raw = {name.lower(): values for name, values in entry["raw_attributes"].items()}

    def texts(name: str) -> tuple[str, ...]:
        return tuple(value.decode("utf-8", "replace") for value in raw.get(name, ()))

    def number(name: str) -> int:
        try:
            return int(next(iter(texts(name)), "0"))
        except ValueError:
            return 0

    def first(name: str) -> str:
        return next(iter(texts(name)), "")

    sid = next(iter(raw.get("objectsid", ())), b"")
    return Account(
        first("samaccountname"),
        str(entry["dn"]),
        first("userprincipalname"),
        sid_text(sid) if sid else "",
        texts("altsecurityidentities"),
        first("mail"),
        number("useraccountcontrol"),
        filetime(number("accountexpires")),
        bool(number("msds-user-account-control-computed") & 0x10),
        tuple(group.partition(",")[0].partition("=")[2] for group in texts("memberof")),
        first("msiis-ftproot"),
        first("msiis-ftpdir"),
    )


def _escape(value: str) -> str:
    """RFC 4515: everything that a filter could read otherwise, as bytes."""
    special = set(b"\\*()\0")
    return "".join(f"\\{byte:02x}" if byte in special or byte > 0x7E else chr(byte) for byte in value.encode("utf-8"))


def _escape_bytes(value: bytes) -> str:
    return "".join(f"\\{byte:02x}" for byte in value)


def _told(error: BaseException) -> str:
    return " ".join(str(error).split())[:200] or type(error).__name__


def _close(connection: Any) -> None:
    if connection is not None:
        try:
            connection.unbind()
        except Exception:  # whatever state it is in, it is given up
            return
