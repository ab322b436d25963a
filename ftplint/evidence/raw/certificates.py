"""Certificates as Windows lists them: what they say stands in their DER, who reads the key in its permissions."""

from __future__ import annotations

import base64
import hashlib
from typing import TYPE_CHECKING, Any

from ftplint.evidence.raw.context import first
from ftplint.evidence.raw.der import der_facts
from ftplint.evidence.raw.sddl import permissions_of

if TYPE_CHECKING:
    from collections.abc import Mapping

    from ftplint.evidence.raw.context import Context
    from ftplint.evidence.raw.der import DerFacts

_READ = 0x1
_NOT_OF_THE_CHAIN = ("NoError", "RevocationStatusUnknown", "OfflineRevocation", "Revoked")
_UNSURE = frozenset({"RevocationStatusUnknown", "OfflineRevocation", "PartialChain", "UntrustedRoot"})
"""X509ChainStatusFlags with which nobody knows whether the certificate was revoked."""


def certificates(raw: Mapping[str, Any], context: Context) -> dict[str, Any] | None:
    """``certificates.json``; None with a line in ``missing`` if one of them cannot be read: a certificate that is left
    out would count as missing on the server."""
    listed = raw.get("certificates")
    if listed is None:
        return None
    listed = [*listed, *(raw["clients"].get("certificates") or ())]
    found = []
    for number, one in enumerate(listed):
        try:
            der = base64.b64decode(one["der"], validate=True)
            found.append(_one(one, der, der_facts(der), context))
        except (ValueError, LookupError, StopIteration) as error:  # binascii.Error is a ValueError
            context.missing.append(f"certificates[{number}].der: this certificate cannot be read: {error}")
            return None
    return {"certificates": found}


def _one(raw: Mapping[str, Any], der: bytes, facts: DerFacts, context: Context) -> dict[str, Any]:
    status = list(dict.fromkeys(name.strip() for one in raw.get("chain") or () for name in one.split(",")))
    revocation = "revoked" if "Revoked" in status else "unknown" if _UNSURE & set(status) else "good"
    alone = raw["subject"][3:] if raw["subject"][:3].upper() == "CN=" and "," not in raw["subject"] else ""
    return {
        "store": raw["store"],
        "thumbprint": hashlib.sha1(der).hexdigest().upper(),
        "subject": raw["subject"],
        "issuer": raw["issuer"],
        "notBefore": facts.not_before,
        "notAfter": facts.not_after,
        "hasPrivateKey": raw["hasPrivateKey"],
        "keyReadable": _readers(first(raw.get("keyPermissions")), context),
        # as the certificate provider of PowerShell does it: also a subject that is one name
        "dnsNames": list(dict.fromkeys(name for name in (alone, *facts.hosts) if name)),
        "enhancedKeyUsage": list(facts.usages),
        "template": facts.template,
        "chain": [one for one in status if one not in _NOT_OF_THE_CHAIN],
        "revocation": revocation,
        "der": raw["der"],
    }


def _readers(sddl: str | None, context: Context) -> list[str] | None:
    """Who is allowed to read the file of the key."""
    found = None if sddl is None else permissions_of(sddl, context.sids)
    if found is None:
        return None
    allowed = [one for one in found.entries if one.allow and one.mask & _READ]
    return list(dict.fromkeys(context.sids.name(one.sid) for one in allowed))
