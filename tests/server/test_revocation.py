"""Revocation along a chain: the same verdict whether it is found in the handshake (alerts) or behind it (replies)."""

from __future__ import annotations

import contextlib
import ssl
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import NamedTuple

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID
from OpenSSL import SSL

from ftplint.configuration.effective import Configuration
from ftplint.schema.load import declarations
from ftplint.server.access.client_certificate import Presented, refusal
from ftplint.server.endpoints import Endpoint, endpoints
from ftplint.server.open_points import DEFAULT
from ftplint.server.transport.tls import Collected, Secured, Trust
from ftplint.source.parsing import parse
from ftplint.source.read import decode
from ftplint.verify.lab import Lab
from tests.server.faulty_sites import configuration

NOW = datetime.now(UTC)
DAY = timedelta(days=1)


class Party(NamedTuple):
    """A certificate and its key."""

    certificate: x509.Certificate
    key: ec.EllipticCurvePrivateKey

    def list_of(self, *revoked: x509.Certificate) -> x509.CertificateRevocationList:
        """Its own list of what it has revoked."""
        builder = x509.CertificateRevocationListBuilder().issuer_name(self.certificate.subject)
        builder = builder.last_update(NOW - DAY).next_update(NOW + DAY)
        for one in revoked:
            entry = x509.RevokedCertificateBuilder().serial_number(one.serial_number).revocation_date(NOW - DAY)
            builder = builder.add_revoked_certificate(entry.build())
        return builder.sign(self.key, hashes.SHA256())


def issue(name: str, issuer: Party | None, *, ca: bool) -> Party:
    key = ec.generate_private_key(ec.SECP256R1())
    subject = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name)])
    builder = x509.CertificateBuilder().subject_name(subject).public_key(key.public_key())
    builder = builder.issuer_name(issuer.certificate.subject if issuer else subject)
    builder = builder.serial_number(x509.random_serial_number()).not_valid_before(NOW - DAY).not_valid_after(NOW + DAY)
    builder = builder.add_extension(x509.BasicConstraints(ca, None), True)
    if not ca:
        builder = builder.add_extension(x509.ExtendedKeyUsage([ExtendedKeyUsageOID.CLIENT_AUTH]), False)
    return Party(builder.sign(issuer.key if issuer else key, hashes.SHA256()), key)


ROOT = issue("Root", None, ca=True)
MIDDLE = issue("Issuing", ROOT, ca=True)
LEAF = issue("alice", MIDDLE, ca=False)
LISTS = {
    "nothing": (ROOT.list_of(), MIDDLE.list_of()),
    "the client": (ROOT.list_of(), MIDDLE.list_of(LEAF.certificate)),
    "its issuer": (ROOT.list_of(MIDDLE.certificate), MIDDLE.list_of()),
    "unknown, no list of its issuer": (ROOT.list_of(),),
    "unknown, no list of the root": (MIDDLE.list_of(),),
}


@pytest.fixture(scope="module")
def endpoint() -> Endpoint:
    root = parse(decode("sites.config", configuration().encode()).source).root
    assert root is not None
    found = endpoints(Configuration(root, declarations()))
    return next(one for one in found if any(site.name == "certificate" for site in one.sites))


@pytest.fixture(scope="module")
def client(lab: Lab, tmp_path_factory: pytest.TempPathFactory) -> ssl.SSLContext:
    folder = tmp_path_factory.mktemp("chain")
    key = LEAF.key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
    chain = [one.certificate.public_bytes(Encoding.PEM) for one in (LEAF, MIDDLE)]
    (folder / "client.pem").write_bytes(b"".join([*chain, key]))
    lab.write(folder / "lab")
    made = ssl.create_default_context(cafile=str(Path(folder) / "lab" / "ca.pem"))
    made.load_cert_chain(folder / "client.pem")
    return made


def connected(secured: Secured, client: ssl.SSLContext) -> SSL.Connection:
    """The server's side after a handshake in memory. Raises SSL.Error for a client that it ends."""
    incoming, outgoing = ssl.MemoryBIO(), ssl.MemoryBIO()
    theirs = client.wrap_bio(incoming, outgoing, server_hostname="localhost")
    ours = SSL.Connection(secured.context, None)
    ours.set_accept_state()
    ours.set_app_data(Collected())
    for _ in range(4):
        with contextlib.suppress(ssl.SSLWantReadError):
            theirs.do_handshake()
        if outgoing.pending:
            ours.bio_write(outgoing.read())
        try:
            ours.do_handshake()
        except SSL.WantReadError:
            incoming.write(ours.bio_read(65_536))
            continue
        return ours
    raise AssertionError("the handshake does not end")


def shown(secured: Secured, client: ssl.SSLContext) -> Presented | None:
    """What the server makes of a client after a handshake. Raises SSL.Error for one that it ends."""
    return secured.presented(connected(secured, client))


@pytest.mark.parametrize("how", ["reply", "alert"])
@pytest.mark.parametrize("revoked", list(LISTS))
def test_every_certificate_of_a_chain_is_looked_up(
    revoked: str, how: str, endpoint: Endpoint, client: ssl.SSLContext, lab: Lab
) -> None:
    stored = lab.certificates.stored[0]
    trust = Trust([ROOT.certificate], LISTS[revoked])
    choices = DEFAULT._replace(refuse_certificate="alert" if how == "alert" else "reply")
    secured = Secured(endpoint, stored, trust, choices)
    policy = endpoint.sites[0].client_certificates
    for _ in range(2):  # the second time it is judged from memory
        if how == "alert" and revoked != "nothing":
            with pytest.raises(SSL.Error):
                shown(secured, client)
            continue
        found = shown(secured, client)
        assert found is not None
        assert refusal(policy, found) == (None if revoked == "nothing" else "certificate-invalid"), found.faults
