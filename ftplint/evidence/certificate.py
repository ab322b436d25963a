"""What a certificate says, as far as FTP on IIS and Active Directory look at it."""

from __future__ import annotations

import hashlib
import re
from typing import TYPE_CHECKING, TypeVar

from cryptography import x509
from cryptography.hazmat.primitives.asymmetric import dsa, ec, rsa
from cryptography.hazmat.primitives.serialization import Encoding
from cryptography.x509.oid import ExtendedKeyUsageOID, ObjectIdentifier

from ftplint.evidence.names import display_name, mapping_name
from ftplint.named_tuple import NamedTuple

if TYPE_CHECKING:
    from datetime import datetime

UPN = ObjectIdentifier("1.3.6.1.4.1.311.20.2.3")
"""The type of the user principal name in subjectAltName (MS-PKCA 3.1.5.2.1.2)."""
SID_EXTENSION = ObjectIdentifier("1.3.6.1.4.1.311.25.2")
"""szOID_NTDS_CA_SECURITY_EXT (KB5014754)."""
_SID = re.compile(rb"S-1-[0-9]+(?:-[0-9]+)+")
_E = TypeVar("_E", bound=x509.ExtensionType)
_SID_URI = re.compile(r"tag:microsoft\.com,2022-09-14:sid:(S-1-[0-9]+(?:-[0-9]+)+)\Z", re.IGNORECASE)


class CertificateFacts(NamedTuple):
    """One certificate. Hex texts are upper case without blanks; ``serial`` is as written, not reversed.

    ``usages`` are the dotted OIDs of the extended key usage, None where the extension is absent (every usage).
    """

    thumbprint: str
    name: str
    subject: str
    issuer: str
    serial: str
    key_identifier: str | None
    upn: str | None
    mail: tuple[str, ...]
    hosts: tuple[str, ...]
    sid: str | None
    usages: frozenset[str] | None
    not_before: datetime
    not_after: datetime
    key: str
    """``RSA 2048``, ``EC secp256r1``: algorithm and size."""
    weak_key: bool
    signature: str
    """The hash of the signature: ``sha256``; empty where the algorithm has none of its own (Ed25519)."""

    def usable_for(self, usage: ObjectIdentifier) -> bool:
        """Whether the extended key usage admits *usage*; a certificate without the extension is good for all."""
        return self.usages is None or usage.dotted_string in self.usages or _ANY in self.usages

    @property
    def for_servers(self) -> bool:
        """Server Authentication, 1.3.6.1.5.5.7.3.1."""
        return self.usable_for(ExtendedKeyUsageOID.SERVER_AUTH)


_ANY = ExtendedKeyUsageOID.ANY_EXTENDED_KEY_USAGE.dotted_string


def certificate_facts(certificate: x509.Certificate) -> CertificateFacts:
    """The facts of *certificate*. Raises ValueError if it is damaged (an extension that cannot be read)."""
    der = certificate.public_bytes(Encoding.DER)
    extensions = certificate.extensions
    names = _extension(extensions, x509.SubjectAlternativeName)
    identifier = _extension(extensions, x509.SubjectKeyIdentifier)
    usage = _extension(extensions, x509.ExtendedKeyUsage)
    key, weak = _key(certificate)
    signature = certificate.signature_hash_algorithm
    serial = f"{certificate.serial_number:X}"
    return CertificateFacts(
        hashlib.sha1(der).hexdigest(),
        display_name(certificate.subject),
        mapping_name(certificate.subject),
        mapping_name(certificate.issuer),
        serial if len(serial) % 2 == 0 else f"0{serial}",
        None if identifier is None else identifier.digest.hex().upper(),
        None if names is None else _upn(names),
        () if names is None else tuple(names.get_values_for_type(x509.RFC822Name)),
        () if names is None else tuple(names.get_values_for_type(x509.DNSName)),
        _sid(extensions, names),
        None if usage is None else frozenset(oid.dotted_string for oid in usage),
        certificate.not_valid_before_utc,
        certificate.not_valid_after_utc,
        key,
        weak,
        "" if signature is None else signature.name,
    )


def _extension(extensions: x509.Extensions, kind: type[_E]) -> _E | None:
    try:
        return extensions.get_extension_for_class(kind).value
    except x509.ExtensionNotFound:
        return None


def _upn(names: x509.SubjectAlternativeName) -> str | None:
    """The UTF8String inside the first otherName of type UPN."""
    for other in names.get_values_for_type(x509.OtherName):
        if other.type_id == UPN and len(other.value) > 2 and other.value[0] == 0x0C:
            return _der_content(other.value).decode("utf-8", "replace")
    return None


def _der_content(der: bytes) -> bytes:
    """The content of one DER value with a definite length."""
    if der[1] < 0x80:
        return der[2 : 2 + der[1]]
    count = der[1] & 0x7F
    length = int.from_bytes(der[2 : 2 + count], "big")
    return der[2 + count : 2 + count + length]


def _sid(extensions: x509.Extensions, names: x509.SubjectAlternativeName | None) -> str | None:
    """The SID of the extension (as ASCII text in it), or of the URI that offline templates use."""
    for extension in extensions:
        if extension.oid == SID_EXTENSION and isinstance(extension.value, x509.UnrecognizedExtension):
            match = _SID.search(extension.value.value)
            return match[0].decode("ascii") if match else None
    for uri in () if names is None else names.get_values_for_type(x509.UniformResourceIdentifier):
        found = _SID_URI.match(uri)
        if found:
            return found[1]
    return None


def _key(certificate: x509.Certificate) -> tuple[str, bool]:
    """The key in words, and whether it is below the current floor (RSA 2048, P-256)."""
    key = certificate.public_key()
    if isinstance(key, rsa.RSAPublicKey):
        return f"RSA {key.key_size}", key.key_size < 2048
    if isinstance(key, ec.EllipticCurvePublicKey):
        return f"EC {key.curve.name}", key.key_size < 256
    if isinstance(key, dsa.DSAPublicKey):
        return f"DSA {key.key_size}", True
    return type(key).__name__.lstrip("_").removesuffix("PublicKey"), False
