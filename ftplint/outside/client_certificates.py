"""``--client-certificates`` and ``--directory``: client certificates, and the accounts that they map to."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ftplint.errors import FtplintError
from ftplint.named_tuple import NamedTuple
from ftplint.source import Problem

if TYPE_CHECKING:
    from argparse import ArgumentParser, Namespace
    from collections.abc import Iterator, Sequence
    from datetime import datetime

    from ftplint.detectors import Subject
    from ftplint.evidence import Bundle

_LOGON = "ftpServer/security/authentication/clientCertAuthentication/@enabled"

EXAMPLE = ("client", {"name": "", "outcome": "", "account": "", "by": ""})


class KnownClient(NamedTuple):
    """A client certificate and what the directory makes of it: the outcomes of ``evidence.mapping``."""

    name: str
    source: str
    outcome: str
    account: str
    by: str


def add_arguments(parser: ArgumentParser) -> None:
    """--directory and --client-certificates go together."""
    parser.add_argument("--directory", metavar="PATH|URL", help="accounts: an LDIF export, or ldaps://user@host/base")
    parser.add_argument("--directory-ca", metavar="FILE", help="the issuer of the directory's own certificate, PEM")
    parser.add_argument("--client-certificates", metavar="DIR", help="a folder of client certificates to check")
    parser.add_argument("--weak-mappings", action="store_true", help="accept weak certificate mappings")


def gather(options: Namespace, now: datetime) -> tuple[KnownClient, ...] | None:
    """The client certificates with what the directory makes of them. Raises FtplintError."""
    if bool(options.directory) != bool(options.client_certificates):
        raise FtplintError("--directory and --client-certificates go together: who is to be found, and where?")
    if not options.directory:
        return None
    from ftplint.evidence import map_certificate, open_directory, read_certificates

    directory = open_directory(options.directory, options.directory_ca)
    found = []
    for one in read_certificates(options.client_certificates).stored:
        verdict = map_certificate(one.facts, directory, now, weak=options.weak_mappings)
        account = "" if verdict.account is None else verdict.account.name
        found.append(KnownClient(one.facts.name, one.source, verdict.outcome, account, verdict.by))
    return tuple(found)


def of_bundle(bundle: Bundle, now: datetime) -> tuple[KnownClient, ...] | None:
    """The client certificates that the collector was given, by the same mapping as of an export."""
    if not bundle.parts.get("accounts", {}).get("clientCertificates"):
        return None
    from ftplint.observed import client_certificates

    return tuple(KnownClient(*one) for one in client_certificates(bundle, now))


def KINDS(facts: tuple[KnownClient, ...], path: str) -> tuple[str, ...]:
    """Client certificates and their accounts."""
    del facts, path
    return ("clients",)


def from_example(elements: Sequence[dict[str, str]]) -> tuple[KnownClient, ...]:
    """The clients of an example."""
    return tuple(KnownClient(source=f"{one['name']}.cer", **one) for one in elements)


def find(subject: Subject, facts: tuple[KnownClient, ...], now: datetime) -> Iterator[Problem]:
    """One problem for each client certificate that logs nobody in, where certificates are to log in at all."""
    del now
    configuration = subject.configuration
    path = "security/authentication/clientCertAuthentication"
    site = next((s for s in configuration.ftp_sites if s.ftp.find(path).value("enabled").text == "true"), None)
    if site is None:
        return
    origin = site.ftp.find(path).value("enabled").origin
    assert origin is not None  # the schema's default is false
    place = origin.place(site.ftp_element, "enabled")
    for client in facts:
        kind = _KINDS.get(client.outcome)
        if kind is not None:
            shown = {
                "value": client.name,
                "path": client.source,
                "element": client.account,
                "reason": client.outcome,
            }
            yield Problem(kind, place, {**shown, "expected": client.by}, None, _LOGON)


_KINDS = {
    "nobody": "client-certificate-unmapped",
    "other-sid": "client-certificate-of-another-sid",
    "weak": "client-certificate-mapped-weakly",
    "several": "client-certificate-mapped-twice",
    "disabled": "client-account-unusable",
    "locked": "client-account-unusable",
    "expired": "client-account-unusable",
}
