"""The certificate of --certificate: a PEM file with its key, or a PFX file, which becomes one for the time of the
run."""

from __future__ import annotations

import contextlib
import os
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING

from ftplint.errors import FtplintError

if TYPE_CHECKING:
    from collections.abc import Iterator

    from cryptography import x509

_PASSWORD = "FTPLINT_PFX_PASSWORD"
_LARGEST = 1024 * 1024


@contextlib.contextmanager
def certificate_file(path: str) -> Iterator[tuple[Path, str]]:
    """A PEM file with the certificate and key in *path*, and the name of whom it is for. The password of a PFX file
    is in the environment, as for ``--certificates``. Raises FtplintError for what is neither."""
    from cryptography.hazmat.primitives.serialization import load_pem_private_key
    from cryptography.x509 import load_pem_x509_certificate

    from ftplint.evidence import certificate_facts

    data = _read(path)
    try:
        if b"-----BEGIN" in data:
            certificate = load_pem_x509_certificate(data)
            load_pem_private_key(data, None)
            yield Path(path), _name(certificate_facts(certificate).upn, certificate)
            return
        pem, certificate = _from_pfx(path, data)
    except (ValueError, TypeError) as error:
        raise FtplintError(
            f"{path}: not a certificate with its key, in PEM without a password or in PFX: {error}"
        ) from error
    with tempfile.TemporaryDirectory(prefix="ftplint-") as folder:  # its mode is 0700
        file = Path(folder, "client.pem")
        file.touch(mode=0o600)
        file.write_bytes(pem)
        yield file, _name(certificate_facts(certificate).upn, certificate)


def _read(path: str) -> bytes:
    try:
        with Path(path).open("rb") as stream:
            return stream.read(_LARGEST)
    except OSError as error:
        raise FtplintError(f"{path}: {error.strerror or error}") from error


def _from_pfx(path: str, data: bytes) -> tuple[bytes, x509.Certificate]:
    from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat, pkcs12

    key, certificate, more = pkcs12.load_key_and_certificates(data, os.environ.get(_PASSWORD, "").encode() or None)
    if key is None or certificate is None:
        raise FtplintError(f"{path}: there is no certificate with a private key in it")
    parts = [certificate.public_bytes(Encoding.PEM)]
    parts.append(key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()))
    parts += [one.public_bytes(Encoding.PEM) for one in more]
    return b"".join(parts), certificate


def _name(upn: str | None, certificate: x509.Certificate) -> str:
    """The name to say at USER: that of the user principal name, else the common name."""
    from cryptography.x509.oid import NameOID

    if upn:
        return upn.partition("@")[0]
    names = certificate.subject.get_attributes_for_oid(NameOID.COMMON_NAME)
    return str(names[0].value).replace("\r", "").replace("\n", "") if names else "certificate"
