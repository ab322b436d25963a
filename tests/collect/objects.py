"""Objects of .NET that need no server: certificates, chains, XML documents."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

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


def certificate(name: str, der: bytes, **others: Any) -> Thing:
    """A certificate as the provider of the stores shows it."""
    return Thing(
        "certificate",
        **{
            "Thumbprint": "AB" * 20,
            "Subject": f"CN={name}",
            "Issuer": "CN=Corp CA",
            "NotBefore": datetime(2026, 1, 1, tzinfo=UTC),
            "NotAfter": datetime(2027, 1, 1, tzinfo=UTC),
            "HasPrivateKey": False,
            "DnsNameList": [Thing("name", Punycode="ftp.example.com")],
            "EnhancedKeyUsageList": [Thing("usage", ObjectId="1.3.6.1.5.5.7.3.1")],
            "Extensions": [],
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
