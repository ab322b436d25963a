"""What Windows itself has to bring for TLS and for client certificates: Schannel, a domain, NTAuth."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ftplint.observed.authorized import certificates
from ftplint.observed.from_bundle import name_key
from ftplint.observed.places import of_value, started_sites

if TYPE_CHECKING:
    from collections.abc import Iterator

    from ftplint.configuration import Site
    from ftplint.detectors import Subject
    from ftplint.observed.facts import ServerFacts
    from ftplint.source import Problem

_HASH = "ftpServer/security/ssl/@serverCertHash"
_MAPPING = "ftpServer/security/sslClientCertificates/@useActiveDirectoryMapping"


def find(subject: Subject, facts: ServerFacts) -> Iterator[Problem]:
    """The problems of the server, each at the first site that they concern."""
    sites = list(started_sites(subject.configuration))
    with_tls = next((site for site in sites if site.ftp.find("security/ssl").value("serverCertHash").text), None)
    if with_tls is not None and _off("TLS 1.2", facts):
        element = with_tls.ftp.find("security/ssl")
        fact = facts.say(f"Schannel on {facts.computer} has TLS 1.2 switched off for servers")
        yield of_value("tls-1-2-off", with_tls, element, "serverCertHash", _HASH, fact=fact)
    mapped = next((site for site in sites if certificates(site) and _maps(site)), None)
    if mapped is not None:
        yield from _of_mapping(mapped, facts)


def _off(name: str, facts: ServerFacts) -> bool:
    """Whether the registry switches the protocol off; what is not written is the default of Windows."""
    for one in facts.protocols:
        if one.name.lower() == name.lower():
            return one.enabled is False or (one.off_by_default is True and one.enabled is not True)
    return False


def _maps(site: Site) -> bool:
    return site.ftp.find("security/sslClientCertificates").value("useActiveDirectoryMapping").text == "true"


def _of_mapping(site: Site, facts: ServerFacts) -> Iterator[Problem]:
    element = site.ftp.find("security/sslClientCertificates")
    if facts.domain_role.lower().startswith("standalone"):
        fact = facts.say(f"{facts.computer} is a {facts.domain_role.lower()}, in no domain")
        yield of_value("mapping-without-domain", site, element, "useActiveDirectoryMapping", _MAPPING, fact=fact)
        return
    if facts.nt_auth is None:
        return
    for issuer in facts.client_issuers:
        known = facts.issuers.get(name_key(issuer), frozenset())
        if (known or not facts.nt_auth) and not known & facts.nt_auth:
            fact = facts.say(f"the NTAuth store of {facts.computer} has no certificate of '{issuer}'")
            shown = {"value": issuer, "fact": fact}
            yield of_value("issuer-not-in-ntauth", site, element, "useActiveDirectoryMapping", _MAPPING, **shown)
