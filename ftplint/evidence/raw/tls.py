"""Schannel from the registry, and the issuers that the server trusts.

Source: https://learn.microsoft.com/windows-server/security/tls/tls-registry-settings; for the mapping of certificates,
which counts on a domain controller, https://support.microsoft.com/help/5014754.
"""

from __future__ import annotations

import base64
import binascii
import hashlib
from typing import TYPE_CHECKING, Any

from ftplint.evidence.raw.context import domain_of, dword, flag, registry

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from ftplint.evidence.raw.context import Context

_SCHANNEL = "system\\currentcontrolset\\control\\securityproviders\\schannel"
_KDC = "system\\currentcontrolset\\services\\kdc"
_NT_AUTH = "software\\microsoft\\enterprisecertificates\\ntauth\\certificates\\"
_PROTOCOLS = ("SSL 2.0", "SSL 3.0", "TLS 1.0", "TLS 1.1", "TLS 1.2", "TLS 1.3")


def tls(raw: Mapping[str, Any], context: Context) -> dict[str, Any]:
    """``tls.json``."""
    del context
    keys = registry(raw.get("registry"))
    known = raw.get("registry") is not None
    in_domain = bool(domain_of(raw))
    schannel = keys.get(_SCHANNEL, {})
    return {
        "protocols": [_protocol(name, role, keys) for name in _PROTOCOLS for role in ("server", "client")]
        if known
        else None,
        "ciphers": _ciphers(raw.get("registry") or ()) if known else None,
        "ntAuth": [key.rpartition("\\")[2].upper() for key in keys if key.startswith(_NT_AUTH)]
        if known and in_domain
        else None,
        "ntAuthDirectory": _thumbprints(raw.get("ntAuthDirectory")) if in_domain else None,
        "trustedIssuers": _issuers(raw.get("trustedIssuers")),
        "clientIssuers": _issuers(raw.get("clientIssuers")),
        "mapping": {
            "strongCertificateBindingEnforcement": dword(keys.get(_KDC, {}).get("strongcertificatebindingenforcement")),
            "certificateMappingMethods": dword(schannel.get("certificatemappingmethods")),
            "sendTrustedIssuerList": dword(schannel.get("sendtrustedissuerlist")),
            "clientAuthTrustMode": dword(schannel.get("clientauthtrustmode")),
        },
    }


def _protocol(name: str, role: str, keys: Mapping[str, Mapping[str, Any]]) -> dict[str, Any]:
    values = keys.get(f"{_SCHANNEL}\\protocols\\{name.lower()}\\{role}", {})
    enabled, default = flag(values.get("enabled")), flag(values.get("disabledbydefault"))
    return {"name": name, "role": role, "enabled": enabled, "disabledByDefault": default}


def _ciphers(keys: Sequence[Mapping[str, Any]]) -> list[dict[str, Any]]:
    start = f"{_SCHANNEL}\\ciphers\\"
    return [
        {"name": one["key"][len(start) :], "enabled": flag(registry([one])[one["key"].lower()].get("enabled"))}
        for one in keys
        if one["key"].lower().startswith(start)
    ]


def _thumbprints(certificates: Sequence[str] | None) -> list[str] | None:
    try:
        return None if certificates is None else [_thumbprint(one) for one in certificates]
    except binascii.Error:
        return None


def _thumbprint(certificate: str) -> str:
    return hashlib.sha1(base64.b64decode(certificate, validate=True)).hexdigest().upper()


def _issuers(raw: Sequence[Mapping[str, Any]] | None) -> list[dict[str, Any]] | None:
    return None if raw is None else [{"thumbprint": one["Thumbprint"], "subject": one["Subject"]} for one in raw]
