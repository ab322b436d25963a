"""A throw-away certificate authority: issues the lab's certificates and its revocation list."""

from __future__ import annotations

import ipaddress
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID, ObjectIdentifier

from ftplint.evidence import SID_EXTENSION, UPN

if TYPE_CHECKING:
    from collections.abc import Iterable

_SID_TYPE = bytes.fromhex("060a2b060104018237190201")
"""OID 1.3.6.1.4.1.311.25.2.1 inside the SID extension, in DER."""
_DAY = timedelta(days=1)


class Issued:
    """A certificate with its key."""

    def __init__(self, certificate: x509.Certificate, key: ec.EllipticCurvePrivateKey) -> None:
        self.certificate = certificate
        self.key = key

    def certificate_pem(self) -> bytes:
        """The certificate alone."""
        return self.certificate.public_bytes(Encoding.PEM)

    def pem(self) -> bytes:
        """Certificate and key in one file, as curl and OpenSSL take it."""
        key = self.key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
        return self.certificate_pem() + key


class Authority:
    """One CA. Certificates are valid from yesterday for 30 days unless told otherwise."""

    def __init__(self, name: str, now: datetime | None = None) -> None:
        self.now = now or datetime.now(UTC)
        self._key = ec.generate_private_key(ec.SECP256R1())
        self._name = _name(("example", "corp"), name)
        builder = self._start(self._name, self._key, self.now - _DAY, self.now + 30 * _DAY)
        builder = builder.add_extension(x509.BasicConstraints(True, 0), True)
        builder = builder.add_extension(_key_usage(ca=True), True)
        self.certificate = builder.sign(self._key, hashes.SHA256())

    def pem(self) -> bytes:
        """The CA's certificate."""
        return self.certificate.public_bytes(Encoding.PEM)

    def server(
        self,
        hosts: Iterable[str] = ("localhost",),
        addresses: Iterable[str] = ("127.0.0.1", "::1"),
        *,
        name: str = "ftp.corp.example",
        span: tuple[datetime, datetime] | None = None,
        for_servers: bool = True,
    ) -> Issued:
        """A certificate for Server Authentication, or for another use; *span* is when it is valid."""
        names: list[x509.GeneralName] = [x509.DNSName(host) for host in hosts]
        names.extend(x509.IPAddress(ipaddress.ip_address(address)) for address in addresses)
        usage = ExtendedKeyUsageOID.SERVER_AUTH if for_servers else ExtendedKeyUsageOID.CLIENT_AUTH
        return self._issue(name, names, usage, span=span)

    def client(
        self,
        name: str,
        *,
        upn: str | None = None,
        sid: str | None = None,
        usage: ObjectIdentifier = ExtendedKeyUsageOID.CLIENT_AUTH,
        expired: bool = False,
    ) -> Issued:
        """A certificate of a person; an expired one was valid until yesterday."""
        names: list[x509.GeneralName] = []
        if upn:
            text = upn.encode("utf-8")
            names.append(x509.OtherName(UPN, bytes([0x0C, len(text)]) + text))
        extension = None if sid is None else x509.UnrecognizedExtension(SID_EXTENSION, _sid_value(sid))
        span = (self.now - 9 * _DAY, self.now - _DAY) if expired else None
        return self._issue(name, names, usage, extension, span)

    def revocation_list(self, revoked: Iterable[Issued] = ()) -> bytes:
        """The signed list, PEM, good for a week."""
        builder = x509.CertificateRevocationListBuilder().issuer_name(self._name)
        builder = builder.last_update(self.now - _DAY).next_update(self.now + 7 * _DAY)
        for one in revoked:
            entry = x509.RevokedCertificateBuilder().serial_number(one.certificate.serial_number)
            builder = builder.add_revoked_certificate(entry.revocation_date(self.now - _DAY).build())
        return builder.sign(self._key, hashes.SHA256()).public_bytes(Encoding.PEM)

    def _issue(
        self,
        name: str,
        names: list[x509.GeneralName],
        usage: ObjectIdentifier,
        extension: x509.ExtensionType | None = None,
        span: tuple[datetime, datetime] | None = None,
    ) -> Issued:
        key = ec.generate_private_key(ec.SECP256R1())
        start, end = span or (self.now - _DAY, self.now + 30 * _DAY)
        subject = _name(("example", "corp"), name)
        builder = self._start(subject, key, start, end)
        builder = builder.add_extension(x509.BasicConstraints(False, None), True)
        builder = builder.add_extension(_key_usage(ca=False), True)
        builder = builder.add_extension(x509.ExtendedKeyUsage([usage]), False)
        if names:
            builder = builder.add_extension(x509.SubjectAlternativeName(names), False)
        if extension is not None:
            builder = builder.add_extension(extension, False)
        return Issued(builder.sign(self._key, hashes.SHA256()), key)

    def _start(
        self, subject: x509.Name, key: ec.EllipticCurvePrivateKey, start: datetime, end: datetime
    ) -> x509.CertificateBuilder:
        builder = x509.CertificateBuilder().subject_name(subject).issuer_name(self._name)
        builder = builder.public_key(key.public_key()).serial_number(x509.random_serial_number())
        builder = builder.not_valid_before(start).not_valid_after(end)
        builder = builder.add_extension(x509.SubjectKeyIdentifier.from_public_key(key.public_key()), False)
        own = x509.AuthorityKeyIdentifier.from_issuer_public_key(self._key.public_key())
        return builder.add_extension(own, False)


def _name(domain: tuple[str, ...], name: str) -> x509.Name:
    parts = [x509.NameAttribute(NameOID.DOMAIN_COMPONENT, part) for part in domain]
    return x509.Name([*parts, x509.NameAttribute(NameOID.COMMON_NAME, name)])


def _key_usage(*, ca: bool) -> x509.KeyUsage:
    return x509.KeyUsage(not ca, False, False, False, False, ca, ca, False, False)


def _sid_value(sid: str) -> bytes:
    """The extension's value: ``SEQUENCE { [0] { OID, [0] { OCTET STRING } } }`` (client-cert-login 4.2)."""
    text = sid.encode("ascii")
    octets = bytes([0x04, len(text)]) + text
    inner = _SID_TYPE + bytes([0xA0, len(octets)]) + octets
    tagged = bytes([0xA0, len(inner)]) + inner
    return bytes([0x30, len(tagged)]) + tagged
