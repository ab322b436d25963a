"""Objects of .NET that need no server: certificates, chains, XML documents."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from datetime import UTC, datetime
from functools import cache
from typing import Any

from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID
from lxml import etree

from tests.collect.values import NOTHING, Collection, Enum, PowerShellError, Thing


def xml_document(read: Callable[[str], bytes]) -> Thing:
    """[xml]::new()."""
    made = Thing("xml", XmlResolver="a resolver", SelectNodes=None, Load=None)

    def load(path: str) -> Any:
        assert made.member("XmlResolver") is None, "it could fetch what the file names"
        try:
            root = etree.fromstring(read(path))
        except etree.XMLSyntaxError as error:
            raise PowerShellError(str(error), "xml.xmlexception") from error
        made.set_member("SelectNodes", lambda xpath: Collection(map(_node, root.xpath(xpath))))
        return NOTHING

    made.set_member("Load", load)
    return made


def chain_of(machine: bool) -> Thing:
    """X509Chain; a certificate says itself what is wrong with it."""
    assert machine
    chain = Thing(
        "chain",
        ChainPolicy=Thing("policy", RevocationMode="Online", UrlRetrievalTimeout=15),
        ChainStatus=[],
        Build=None,
    )

    def build(certificate: Thing) -> bool:
        assert chain.member("ChainPolicy").member("RevocationMode") == "Offline"
        chain.set_member("ChainStatus", [Thing("status", Status=Enum(one)) for one in certificate.member("_status")])
        return not certificate.member("_status")

    chain.set_member("Build", build)
    return chain


@cache
def der_of(name: str) -> bytes:
    """A certificate for ftp.example.com with a template; two calls give the same."""
    key = ec.generate_private_key(ec.SECP256R1())
    subject = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name)])
    template = x509.UnrecognizedExtension(x509.ObjectIdentifier("1.3.6.1.4.1.311.20.2"), b"\x1e\x06\0F\0T\0P")
    made = (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "Corp CA")]))
        .public_key(key.public_key())
        .serial_number(0x0B0A)
        .not_valid_before(datetime(2026, 1, 1, tzinfo=UTC))
        .not_valid_after(datetime(2057, 1, 1, tzinfo=UTC))
        .add_extension(x509.SubjectAlternativeName([x509.DNSName("ftp.example.com")]), critical=False)
        .add_extension(x509.ExtendedKeyUsage([ExtendedKeyUsageOID.SERVER_AUTH]), critical=False)
        .add_extension(template, critical=False)
    )
    return made.sign(key, hashes.SHA256()).public_bytes(Encoding.DER)


class Extensions(list[Any]):
    """X509ExtensionCollection: also by the OID."""

    def of(self, oid: str) -> Any:
        return next((one for one in self if one.member("Oid").member("Value") == oid), None)


def certificate(name: str, der: bytes, **others: Any) -> Thing:
    """A certificate as the provider of the stores shows it."""
    return Thing(
        "certificate",
        **{
            "Thumbprint": hashlib.sha1(der).hexdigest().upper(),
            "Subject": f"CN={name}",
            "Issuer": "CN=Corp CA",
            "HasPrivateKey": False,
            "Extensions": Extensions(),
            "RawData": der,
            "GetSerialNumber": lambda: bytes.fromhex("0A0B"),
            "GetNameInfo": lambda kind, _issuer: {
                "SimpleName": "jane (x)",
                "EmailName": "",
                "UpnName": "jane@corp.example",
            }[kind],
            "_status": [],
            "_key": "key-1",
            **others,
        },
    )


def _node(one: Any) -> Thing:
    if isinstance(one, str):
        return Thing("attribute", Value=str(one))
    return Thing("element", GetAttribute=lambda name: one.get(name, ""))
