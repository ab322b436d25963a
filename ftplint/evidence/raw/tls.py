"""Schannel from the registry, and the issuers that the server trusts.

Source: https://learn.microsoft.com/windows-server/security/tls/tls-registry-settings; for the mapping of certificates,
which counts on a domain controller, https://support.microsoft.com/help/5014754.
"""

from __future__ import annotations

import base64
import binascii
import hashlib
from typing import TYPE_CHECKING, Any

from ftplint.evidence.raw.context import domain_of, dword, first, flag

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from ftplint.evidence.raw.context import Context

_PROTOCOLS = ("SSL 2.0", "SSL 3.0", "TLS 1.0", "TLS 1.1", "TLS 1.2", "TLS 1.3")


def tls(raw: Mapping[str, Any], context: Context) -> dict[str, Any]:
    """``tls.json``; what client certificates need comes from the part ``clients``."""
    clients = raw["clients"]
    in_domain = bool(domain_of(context))
    known = raw.get("protocols")
    ciphers, nt_auth = raw.get("ciphers"), clients.get("ntAuth")
    schannel, kdc = first(clients.get("schannel")) or {}, first(clients.get("kdc")) or {}
    return {
        "protocols": None
        if known is None
        else [_protocol(name, role, known) for name in _PROTOCOLS for role in ("server", "client")],
        "ciphers": None
        if ciphers is None
        else [{"name": _last(one["key"]), "enabled": flag(one.get("enabled"))} for one in ciphers],
        "ntAuth": [one["PSChildName"].upper() for one in nt_auth] if nt_auth is not None and in_domain else None,
        "ntAuthDirectory": _thumbprints(clients.get("ntAuthDirectory")) if in_domain else None,
        "trustedIssuers": _issuers(clients.get("trustedIssuers")),
        "clientIssuers": _issuers(clients.get("clientIssuers")),
        "mapping": {
            "strongCertificateBindingEnforcement": dword(kdc.get("StrongCertificateBindingEnforcement")),
            "certificateMappingMethods": dword(schannel.get("CertificateMappingMethods")),
            "sendTrustedIssuerList": dword(schannel.get("SendTrustedIssuerList")),
            "clientAuthTrustMode": dword(schannel.get("ClientAuthTrustMode")),
        },
    }


def _last(key: str) -> str:
    """The name of a key of the registry, without the keys around it."""
    return key.rpartition("\\")[2]


def _protocol(name: str, role: str, keys: Sequence[Mapping[str, Any]]) -> dict[str, Any]:
    end = f"\\{name}\\{role}".lower()
    values = next((one for one in keys if one["PSPath"].lower().endswith(end)), {})
    enabled, default = flag(values.get("Enabled")), flag(values.get("DisabledByDefault"))
    return {"name": name, "role": role, "enabled": enabled, "disabledByDefault": default}


def _thumbprints(certificates: Sequence[str] | None) -> list[str] | None:
    try:
        return None if certificates is None else [_thumbprint(one) for one in certificates]
    except binascii.Error:
        return None


def _thumbprint(certificate: str) -> str:
    return hashlib.sha1(base64.b64decode(certificate, validate=True)).hexdigest().upper()


def _issuers(raw: Sequence[Mapping[str, Any]] | None) -> list[dict[str, Any]] | None:
    return None if raw is None else [{"thumbprint": one["Thumbprint"], "subject": one["Subject"]} for one in raw]
