"""``--certificates``: the server's certificates, held against the thumbprints that the sites name."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

from ftplint.configuration import SITE
from ftplint.evidence import KnownCertificate
from ftplint.schema import PLACEHOLDER, is_thumbprint
from ftplint.source import Problem

if TYPE_CHECKING:
    from argparse import ArgumentParser, Namespace
    from collections.abc import Iterator, Sequence

    from ftplint.configuration import Site, Value
    from ftplint.detectors import Subject
    from ftplint.evidence import Bundle
    from ftplint.source import Place

_SETTING = "ftpServer/security/ssl/@serverCertHash"
_SOON = timedelta(days=30)
"""How long before its end a certificate is reported."""

EXAMPLE = (
    "certificate",
    {
        "thumbprint": "",
        "store": "",
        "name": "ftp.example.com",
        "key": "true",
        "from": "2026-01-01",
        "to": "2027-01-01",
        "server": "true",
        "weak": "",
        "hosts": "",
        "readers": "",
        "chain": "",
    },
)


def add_arguments(parser: ArgumentParser) -> None:
    """--certificates."""
    parser.add_argument(
        "--certificates", metavar="PATH", help="the server's certificates: a folder, an exported list, or 'machine'"
    )


def gather(options: Namespace, now: datetime) -> tuple[KnownCertificate, ...] | None:
    """The certificates at ``options.certificates``. Raises EvidenceError."""
    del now
    if options.certificates is None:
        return None
    from ftplint.evidence import read_certificates, weakness

    return tuple(
        KnownCertificate(
            thumbprint=one.facts.thumbprint,
            store=one.store,
            name=one.facts.name,
            has_key=one.has_key,
            not_before=one.facts.not_before,
            not_after=one.facts.not_after,
            for_servers=one.facts.for_servers,
            weak=weakness(one.facts),
            hosts=one.facts.hosts,
        )
        for one in read_certificates(options.certificates).stored
    )


def of_bundle(bundle: Bundle, now: datetime) -> tuple[KnownCertificate, ...] | None:
    """The certificates of the server; those of clients that were given to the collector are none of them."""
    del now
    if "certificates" not in bundle.parts:
        return None
    from ftplint.observed import server_certificates

    return tuple(server_certificates(bundle))


def KINDS(facts: tuple[KnownCertificate, ...], path: str) -> tuple[str, ...]:
    """The certificates of the server."""
    del facts, path
    return ("certificates",)


def from_example(elements: Sequence[dict[str, str]]) -> tuple[KnownCertificate, ...]:
    """The certificates of an example."""
    return tuple(
        KnownCertificate(
            thumbprint=one["thumbprint"].lower(),
            store=one["store"],
            name=one["name"],
            has_key=one["key"] == "true",
            not_before=datetime.fromisoformat(one["from"]).replace(tzinfo=UTC),
            not_after=datetime.fromisoformat(one["to"]).replace(tzinfo=UTC),
            for_servers=one["server"] == "true",
            weak=one["weak"],
            hosts=tuple(one["hosts"].split()),
            readers=tuple(name.strip() for name in one["readers"].split(";")) if one["readers"] else None,
            chain=tuple(one["chain"].split()),
            account="LocalSystem",
        )
        for one in elements
    )


def elements(facts: tuple[KnownCertificate, ...]) -> Iterator[str]:
    """The facts as elements of ``server/evidence``."""
    from ftplint.observed import certificate_elements

    return certificate_elements(facts)


def find(subject: Subject, facts: tuple[KnownCertificate, ...], now: datetime) -> Iterator[Problem]:
    """What is wrong with the certificates that the sites name; a value of siteDefaults is reported once."""
    known = _by_thumbprint(facts)
    latest = _latest(facts, now)
    reported: set[tuple[str, Place]] = set()
    for site in subject.configuration.ftp_sites:
        for problem in _of_site(site, known, latest, now):
            if problem.site is None and (problem.kind, problem.place) in reported:
                continue
            reported.add((problem.kind, problem.place))
            yield problem


def _by_thumbprint(certificates: tuple[KnownCertificate, ...]) -> dict[str, list[KnownCertificate]]:
    found: dict[str, list[KnownCertificate]] = {}
    for certificate in certificates:
        found.setdefault(certificate.thumbprint.lower(), []).append(certificate)
    return found


Latest = dict[tuple[frozenset[str], str], KnownCertificate]
"""By the names that a certificate is for and the store in lower case: the one that is valid longest, and now."""


def _latest(certificates: tuple[KnownCertificate, ...], now: datetime) -> Latest:
    found: Latest = {}
    for one in certificates:
        if one.has_key and one.for_servers and one.not_before <= now < one.not_after:
            key = (_names(one), one.store.lower())
            if key not in found or found[key].not_after < one.not_after:
                found[key] = one
    return found


def _of_site(
    site: Site,
    known: dict[str, list[KnownCertificate]],
    latest: Latest,
    now: datetime,
) -> Iterator[Problem]:
    ssl = site.ftp.find("security/ssl")
    value = ssl.value("serverCertHash")
    if not is_thumbprint(value.text) or value.text == PLACEHOLDER:
        return  # rules on the file say so
    store = ssl.value("serverCertStoreName").text
    every = known.get(value.text, [])
    here = [one for one in every if not one.store or one.store.lower() == store.lower()]
    if not here:
        where = ", ".join(sorted({one.store for one in every}))
        hint = f"It is in the store {where}." if where else ""
        yield _problem("certificate-not-in-store", site, value, section=store, hint=hint)
        return
    certificate = max(here, key=lambda one: one.has_key)
    name = certificate.name
    if not certificate.has_key:
        yield _problem("private-key-missing", site, value, section=store, element=name)
    if not certificate.not_before <= now < certificate.not_after:
        late = now >= certificate.not_after
        day = (certificate.not_after if late else certificate.not_before).date()
        reason = f"expired on {day}" if late else f"is not valid before {day}"
        yield _problem("server-certificate-out-of-date", site, value, element=name, reason=reason)
    elif certificate.not_after - now <= _SOON:
        left = (certificate.not_after - now).days
        reason = f"{certificate.not_after.date()}, in {left} {'day' if left == 1 else 'days'}"
        yield _problem("server-certificate-expires-soon", site, value, element=name, reason=reason)
    newer = _newer(certificate, store, latest)
    if newer is not None:
        end, where = str(newer.not_after.date()), newer.store or store
        facts = {"element": name, "expected": newer.thumbprint, "reason": end, "section": where}
        yield _problem("newer-certificate-in-store", site, value, own=False, **facts)
    if not certificate.for_servers:
        yield _problem("server-usage-missing", site, value, element=name)
    if certificate.weak:
        yield _problem("server-certificate-weak", site, value, element=name, reason=certificate.weak)
    yield from _of_key_and_chain(certificate, site, value)
    hosts = [binding.host for binding in site.bindings if binding.host and not _covered(binding.host, certificate)]
    if hosts and certificate.hosts:
        names, has = ", ".join(dict.fromkeys(hosts)), ", ".join(certificate.hosts)
        yield _problem("host-not-in-certificate", site, value, own=True, element=name, expected=names, permitted=has)


def _of_key_and_chain(certificate: KnownCertificate, site: Site, value: Value) -> Iterator[Problem]:
    """What Windows itself says of the certificate: who may read its key, and whether its chain holds."""
    readers = certificate.readers
    if certificate.has_key and readers is not None and _reads(certificate.account, readers) is False:
        shown = ", ".join(readers) or "nobody"
        who = {"element": certificate.name, "expected": certificate.account}
        yield _problem("private-key-unreadable", site, value, own=False, permitted=shown, **who)
    broken = [status for status in certificate.chain if status in _BROKEN]
    if broken:
        reason = ", ".join(broken)
        yield _problem("certificate-chain-broken", site, value, element=certificate.name, reason=reason)


def _reads(account: str, readers: tuple[str, ...]) -> bool | None:
    """Whether *account* is one of *readers*; None where a group among them may have it."""
    key = _SPELLED.get(account.lower(), account.lower())
    names = {_SPELLED.get(name.lower(), name.lower()) for name in readers}
    if key in names:
        return True
    services = any(name.startswith("nt service\\") for name in names)  # one of them may be that of FTP
    if not account or services or names & {"everyone", "nt authority\\authenticated users"}:
        return None
    if key == "nt authority\\system":
        return None if "builtin\\administrators" in names else False
    return False if names <= set(_SPELLED.values()) | {"builtin\\administrators"} else None


_SPELLED = {
    "localsystem": "nt authority\\system",
    "system": "nt authority\\system",
    "networkservice": "nt authority\\network service",
    "network service": "nt authority\\network service",
    "localservice": "nt authority\\local service",
}
"""Accounts of services as the list of services has them, and as permissions have them."""
_BROKEN = frozenset(
    {
        *(
            "UntrustedRoot",
            "PartialChain",
            "NotSignatureValid",
            "Revoked",
            "ExplicitDistrust",
            "InvalidBasicConstraints",
        ),
        *("Cyclic", "InvalidNameConstraints", "HasExcludedNameConstraint", "HasNotPermittedNameConstraint"),
    }
)
"""The statuses that say that clients refuse the chain. That its end has expired is said by itself; that a list of
revoked certificates could not be fetched says nothing of the certificate."""


def _newer(certificate: KnownCertificate, store: str, latest: Latest) -> KnownCertificate | None:
    """The certificate for the same names, in the same store, that was made to follow *certificate*."""
    for key in dict.fromkeys((store.lower(), "")):
        one = latest.get((_names(certificate), key))
        if one is not None and one.not_before > certificate.not_before and one.not_after > certificate.not_after:
            return one
    return None


def _names(certificate: KnownCertificate) -> frozenset[str]:
    """What a certificate is for: its DNS names, or its subject where it has none."""
    return frozenset(name.lower() for name in certificate.hosts or (certificate.name,))


def _covered(host: str, certificate: KnownCertificate) -> bool:
    """Whether a DNS name of the certificate is *host*; a wildcard stands for one label."""
    host = host.lower()
    parent = host.partition(".")[2]
    return any(name.lower() in (host, f"*.{parent}") for name in certificate.hosts)


def _problem(kind: str, site: Site, value: Value, *, own: bool = False, **facts: str) -> Problem:
    """A problem at the thumbprint; of a value of siteDefaults it is nobody's *own*, unless it is."""
    origin = value.origin
    assert origin is not None
    shared = origin.layer is not SITE and not own
    place = origin.place(site.ftp_element, "serverCertHash")
    facts = {"value": value.text, **facts}
    return Problem(kind, place, facts, None if shared else site.name, _SETTING)
