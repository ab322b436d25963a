"""Values as IIS reads and prints them, and what is said of those that it refuses."""

from __future__ import annotations

import pytest

from ftplint.schema.load import declarations
from ftplint.schema.values import canonical, explain

FTP = declarations().ftp_server
SSL = FTP.children["security"].children["ssl"].attributes
CERTIFICATES = FTP.children["security"].children["sslClientCertificates"].attributes
CONNECTIONS = FTP.children["connections"].attributes
CACHE = declarations().sections["system.ftpServer/caching"].element.children["credentialsCache"].attributes

TYPES = {
    "bool": SSL["ssl128"].type,
    "enum": SSL["controlChannelPolicy"].type,
    "flags": CERTIFICATES["validationFlags"].type,
    "span": CERTIFICATES["revocationFreshnessTime"].type,
    "hash": SSL["serverCertHash"].type,
    "int": CONNECTIONS["controlChannelTimeout"].type,
    "uint": CONNECTIONS["maxConnections"].type,
    "range": CACHE["flushInterval"].type,
}


@pytest.mark.parametrize(
    ("type", "text", "value"),
    [
        ("bool", "TRUE", "true"),
        ("bool", "False", "false"),
        ("enum", "sslREQUIREcredentialsonly", "SslRequireCredentialsOnly"),
        ("flags", "", ""),
        ("flags", "CertNoUsageCheck ,  norevocationcheck", "NoRevocationCheck, CertNoUsageCheck"),
        ("flags", "NoRevocationCheck,NoRevocationCheck", "NoRevocationCheck"),
        ("span", "00:00:30", "00:00:30"),
        ("span", "29:00:00", "1.05:00:00"),
        ("span", "30:00:00:00", "30.00:00:00"),
        ("span", "30.00:00:00", "30.00:00:00"),
        ("hash", "A9 09", "a9 09"),
        ("int", "-5", "-5"),
        ("int", "007", "7"),
        ("uint", "4294967295", "4294967295"),
        ("range", "5", "5"),
        ("range", " 604800\t", "604800"),
        ("uint", "-0", "0"),
        ("span", "100:00:00", "4.04:00:00"),
    ],
)
def test_accepted(type: str, text: str, value: str) -> None:
    assert canonical(TYPES[type], text) == value


@pytest.mark.parametrize(
    ("type", "text", "kind", "fact"),
    [
        ("bool", "1", "value-malformed", "true or false"),
        ("bool", "yes", "value-malformed", "true or false"),
        ("bool", "", "value-malformed", "true or false"),
        ("enum", "SslRequired", "value-outside-enumeration", "Did you mean 'SslRequire'?"),
        ("enum", "", "value-outside-enumeration", ""),
        ("enum", "1", "number-for-enumeration", "stands for SslRequire."),
        ("flags", "9", "number-for-enumeration", "stands for NoRevocationCheck, CertNoUsageCheck."),
        ("flags", "NoRevocationChek", "value-outside-enumeration", "Did you mean 'NoRevocationCheck'?"),
        ("flags", "CertNoUsageCheck,", "value-outside-enumeration", ""),
        ("span", "60", "value-malformed", "time span"),
        ("span", "00:61:00", "value-malformed", "time span"),
        ("int", "2m", "value-malformed", "whole number"),
        ("int", "2147483648", "value-out-of-range", "2147483647"),
        ("uint", "-1", "value-out-of-range", "0 to 4294967295"),
        ("range", "4", "value-out-of-range", "5 to 604800"),
        ("range", "9" * 5000, "value-malformed", "whole number"),
        ("enum", "9" * 5000, "number-for-enumeration", "SslAllow, SslRequire"),
        ("flags", "0", "number-for-enumeration", "stands for an empty value."),
        ("flags", "-1", "number-for-enumeration", "NoRevocationCheck"),
        ("flags", "NoRevocationChec\u212a", "value-outside-enumeration", "Did you mean 'NoRevocationCheck'?"),
        ("span", "9" * 5000 + ":00:00", "value-malformed", "time span"),
    ],
)
def test_refused(type: str, text: str, kind: str, fact: str) -> None:
    assert canonical(TYPES[type], text) is None
    found, facts = explain(TYPES[type], text)
    assert found == kind
    assert fact in " ".join(facts.values())


def test_every_default_is_canonical() -> None:
    def check(element: object) -> int:
        from ftplint.schema.model import Element

        assert isinstance(element, Element)
        for attribute in element.attributes.values():
            if not attribute.default and (attribute.type.kind == "enum" or attribute.type.filled):
                continue  # accessType has no default; that of a key is empty, which no file may say
            got = canonical(attribute.type, attribute.default)
            assert got is not None
            if attribute.type.kind != "flags":  # the facts print flags in the order of the documentation
                assert got == attribute.default
        below = [*element.children.values(), *([element.collection.item] if element.collection else [])]
        return len(element.attributes) + sum(check(child) for child in below)

    assert check(FTP) == 66
