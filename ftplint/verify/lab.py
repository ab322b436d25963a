"""The lab: everything a reference server and its clients need, made anew in a fraction of a second.

A certificate authority, a server certificate, a revocation list, a client certificate for each way to fail, and the
directory whose accounts go with them. The lab's accounts are in the domain CORP, corp.example.
"""

from __future__ import annotations

import contextlib
import re
import secrets
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING, Protocol

from cryptography.x509.oid import ExtendedKeyUsageOID

from ftplint.access_list import keep_private
from ftplint.evidence import (
    Account,
    Certificates,
    MemoryDirectory,
    StoredCertificate,
    certificate_facts,
    strong_mappings,
)
from ftplint.named_tuple import NamedTuple
from ftplint.schema import PLACEHOLDER, is_thumbprint
from ftplint.verify.authority import Authority, Issued

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import datetime

EXAMPLE_THUMBPRINT = "a909502dd82ae41433e6f83886b00d4277a32a7b"
"""The thumbprint in the examples of rules and in the demo: the lab's server certificate stands in for it."""
PASSWORD = "Lab-Passw0rd"
"""Of ``alice``, a user of the domain, and of ``jane``, a local account; no other account has one."""
CLIENTS = (
    *("mapped", "disabled", "weak", "unmapped", "twice", "untrusted", "expired", "revoked", "no-usage"),
    *("second", "other-sid"),
)
"""The client certificates. ``second`` is one more that maps to an account: for data connections with another one.
``other-sid`` names an account by its UPN, and holds the SID of another."""
_DOMAIN_SID = "S-1-5-21-1111111111-2222222222-3333333333"
_SUFFIX = "corp.example"


class Known(Protocol):
    """What an example says of a certificate of the server."""

    @property
    def thumbprint(self) -> str:
        """In any letter case."""

    @property
    def store(self) -> str:
        """Its store, empty where nobody says."""

    @property
    def name(self) -> str:
        """Whom it is for."""

    @property
    def has_key(self) -> bool:
        """Whether the server has its key."""

    @property
    def not_before(self) -> datetime:
        """When it begins,"""

    @property
    def not_after(self) -> datetime:
        """and when it ends."""

    @property
    def for_servers(self) -> bool:
        """Whether it is for Server Authentication."""

    @property
    def hosts(self) -> tuple[str, ...]:
        """Its DNS names."""


class Client(NamedTuple):
    """One client certificate. ``user`` is the account that its scenario names at USER."""

    name: str
    user: str
    issued: Issued


class ChangingDirectory(MemoryDirectory):
    """The lab's directory for one server, in which passwords change."""

    def change_passwords(self) -> None:
        """From now on nobody knows the password of any account."""
        changed = secrets.token_urlsafe()
        accounts = [one._replace(password=changed if one.password else None) for one in self.accounts]
        super().__init__(accounts)


