"""One connection to a domain controller (ldap3): every wait is bounded, and what is no success is an error."""

from __future__ import annotations

import re
import ssl
import warnings
from typing import TYPE_CHECKING, Any

from ftplint.evidence.accounts import DirectoryError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from ftplint.evidence.ldap_address import LdapAccess

_NO_SUCH_OBJECT = 32
_INVALID_CREDENTIALS = 49
_PLACE = re.compile(r" ?\(_ssl\.c:\d+\)")
"""Where in Python's source an error of TLS was made: nobody's business."""
_TUPLE = re.compile(r"['\"],\)")
_PAGES = "1.2.840.113556.1.4.319"
_PAGE = 500
_REASONS = {
    "52e": "wrong user name or password",
    "530": "not permitted to log on at this time",
    "532": "the password has expired",
    "533": "the account is disabled",
    "701": "the account has expired",
    "773": "the password must be changed",
    "775": "the account is locked",
}
"""What Active Directory writes after ``data`` when it refuses a bind; 52e, 533, 701, 775 measured (directory.md 5)."""


class ConnectionLost(Exception):
    """The directory did not answer, not in time, or not what was asked; the text says what happened."""


class RefusedBind(Exception):
    """The name or the password is not accepted; the text says why."""


class LdapConnection:
    """Bound when made. Raises ConnectionLost, RefusedBind; DirectoryError where ldap3 is missing."""

    def __init__(self, access: LdapAccess, user: str, password: str) -> None:
        """An empty *user* asks anonymously, which domain controllers allow for the rootDSE only."""
        ldap3 = _library()
        self._errors = (ldap3.core.exceptions.LDAPException, OSError)
        address = access.address
        try:
            tls = ldap3.Tls(validate=ssl.CERT_REQUIRED)
            tls.wrap_socket = _handshake(access)
            server = ldap3.Server(
                address.host,
                port=address.port,
                use_ssl=True,
                tls=tls,
                get_info=ldap3.DSA,
                connect_timeout=access.seconds,
            )
            self._connection = ldap3.Connection(
                server,
                user=user or None,
                password=password or None,
                receive_timeout=access.seconds,
                auto_referrals=False,
                read_only=True,
            )
            self._seconds = access.seconds
            bound = self._connection.bind()
        except self._errors as error:
            raise ConnectionLost(_sentence(error)) from error
        if not bound:
            result = self._connection.result or {}
            self.close()
            if result.get("result") == _INVALID_CREDENTIALS:
                raise RefusedBind(_reason(str(result.get("message", ""))))
            raise ConnectionLost(f"the bind ends with {result.get('description', 'no answer')}")

    def context(self, name: str) -> str:
        """A naming context of the rootDSE: ``defaultNamingContext``. Raises ConnectionLost if it does not say one."""
        info = self._connection.server.info
        values = [] if info is None else info.other.get(name, [])
        if not values:
            raise ConnectionLost(f"the rootDSE has no {name}; give a base: ldaps://.../DC=corp,DC=example")
        return str(values[0])

    def search(self, base: str, query_filter: str, attributes: Sequence[str]) -> Iterator[dict[str, Any]]:
        """The entries below *base*, page by page, without referrals. Raises ConnectionLost.

        A result that is no success raises too: half of the holders of a mapping is worse than none.
        """
        cookie: Any = None
        while True:
            try:
                self._connection.search(
                    base,
                    query_filter,
                    attributes=list(attributes),
                    time_limit=self._seconds,
                    paged_size=_PAGE,
                    paged_cookie=cookie,
                )
            except self._errors as error:
                raise ConnectionLost(_sentence(error)) from error
            result = self._connection.result or {}
            if result.get("result") != 0:
                raise ConnectionLost(self._unsearchable(base, result))
            yield from (e for e in self._connection.response or () if e.get("type") == "searchResEntry")
            cookie = (result.get("controls") or {}).get(_PAGES, {}).get("value", {}).get("cookie")
            if not cookie:
                return

    def _unsearchable(self, base: str, result: dict[str, Any]) -> str:
        if result.get("result") == _NO_SUCH_OBJECT:
            return f"there is no '{base}'; the base in the address is the name of the domain: DC=corp,DC=example"
        if not self._connection.user:
            return "it answers to accounts only; write the one that asks into the address: ldaps://user@..."
        message = " ".join(str(result.get("message", "")).split())[:160]
        return f"the search ends with {result.get('description', 'no answer')}. {message}"

    def close(self) -> None:
        """Says good-bye where that is still possible."""
        try:
            self._connection.unbind()
        except Exception:  # whatever state it is in, it is given up
            return


def escaped(value: str | bytes) -> str:
    """RFC 4515: everything that a filter could read otherwise, as bytes; of binary values every byte."""
    if isinstance(value, bytes):
        return "".join(f"\\{byte:02x}" for byte in value)
    special = set(b"\\*()\0")
    return "".join(f"\\{byte:02x}" if byte in special or byte > 0x7E else chr(byte) for byte in value.encode("utf-8"))


def _library() -> Any:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", DeprecationWarning)  # ldap3 2.9.1 with pyasn1 >= 0.6.1
        try:
            import ldap3
        except ImportError as error:
            raise DirectoryError(
                'a live directory needs ftplint[ldap]: pip install ".[ldap]" in a clone of ftplint'
            ) from error
    return ldap3


def _handshake(access: LdapAccess) -> Callable[..., None]:
    """What ldap3 calls for TLS. Python itself verifies chain and name: ldap3's own comparison of names knows no
    addresses from Python 3.12 on (directory.md 6). Raises DirectoryError for a CA file that holds no certificates."""
    try:
        context = ssl.create_default_context(cafile=access.ca_file)
    except OSError as error:
        raise DirectoryError(f"{access.ca_file}: these are no CA certificates in PEM") from error

    def handshake(connection: Any, do_handshake: bool = True) -> None:
        name = access.name or access.address.host
        connection.socket = context.wrap_socket(
            connection.socket, do_handshake_on_connect=do_handshake, server_hostname=name
        )

    return handshake


def _reason(message: str) -> str:
    code = message.partition("data ")[2].partition(",")[0].strip()
    return _REASONS.get(code, f"invalid credentials {code}".strip())


def _sentence(error: BaseException) -> str:
    """What happened, in words that say what to do where that is known."""
    text = _PLACE.sub("", " ".join(str(error).split())).replace("\\", "")
    text = _TUPLE.split(text)[0].lstrip("(\"'") or type(error).__name__  # ldap3 wraps tuples around texts
    if "CERTIFICATE_VERIFY_FAILED" in text:
        why = text.partition("certificate verify failed:")[2].strip(" .")
        hint = "use that name, or say which one to expect" if "mismatch" in why else "name the file of its CA"
        return f"its certificate is not trusted: {why}; {hint}"
    if "invalid server address" in text:
        return "there is no such host"
    if "timed out" in text:
        return "no answer in time"
    return f"no answer: {text[:300]}"
