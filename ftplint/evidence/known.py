"""Certificates and accounts as the linter takes them: plain facts without keys and without cryptography."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from ftplint.evidence.accounts import Directory, MemoryDirectory
from ftplint.evidence.certificates import read_certificates
from ftplint.evidence.facts import KnownCertificate, KnownClient
from ftplint.evidence.ldif import read_ldif
from ftplint.evidence.mapping import map_certificate

if TYPE_CHECKING:
    from datetime import datetime

    from ftplint.evidence.certificate import CertificateFacts

_WEAK_SIGNATURES = frozenset({"md2", "md5", "sha1"})


def known_certificates(path: str) -> tuple[KnownCertificate, ...]:
    """The certificates at *path* (see ``read_certificates``). Raises EvidenceError."""
    return tuple(
        KnownCertificate(
            one.facts.thumbprint,
            one.store,
            one.facts.name,
            one.has_key,
            one.facts.not_before,
            one.facts.not_after,
            one.facts.for_servers,
            _weakness(one.facts),
            one.facts.hosts,
        )
        for one in read_certificates(path).stored
    )


def known_clients(folder: str, directory: Directory, now: datetime, *, weak: bool) -> tuple[KnownClient, ...]:
    """The client certificates in *folder* with what *directory* makes of them. Raises EvidenceError, DirectoryError."""
    found = []
    for one in read_certificates(folder).stored:
        verdict = map_certificate(one.facts, directory, now, weak=weak)
        account = "" if verdict.account is None else verdict.account.name
        found.append(KnownClient(one.facts.name, one.source, verdict.outcome, account, verdict.by))
    return tuple(found)


def open_directory(given: str, authority: str | None = None) -> Directory:
    """The directory that ``--directory`` names: an LDIF export, or an LDAP address. Raises DirectoryError."""
    if "://" in given:
        from ftplint.evidence.ldap_directory import LdapDirectory

        return LdapDirectory(given, ca_file=authority)
    return MemoryDirectory(read_ldif(Path(given)))


def _weakness(facts: CertificateFacts) -> str:
    weak = [f"the key is {facts.key}"] if facts.weak_key else []
    weak += [f"it is signed with {facts.signature.upper()}"] if facts.signature in _WEAK_SIGNATURES else []
    return " and ".join(weak)
