"""Certificates of a server: thumbprint -> certificate and key, from a folder, an exported list or the machine store.

A folder holds PEM, DER and PFX files; a folder below it that is named as a store (``MY``, ``WebHosting``) holds the
certificates of that store, and what lies beside it belongs to every store. A list is the JSON that
``windows_store.EXPORT`` makes.
"""

from __future__ import annotations

import base64
import binascii
import json
import os
from pathlib import Path
from typing import TYPE_CHECKING, Any

from cryptography import x509
from cryptography.exceptions import UnsupportedAlgorithm
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat, load_pem_private_key, pkcs12

from ftplint.evidence.certificate import CertificateFacts, certificate_facts
from ftplint.evidence.errors import EvidenceError
from ftplint.evidence.windows_store import EXPORT, read_machine_store
from ftplint.named_tuple import NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from cryptography.hazmat.primitives.asymmetric.types import PrivateKeyTypes

PASSWORD = "FTPLINT_PFX_PASSWORD"
"""The environment variable with the password of PFX files; without it an empty password is tried."""
_DAMAGED = (ValueError, UnsupportedAlgorithm)
"""What cryptography raises for bytes that it makes no sense of, and for sense that it does not support."""
_LARGEST = 64 * 1024 * 1024
_PEM = b"-----BEGIN CERTIFICATE-----"


class StoredCertificate(NamedTuple):
    """A certificate in a store. ``store`` is empty where nobody says (then it is in every store).

    ``chain`` are the intermediate certificates that lie in the same file. ``key`` is None where only the public part
    is known; ``has_key`` says whether the server has one all the same.
    """

    facts: CertificateFacts
    store: str
    certificate: x509.Certificate
    has_key: bool
    key: PrivateKeyTypes | None
    chain: tuple[x509.Certificate, ...]
    source: str


class Certificates:
    """Some stores. Looking up compares thumbprints and store names without regard to letter case."""

    def __init__(self, stored: Iterable[StoredCertificate]) -> None:
        self.stored = tuple(stored)
        self._by_thumbprint: dict[str, list[StoredCertificate]] = {}
        for one in self.stored:
            self._by_thumbprint.setdefault(one.facts.thumbprint.lower(), []).append(one)

    def find(self, thumbprint: str, store: str) -> StoredCertificate | None:
        """The certificate of that thumbprint in the store of that name, or one that is in every store."""
        found = [
            one
            for one in self._by_thumbprint.get(thumbprint.lower(), ())
            if not one.store or one.store.lower() == store.lower()
        ]
        return max(found, key=lambda one: one.has_key, default=None)


def read_certificates(path: str) -> Certificates:
    """The certificates at *path*: a folder, a PEM, DER or PFX file, a JSON list, or ``machine`` on Windows.

    Raises EvidenceError.
    """
    if path == "machine":
        return Certificates(from_json(read_machine_store(), "the machine's stores"))
    place = Path(path)
    if place.is_dir():
        return Certificates(_folder(place))
    return Certificates(_file(place, ""))


def _folder(folder: Path) -> Iterator[StoredCertificate]:
    kinds = (".pem", ".crt", ".cer", ".der", ".pfx", ".p12")
    for entry in sorted(folder.iterdir()):
        if entry.is_dir():
            for inner in sorted(entry.iterdir()):
                if inner.is_file() and inner.suffix.lower() in kinds:
                    yield from _file(inner, entry.name)
        elif entry.is_file() and entry.suffix.lower() in kinds:  # no device, nor a link to one
            yield from _file(entry, "")


def _file(path: Path, store: str) -> Iterator[StoredCertificate]:
    try:
        with path.open("rb") as stream:
            data = stream.read(_LARGEST + 1)
    except OSError as error:
        raise EvidenceError(f"{path}: cannot be read: {error.strerror or error}") from error
    if len(data) > _LARGEST:
        raise EvidenceError(f"{path}: larger than {_LARGEST // 1024 // 1024} MB, so it is no file of certificates")
    if path.suffix.lower() == ".json":
        yield from from_json(data, str(path))
    elif path.suffix.lower() in (".pfx", ".p12"):
        yield from _pfx(data, path, store)
    elif _PEM in data:
        yield from _pem(data, path, store)
    elif b"-----BEGIN" not in data:
        yield stored(_load(data, str(path)), store, str(path))


