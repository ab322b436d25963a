"""TLS policies and client certificates as decisions: no sockets."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from ftplint.evidence.certificates import Certificates
from ftplint.server.access.client_certificate import EXPIRED, UNREADABLE, Fault, refusal
from ftplint.server.open_points import DEFAULT, alternatives
from ftplint.server.protocol.commands import COMMANDS
from ftplint.server.protocol.policy import (
    ccc_refusal,
    certificate_problem,
    clear_certificate_refusal,
    clear_refusal,
    prot_refusal,
    transfer_refusal,
    weak_encryption,
)
from ftplint.server.site import (
    ClientCertificates,
)
from ftplint.verify.lab import Lab
from tests.server.sites import NOW, TLS, shown


@pytest.mark.parametrize(
    ("control", "verb", "refused"),
    [
        ("SslAllow", "USER", None),
        ("SslRequire", "USER", "tls-required"),
        ("SslRequire", "PASS", "tls-required"),
        ("SslRequire", "FEAT", None),
        ("SslRequireCredentialsOnly", "USER", "tls-required-for-credentials"),
        ("SslRequireCredentialsOnly", "LIST", None),
    ],
)
def test_commands_in_clear(control: str, verb: str, refused: str | None) -> None:
    judged = clear_refusal(TLS._replace(control=control)) if COMMANDS[verb].credentials else None
    assert judged == refused


@pytest.mark.parametrize(
    ("data", "protected", "refused"),
    [
        ("SslAllow", True, None),
        ("SslAllow", False, None),
        ("SslRequire", True, None),
        ("SslRequire", False, "tls-required-for-data"),
        ("SslDeny", True, "tls-denied-for-data"),
        ("SslDeny", False, None),
    ],
)
def test_transfers(data: str, protected: bool, refused: str | None) -> None:
    tls = TLS._replace(data=data)
    assert transfer_refusal(tls, protected) == refused
    assert prot_refusal(tls, "P" if protected else "C", DEFAULT) == refused
    assert prot_refusal(tls, "P" if protected else "C", DEFAULT._replace(prot_judged=False)) is None


def test_ccc() -> None:
    assert ccc_refusal(TLS, secured=True, implicit=False) == "ccc-refused"
    assert ccc_refusal(TLS._replace(control="SslAllow"), secured=True, implicit=False) is None
    assert ccc_refusal(TLS._replace(control="SslRequireCredentialsOnly"), secured=True, implicit=False) is None
    assert ccc_refusal(TLS._replace(control="SslAllow"), secured=True, implicit=True) == "ccc-refused"
    assert ccc_refusal(TLS, secured=False, implicit=False) == "ccc-clear"


@pytest.mark.parametrize(
    ("thumbprint", "store", "problem"),
    [
        ("", "MY", "certificate-not-configured"),
        ("ab", "MY", "hash-length"),
        ("\u200e" + "ab" * 20, "MY", "hash-length"),
        ("ab " * 20, "MY", "hash-length"),
        ("ab" * 20, "MY", "certificate-not-found"),
        ("lab", "WebHosting", "certificate-not-found"),
        ("lab", "my", None),
        ("LAB", "MY", None),
    ],
)
def test_the_certificate_at_auth(lab: Lab, thumbprint: str, store: str, problem: str | None) -> None:
    own = {"lab": lab.thumbprint, "LAB": lab.thumbprint.upper()}.get(thumbprint, thumbprint)
    tls = TLS._replace(thumbprint=own, store=store)
    found, certificate = certificate_problem(tls, lab.certificates, datetime.now(UTC), DEFAULT)
    assert (found, certificate is None) == (problem, problem is not None)


def test_a_certificate_without_key_and_an_expired_one(lab: Lab) -> None:
    public = Certificates([lab.certificates.stored[0]._replace(key=None)])
    tls = TLS._replace(thumbprint=lab.thumbprint)
    assert certificate_problem(tls, public, NOW, DEFAULT)[0] == "private-key-missing"
    late = datetime.now(UTC) + timedelta(days=400)
    assert certificate_problem(tls, lab.certificates, late, DEFAULT)[0] == "tls-failed"
    lenient = alternatives()["expired_certificate_431"]
    assert certificate_problem(tls, lab.certificates, late, lenient)[0] is None


@pytest.mark.parametrize(
    ("flags", "fault", "refused"),
    [
        ((), Fault(10, 0), True),
        ((), Fault(18, 0), True),
        ((), Fault(19, 1, True), True),
        ((), Fault(23, 0), True),
        (("NoRevocationCheck",), Fault(23, 0), False),
        ((), Fault(3, 0), True),
        (("NoRevocationCheck",), Fault(3, 0), False),
        ((), Fault(3, 1, True), False),
        ((), Fault(26, 0), True),
        (("CertNoUsageCheck",), Fault(26, 0), False),
        (("CertNoUsageCheck",), Fault(26, 1), True),
        (("NoRevocationCheck", "CertNoUsageCheck"), Fault(10, 0), True),
        (("CertChainRevocationCheckCacheOnly", "CertChainCacheOnlyUrlRetrieval"), Fault(23, 0), True),
    ],
)
def test_validation_flags(lab: Lab, flags: tuple[str, ...], fault: Fault, refused: bool) -> None:
    for policy in ("CertAllow", "CertRequire"):
        client = ClientCertificates(policy, frozenset(flags), True)
        assert refusal(client, shown(lab, "mapped", fault)) == ("certificate-invalid" if refused else None)
    assert refusal(ClientCertificates("CertIgnore", frozenset(), True), shown(lab, "mapped", fault)) is None


def test_no_certificate() -> None:
    for policy, situation in (("CertIgnore", None), ("CertAllow", None), ("CertRequire", "certificate-required")):
        assert refusal(ClientCertificates(policy, frozenset(), True), None) == situation


@pytest.mark.parametrize(("bits", "refused"), [(56, True), (112, True), (127, True), (128, False), (256, False)])
def test_ssl128_wants_128_bits(bits: int, refused: bool) -> None:
    assert weak_encryption(TLS._replace(strong_only=True), bits) == ("weak-encryption" if refused else None)
    assert weak_encryption(TLS._replace(strong_only=False), bits) is None


@pytest.mark.parametrize("policy", ["CertIgnore", "CertAllow", "CertRequire"])
@pytest.mark.parametrize("clear_meets_require", [False, True])
def test_a_client_in_clear_has_no_certificate_to_show(policy: str, clear_meets_require: bool) -> None:
    client = ClientCertificates(policy, frozenset(), True)
    refused = clear_certificate_refusal(client, DEFAULT._replace(clear_meets_require=clear_meets_require))
    assert refused == ("certificate-required" if policy == "CertRequire" and not clear_meets_require else None)


@pytest.mark.parametrize("number", [*range(2, 40), 54])
def test_the_errors_that_are_about_revocation(lab: Lab, number: int) -> None:
    """X509_V_ERR_*: missing, unreadable, stale and unsigned lists, and a revoked certificate. All others are not."""
    client = ClientCertificates("CertRequire", frozenset({"NoRevocationCheck"}), True)
    of_lists = {3, 11, 12, 13, 14, 15, 16, 23, 33, 36, 54}
    refused = refusal(client, shown(lab, "mapped", Fault(number, 1)))
    assert refused == (None if number in of_lists else "certificate-invalid")


def test_one_fault_that_counts_is_enough_and_only_the_missing_list_of_a_root_is_none(lab: Lab) -> None:
    client = ClientCertificates("CertAllow", frozenset(), True)
    assert refusal(client, shown(lab, "mapped")) is None
    assert refusal(client, shown(lab, "mapped", Fault(3, 1, True), Fault(10, 0))) == "certificate-invalid"
    assert refusal(client, shown(lab, "mapped", Fault(23, 1, True))) == "certificate-invalid"


def test_a_certificate_counts_from_its_first_second_to_before_its_last(lab: Lab) -> None:
    facts = lab.certificates.stored[0].facts
    tls = TLS._replace(thumbprint=lab.thumbprint)
    second = timedelta(seconds=1)
    for now, problem in (
        (facts.not_before - second, "tls-failed"),
        (facts.not_before, None),
        (facts.not_after - second, None),
        (facts.not_after, "tls-failed"),
    ):
        found, certificate = certificate_problem(tls, lab.certificates, now, DEFAULT)
        assert (found, certificate is None) == (problem, problem is not None)


@pytest.mark.parametrize("number", [EXPIRED, UNREADABLE])
def test_a_certificate_that_is_over_or_cannot_be_read_is_refused_whatever_the_flags(lab: Lab, number: int) -> None:
    """X509_V_ERR_CERT_HAS_EXPIRED is 10, X509_V_ERR_UNSPECIFIED is 1: neither is excused by a flag."""
    client = ClientCertificates("CertAllow", frozenset({"NoRevocationCheck", "CertNoUsageCheck"}), True)
    assert refusal(client, shown(lab, "mapped", Fault(number, 0))) == "certificate-invalid"
    assert (EXPIRED, UNREADABLE) == (10, 1)
