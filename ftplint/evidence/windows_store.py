"""The certificate stores of this machine, on Windows: read by crypt32, public parts only. Tried on Wine."""

from __future__ import annotations

import ctypes
import json
import sys
from base64 import b64encode
from typing import TYPE_CHECKING, Any

from ftplint.evidence.errors import EvidenceError

if TYPE_CHECKING:
    from collections.abc import Iterator

EXPORT = (
    "Get-ChildItem Cert:\\LocalMachine\\My, Cert:\\LocalMachine\\WebHosting -ErrorAction SilentlyContinue | "
    "ForEach-Object { [pscustomobject]@{ Store = Split-Path -Leaf $_.PSParentPath; HasPrivateKey = $_.HasPrivateKey; "
    "Certificate = [Convert]::ToBase64String($_.RawData) } } | ConvertTo-Json"
)
"""The PowerShell command that exports the public parts of a machine's certificates."""
STORES = ("My", "WebHosting")
"""Where IIS looks for the certificate of a site, below LocalMachine."""

_SYSTEM_STORE = 10
"""CERT_STORE_PROV_SYSTEM_W."""
_OF_THE_MACHINE = 0x20000 | 0x8000 | 0x4000
"""CERT_SYSTEM_STORE_LOCAL_MACHINE, CERT_STORE_READONLY_FLAG, CERT_STORE_OPEN_EXISTING_FLAG."""
_KEY = 2
"""CERT_KEY_PROV_INFO_PROP_ID: where the private key is, which only a certificate with one has."""
_NO_SUCH_STORE = 2
"""ERROR_FILE_NOT_FOUND."""


class _Context(ctypes.Structure):
    """CERT_CONTEXT."""

    _fields_ = (
        ("encoding", ctypes.c_ulong),
        ("data", ctypes.POINTER(ctypes.c_ubyte)),
        ("size", ctypes.c_ulong),
        ("info", ctypes.c_void_p),
        ("store", ctypes.c_void_p),
    )


def read_machine_store() -> bytes:
    """The JSON list of LocalMachine\\MY and LocalMachine\\WebHosting, as ``EXPORT`` makes it. Raises EvidenceError,
    elsewhere than on Windows always."""
    if sys.platform != "win32":
        raise EvidenceError(
            "machine: this is not Windows, so there is no machine store; give a folder of certificates, "
            "or a list exported on the server"
        )
    return json.dumps([one for store in STORES for one in _certificates(store)]).encode()


def _certificates(name: str) -> Iterator[dict[str, object]]:
    library: Any = ctypes
    crypt = library.WinDLL("crypt32", use_last_error=True)
    crypt.CertOpenStore.restype = ctypes.c_void_p
    crypt.CertOpenStore.argtypes = (ctypes.c_void_p, ctypes.c_ulong, ctypes.c_void_p, ctypes.c_ulong, ctypes.c_wchar_p)
    crypt.CertEnumCertificatesInStore.restype = ctypes.POINTER(_Context)
    crypt.CertEnumCertificatesInStore.argtypes = (ctypes.c_void_p, ctypes.POINTER(_Context))
    crypt.CertCloseStore.argtypes = (ctypes.c_void_p, ctypes.c_ulong)
    store = crypt.CertOpenStore(_SYSTEM_STORE, 0, None, _OF_THE_MACHINE, name)
    if not store:
        number = library.get_last_error()
        if number == _NO_SUCH_STORE:
            return
        raise EvidenceError(f"machine: the store {name} cannot be read: {library.FormatError(number)}")
    try:
        context = crypt.CertEnumCertificatesInStore(store, None)
        while context:
            size = ctypes.c_ulong()
            has_key = crypt.CertGetCertificateContextProperty(context, _KEY, None, ctypes.byref(size))
            data = bytes(context.contents.data[: context.contents.size])
            yield {"Store": name, "HasPrivateKey": bool(has_key), "Certificate": b64encode(data).decode("ascii")}
            context = crypt.CertEnumCertificatesInStore(store, context)  # frees the one before
    finally:
        crypt.CertCloseStore(store, 0)