class Lab:
    """Everything in memory; ``write`` puts it into a folder for other programs."""

    def __init__(self, now: datetime | None = None) -> None:
        self.authority = Authority("Lab Issuing CA", now)
        self.stranger = Authority("Some Other CA", now)
        self.server = self.authority.server()
        self.clients = {name: self._client(name, number) for number, name in enumerate(CLIENTS)}
        self.crl = self.authority.revocation_list([self.clients["revoked"].issued])
        self.directory = MemoryDirectory(self._accounts())
        self.certificates = Certificates([self._stored(None)])
        self._folder: tempfile.TemporaryDirectory[str] | None = None

    def stand_ins(self, thumbprints: set[str]) -> Certificates:
        """The lab's store, in which its server certificate answers to *thumbprints* as well.

        Not to the one that the documentation prints: that is no certificate anywhere.
        """
        wanted = sorted(t.lower() for t in thumbprints if is_thumbprint(t))
        return Certificates([self._stored(None), *(self._stored(t) for t in wanted if t != PLACEHOLDER)])

    def store(self, known: Iterable[Known], day: datetime) -> Certificates:
        """Certificates like those that an example knows of: their stores, names, days, use and keys.

        *day* is that of the example, so days are as far from now as they are from it there.
        """
        found = []
        for one in known:
            hosts = ("localhost", *one.hosts)
            shift = self.authority.now - day
            span = (one.not_before + shift, one.not_after + shift)
            issued = self.authority.server(hosts, name=one.name, span=span, for_servers=one.for_servers)
            thumbprint = self.adapted(one.thumbprint).lower()
            facts = certificate_facts(issued.certificate)._replace(thumbprint=thumbprint)
            key = issued.key if one.has_key else None
            found.append(StoredCertificate(facts, one.store, issued.certificate, one.has_key, key, (), "the lab"))
        return Certificates(found)

    @property
    def thumbprint(self) -> str:
        """Of the server certificate, lower case."""
        return certificate_facts(self.server.certificate).thumbprint

    def adapted(self, configuration: str) -> str:
        """The text of a rule's example with the lab's own thumbprint in the place of the examples'."""
        return re.sub(EXAMPLE_THUMBPRINT, self.thumbprint, configuration, flags=re.IGNORECASE)

    def in_examples(self, thumbprint: str) -> str:
        """What the examples call the certificate with that thumbprint."""
        return EXAMPLE_THUMBPRINT if thumbprint == self.thumbprint else thumbprint

    @property
    def folder(self) -> Path:
        """A folder with the lab, for clients: written once, and gone with the lab."""
        if self._folder is None:
            self._folder = tempfile.TemporaryDirectory(prefix="ftplint-lab-")
            self.write(Path(self._folder.name))
        return Path(self._folder.name)

    def write(self, folder: Path) -> None:
        """``ca.pem server.pem crl.pem directory.ldif clients/NAME.pem``; keys are readable by their owner only.

        On Windows by an access control list, where administrators and the system have access too.
        """
        clients = folder / "clients"
        new = not folder.exists()
        clients.mkdir(parents=True, exist_ok=True)
        if new:  # a folder that was there keeps its mode: it may be /tmp
            folder.chmod(0o700)
            _private(folder)
        (folder / "ca.pem").write_bytes(self.authority.pem())
        (folder / "crl.pem").write_bytes(self.crl)
        (folder / "directory.ldif").write_text(self.ldif(), encoding="utf-8")
        private = {folder / "server.pem": self.server.pem()}
        private |= {clients / f"{client.name}.pem": client.issued.pem() for client in self.clients.values()}
        for path, content in private.items():
            path.touch(mode=0o600)
            _private(path)
            path.write_bytes(content)

    def ldif(self) -> str:
        """The directory as an LDIF export; the password of alice is in it, which no real export has."""
        records = []
        for account in self.directory.accounts:
            lines = [f"dn: {account.dn}", "changetype: add", f"sAMAccountName: {account.name}"]
            optional = {
                "userPrincipalName": account.upn,
                "objectSid": account.sid,
                "msIIS-FTPRoot": account.ftp_root,
                "msIIS-FTPDir": account.ftp_dir,
            }
            lines += [f"{name}: {value}" for name, value in optional.items() if value]
            lines += [f"altSecurityIdentities: {value}" for value in account.mappings]
            lines += [f"memberOf: CN={group},CN=Users,DC=corp,DC=example" for group in account.groups]
            lines.append(f"userAccountControl: {account.control}")
            if account.password:
                lines.append(f"userPassword: {account.password}")
            records.append("\n".join(lines))
        return "\n\n".join(records) + "\n"

    def _client(self, name: str, number: int) -> Client:
        user = _USERS.get(name, name)
        authority = self.stranger if name == "untrusted" else self.authority
        own = {"mapped": 1104 + number, "other-sid": 1999}.get(name)
        sid = None if own is None else f"{_DOMAIN_SID}-{own}"
        usage = ExtendedKeyUsageOID.EMAIL_PROTECTION if name == "no-usage" else ExtendedKeyUsageOID.CLIENT_AUTH
        upn = None if name in ("unmapped", "twice") else f"{user}@{_SUFFIX}"
        issued = authority.client(user, upn=upn, sid=sid, usage=usage, expired=name == "expired")
        return Client(name, user, issued)

    def _accounts(self) -> list[Account]:
        accounts = []
        for number, client in enumerate(self.clients.values()):
            if client.name == "unmapped":
                continue
            known = certificate_facts(client.issued.certificate)
            first = next(iter(strong_mappings(known)))
            base = Account(
                client.user,
                f"CN={client.user},CN=Users,DC=corp,DC=example",
                f"{client.user}@{_SUFFIX}",
                f"{_DOMAIN_SID}-{1104 + number}",
                () if client.name in ("weak", "other-sid") else (first,),
                control=0x202 if client.name == "disabled" else 0x200,
                groups=("FtpUsers", "Partners"),
                password=PASSWORD if client.name == "mapped" else None,
                domain="CORP",
                ftp_root="D:\\homes" if client.name == "mapped" else "",
                ftp_dir=client.user if client.name == "mapped" else "",
            )
            accounts.append(base)
            if client.name == "twice":
                again = f"{client.user}2"
                dn, upn = f"CN={again},CN=Users,DC=corp,DC=example", f"{again}@{_SUFFIX}"
                accounts.append(base._replace(name=again, dn=dn, upn=upn, sid=f"{_DOMAIN_SID}-1190"))
        accounts.append(Account("jane", "CN=jane", groups=("Users",), password=PASSWORD))
        return accounts

    def _stored(self, thumbprint: str | None) -> StoredCertificate:
        known = certificate_facts(self.server.certificate)
        if thumbprint is not None:
            known = known._replace(thumbprint=thumbprint.lower())
        return StoredCertificate(known, "MY", self.server.certificate, True, self.server.key, (), "the lab")


_USERS = {"mapped": "alice", "second": "zoe"}
"""The logon names of the certificates whose name is no name of a person; others are called as their certificate."""


def _private(path: Path) -> None:
    """For Windows, where a mode keeps nobody out. Without access control lists (FAT) it stays readable."""
    with contextlib.suppress(OSError):
        keep_private(path)
