"""What the TLS side makes of client certificates: what it holds, for how long, and what a resumed session is told."""

from __future__ import annotations

import ssl
from datetime import timedelta
from types import SimpleNamespace
from typing import TYPE_CHECKING

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID
from OpenSSL import SSL, crypto

from ftplint.configuration.effective import Configuration
from ftplint.schema.load import declarations
from ftplint.server.access.client_certificate import EXPIRED, USAGE, Fault, Presented, refusal
from ftplint.server.endpoints import Endpoint, endpoints
from ftplint.server.open_points import DEFAULT
from ftplint.server.transport import tls
from ftplint.server.transport.tls import Collected, Secured, Trust, _for_clients
from ftplint.source.parsing import parse
from ftplint.source.read import decode
from tests.server.test_revocation import DAY, LEAF, LISTS, MIDDLE, NOW, ROOT, Party, connected, endpoint, issue

if TYPE_CHECKING:
    from pathlib import Path

    from ftplint.verify.lab import Lab

__all__ = ["endpoint"]
TRUST = Trust([ROOT.certificate, MIDDLE.certificate], LISTS["nothing"])
REVOKED = 23
UNTRUSTED = 20
HOUR = timedelta(hours=1)


def issued(*usages: x509.ObjectIdentifier, until: timedelta = DAY) -> Party:
    """A client certificate with these extended usages; without any, with no such extension."""
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "bob")])
    builder = x509.CertificateBuilder().subject_name(name).issuer_name(MIDDLE.certificate.subject)
    builder = builder.public_key(LEAF.key.public_key()).serial_number(x509.random_serial_number())
    builder = builder.not_valid_before(NOW - DAY).not_valid_after(NOW + until)
    if usages:
        builder = builder.add_extension(x509.ExtendedKeyUsage(usages), False)
    return Party(builder.sign(MIDDLE.key, hashes.SHA256()), LEAF.key)


def client(folder: Path, lab: Lab, party: Party | None) -> ssl.SSLContext:
    lab.write(folder / "lab")
    made = ssl.create_default_context(cafile=str(folder / "lab" / "ca.pem"))
    if party is not None:
        key = party.key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
        (folder / "client.pem").write_bytes(party.certificate.public_bytes(Encoding.PEM) + key)
        made.load_cert_chain(folder / "client.pem")
    return made


def numbers(presented: Presented | None) -> list[int]:
    assert presented is not None
    return [fault.number for fault in presented.faults]


@pytest.fixture
def secured(endpoint: Endpoint, lab: Lab) -> Secured:
    return Secured(endpoint, lab.certificates.stored[0], TRUST, DEFAULT._replace(refuse_certificate="reply"))


