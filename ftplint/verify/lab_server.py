"""The made-up server of the lab's bundle, and certificates as a bundle has them."""

from __future__ import annotations

import base64
from typing import TYPE_CHECKING, Any

from cryptography.hazmat.primitives.serialization import Encoding

from ftplint.evidence import certificate_facts
from ftplint.named_tuple import NamedTuple

if TYPE_CHECKING:
    from datetime import datetime

    from cryptography.x509 import Certificate

    from ftplint.verify.lab import Lab


class LabServer(NamedTuple):
    """What a fault can change: the files as text, and the parts of the bundle as JSON."""

    files: dict[str, str]
    parts: dict[str, Any]
    lab: Lab


def certificate_entry(certificate: Certificate, store: str, readers: list[str] | None = None) -> dict[str, Any]:
    """*certificate* as a bundle has it; with *readers* of its key, or without a key."""
    facts = certificate_facts(certificate)
    return {
        "store": store,
        "thumbprint": facts.thumbprint.upper(),
        "subject": _windows_name(facts.subject),
        "issuer": _windows_name(facts.issuer),
        "notBefore": time_text(facts.not_before),
        "notAfter": time_text(facts.not_after),
        "hasPrivateKey": readers is not None,
        "keyReadable": readers,
        "dnsNames": list(facts.hosts),
        "enhancedKeyUsage": sorted(facts.usages or ()),
        "template": None,
        "chain": [],
        "revocation": "good",
        "der": base64.b64encode(certificate.public_bytes(Encoding.DER)).decode("ascii"),
    }


def _windows_name(name: str) -> str:
    """A name as certificates show it on Windows: the common name first."""
    return ", ".join(reversed(name.split(",")))


def client_entry(lab: Lab, name: str) -> dict[str, Any]:
    """The client certificate *name* of the lab, which the collector was given."""
    return certificate_entry(lab.clients[name].issued.certificate, "given")


def mapped(lab: Lab, name: str) -> dict[str, Any]:
    """The client certificate *name* of the lab, and the accounts that Active Directory has for it."""
    client = lab.clients[name]
    names = (client.user, f"{client.user}2")
    accounts = [
        {
            "name": f"CORP\\{one.name}",
            "sid": one.sid,
            "upn": one.upn,
            "altSecurityIdentities": list(one.mappings),
            "enabled": one.control == 0x200,
        }
        for one in lab.directory.accounts
        if one.name in names
    ]
    return {"thumbprint": certificate_facts(client.issued.certificate).thumbprint.upper(), "accounts": accounts}


def time_text(moment: datetime) -> str:
    """A time as bundles have it."""
    return moment.strftime("%Y-%m-%dT%H:%M:%SZ")


def add_client(server: LabServer, name: str) -> None:
    """Gives the collector the client certificate *name* of the lab, too."""
    server.parts["certificates"]["certificates"].append(client_entry(server.lab, name))
    server.parts["accounts"]["clientCertificates"].append(mapped(server.lab, name))
