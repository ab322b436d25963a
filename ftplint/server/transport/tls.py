"""TLS contexts of the endpoints: pyOpenSSL asks for client certificates and lets a bad one through, to be refused by
reply; what was wrong with it is kept beside the connection (ftps-stack sections 2 and 4).
"""

from __future__ import annotations

import hashlib
from datetime import UTC, datetime
from functools import lru_cache
from time import monotonic
from typing import TYPE_CHECKING

from cryptography import x509
from cryptography.x509.oid import ExtendedKeyUsageOID
from OpenSSL import SSL, crypto

from ftplint.evidence import certificate_facts
from ftplint.named_tuple import NamedTuple
from ftplint.server.access.client_certificate import EXPIRED, UNREADABLE, USAGE, Fault, Presented, counts

if TYPE_CHECKING:
    from collections.abc import Sequence

    from ftplint.evidence import CertificateFacts, StoredCertificate
    from ftplint.server.endpoints import Endpoint
    from ftplint.server.open_points import Choices

_PARTIAL_WRITE = 1
_NO_AUTO_CHAIN = 8
"""OpenSSL's mode without which it looks for the issuers of the server certificate anew at each handshake, and checks
every signature of that chain."""
_REMEMBERED = 10_000
_READ = 1_000
"""Certificates that are kept as they were read: reading one takes as long as a third of a handshake."""
_HELD = 60.0
"""Seconds for which a judgement holds: so late is it seen that a list has become stale."""


class Trust(NamedTuple):
    """Whose client certificates count: trusted roots (and intermediates), and revocation lists."""

    roots: Sequence[x509.Certificate] = ()
    lists: Sequence[x509.CertificateRevocationList] = ()

    def add_to(self, store: crypto.X509Store, *, revocation: bool = True) -> crypto.X509Store:
        """*store* with all of it. With *revocation*, every CA of a chain is checked for it, else none."""
        for root in self.roots:
            store.add_cert(crypto.X509.from_cryptography(root))
        if revocation:
            for revoked in self.lists:
                store.add_crl(revoked)
            store.set_flags(crypto.X509StoreFlags.CRL_CHECK | crypto.X509StoreFlags.CRL_CHECK_ALL)
        return store


class Secured:
    """The TLS side of one endpoint: its context, and the verdicts on client certificates seen there.

    A resumed session skips the callback, so a verdict is kept for each certificate (by the hash of its DER): a
    revoked one stays revoked. A certificate without verdict is checked anew.

    Where refusals are replies, the handshake leaves revocation to ``_judged``, which need not check the signatures of
    the same lists at each logon. An alert has to be sent in the handshake, so there OpenSSL looks into the lists then.
    """

    def __init__(self, endpoint: Endpoint, certificate: StoredCertificate, trust: Trust, choices: Choices) -> None:
        self._store = trust.add_to(crypto.X509Store())
        self._judgements: dict[tuple[bytes, ...], tuple[tuple[Fault, ...], float]] = {}
        self._verdicts: dict[bytes, tuple[Fault, ...]] = {}
        policies = {site.client_certificates.policy for site in endpoint.sites}
        self._alerts = "CertIgnore" not in policies and choices.refuse_certificate == "alert"
        self._flags = frozenset[str]().union(*(site.client_certificates.flags for site in endpoint.sites))
        context = SSL.Context(SSL.TLS_SERVER_METHOD)
        context.set_min_proto_version(SSL.TLS1_2_VERSION)
        context.set_options(SSL.OP_NO_COMPRESSION | SSL.OP_NO_RENEGOTIATION)
        context.use_certificate(certificate.certificate)
        self.asks = endpoint.asks_for_certificate()
        for one in certificate.chain or _issuers(certificate.certificate, trust.roots if self.asks else ()):
            context.add_extra_chain_cert(one)
        assert certificate.key is not None
        context.use_privatekey(certificate.key)  # type: ignore[arg-type]
        context.set_mode(SSL.MODE_RELEASE_BUFFERS | _NO_AUTO_CHAIN)
        context.clear_mode(_PARTIAL_WRITE)
        # Of its own for each endpoint: a session of one cannot be resumed at another.
        name = f"{endpoint.address}:{endpoint.port}:{sorted(endpoint.hosts)}:{certificate.facts.thumbprint}"
        context.set_session_id(hashlib.sha256(name.encode()).digest())
        if self.asks:
            mode = SSL.VERIFY_PEER
            if self._alerts and policies == {"CertRequire"}:
                mode |= SSL.VERIFY_FAIL_IF_NO_PEER_CERT
            context.set_verify(mode, self._verify)
            store = context.get_cert_store()
            assert store is not None
            trust.add_to(store, revocation=self._alerts)
        self.context = context

    def presented(self, connection: SSL.Connection) -> Presented | None:
        """The certificate of the other side with what is wrong with it; None if it showed none."""
        certificate = connection.get_peer_certificate()
        if certificate is None:
            return None
        der = crypto.dump_certificate(crypto.FILETYPE_ASN1, certificate)
        try:
            read = _read(der)
        except Exception:  # of many kinds: OpenSSL takes certificates that cryptography cannot read
            return Presented(None, der, (Fault(UNREADABLE, 0),))
        return Presented(read.facts, read.der, self._faults(connection, read.certificate, read.der))

    def _faults(self, connection: SSL.Connection, certificate: x509.Certificate, der: bytes) -> tuple[Fault, ...]:
        key = _digest(der)
        collected = connection.get_app_data()
        connection.set_app_data(None)  # it is read once
        if isinstance(collected, Collected) and collected.called:
            found = tuple(dict.fromkeys(collected.faults))
            if not self._alerts:
                found += self._judged(certificate, der, connection.get_peer_cert_chain() or [])
            if len(self._verdicts) >= _REMEMBERED:
                self._verdicts.clear()
            self._verdicts[key] = found
            return found
        known = self._verdicts.get(key)  # a resumed session: the callback was not called
        if known is not None:
            over = certificate.not_valid_after_utc < datetime.now(UTC)  # since it was judged, perhaps
            return (*known, Fault(EXPIRED, 0)) if over else known
        return self._judged(certificate, der, []) or (() if _for_clients(certificate) else (Fault(USAGE, 0),))

    def _judged(self, certificate: x509.Certificate, der: bytes, chain: list[crypto.X509]) -> tuple[Fault, ...]:
        """The first fault of a certificate without regard to its usage, revocation included; held for ``_HELD``.

        The first is enough: OpenSSL looks for revocation from the leaf up, and what it finds before and after that, the
        handshake finds too.
        """
        key = (der, *(crypto.dump_certificate(crypto.FILETYPE_ASN1, one) for one in chain))
        now = monotonic()
        judged_before = self._judgements.get(key)
        if judged_before is not None and now < judged_before[1]:
            return judged_before[0]
        found: tuple[Fault, ...] = ()
        try:
            own = crypto.X509.from_cryptography(certificate)
            crypto.X509StoreContext(self._store, own, chain).verify_certificate()
        except crypto.X509StoreContextError as error:
            found = (Fault(int(error.errors[0]), int(error.errors[1]), _self_issued(error.certificate)),)
        if len(self._judgements) >= _READ:
            self._judgements.clear()
        self._judgements[key] = found, now + _HELD
        return found

    def _verify(self, connection: SSL.Connection, certificate: crypto.X509, number: int, depth: int, ok: int) -> bool:
        collected = connection.get_app_data()
        if not isinstance(collected, Collected):
            return False
        collected.called = True
        if ok:
            return True
        fault = Fault(number, depth, _self_issued(certificate))
        collected.faults.append(fault)
        return not (self._alerts and counts(fault, self._flags))


