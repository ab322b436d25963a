"""TLS policies of a site as plain functions: each answers with a situation of the reply table, or None for "go on"."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ftplint.schema import is_thumbprint

if TYPE_CHECKING:
    from datetime import datetime

    from ftplint.evidence import Certificates, StoredCertificate
    from ftplint.server.open_points import Choices
    from ftplint.server.site import ClientCertificates, Tls


def certificate_problem(
    tls: Tls, certificates: Certificates, now: datetime, choices: Choices
) -> tuple[str | None, StoredCertificate | None]:
    """What AUTH meets: nothing wrong and the certificate, or a situation (534 or 431) and none."""
    if not tls.thumbprint:
        return "certificate-not-configured", None
    if not is_thumbprint(tls.thumbprint):
        return "hash-length", None
    found = certificates.find(tls.thumbprint, tls.store)
    if found is None:
        return "certificate-not-found", None
    if found.key is None:
        return "private-key-missing", None
    if not found.facts.not_before <= now < found.facts.not_after and choices.expired_certificate_431:
        return "tls-failed", None
    return None, found


def clear_refusal(tls: Tls) -> str | None:
    """Whether a command with credentials is refused in clear text. Open (point 6): which commands pass before TLS.

    Taken: all but those that carry credentials, since nothing else gives anything away before a logon.
    """
    if tls.control == "SslAllow":
        return None
    return "tls-required" if tls.control == "SslRequire" else "tls-required-for-credentials"


def clear_certificate_refusal(client: ClientCertificates, choices: Choices) -> str | None:
    """A client in clear text, where the site requires a certificate: it has none to show (section 3.3)."""
    if client.policy == "CertRequire" and not choices.clear_meets_require:
        return "certificate-required"
    return None


def prot_refusal(tls: Tls, level: str, choices: Choices) -> str | None:
    """PROT C or P. Open (point 5): whether IIS refuses it here or only at the transfer."""
    refused = transfer_refusal(tls, level == "P")
    return refused if refused is None or choices.prot_judged else None


def transfer_refusal(tls: Tls, protected: bool) -> str | None:
    """A transfer command: the check belongs here, not on PORT or PASV (RFC 4217 10.2; seen in logs)."""
    if tls.data == "SslRequire" and not protected:
        return "tls-required-for-data"
    if tls.data == "SslDeny" and protected:
        return "tls-denied-for-data"
    return None


def ccc_refusal(tls: Tls, *, secured: bool, implicit: bool) -> str | None:
    """CCC: clear again after the logon. Implicit TLS always refuses it (MS-FTPS 3.2.5.6)."""
    if not secured:
        return "ccc-clear"
    return "ccc-refused" if implicit or tls.control == "SslRequire" else None


def weak_encryption(tls: Tls, bits: int) -> str | None:
    """``ssl128``: cipher strength below 128 bits is refused (sub-status 55)."""
    return "weak-encryption" if tls.strong_only and bits < 128 else None
