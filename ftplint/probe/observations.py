"""What a probe saw of the undocumented points, as a file without names: ``ftplint probe --observe FILE``.

What the file of the server says is believed only as far as replies cannot contradict it: another file may be in force.
"""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING

from ftplint import __version__
from ftplint.observations import Observations, Server, Session, as_json, nameless_lines, observe
from ftplint.probe.turns import turns
from ftplint.server import SiteSettings

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from ftplint.client import Exchange, Record, Visit
    from ftplint.configuration import Configuration

_ANONYMOUS = ("anonymous", "ftp")
_TLS = re.compile(r"SSLv3|TLSv1(\.[0-3])?")
_OF_ALL = frozenset({"everyone", "guests"})
_TRANSFERS = ("LIST", "NLST", "RETR", "STOR", "APPE")


def observed_text(records: Sequence[Record], configuration: Configuration, secret: str = "") -> str:
    """The text of a file of observations, which has none of a server that is not IIS. *secret* is the password, in case
    a server sends it back."""
    sites = {site.name: SiteSettings(configuration, site) for site in configuration.ftp_sites}
    known = [_without_versions(record) for record in records if record.site in sites and _is_iis(record)]
    defaults = configuration.site_defaults
    by_defaults = defaults is not None and bool(defaults.find("security/ssl").value("serverCertHash").text)
    others = () if by_defaults else tuple(sites.values())
    hidden = frozenset(re.split(r"\W+", secret.lower()))
    found = observe(one for record in known for one in _sessions(record, sites[record.site], others, hidden))
    return as_json(Observations(_server(records, hidden), tuple(found)), f"ftplint {__version__}")


def _is_iis(record: Record) -> bool:
    """Whether the server says that it is one: what others do settles nothing. Where SYST is filtered, by its banner."""
    told = [visit.reply("SYST") for visit in record.visits]
    systems = [one.text.strip() for one in told if one is not None and one.code == 215]
    if systems:
        return all(system == "Windows_NT" for system in systems)
    greetings = [visit.reply("") for visit in record.visits]
    return any(one is not None and one.text.strip() == "Microsoft FTP Service" for one in greetings)


def _without_versions(record: Record) -> Record:
    """Without the connections that try one version of TLS each: a handshake may fail there for want of a cipher."""
    return replace(record, visits=tuple(one for one in record.visits if not one.name.startswith("tls1")))


def _sessions(
    record: Record, site: SiteSettings, others: Iterable[SiteSettings], hidden: frozenset[str]
) -> Iterator[Session]:
    of_record = frozenset(_of_file(site)) | frozenset(_confirmed(record, site))
    if _only_names(record, site, others):
        of_record |= {"host-names-only"}
    for visit in record.visits:
        given = of_record | frozenset(_of_visit(record, visit))
        yield Session(given, turns(visit), hidden | frozenset(_private(record, visit)))


def _of_file(site: SiteSettings) -> Iterator[str]:
    client = site.client_certificates
    if site.methods.client_certificate and client.mapping and client.policy != "CertIgnore":
        yield "certificate-logon"
    if site.methods.basic:
        yield "basic-logon"
    if site.methods.anonymous:
        yield "anonymous-logon"
        if _for_their_account(site):
            yield "rules-for-anonymous-account"
    if site.tls.control == "SslAllow":
        yield "control-allows-clear"
    elif site.tls.control == "SslRequire":
        yield "control-requires-tls"


def _confirmed(record: Record, site: SiteSettings) -> Iterator[str]:
    """What the file says and no reply contradicts."""
    refused = {level for visit in record.visits for level in _refused_levels(visit)}
    if site.tls.data == "SslRequire" and refused == {"C"}:
        yield "data-requires-tls"
    if site.tls.data == "SslDeny" and refused == {"P"}:
        yield "data-denies-tls"
    if site.tls.data == "SslAllow" and not refused:
        yield "data-allows-tls"
    if site.client_certificates.policy == "CertRequire" and any(map(_wants_certificate, record.visits)):
        yield "certificate-required"
    certified = [visit for visit in record.visits if _shows_certificate(visit)]
    if any(handshake.asked is not False for visit in certified for handshake in visit.handshakes[:1]):
        yield "handshake-with-certificate"
    top = site.at("/")
    accepted = any(one.verb == "USER" and one.accepted for visit in certified for one in visit.exchanges)
    if accepted or (top.allow_unlisted_addresses and not top.addresses):
        yield "nothing-else-refuses"