def _issuers(certificate: x509.Certificate, known: Sequence[x509.Certificate]) -> list[x509.Certificate]:
    """What is sent behind a certificate that has no chain of its own: its issuers as far as *known* holds them."""
    found: list[x509.Certificate] = []
    while certificate.issuer != certificate.subject and len(found) < len(known):
        issuer = next((one for one in known if _issued(certificate, one)), None)
        if issuer is None:
            break
        found.append(issuer)
        certificate = issuer
    return found


def _issued(certificate: x509.Certificate, issuer: x509.Certificate) -> bool:
    try:
        certificate.verify_directly_issued_by(issuer)
    except Exception:  # another name, another key, or a key of a kind that signs nothing
        return False
    return True


def _self_issued(certificate: crypto.X509) -> bool:
    """Whether issuer and subject are the same; not if they cannot be read."""
    try:
        own = certificate.to_cryptography()
        return bool(own.issuer == own.subject)
    except Exception:  # as above
        return False


class _Read(NamedTuple):
    certificate: x509.Certificate
    facts: CertificateFacts
    der: bytes


@lru_cache(maxsize=_READ)
def _read(der: bytes) -> _Read:
    """One object for all sessions of a certificate. Raises ValueError and others if it is damaged."""
    certificate = x509.load_der_x509_certificate(der)
    return _Read(certificate, certificate_facts(certificate), der)


@lru_cache(maxsize=_READ)
def _digest(der: bytes) -> bytes:
    return hashlib.sha256(der).digest()


def _for_clients(certificate: x509.Certificate) -> bool:
    """Whether the usage of a certificate allows it to name a client; a handshake asks OpenSSL, this is for the rest."""
    try:
        usage = certificate.extensions.get_extension_for_class(x509.ExtendedKeyUsage).value
    except x509.ExtensionNotFound:
        return True
    return ExtendedKeyUsageOID.CLIENT_AUTH in usage or ExtendedKeyUsageOID.ANY_EXTENDED_KEY_USAGE in usage


class Collected:
    """What the verify callback saw in one handshake; hangs on the connection as its app data."""

    __slots__ = ("called", "faults")

    def __init__(self) -> None:
        self.called = False
        self.faults: list[Fault] = []
