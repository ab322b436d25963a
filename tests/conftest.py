"""Settings of the whole suite: what runs, on which worker, and that skips are visible; on CI there are none."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from hypothesis import HealthCheck, settings

from tests.on_windows import only_here, read_rules_once
from tests.samba.fixture import samba

__all__ = ["samba"]

if TYPE_CHECKING:
    from collections.abc import Generator

settings.register_profile("quick", max_examples=40, deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.register_profile("ci", max_examples=300, deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("ci" if os.environ.get("CI") else "quick")

FIRST = (
    "samba",
    *("rules/test_matrix.py", "remedy/test_scripts.py", "verify/test_rules.py", "bench/test_second_opinion.py"),
    *("server/test_faults_cures.py", "server/test_faults_load.py", "end_to_end/test_fix.py", "corpus/test_corpus.py"),
    *("report/test_html_browser.py", "remedy/test_fixing.py", "server/test_faults_time.py", "rules/test_builtin.py"),
)
"""The files that take longest."""

SHARED = Path(__file__).resolve().parents[2] / "shared"
"""The project's shared folder beside the checkout; tests may read it where it is there."""


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--slow", action="store_true", help="the long exhaustive runs (marked slow) as well")
    parser.addoption("--exe", metavar="FILE", help="the tests of this ftplint.exe as well, in Wine (marked exe)")
    parser.addoption(
        "--require-everything", action="store_true", help="--slow, and a skipped test is a failed one (CI)"
    )


def pytest_configure(config: pytest.Config) -> None:
    read_rules_once()
    config.addinivalue_line("markers", "windows: for Windows' Python, which in CI is Python in Wine; not run elsewhere")
    config.addinivalue_line("markers", "exe: for ftplint.exe in Wine, which --exe names")
    config.addinivalue_line("markers", "xdist_group: one worker's; the mark of pytest-xdist, where it is not loaded")


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Leaves out the long runs, unless they are asked for. Each file is one worker's, all with Samba are one's.

    So what a file or Samba sets up is set up once. What takes longest comes first, or a worker would be left alone with
    it at the end.
    """
    asked = config.getoption("--slow") or config.getoption("--require-everything") or config.getoption("markexpr")
    slow = [item for item in items if item.get_closest_marker("slow")]
    if slow and not asked:
        config.hook.pytest_deselected(items=slow)
        items[:] = [item for item in items if item not in set(slow)]
    only_here(items, config.getoption("--exe"))
    for item in items:
        with_samba = {"samba", "controller"} & set(getattr(item, "fixturenames", ()))
        alone = item.get_closest_marker("slow")
        group = item.nodeid if alone else "samba" if with_samba else str(item.path)
        item.add_marker(pytest.mark.xdist_group(group.replace("@", " ")))
    last = len(FIRST)
    order = {name: number for number, name in enumerate(FIRST)}
    samba = {item.path for item in items if "samba" in getattr(item, "fixturenames", ())}

    def rank(item: pytest.Item) -> tuple[int, int]:
        name = "samba" if item.path in samba else f"{item.path.parent.name}/{item.path.name}"
        return (0 if item.get_closest_marker("slow") else 1, order.get(name, last))

    items.sort(key=rank)


def pytest_report_collectionfinish(config: pytest.Config) -> str:
    if config.getoption("--slow") or config.getoption("--require-everything") or config.getoption("markexpr"):
        return ""
    return "without the long exhaustive runs; --slow has them too"


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
