"""Sites that keep a certificate of their own where siteDefaults has one, or where all other sites share one.

Renewing that of siteDefaults, or of the others, does not reach them.
"""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from ftplint.schema import PLACEHOLDER, is_thumbprint
from ftplint.source import Problem

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from ftplint.configuration import EffectiveElement, Site
    from ftplint.detectors.subject import Subject

_HASH = "serverCertHash"
_SETTING = f"ftpServer/security/ssl/@{_HASH}"
_OTHERS = 4
"""So many other sites at least make a rule, to which one site is the exception."""


def find(subject: Subject) -> Iterator[Problem]:
    """A problem for each FTP site whose own thumbprint is not that of siteDefaults, or not the one of all others."""
    configuration = subject.configuration
    if not configuration.serves_ftp:
        return
    if configuration.site_defaults is None or (
        configuration.site_defaults.find("security/ssl").value(_HASH).text in ("", PLACEHOLDER)
    ):
        yield from _odd_one(configuration.ftp_sites_where(_has_certificate))
        return
    common = configuration.site_defaults.find("security/ssl").value(_HASH)
    if common.origin is None:
        return

    def differs(ftp: EffectiveElement) -> bool:
        own = ftp.find("security/ssl").value(_HASH)
        return own.text not in ("", common.text) and own.origin is not None

    for site in configuration.ftp_sites_where(differs):
        own = site.ftp.find("security/ssl").value(_HASH)
        if own.origin is None:
            continue
        place = own.origin.place(site.ftp_element, _HASH)
        related = ((common.origin.place(attribute=_HASH), "the certificate of siteDefaults"),)
        facts = {"value": own.text, "reason": "renewing that of siteDefaults does not reach it"}
        yield Problem("certificate-unlike-defaults", place, facts, site.name, _SETTING, related)


def _has_certificate(ftp: EffectiveElement) -> bool:
    text = ftp.find("security/ssl").value(_HASH).text
    return is_thumbprint(text) and text != PLACEHOLDER


def _odd_one(sites: Sequence[Site]) -> Iterator[Problem]:
    """Of *sites* with certificates the one whose is not that of all others; none where its host names are of another
    domain."""
    values = {id(ftp): ftp.find("security/ssl").value(_HASH) for ftp in {site.ftp for site in sites}}
    if len({value.text for value in values.values()}) != 2:
        return
    bound = [(site, values[id(site.ftp)]) for site in sites]
    counts = Counter([value.text for _, value in bound])
    if min(counts.values()) != 1 or max(counts.values()) < _OTHERS:
        return
    common, odd = (text for text, _ in counts.most_common())
    domains = {domain for site, value in bound if value.text == common for domain in _domains(site)}
    site, own = next((site, value) for site, value in bound if value.text == odd)
    if own.origin is None or not _domains(site) <= domains:
        return
    reason = f"the {counts[common]} other sites with one share {common}"
    facts = {"value": own.text, "reason": reason}
    yield Problem("certificate-unlike-defaults", own.origin.place(site.ftp_element, _HASH), facts, site.name, _SETTING)


def _domains(site: Site) -> set[str]:
    """The domains that the host names of *site* are in."""
    return {binding.host.lower().partition(".")[2] for binding in site.bindings if binding.host}
