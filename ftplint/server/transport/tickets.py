"""TLS 1.3 session tickets: off, by OpenSSL's own configuration file, before OpenSSL is loaded (ftps-stack 4.1)."""

from __future__ import annotations

import os
import sys
from pathlib import Path

CONFIGURATION = Path(__file__).with_name("openssl.cnf")


def without_tickets() -> bool:
    """Makes this process send no TLS 1.3 tickets; False if it is too late, or another configuration is wanted.

    pyOpenSSL has no call for it, and SESS_CACHE_OFF and OP_NO_TICKET do not stop them. A configuration that the
    user names in OPENSSL_CONF stays.
    """
    if os.environ.get("OPENSSL_CONF", str(CONFIGURATION)) != str(CONFIGURATION):
        return False
    os.environ["OPENSSL_CONF"] = str(CONFIGURATION)
    return "cryptography.hazmat.bindings._rust" not in sys.modules