def _refused_levels(visit: Visit) -> Iterator[str]:
    """C or P where PROT, or a transfer after it, is answered with 534."""
    level = ""
    for one in visit.exchanges:
        if one.command.upper() in ("PROT C", "PROT P") and one.secured:
            if one.code == 534:
                yield one.command[-1].upper()
            elif one.accepted:
                level = one.command[-1].upper()
        elif one.verb in _TRANSFERS and one.code == 534 and level:
            yield level


def _wants_certificate(visit: Visit) -> bool:
    """Whether a client without certificate was turned away inside TLS."""
    if not visit.handshakes or visit.handshakes[0].showed:
        return False
    met = [turn for turn in turns(visit) if turn.verb in ("handshake", "USER")]
    return any(turn.met in ("alert", "failure") for turn in met) or any(
        one.verb == "USER" and one.secured and one.refused for one in visit.exchanges
    )


def _shows_certificate(visit: Visit) -> bool:
    return bool(visit.handshakes) and visit.handshakes[0].showed and visit.handshakes[0].worked


def _of_visit(record: Record, visit: Visit) -> Iterator[str]:
    control = [one for one in visit.handshakes if one.after != "data"]
    if not control and not record.implicit:
        yield "in-clear"
    if control and not any(one.showed for one in control):
        yield "no-certificate"
    if _shows_certificate(visit):
        yield "certificate-shown"
    users = {_user(one) for one in visit.exchanges if one.verb == "USER"}
    if users:
        yield "anonymous-user" if users <= set(_ANONYMOUS) else "named-user"
    words = {one.command for one in visit.exchanges if one.verb == "PASS"}
    if words == {"PASS"}:
        yield "no-password"
    if not any(one.logged_in for one in visit.exchanges):
        yield "before-logon"


def _user(one: Exchange) -> str:
    return one.command.partition(" ")[2].rpartition("|")[2].strip().lower()


def _for_their_account(site: SiteSettings) -> bool:
    """Whether rules at the root let the account of anonymous users in, or its groups, but not anonymous users."""
    account = site.anonymous_account.lower()
    names = {account, account.rpartition("\\")[2]} - {""}
    allowed = False
    for rule in site.at("/").rules:
        if {"*", "?"} & set(rule.users):
            return False
        concerned = bool(names & set(rule.users)) or bool(_OF_ALL & set(rule.roles))
        if concerned and not rule.allow:
            return False
        allowed = allowed or concerned
    return allowed and not site.custom_authorization and site.isolation == "None"


def _only_names(record: Record, site: SiteSettings, others: Iterable[SiteSettings]) -> bool:
    """Whether AUTH must look for a certificate behind a host name: no binding of the port is without one. *others* are
    all sites, none where siteDefaults has a certificate."""
    ports = {one.port for one in site.bindings if one.host.lower() == record.host.lower()}
    bindings = [one for other in others for one in other.bindings if one.port in ports]
    return bool(record.host and bindings) and all(one.host for one in bindings)


def _private(record: Record, visit: Visit) -> Iterator[str]:
    """Words that must not be kept even if they are ordinary ones."""
    yield from record.site.split()
    for one in visit.exchanges:
        if one.verb == "USER" and _user(one) not in _ANONYMOUS:
            yield from re.split(r"[\\@\s]+", _user(one))


def _server(records: Sequence[Record], secret: frozenset[str]) -> Server:
    """Of the first record that says anything of it."""
    visits = [visit for record in records for visit in record.visits]
    hidden = secret | frozenset(word.lower() for record in records for word in record.site.split())
    greetings = (one for visit in visits for one in visit.exchanges if not one.command and one.code == 220)
    systems = (one for visit in visits for one in visit.exchanges if one.command == "SYST" and one.code == 215)
    banner = next((nameless_lines(one.lines, hidden) for one in greetings), ())
    system = next((line for one in systems for line in nameless_lines(one.lines, hidden)), "")
    versions = {h.version for visit in visits for h in visit.handshakes if h.worked and _TLS.fullmatch(h.version)}
    return Server(banner, system, tuple(sorted(versions)))
