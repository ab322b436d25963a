"""TLS 1.3 session tickets: off, by a configuration that OpenSSL reads while it is loaded (ftps-stack 4.1)."""

from __future__ import annotations

import os
import sys
from importlib import import_module
from pathlib import Path

CONFIGURATION = Path(__file__).with_name("openssl.cnf")
_VARIABLE = "OPENSSL_CONF"
_OPENSSL = "cryptography.hazmat.bindings._rust"


def without_tickets() -> bool:
    """Loads OpenSSL so that it sends no TLS 1.3 tickets in this process; False if that cannot be had.

    pyOpenSSL has no call for it, and SESS_CACHE_OFF and OP_NO_TICKET do not stop them. It is too late once OpenSSL is
    loaded, and a configuration that the user names in OPENSSL_CONF stays. The environment is as before afterwards.
    """
    if _OPENSSL in sys.modules or _VARIABLE in os.environ:
        return False
    os.environ[_VARIABLE] = str(CONFIGURATION)
    try:
        import_module(_OPENSSL)
        ssl = import_module("OpenSSL.SSL")
        ssl.Context(ssl.TLS_SERVER_METHOD)  # OpenSSL reads its configuration with the first context, if not before
    except ImportError:
        return False
    finally:
        del os.environ[_VARIABLE]
    return True
