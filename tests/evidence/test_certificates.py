"""Certificates from folders, files and exported lists."""

from __future__ import annotations

import base64
import json
from datetime import UTC, datetime, timedelta

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.hazmat.primitives.serialization import (
    BestAvailableEncryption,
    Encoding,
    NoEncryption,
    PrivateFormat,
    pkcs12,
)

from ftplint.evidence.certificates import read_certificates
from ftplint.evidence.errors import EvidenceError
from ftplint.verify.lab import Lab
from tests.end_to_end.run import findings


@pytest.fixture(scope="module")
def lab() -> Lab:
    return Lab()


def test_a_folder_with_stores(tmp_path, lab) -> None:
    (tmp_path / "WebHosting").mkdir()
    (tmp_path / "WebHosting" / "server.pem").write_bytes(lab.server.pem())
    (tmp_path / "ca.cer").write_bytes(lab.authority.certificate.public_bytes(Encoding.DER))
    (tmp_path / "notes.txt").write_text("not a certificate")
    found = read_certificates(str(tmp_path))
    assert len(found.stored) == 2
    assert found.find(lab.thumbprint.upper(), "webhosting").key is not None
    assert found.find(lab.thumbprint, "MY") is None


@pytest.mark.parametrize("password", ["", "secret"])
def test_a_pfx(tmp_path, lab, password, monkeypatch) -> None:
    protection = BestAvailableEncryption(password.encode()) if password else NoEncryption()
    file = tmp_path / "server.pfx"
    file.write_bytes(
        pkcs12.serialize_key_and_certificates(b"x", lab.server.key, lab.server.certificate, None, protection)
    )
    if password:
        with pytest.raises(EvidenceError, match="FTPLINT_PFX_PASSWORD"):
            read_certificates(str(file))
    monkeypatch.setenv("FTPLINT_PFX_PASSWORD", password)
    assert read_certificates(str(tmp_path)).find(lab.thumbprint, "MY").has_key


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16"])
@pytest.mark.parametrize("alone", [True, False])
def test_an_exported_list(tmp_path, lab, encoding, alone) -> None:
    der = base64.b64encode(lab.server.certificate.public_bytes(Encoding.DER)).decode()
    entry = {"Store": "My", "HasPrivateKey": True, "Certificate": der}
    file = tmp_path / "list.json"
    file.write_bytes(json.dumps(entry if alone else [entry]).encode(encoding))
    found = read_certificates(str(file)).find(lab.thumbprint, "MY")
    assert (found.has_key, found.key) == (True, None)


@pytest.mark.parametrize(
    ("name", "content", "told"),
    [
        ("a.json", b"[{}]", "entry 1 has no Certificate; export the list with"),
        ("a.json", b"{", "no JSON"),
        ("a.json", b'{"Certificate": "%%"}', "no base64"),
        ("a.cer", b"nonsense", "no certificate that can be read"),
        ("a.pfx", b"nonsense", "cannot be opened"),
        ("a.pem", b"-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n", "cannot be read"),
    ],
)
def test_what_cannot_be_read_is_said_with_its_file(tmp_path, name, content, told) -> None:
    (tmp_path / name).write_bytes(content)
    with pytest.raises(EvidenceError, match=told) as error:
        read_certificates(str(tmp_path / name))
    assert str(tmp_path / name) in str(error.value)


def test_a_missing_file(tmp_path) -> None:
    with pytest.raises(EvidenceError, match="cannot be read"):
        read_certificates(str(tmp_path / "nothing"))


def self_signed(key) -> bytes:
    """A certificate for *key* and the key, in PEM."""
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "ftp.example.com")])
    now = datetime.now(UTC)
    builder = x509.CertificateBuilder(
        name, name, key.public_key(), x509.random_serial_number(), now, now + timedelta(9)
    )
    pem = builder.sign(key, hashes.SHA256()).public_bytes(Encoding.PEM)
    return pem + key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())


@pytest.mark.parametrize(
    ("make", "found"),
    [
        (lambda: rsa.generate_private_key(65537, 1024), ["FTP118"]),
        (lambda: rsa.generate_private_key(65537, 2047), ["FTP118"]),
        (lambda: rsa.generate_private_key(65537, 2048), []),
        (lambda: ec.generate_private_key(ec.SECP224R1()), ["FTP118"]),
        (lambda: ec.generate_private_key(ec.SECP256R1()), []),
        (lambda: ec.generate_private_key(ec.SECP384R1()), []),
    ],
    ids=["RSA 1024", "RSA 2047", "RSA 2048", "P-224", "P-256", "P-384"],
)
def test_keys_below_todays_floor_are_weak(tmp_path, make, found) -> None:
    file = tmp_path / "server.pem"
    file.write_bytes(self_signed(make()))
    config = tmp_path / "applicationHost.config"
    config.write_text(
        '<site name="a" id="1"><bindings><binding protocol="ftp" bindingInformation="*:21:"/></bindings><ftpServer><security>'
        f'<ssl serverCertHash="{read_certificates(str(file)).stored[0].facts.thumbprint}"/></security></ftpServer></site>'
    )
    told = findings(config, "--certificates", file, "--select", "FTP118")
    assert [finding["rule"] for finding in told] == found
