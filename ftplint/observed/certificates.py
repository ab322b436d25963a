"""The certificates of a bundle: those of the server, and what the directory makes of the given ones of clients."""

from __future__ import annotations

import base64
import binascii
from typing import TYPE_CHECKING, Any

from ftplint.evidence import Account, EvidenceError, KnownCertificate, MemoryDirectory, time_of, weakness
from ftplint.named_tuple import NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from datetime import datetime

    from ftplint.evidence import Bundle, CertificateFacts

GIVEN = "given"
"""The store of client certificates that the collector was given: no store of the server."""
_FOR_SERVERS = frozenset({"1.3.6.1.5.5.7.3.1", "2.5.29.37.0"})
"""Server Authentication, and any usage."""
_DISABLED = 0x202


class SeenClient(NamedTuple):
    """A given client certificate, and the outcome of its mapping."""

    name: str
    source: str
    outcome: str
    account: str
    by: str


def of_server(bundle: Bundle) -> Iterator[KnownCertificate]:
    """The certificates of the stores. Raises EvidenceError for a time that no calendar has, or DER not in base64."""
    services = bundle.parts.get("server", {}).get("services") or ()
    account = next((one.get("account") or "" for one in services if one["name"].lower() == "ftpsvc"), "")
    for number, one in enumerate(bundle.parts["certificates"]["certificates"]):
        if one["store"].lower() == GIVEN:
            continue
        usages, readers = one.get("enhancedKeyUsage"), one.get("keyReadable")
        yield KnownCertificate(
            one["thumbprint"].lower(),
            one["store"],
            _common_name(one["subject"]),
            one["hasPrivateKey"],
            _time(one["notBefore"], bundle, number),
            _time(one["notAfter"], bundle, number),
            not usages or not _FOR_SERVERS.isdisjoint(usages),
            "" if (facts := _facts(one, bundle, number)) is None else weakness(facts),
            tuple(one.get("dnsNames", ())),
            None if readers is None else tuple(readers),
            tuple(one.get("chain") or ()),
            account,
        )


def of_clients(bundle: Bundle, now: datetime) -> Iterator[SeenClient]:
    """The given client certificates, of which it is certain what the directory makes. Raises EvidenceError."""
    from ftplint.evidence import map_certificate

    by_thumbprint = {
        one["thumbprint"].lower(): (number, one)
        for number, one in enumerate(bundle.parts.get("certificates", {}).get("certificates", ()))
        if one.get("der")
    }
    for given in bundle.parts.get("accounts", {}).get("clientCertificates") or ():
        number, one = by_thumbprint.get(given["thumbprint"].lower(), (0, None))
        facts = None if one is None else _facts(one, bundle, number)
        if facts is None:
            continue
        verdict = map_certificate(facts, MemoryDirectory(map(_account, given["accounts"])), now)
        unsure = (facts.sid or facts.upn) and not (given["accounts"] and all(a.get("upn") for a in given["accounts"]))
        if verdict.outcome == "nobody" and unsure:
            continue  # an account that the certificate names by itself may not be in the list
        account = "" if verdict.account is None else verdict.account.name
        yield SeenClient(facts.name, f"{bundle.path}: {facts.thumbprint}", verdict.outcome, account, verdict.by)


def _account(one: Mapping[str, Any]) -> Account:
    domain, _, name = one["name"].rpartition("\\")
    return Account(
        name,
        dn=one["name"],
        upn=one.get("upn") or "",
        sid=one.get("sid") or "",
        mappings=tuple(one.get("altSecurityIdentities", ())),
        control=_DISABLED if one.get("enabled") is False or one.get("expired") is True else 0x200,
        locked=one.get("locked") is True,
        domain=domain,
    )


def _facts(one: Mapping[str, Any], bundle: Bundle, number: int) -> CertificateFacts | None:
    """What the certificate itself says; None without it, without the library for it, and for one that this cannot
    read."""
    if not one.get("der"):
        return None
    try:
        from cryptography import x509

        from ftplint.evidence import certificate_facts
    except ImportError:
        return None
    try:
        der = base64.b64decode(one["der"], validate=True)
    except binascii.Error as error:
        place = f"certificates.certificates[{number}].der"
        raise EvidenceError(f"{bundle.path}: certificates.json: {place} is no base64") from error
    try:
        return certificate_facts(x509.load_der_x509_certificate(der))
    except ValueError:  # Windows takes certificates that the library does not
        return None


def _time(text: str, bundle: Bundle, number: int) -> datetime:
    try:
        return time_of(text)
    except ValueError as error:
        place = f"certificates.certificates[{number}]"
        raise EvidenceError(f"{bundle.path}: certificates.json: {place}: '{text}' is no time") from error


def _common_name(subject: str) -> str:
    """The common name in a distinguished name as Windows prints it, or all of it."""
    for part in subject.split(","):
        label, equals, name = part.strip().partition("=")
        if equals and label.strip().upper() == "CN" and name.strip():
            return name.strip().strip('"')
    return subject
