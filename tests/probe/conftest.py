"""What the tests of probe share."""

from __future__ import annotations

import pytest

from ftplint.verify.lab import Lab


@pytest.fixture(scope="session")
def lab() -> Lab:
    return Lab()
