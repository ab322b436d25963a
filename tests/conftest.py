"""Settings of the whole suite: skips are visible, and on CI there are none."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from hypothesis import HealthCheck, settings

from tests.samba.fixture import samba

__all__ = ["samba"]

if TYPE_CHECKING:
    from collections.abc import Generator

settings.register_profile("quick", max_examples=100, deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.register_profile("ci", max_examples=300, deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("ci" if os.environ.get("CI") else "quick")

SHARED = Path(__file__).resolve().parents[2] / "shared"
"""The project's shared folder beside the checkout; tests may read it where it is there."""


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--require-everything", action="store_true", help="a skipped test is a failed one (CI)")


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(
    item: pytest.Item,
    call: pytest.CallInfo[None],  # noqa: ARG001 - pytest passes it by name
) -> Generator[None, pytest.TestReport, pytest.TestReport]:
    """Turns a skip into a failure where everything is required."""
    report = yield
    if report.skipped and item.config.getoption("--require-everything"):
        report.outcome = "failed"
        report.longrepr = f"skipped, but everything is required: {report.longrepr}"
    return report


@pytest.fixture
def samples() -> Path:
    """The folder of real configuration files that others wrote."""
    folder = SHARED / "data" / "samples"
    if not folder.is_dir():
        pytest.skip(f"{folder} is not there")
    return folder
