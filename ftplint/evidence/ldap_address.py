"""Where a live directory is, and how it is trusted: the address, the CA, the name in the server's certificate."""

from __future__ import annotations

import os
from pathlib import Path
from urllib.parse import unquote, urlsplit

from ftplint.evidence.accounts import DirectoryError
from ftplint.named_tuple import NamedTuple

PASSWORD = "FTPLINT_LDAP_PASSWORD"
"""The environment variable with the password of the account that asks."""
SECONDS = 5
"""How long each connect, TLS handshake and answer may take."""


class LdapAddress(NamedTuple):
    """``ldaps://user@host:port/base``: the bind name may be percent-encoded, the password comes from outside."""

    host: str
    port: int
    user: str
    base: str

    def __str__(self) -> str:
        host = f"[{self.host}]" if ":" in self.host else self.host
        return f"ldaps://{host}:{self.port}"


class LdapAccess(NamedTuple):
    """Everything that a connection needs. ``ca_file`` is a PEM file, None for the CAs that this machine trusts.

    ``name`` is the one that the server's certificate must bear; None for the host of the address.
    """

    address: LdapAddress
    password: str
    ca_file: str | None = None
    name: str | None = None
    seconds: int = SECONDS


def parse_address(url: str) -> LdapAddress:
    """Raises DirectoryError if *url* is no address of a directory, or one that would show a password to the network."""
    try:
        parts = urlsplit(url)
        host, port = parts.hostname, parts.port or 636
    except ValueError as error:
        raise DirectoryError(f"'{url}': {error}") from error
    if parts.scheme == "ldap":
        raise DirectoryError(f"'{url}' sends passwords in clear and domain controllers refuse it; write ldaps://")
    if parts.scheme != "ldaps" or not host:
        hint = "write ldaps://user@dc1.corp.example/DC=corp,DC=example"
        raise DirectoryError(f"'{url}' is no address of a directory; {hint}")
    if parts.password is not None:
        raise DirectoryError(f"a password does not belong in the address; set {PASSWORD}")
    return LdapAddress(host, port, unquote(parts.username or ""), unquote(parts.path.lstrip("/")))


def access(
    url: str,
    password: str | None = None,
    ca_file: str | None = None,
    name: str | None = None,
    seconds: int = SECONDS,
) -> LdapAccess:
    """Without *password* that of the environment. Raises DirectoryError for what cannot work."""
    address = parse_address(url)
    known = os.environ.get(PASSWORD, "") if password is None else password
    if address.user and not known:
        raise DirectoryError(f"{address}: an empty password is no bind; set {PASSWORD}")
    if ca_file is not None and not Path(ca_file).is_file():
        raise DirectoryError(f"{ca_file}: there is no such file of CA certificates")
    return LdapAccess(address, known, ca_file, name, seconds)