def looked(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Grows with each look at a chain that is not answered from memory."""
    every: list[str] = []

    class Counted(crypto.X509StoreContext):
        def verify_certificate(self) -> None:
            every.append("looked")
            super().verify_certificate()

    monkeypatch.setattr(crypto, "X509StoreContext", Counted)
    return every


def test_a_judgement_holds_for_a_minute(
    secured: Secured, tmp_path: Path, lab: Lab, monkeypatch: pytest.MonkeyPatch
) -> None:
    clock = [1000.0]
    monkeypatch.setattr(tls, "monotonic", lambda: clock[0])
    every = looked(monkeypatch)
    alice = client(tmp_path, lab, LEAF)
    for passed, looks in ((0.0, 1), (59.0, 1), (1.0, 2), (0.0, 2), (61.0, 3)):
        clock[0] += passed
        assert numbers(secured.presented(connected(secured, alice))) == []
        assert len(every) == looks


@pytest.mark.parametrize(("kept", "looks"), [(1, 3), (2, 2)])
def test_so_many_judgements_are_held(
    secured: Secured, tmp_path: Path, lab: Lab, monkeypatch: pytest.MonkeyPatch, kept: int, looks: int
) -> None:
    monkeypatch.setattr(tls, "_READ", kept)
    every = looked(monkeypatch)
    for number, party in enumerate((LEAF, issued(), LEAF)):
        folder = tmp_path / str(number)
        folder.mkdir()
        assert numbers(secured.presented(connected(secured, client(folder, lab, party)))) == []
    assert len(every) == looks


def resumed(connection: SSL.Connection) -> SSL.Connection:
    """As it is where a session is resumed: the certificate is there, and nothing was collected in this handshake."""
    connection.set_app_data(Collected())
    return connection


def test_a_resumed_session_has_the_verdict_of_its_handshake_and_without_one_is_judged_anew(
    endpoint: Endpoint, tmp_path: Path, lab: Lab
) -> None:
    revoking = Trust([ROOT.certificate, MIDDLE.certificate], LISTS["the client"])
    choices = DEFAULT._replace(refuse_certificate="reply")
    server_only = issued(ExtendedKeyUsageOID.SERVER_AUTH)
    for number, (party, trust, told) in enumerate(
        (
            (LEAF, TRUST, []),
            (LEAF, revoking, [REVOKED]),
            (LEAF, Trust(), [UNTRUSTED]),
            (server_only, TRUST, [USAGE]),
            (issued(), TRUST, []),
        )
    ):
        folder = tmp_path / str(number)
        folder.mkdir()
        secured = Secured(endpoint, lab.certificates.stored[0], trust, choices)
        connection = connected(secured, client(folder, lab, party))
        assert set(told) <= set(numbers(secured.presented(connection)))
        assert set(told) <= set(numbers(secured.presented(resumed(connection))))
        other = Secured(endpoint, lab.certificates.stored[0], trust, choices)
        assert numbers(other.presented(resumed(connection))) == told


@pytest.mark.parametrize(("kept", "looks"), [(1, 3), (2, 2)])
def test_so_many_verdicts_are_kept_for_sessions_that_are_resumed(
    secured: Secured, tmp_path: Path, lab: Lab, monkeypatch: pytest.MonkeyPatch, kept: int, looks: int
) -> None:
    """One that is not kept is made anew, where no judgement holds any more."""
    monkeypatch.setattr(tls, "_REMEMBERED", kept)
    clock = [1000.0]
    monkeypatch.setattr(tls, "monotonic", lambda: clock[0])
    every = looked(monkeypatch)
    connections = []
    for number, party in enumerate((LEAF, issued())):
        folder = tmp_path / str(number)
        folder.mkdir()
        connections.append(connected(secured, client(folder, lab, party)))
        assert numbers(secured.presented(connections[-1])) == []
    clock[0] += 61
    assert numbers(secured.presented(resumed(connections[0]))) == []
    assert len(every) == looks


@pytest.mark.parametrize("how", ["alert", "reply"])
@pytest.mark.parametrize("own", [True, False], ids=["issued by itself", "issued by another"])
def test_of_a_certificate_that_is_a_root_no_list_is_wanted(tmp_path: Path, lab: Lab, own: bool, how: str) -> None:
    """Nobody revokes a root. Any other certificate is refused where its issuer has no list."""
    party = issue("carol", None if own else ROOT, ca=False)
    trust = Trust([party.certificate if own else ROOT.certificate], ())
    endpoint = shared("CertRequire")
    choices = DEFAULT._replace(refuse_certificate="alert" if how == "alert" else "reply")
    secured = Secured(endpoint, lab.certificates.stored[0], trust, choices)
    carol = client(tmp_path, lab, party)
    carol.maximum_version = ssl.TLSVersion.TLSv1_2
    if not own and how == "alert":
        with pytest.raises(SSL.Error):
            connected(secured, carol)
        return
    presented = secured.presented(connected(secured, carol))
    refused = refusal(endpoint.sites[0].client_certificates, presented)
    assert refused == (None if own else "certificate-invalid"), presented


def test_a_certificate_that_expires_later_is_refused_then(
    secured: Secured, tmp_path: Path, lab: Lab, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Its session is resumed when its time is over: the verdict of before says nothing of that."""
    connection = connected(secured, client(tmp_path, lab, LEAF))
    assert numbers(secured.presented(connection)) == []

    clock = [NOW]
    monkeypatch.setattr(tls, "datetime", SimpleNamespace(now=lambda _: clock[0]))
    last = LEAF.certificate.not_valid_after_utc  # inclusive: RFC 5280 4.1.2.5
    for moment, told in ((last - HOUR, []), (last, []), (last + timedelta(seconds=1), [EXPIRED])):
        clock[0] = moment
        presented = secured.presented(resumed(connection))
        assert presented is not None and [f.number for f in presented.faults] == told
        assert all(fault == Fault(EXPIRED, 0) for fault in presented.faults)


@pytest.mark.parametrize(
    ("usages", "allowed"),
    [
        ((), True),
        ((ExtendedKeyUsageOID.CLIENT_AUTH,), True),
        ((ExtendedKeyUsageOID.ANY_EXTENDED_KEY_USAGE,), True),
        ((ExtendedKeyUsageOID.SERVER_AUTH,), False),
        ((ExtendedKeyUsageOID.SERVER_AUTH, ExtendedKeyUsageOID.CLIENT_AUTH), True),
    ],
    ids=["none", "client", "any", "server", "both"],
)
def test_which_usages_let_a_certificate_name_a_client(usages: tuple[x509.ObjectIdentifier, ...], allowed: bool) -> None:
    assert _for_clients(issued(*usages).certificate) is allowed


def shared(*policies: str) -> Endpoint:
    """One address and port with a site for each policy, told apart by host names."""
    sites = "".join(
        f'<site name="{n}" id="{n}"><bindings><binding protocol="ftp" bindingInformation="*:21:h{n}.example"/></bindings>'
        f'<ftpServer><security><sslClientCertificates clientCertificatePolicy="{policy}"/></security></ftpServer></site>'
        for n, policy in enumerate(policies, 1)
    )
    text = f"<configuration><system.applicationHost><sites>{sites}</sites></system.applicationHost></configuration>"
    root = parse(decode("sites.config", text.encode()).source).root
    assert root is not None
    (found,) = endpoints(Configuration(root, declarations()))
    return found


@pytest.mark.parametrize(
    ("policies", "how", "ended"),
    [
        (["CertRequire"], "alert", True),
        (["CertRequire", "CertRequire"], "alert", True),
        (["CertRequire"], "reply", False),
        (["CertRequire", "CertAllow"], "alert", False),
        (["CertAllow"], "alert", False),
        (["CertIgnore", "CertRequire"], "alert", False),
        (["CertIgnore"], "alert", False),
    ],
)
def test_a_client_without_certificate_is_ended_in_the_handshake_where_all_sites_require_one_and_alerts_are_chosen(
    tmp_path: Path, lab: Lab, policies: list[str], how: str, ended: bool
) -> None:
    choices = DEFAULT._replace(refuse_certificate="alert" if how == "alert" else "reply")
    secured = Secured(shared(*policies), lab.certificates.stored[0], TRUST, choices)
    assert secured.asks is (set(policies) != {"CertIgnore"})
    nobody = client(tmp_path, lab, None)
    nobody.maximum_version = ssl.TLSVersion.TLSv1_2
    if ended:
        with pytest.raises(SSL.Error):
            connected(secured, nobody)
    else:
        assert secured.presented(connected(secured, nobody)) is None


@pytest.mark.parametrize(
    ("policies", "ended"),
    [(["CertAllow"], True), (["CertRequire", "CertAllow"], True), (["CertIgnore", "CertAllow"], False)],
)
def test_a_bad_certificate_is_ended_in_the_handshake_only_where_every_site_asks_for_one(
    tmp_path: Path, lab: Lab, policies: list[str], ended: bool
) -> None:
    """A site that ignores certificates must not lose a client over one that is for another site."""
    revoking = Trust([ROOT.certificate, MIDDLE.certificate], LISTS["the client"])
    secured = Secured(
        shared(*policies), lab.certificates.stored[0], revoking, DEFAULT._replace(refuse_certificate="alert")
    )
    alice = client(tmp_path, lab, LEAF)
    alice.maximum_version = ssl.TLSVersion.TLSv1_2
    if ended:
        with pytest.raises(SSL.Error):
            connected(secured, alice)
    else:
        assert numbers(secured.presented(connected(secured, alice))) == [REVOKED]
