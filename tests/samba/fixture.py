"""The fixture ``samba``: a running domain controller, one for a test run (one for each worker of xdist)."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tests.samba.controller import Controller


@pytest.fixture(scope="session")
def samba() -> Iterator[Controller]:
    """A running domain controller. Skipped, with the reason, where there can be none.

    A test that stops it, or gives it another certificate, starts it again.
    """
    from tests.samba.controller import Controller, missing

    reason = missing()
    if reason is not None:
        pytest.skip(f"no domain controller: {reason}")
    controller = Controller()
    try:
        controller.start()
        yield controller
    finally:
        controller.close()
