"""Certificates to accounts: the worked example of KB5014754's forms, and each outcome on the lab's certificates."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from cryptography import x509

from ftplint.evidence.accounts import Account, MemoryDirectory, sid_bytes, sid_text
from ftplint.evidence.certificate import certificate_facts
from ftplint.evidence.mapping import map_certificate, strong_mappings, weak_mappings
from ftplint.verify.authority import Authority
from ftplint.verify.lab import Lab

NOW = datetime.now(UTC)

WORKED = """-----BEGIN CERTIFICATE-----
MIICizCCAjKgAwIBAgIMKwAAAAARrAAAAAASMAoGCCqGSM49BAMCMEkxFzAVBgoJ
kiaJk/IsZAEZFgdleGFtcGxlMRQwEgYKCZImiZPyLGQBGRYEY29ycDEYMBYGA1UE
AwwPQ29ycCBJc3N1aW5nIENBMB4XDTI2MTEyMjEzMjkwMFoXDTM2MTExOTEzMjkw
MFowUzEXMBUGCgmSJomT8ixkARkWB2V4YW1wbGUxFDASBgoJkiaJk/IsZAEZFgRj
b3JwMRIwEAYDVQQLDAlGVFAgVXNlcnMxDjAMBgNVBAMMBWFsaWNlMFkwEwYHKoZI
zj0CAQYIKoZIzj0DAQcDQgAEBukWIK4BQ5m/NfV1wf1M3+dJTk2FBjuXYWr+VRfO
GlGXGXZTCCvlA+5i5YN/mleLMLhtEAF65CgNvXuw31EvqKOB9TCB8jAMBgNVHRMB
Af8EAjAAMA4GA1UdDwEB/wQEAwIHgDATBgNVHSUEDDAKBggrBgEFBQcDAjAdBgNV
HQ4EFgQU40VTXz05pl52fCd7Bi4TzyvrZowwHwYDVR0jBBgwFoAU1tmGdxBGnkiN
w1tClfuTpLoCTHgwLQYDVR0RBCYwJKAiBgorBgEEAYI3FAIDoBQMEmFsaWNlQGNv
cnAuZXhhbXBsZTBOBgkrBgEEAYI3GQIEQTA/oD0GCisGAQQBgjcZAgGgLwQtUy0x
LTUtMjEtMTAwNDMzNjM0OC0xMTc3MjM4OTE1LTY4MjAwMzMzMC0xMTA0MAoGCCqG
SM49BAMCA0cAMEQCID+eShUb75WXmqCFHIvBWXKNjedv7WcAN+5C5jSX4eelAiB9
3NYusMG3LvvA5uTsYARO3EV9sVe5+PNmVvBJ2m99TQ==
-----END CERTIFICATE-----
"""
STRONG = [
    "X509:<I>DC=example,DC=corp,CN=Corp Issuing CA<SR>1200000000AC11000000002B",
    "X509:<SKI>E345535F3D39A65E767C277B062E13CF2BEB668C",
    "X509:<SHA1-PUKEY>26A648F8FCE635276F06F8E026A2263392631F3B",
    "X509:<I>DC=example,DC=corp,CN=Corp Issuing CA<SID>S-1-5-21-1004336348-1177238915-682003330-1104",
]
WEAK = [
    "X509:<I>DC=example,DC=corp,CN=Corp Issuing CA<S>DC=example,DC=corp,OU=FTP Users,CN=alice",
    "X509:<S>DC=example,DC=corp,OU=FTP Users,CN=alice",
    "X509:<I>DC=example,DC=corp,CN=Corp Issuing CA",
]
SID = "S-1-5-21-1004336348-1177238915-682003330-1104"


@pytest.fixture(scope="module")
def worked():
    return certificate_facts(x509.load_pem_x509_certificate(WORKED.encode()))


def test_the_worked_example(worked) -> None:
    assert list(strong_mappings(worked)) == STRONG
    assert list(weak_mappings(worked)) == WEAK
    assert (worked.upn, worked.sid) == ("alice@corp.example", SID)


def account(name: str = "someone", **known: object) -> Account:
    return Account(name, f"CN={name},DC=corp,DC=example", **known)  # type: ignore[arg-type]


@pytest.mark.parametrize("value", STRONG)
@pytest.mark.parametrize("written", [str, str.upper, lambda text: f" {text} "])
def test_a_strong_mapping_maps(worked, value, written) -> None:
    directory = MemoryDirectory([account(mappings=(written(value),), sid=SID), account("other")])
    verdict = map_certificate(worked, directory, NOW)
    assert (verdict.outcome, verdict.account.name) == ("mapped", "someone")


@pytest.mark.parametrize("value", WEAK)
def test_a_weak_mapping_maps_only_if_asked_for(worked, value) -> None:
    nameless = worked._replace(sid=None, upn=None)
    directory = MemoryDirectory([account(mappings=(value,))])
    assert map_certificate(nameless, directory, NOW).outcome == "weak"
    assert map_certificate(nameless, directory, NOW, weak=True).outcome == "mapped"


def test_near_misses_map_to_nobody(worked) -> None:
    nameless = worked._replace(sid=None, upn=None)
    near = [
        STRONG[0].replace("1200000000AC11000000002B", "2B0000000011AC0000000012"),  # not reversed
        STRONG[0].replace("1200000000AC11000000002B", "2100000000CA11000000002B"),  # reversed by characters
        STRONG[0].replace("DC=example,DC=corp,CN=Corp Issuing CA", "CN=Corp Issuing CA,DC=corp,DC=example"),
        STRONG[0].replace(",", ", "),
        "X509:<SHA1-PUKEY>347F00A527CD191E7216E53F584A7D0BCF50B8BC",  # the hash of the key: doubtful, so not taken
        "X509:<I>DC=example,DC=corp,CN=Corp Issuing CA<S>DC=example,DC=corp,OU=FTP Users,CN=alice<SR>12",
    ]
    directory = MemoryDirectory([account(f"a{n}", mappings=(value,)) for n, value in enumerate(near)])
    assert map_certificate(nameless, directory, NOW, weak=True).outcome == "nobody"


def test_the_sid_makes_a_name_strong_and_another_sid_refuses(worked) -> None:
    named = account("alice", upn="ALICE@corp.example", sid=SID)
    assert map_certificate(worked, MemoryDirectory([named]), NOW).outcome == "mapped"
    other = named._replace(sid=SID.replace("-1104", "-1105"))
    assert map_certificate(worked, MemoryDirectory([other]), NOW, weak=True).outcome == "other-sid"
    assert map_certificate(worked._replace(sid=None), MemoryDirectory([named]), NOW).outcome == "weak"


def test_a_principal_name_may_be_implicit(worked) -> None:
    implicit = account("alice", upn="alice@partners.example", sid=SID)
    assert map_certificate(worked._replace(sid=None), MemoryDirectory([implicit]), NOW, weak=True).outcome == "mapped"


def test_two_accounts_are_none(worked) -> None:
    both = [account(name, mappings=(STRONG[0],)) for name in ("one", "two")]
    assert map_certificate(worked, MemoryDirectory(both), NOW, weak=True).outcome == "several"


@pytest.mark.parametrize(
    ("known", "outcome"),
    [
        ({"control": 0x202}, "disabled"),
        ({"locked": True}, "locked"),
        ({"control": 0x210}, "locked"),
        ({"expires": NOW - timedelta(seconds=1)}, "expired"),
        ({"expires": NOW + timedelta(days=1)}, "mapped"),
        ({"control": 0x40200}, "mapped"),  # a smart card is required: certificates are fine
        ({"control": 0x800200}, "mapped"),  # an expired password does not matter
    ],
)
def test_the_state_of_the_account_counts(worked, known, outcome) -> None:
    directory = MemoryDirectory([account(mappings=(STRONG[1],), **known)])
    assert map_certificate(worked, directory, NOW).outcome == outcome


def test_every_certificate_of_the_lab_has_its_outcome() -> None:
    lab = Lab()
    seen = {
        name: map_certificate(certificate_facts(client.issued.certificate), lab.directory, NOW).outcome
        for name, client in lab.clients.items()
    }
    assert seen == {
        **dict.fromkeys(("mapped", "second", "untrusted", "expired", "revoked", "no-usage"), "mapped"),
        "disabled": "disabled",
        "weak": "weak",
        "unmapped": "nobody",
        "twice": "several",
        "other-sid": "other-sid",
    }


def test_sids_in_both_forms() -> None:
    assert sid_text(sid_bytes(SID)) == SID
    assert len(sid_bytes(SID)) == 28
    with pytest.raises(ValueError):
        sid_text(b"\x01\x05\x00")


def test_a_sid_comes_from_the_uri_of_an_offline_template_too() -> None:
    known = certificate_facts(Authority("CA").client("x", sid=SID).certificate)
    assert known.sid == SID


def test_two_accounts_of_an_export_without_names_of_their_places_are_two(worked) -> None:
    """An LDIF export may lack distinguished names; then the logon names tell accounts apart."""
    held = (STRONG[1],)
    both = MemoryDirectory([Account("one", mappings=held), Account("other", mappings=held)])
    assert map_certificate(worked, both, NOW).outcome == "several"
    same = MemoryDirectory([Account("one", mappings=(*held, STRONG[2]))])
    assert map_certificate(worked, same, NOW).outcome == "mapped"
