"""The twin: the reference server with the same file, on loopback, which says what the file says.

Its certificates are made up and have the thumbprints of the file; it knows one account, that of the visitor, with the
right password, a mapped certificate, a home directory, and every group that a rule allows. So whatever it refuses, the
file refuses; what it permits may still fail on a real server for what no file holds.
"""

from __future__ import annotations

import contextlib
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING

from cryptography.x509 import load_pem_x509_crl

from ftplint.evidence import (
    Account,
    Certificates,
    MemoryDirectory,
    StoredCertificate,
    certificate_facts,
    strong_mappings,
)
from ftplint.probe.target import Target, Trust, Visitor
from ftplint.probe.visits import Plan, look
from ftplint.schema import PLACEHOLDER, is_thumbprint
from ftplint.server import ANYWHERE, Options, in_background
from ftplint.server import Trust as ServerTrust
from ftplint.verify import Authority, furnish

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from ftplint.client import Record
    from ftplint.configuration import Configuration, EffectiveElement, Site
    from ftplint.server import BackgroundService, Endpoint

_DOMAIN = "S-1-5-21-1111111111-2222222222-3333333333"


class Twin:
    """A running twin of some sites."""

    def __init__(self, running: BackgroundService, plan: Plan) -> None:
        self._running = running
        self._plan = plan

    def endpoint(self, site: str, port: int, host: str) -> Endpoint | None:
        """Where the twin has a binding of *site*; None if it does not listen there."""
        for one in self._running.listening:
            there = one.endpoint
            if there.port == port and host.lower() in there.hosts and there.hosts[host.lower()].name == site:
                return there
        return None

    def look(self, site: str, endpoint: Endpoint, host: str) -> Record:
        """The same look as at the real server."""
        one = next(one for one in self._running.listening if one.endpoint is endpoint)
        target = Target(one.address, one.port, "localhost", host, endpoint.implicit, self._announced(endpoint))
        return look(target, site, self._plan)

    @property
    def passive_ports(self) -> range | None:
        """The ports of data connections, None where the file names none."""
        return self._running.service.passive_ports

    @property
    def seen_from(self) -> str:
        """The address that restrictions judge."""
        return self._running.service.seen_from

    @staticmethod
    def _announced(endpoint: Endpoint) -> tuple[str, ...]:
        return tuple(site.external_address for site in endpoint.sites if site.external_address)


@contextlib.contextmanager
def twin(configuration: Configuration, sites: Iterable[Site], plan: Plan, seen_from: str) -> Iterator[Twin]:
    """Serves *sites* while the block runs, for the visitor of *plan* who comes from the address *seen_from*.

    Raises OSError where no port is free.
    """
    chosen = tuple(sites)
    names = {site.name for site in chosen}
    authority = Authority("ftplint twin")
    with tempfile.TemporaryDirectory(prefix="ftplint-twin-") as text:
        folder = Path(text)
        (folder / "ca.pem").write_bytes(authority.pem())
        accounts, visitor = _account(configuration, chosen, plan.visitor, authority, folder)
        path = f"{plan.write_test.strip('/')}/file.txt" if plan.write_test else "file.txt"
        furnish(configuration, folder / "root", accounts, path, sites=chosen)
        options = Options(
            folder / "root",
            _certificates(configuration, authority),
            ServerTrust([authority.certificate], [load_pem_x509_crl(authority.revocation_list())]),
            MemoryDirectory(accounts),
            seen_from=seen_from,
        )
        own = plan._replace(visitor=visitor, trust=Trust(folder / "ca.pem"), versions=False)
        with in_background(
            configuration, options, only=lambda endpoint: any(site.name in names for site in endpoint.sites)
        ) as running:
            if any(site.asks_for_names for one in running.listening for site in one.endpoint.sites):
                running.service.seen_from = ANYWHERE  # what name DNS has for this client is not known here
            yield Twin(running, own)


def _certificates(configuration: Configuration, authority: Authority) -> Certificates:
    """One for each thumbprint of the file, in every store; not for that which Microsoft's documentation prints."""
    values = [site.ftp.find("security/ssl").value("serverCertHash").text for site in configuration.ftp_sites]
    if configuration.site_defaults is not None:
        values.append(configuration.site_defaults.find("security/ssl").value("serverCertHash").text)
    wanted = sorted({value.lower() for value in values if is_thumbprint(value)} - {PLACEHOLDER})
    issued = authority.server()
    known = certificate_facts(issued.certificate)
    return Certificates(
        StoredCertificate(known._replace(thumbprint=one), "", issued.certificate, True, issued.key, (), "the twin")
        for one in wanted
    )


def _account(
    configuration: Configuration, sites: Iterable[Site], visitor: Visitor | None, authority: Authority, folder: Path
) -> tuple[tuple[Account, ...], Visitor | None]:
    """The one account, and the visitor with a certificate of the twin's own in the place of the real one."""
    if visitor is None or (visitor.anonymous and visitor.certificate is None):
        return (), visitor
    user = visitor.user.rpartition("|")[2]
    domain, _, name = user.rpartition("\\")
    upn = name if "@" in name else ""
    bare = name.partition("@")[0]
    sid = f"{_DOMAIN}-1104"
    issued = authority.client(bare, upn=upn or f"{bare}@twin.example", sid=sid)
    mapped = next(iter(strong_mappings(certificate_facts(issued.certificate))))
    account = Account(
        bare,
        f"CN={bare},DC=twin,DC=example" if visitor.certificate is not None else f"CN={bare}",
        upn or f"{bare}@twin.example",
        sid,
        (mapped,),
        groups=_groups(configuration, sites),
        password=visitor.password or None,
        domain=domain.strip(".") or _domain(configuration, sites, bare),
        ftp_root="D:\\homes",
        ftp_dir=bare,
    )
    if visitor.certificate is None:
        return (account,), visitor
    file = folder / "client.pem"
    file.touch(mode=0o600)
    file.write_bytes(issued.pem())
    accounts = () if visitor.anonymous else (account,)
    return accounts, Visitor(visitor.user, visitor.password, file)


def authorization(configuration: Configuration, site: Site) -> tuple[EffectiveElement, ...]:
    """The authorization rules at the root of *site*."""
    return configuration.sections.group(site.name.lower()).find("security/authorization").items


def _domain(configuration: Configuration, sites: Iterable[Site], name: str) -> str:
    """The domain that a rule has in front of *name*; empty where none does."""
    for site in sites:
        for item in authorization(configuration, site):
            for user in item.value("users").text.split(","):
                domain, backslash, bare = user.strip().rpartition("\\")
                if backslash and bare.lower() == name.lower():
                    return domain
    return ""


def _groups(configuration: Configuration, sites: Iterable[Site]) -> tuple[str, ...]:
    """Those that a rule allows and none denies, at the root of a site: where the groups of an account are not known,
    it is taken to be in them."""
    allowed: dict[str, None] = {}
    denied: set[str] = set()
    for site in sites:
        for item in authorization(configuration, site):
            roles = [role.strip().rpartition("\\")[2] for role in item.value("roles").text.split(",") if role.strip()]
            if item.value("accessType").text == "Allow":
                allowed.update(dict.fromkeys(roles))
            else:
                denied.update(role.lower() for role in roles)
    return tuple(role for role in allowed if role.lower() not in denied)
