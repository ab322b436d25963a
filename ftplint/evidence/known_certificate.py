"""A certificate of the server as rules ask about it, wherever it was read."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ftplint.named_tuple import NamedTuple

if TYPE_CHECKING:
    from datetime import datetime

    from ftplint.evidence.certificate import CertificateFacts


class KnownCertificate(NamedTuple):
    """A server certificate. ``store`` is empty where it is in every store; ``weak`` names what is weak about it."""

    thumbprint: str
    store: str
    name: str
    has_key: bool
    not_before: datetime
    not_after: datetime
    for_servers: bool
    weak: str
    hosts: tuple[str, ...]
    readers: tuple[str, ...] | None = None
    """The accounts that may read the private key; None where nobody says."""
    chain: tuple[str, ...] = ()
    """What Windows says is wrong with the chain (X509ChainStatusFlags)."""
    account: str = ""
    """The account of the FTP service; empty where nobody says."""


_WEAK_SIGNATURES = frozenset({"md2", "md5", "sha1"})


def weakness(facts: CertificateFacts) -> str:
    """What is weak about a certificate, in words; empty if nothing is."""
    weak = [f"the key is {facts.key}"] if facts.weak_key else []
    weak += [f"it is signed with {facts.signature.upper()}"] if facts.signature in _WEAK_SIGNATURES else []
    return " and ".join(weak)
