"""``--certificates machine``: certificates of the real stores of Windows, put there through crypt32 first."""

from __future__ import annotations

import contextlib
import ctypes
import importlib
import json
from base64 import b64decode
from typing import TYPE_CHECKING, Any

import pytest
from cryptography.hazmat.primitives.serialization import Encoding

from ftplint.evidence.windows_store import read_machine_store
from ftplint.verify.lab import EXAMPLE_THUMBPRINT, Lab
from tests.end_to_end.run import ROOT, findings, ftplint

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

pytestmark = pytest.mark.windows


def _put(data: bytes) -> None:
    """Puts a certificate into LocalMachine\\My, which is written when the store is closed."""
    library: Any = ctypes
    crypt = library.WinDLL("crypt32", use_last_error=True)
    crypt.CertOpenStore.restype = ctypes.c_void_p
    store = ctypes.c_void_p(crypt.CertOpenStore(ctypes.c_void_p(10), 0, None, 0x20000, ctypes.c_wchar_p("My")))
    assert crypt.CertAddEncodedCertificateToStore(store, 1, data, len(data), 3, None)
    assert crypt.CertCloseStore(store, 0)


def _take(thumbprint: str) -> None:
    """Takes it out again: a store is a key of the registry."""
    registry: Any = importlib.import_module("winreg")
    place = f"Software\\Microsoft\\SystemCertificates\\My\\Certificates\\{thumbprint.upper()}"
    with contextlib.suppress(FileNotFoundError):
        registry.DeleteKey(registry.HKEY_LOCAL_MACHINE, place)


@pytest.fixture
def stored() -> Iterator[Lab]:
    """The server certificate of a lab, without its key, in LocalMachine\\My; gone afterwards."""
    lab = Lab()
    _put(lab.server.certificate.public_bytes(Encoding.DER))
    yield lab
    _take(lab.thumbprint)


def test_what_is_in_the_store_is_listed(stored: Lab) -> None:
    data = stored.server.certificate.public_bytes(Encoding.DER)
    (one,) = [entry for entry in json.loads(read_machine_store()) if b64decode(entry["Certificate"]) == data]
    assert (one["Store"], one["HasPrivateKey"]) == ("My", False)


def test_the_check_knows_it(stored: Lab, tmp_path: Path) -> None:
    """It is there, so it is not missing; it has no private key there, and that is a finding."""
    file = tmp_path / "applicationHost.config"
    text = (ROOT / "tests" / "demo" / "applicationHost.config").read_text(encoding="utf-8")
    file.write_text(text.replace(EXAMPLE_THUMBPRINT.upper(), stored.thumbprint), encoding="utf-8")
    found = findings(file, "--certificates", "machine")
    assert {one["rule"] for one in found if stored.thumbprint in one["message"]} >= {"FTP115"}
    assert not [one for one in found if one["rule"] == "FTP114" and stored.thumbprint in one["message"]]


def test_what_is_gone_is_not_listed_and_an_empty_store_is_no_failure(stored: Lab) -> None:
    data = stored.server.certificate.public_bytes(Encoding.DER)
    _take(stored.thumbprint)
    assert data not in [b64decode(entry["Certificate"]) for entry in json.loads(read_machine_store())]
    assert ftplint("tests/demo/applicationHost.config", "--certificates", "machine", cwd=ROOT).returncode == 1