def _pem(data: bytes, path: Path, store: str) -> Iterator[StoredCertificate]:
    """One end certificate with its chain and perhaps its key; without a key each certificate for itself."""
    try:
        certificates = x509.load_pem_x509_certificates(data)
    except _DAMAGED as error:
        raise EvidenceError(f"{path}: a certificate in it cannot be read: {error}") from error
    key = _key(data, path)
    if key is None:
        yield from (stored(one, store, str(path)) for one in certificates)
        return
    public = key.public_key().public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo)
    own = [one for one in certificates if _public(one) == public]
    if not own:
        raise EvidenceError(f"{path}: the private key in it belongs to none of its certificates")
    chain = tuple(one for one in certificates if one is not own[0])
    yield StoredCertificate(_facts(own[0], str(path)), store, own[0], True, key, chain, str(path))


def _key(data: bytes, path: Path) -> PrivateKeyTypes | None:
    if b"PRIVATE KEY-----" not in data:
        return None
    password = os.environ.get(PASSWORD)
    try:
        encrypted = b"ENCRYPTED" in data
        return load_pem_private_key(data, password.encode("utf-8") if password and encrypted else None)
    except (*_DAMAGED, TypeError) as error:
        raise EvidenceError(f"{path}: its private key cannot be read ({error}); is {PASSWORD} right?") from error


def _pfx(data: bytes, path: Path, store: str) -> Iterator[StoredCertificate]:
    password = os.environ.get(PASSWORD, "")
    try:
        key, certificate, chain = pkcs12.load_key_and_certificates(data, password.encode("utf-8"))
    except _DAMAGED as error:
        raise EvidenceError(f"{path}: cannot be opened: set {PASSWORD} to its password ({error})") from error
    if certificate is None:
        raise EvidenceError(f"{path}: holds no certificate")
    known = _facts(certificate, str(path))
    yield StoredCertificate(known, store, certificate, key is not None, key, tuple(chain), str(path))


def from_json(data: bytes, source: str) -> Iterator[StoredCertificate]:
    """The certificates of an exported list; one certificate is an object, not a list. Raises EvidenceError."""
    try:
        found: Any = json.loads(data.decode("utf-16" if data[:2] in (b"\xff\xfe", b"\xfe\xff") else "utf-8-sig"))
    except (ValueError, RecursionError) as error:  # also numbers of thousands of digits, brackets in brackets
        raise EvidenceError(f"{source}: no JSON that can be read: {error}; export the list with: {EXPORT}") from error
    for number, entry in enumerate(found if isinstance(found, list) else [found], 1):
        text = entry.get("Certificate") if isinstance(entry, dict) else None
        if not isinstance(text, str):
            raise EvidenceError(f"{source}: entry {number} has no Certificate; export the list with: {EXPORT}")
        try:
            der = base64.b64decode(text, validate=True)
        except binascii.Error as error:
            raise EvidenceError(f"{source}: the Certificate of entry {number} is no base64") from error
        certificate = _load(der, f"{source}: entry {number}")
        has_key = bool(entry.get("HasPrivateKey"))
        store = str(entry.get("Store") or "")
        yield StoredCertificate(_facts(certificate, source), store, certificate, has_key, None, (), source)


def stored(certificate: x509.Certificate, store: str, source: str) -> StoredCertificate:
    """A certificate without a key. Raises EvidenceError if it is damaged."""
    return StoredCertificate(_facts(certificate, source), store, certificate, False, None, (), source)


def _load(der: bytes, source: str) -> x509.Certificate:
    try:
        return x509.load_der_x509_certificate(der)
    except _DAMAGED as error:
        raise EvidenceError(f"{source}: no certificate that can be read: {error}") from error


def _facts(certificate: x509.Certificate, source: str) -> CertificateFacts:
    try:
        return certificate_facts(certificate)
    except _DAMAGED as error:
        raise EvidenceError(f"{source}: a certificate in it is damaged: {error}") from error


def _public(certificate: x509.Certificate) -> bytes:
    return certificate.public_key().public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo)
