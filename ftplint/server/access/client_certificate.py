"""Whether a site accepts the certificate that a client showed, or did not show, in the TLS handshake."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ftplint.named_tuple import NamedTuple

if TYPE_CHECKING:
    from ftplint.evidence import CertificateFacts
    from ftplint.server.site import ClientCertificates

USAGE = 26
"""OpenSSL's number for a usage that does not fit."""
_REVOCATION = frozenset({3, 11, 12, 13, 14, 15, 16, 23, 33, 36, 54})
"""OpenSSL's numbers for a list that is missing (3), unsigned, stale or not yet valid, and for a revoked certificate
(23)."""
MISSING_LIST = 3
EXPIRED = 10
"""OpenSSL's number for a certificate whose time is over."""
UNREADABLE = 1
"""OpenSSL's number for an error of no other kind: here a certificate that OpenSSL takes and nobody else can read."""


class Fault(NamedTuple):
    """One error of the chain: OpenSSL's number, the depth (0: the client's own), whether it is about a root."""

    number: int
    depth: int
    self_issued: bool = False


class Presented(NamedTuple):
    """What a client certificate says (None: it cannot be read), its DER, and what OpenSSL found wrong with it."""

    facts: CertificateFacts | None
    der: bytes
    faults: tuple[Fault, ...]


def refusal(client: ClientCertificates, presented: Presented | None) -> str | None:
    """The situation in which the certificate policy refuses the session, or None.

    CertIgnore asks for no certificate; CertAllow takes none, but a certificate that is sent must be valid; CertRequire
    wants a valid one (client-cert-login 3.3).
    """
    if client.policy == "CertIgnore":
        return None
    if presented is None:
        return "certificate-required" if client.policy == "CertRequire" else None
    return "certificate-invalid" if any(counts(fault, client.flags) for fault in presented.faults) else None


def counts(fault: Fault, flags: frozenset[str]) -> bool:
    """Whether *fault* matters under the validation flags of a site.

    Without a list nobody can tell whether a certificate is revoked: that fails, unless NoRevocationCheck says not to
    look (inferred: Windows fails closed when a check was asked for). A root is not checked for revocation.
    """
    if fault.number in _REVOCATION:
        if fault.self_issued and fault.number == MISSING_LIST:
            return False
        return "NoRevocationCheck" not in flags
    if fault.number == USAGE and fault.depth == 0:
        return "CertNoUsageCheck" not in flags
    return True
