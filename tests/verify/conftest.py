"""The reference server's process sends no TLS tickets: that is decided before OpenSSL is loaded."""

from __future__ import annotations

import pytest

from ftplint.verify.lab import Lab


@pytest.fixture(scope="session")
def lab() -> Lab:
    return Lab()
