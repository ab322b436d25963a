"""Facts from outside the file, held against it: server certificates, and which accounts client certificates map to.

The facts come as plain data, so that this layer needs no cryptography; ``ftplint.evidence`` makes them.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from ftplint.configuration import SITE
from ftplint.source import Problem

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import datetime

    from ftplint.configuration import Configuration, Site, Value
    from ftplint.detectors.subject import Subject
    from ftplint.evidence import KnownCertificate, KnownClient
    from ftplint.source import Place

_HASH = re.compile(r"[0-9a-f]{40}\Z")
_PLACEHOLDER = "57686f6120447564652c2049495320526f636b73"
_SETTING = "ftpServer/security/ssl/@serverCertHash"
_LOGON = "ftpServer/security/authentication/clientCertAuthentication/@enabled"


def find(subject: Subject) -> Iterator[Problem]:
    """What is wrong with the certificates that the sites name, and with the clients that are to log in."""
    configuration, outside = subject.configuration, subject.outside
    if outside is None or not configuration.serves_ftp:
        return
    if outside.certificates is not None:
        known = _by_thumbprint(outside.certificates)
        told: set[tuple[str, Place]] = set()
        for site in configuration.ftp_sites:
            for problem in _of_site(site, known, outside.now):
                if problem.site is None and (problem.kind, problem.place) in told:
                    continue  # the same value of siteDefaults, told once
                told.add((problem.kind, problem.place))
                yield problem
    yield from _of_clients(configuration, outside.clients)


def _by_thumbprint(certificates: tuple[KnownCertificate, ...]) -> dict[str, list[KnownCertificate]]:
    found: dict[str, list[KnownCertificate]] = {}
    for certificate in certificates:
        found.setdefault(certificate.thumbprint.lower(), []).append(certificate)
    return found


def _of_site(site: Site, known: dict[str, list[KnownCertificate]], now: datetime) -> Iterator[Problem]:
    ssl = site.ftp.find("security/ssl")
    value = ssl.value("serverCertHash")
    if not _HASH.match(value.text) or value.text == _PLACEHOLDER:
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
    if not certificate.for_servers:
        yield _problem("server-usage-missing", site, value, element=name)
    if certificate.weak:
        yield _problem("server-certificate-weak", site, value, element=name, reason=certificate.weak)
    hosts = [binding.host for binding in site.bindings if binding.host and not _covered(binding.host, certificate)]
    if hosts and certificate.hosts:
        names, has = ", ".join(dict.fromkeys(hosts)), ", ".join(certificate.hosts)
        yield _problem("host-not-in-certificate", site, value, own=True, element=name, expected=names, permitted=has)


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


def _of_clients(configuration: Configuration, clients: tuple[KnownClient, ...]) -> Iterator[Problem]:
    """One problem for each client certificate that logs nobody in, where certificates are to log in at all."""
    path = "security/authentication/clientCertAuthentication"
    site = next((s for s in configuration.ftp_sites if s.ftp.find(path).value("enabled").text == "true"), None)
    if site is None:
        return
    origin = site.ftp.find(path).value("enabled").origin
    assert origin is not None  # the schema's default is false
    place = origin.place(site.ftp_element, "enabled")
    for client in clients:
        kind = _KINDS.get(client.outcome)
        if kind is not None:
            facts = {"value": client.name, "path": client.source, "element": client.account, "reason": client.outcome}
            yield Problem(kind, place, {**facts, "expected": client.by}, None, _LOGON)


_KINDS = {
    "nobody": "client-certificate-unmapped",
    "other-sid": "client-certificate-of-another-sid",
    "weak": "client-certificate-mapped-weakly",
    "several": "client-certificate-mapped-twice",
    "disabled": "client-account-unusable",
    "locked": "client-account-unusable",
    "expired": "client-account-unusable",
}
