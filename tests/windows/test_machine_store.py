"""``--certificates machine``: certificates of the real stores of Windows, put there through crypt32 first."""

from __future__ import annotations

import ctypes
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


@pytest.fixture
def stored() -> Iterator[Lab]:
    """The server certificate of a lab, without its key, in LocalMachine\\My; gone afterwards."""
    lab = Lab()
    data = lab.server.certificate.public_bytes(Encoding.DER)
    library: Any = ctypes
    crypt = library.WinDLL("crypt32", use_last_error=True)
    crypt.CertOpenStore.restype = ctypes.c_void_p
    store = ctypes.c_void_p(crypt.CertOpenStore(ctypes.c_void_p(10), 0, None, 0x20000, ctypes.c_wchar_p("My")))
    context = ctypes.c_void_p()
    assert crypt.CertAddEncodedCertificateToStore(store, 1, data, len(data), 3, ctypes.byref(context))
    yield lab
    assert crypt.CertDeleteCertificateFromStore(context)
    assert crypt.CertCloseStore(store, 0)


def test_what_is_in_the_store_is_listed(stored: Lab) -> None:
    data = stored.server.certificate.public_bytes(Encoding.DER)
    (one,) = [entry for entry in json.loads(read_machine_store()) if b64decode(entry["Certificate"]) == data]
    assert (one["Store"], one["HasPrivateKey"]) == ("My", False)


def test_the_check_knows_it(stored: Lab, tmp_path: Path) -> None:
    """It is there, so it is not missing; it has no private key there, and that is a finding."""
    file = tmp_path / "applicationHost.config"
    text = (ROOT / "tests" / "demo" / "applicationHost.config").read_text(encoding="utf-8")
    file.write_text(text.replace(EXAMPLE_THUMBPRINT.upper(), stored.thumbprint), encoding="utf-8")
    told = {one["rule"]: one["message"] for one in findings(file, "--certificates", "machine")}
    assert [text for text in told.values() if "private key" in text and "partners.example.com" in text], told


def test_nothing_in_the_stores_is_no_failure() -> None:
    assert json.loads(read_machine_store()) == []
    assert ftplint("tests/demo/applicationHost.config", "--certificates", "machine", cwd=ROOT).returncode == 1
