"""Settings of the whole suite: what runs, on which worker, and that skips are visible; on CI there are none."""

from __future__ import annotations

import gc
import os
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import HealthCheck, settings

from tests.on_windows import cheaper_processes, only_here, read_rules_once
from tests.samba.fixture import samba

__all__ = ["samba"]

if TYPE_CHECKING:
    from collections.abc import Generator

settings.register_profile("quick", max_examples=40, deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.register_profile("ci", max_examples=300, deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("ci" if os.environ.get("CI") else "quick")

FIRST = (
    "samba",
    *("server/test_attack_wire.py", "verify/test_wide_table.py", "corpus/test_corpus.py", "verify/test_rules.py"),
    "verify/test_safe_fixes.py",
    *("server/test_faults_cures.py", "server/test_faults_time.py", "server/test_faults_vanish.py", "site/test_site.py"),
    *(
        "report/test_html_browser.py",
        "remedy/test_fixing.py",
        "remedy/test_edits_of_reports.py",
        "project/test_docs.py",
    ),
    *("server/test_faults_load.py", "judging/test_xpath_family.py", "project/test_walks.py", "remedy/test_scripts.py"),
)
"""The files that take longest."""

WITH_SAMBA = {
    *("tests/evidence/test_directory_failures.py", "tests/evidence/test_live_directory.py"),
    "tests/server/test_faults_directory.py",
}
"""The files whose tests share a domain controller, which takes long to set up."""

HERE = Path(__file__).resolve().parent
SHARED = HERE.parents[1] / "shared"
"""The project's shared folder beside the checkout; tests may read it where it is there."""


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--slow", action="store_true", help="the long runs (marked slow) as well")
    parser.addoption("--exe", metavar="FILE", help="the tests of this ftplint.exe as well, in Wine (marked exe)")
    parser.addoption(
        "--require-everything", action="store_true", help="--slow, and a skipped test is a failed one (CI)"
    )


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_auto_num_workers() -> int | None:
    """One more than there are cores: some tests wait most of their time, for what a server does when nobody speaks."""
    if os.environ.get("PYTEST_XDIST_AUTO_NUM_WORKERS"):
        return None
    return len(os.sched_getaffinity(0) if hasattr(os, "sched_getaffinity") else range(os.cpu_count() or 1)) + 1


@pytest.hookimpl(optionalhook=True, tryfirst=True)
def pytest_xdist_make_scheduler(config: pytest.Config, log: Any) -> Any:
    """Each file is one worker's, all with Samba are one's: so what a file or Samba sets up is set up once.

    In the order of ``pytest_collection_modifyitems``. Marks of groups would do, but pytest-xdist 3.8 loses them under
    pytest 9.2.
    """
    from xdist.scheduler import LoadScopeScheduling

    class ByFile(LoadScopeScheduling):
        def _split_scope(self, nodeid: str) -> str:
            file = nodeid.partition("::")[0]
            return "samba" if file in WITH_SAMBA else file

    config.option.loadscopereorder = False
    return ByFile(config, log)


def pytest_configure(config: pytest.Config) -> None:
    gc.set_threshold(
        100_000, 50, 50
    )  # of a suite of this size nearly all objects stay; to go through them takes a twelfth
    read_rules_once()
    cheaper_processes()
    config.addinivalue_line("markers", "windows: for Windows' Python, which in CI is Python in Wine; not run elsewhere")
    config.addinivalue_line("markers", "exe: for ftplint.exe in Wine, which --exe names")


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Leaves out the long runs, unless they are asked for.

    What takes longest comes first, or a worker would be left alone with it at the end.
    """
    asked = config.getoption("--slow") or config.getoption("--require-everything") or config.getoption("markexpr")
    slow = [item for item in items if item.get_closest_marker("slow")]
    if slow and not asked:
        config.hook.pytest_deselected(items=slow)
        items[:] = [item for item in items if item not in set(slow)]
    only_here(items, config.getoption("--exe"))
    samba = {item.path for item in items if "samba" in getattr(item, "fixturenames", ())}
    assert {path.relative_to(HERE.parent).as_posix() for path in samba} <= WITH_SAMBA, "WITH_SAMBA lacks a file"
    last = len(FIRST)
    order = {name: number for number, name in enumerate(FIRST)}

    def rank(item: pytest.Item) -> tuple[int, int]:
        name = "samba" if item.path in samba else f"{item.path.parent.name}/{item.path.name}"
        return (0 if item.get_closest_marker("slow") else 1, order.get(name, last))

    items.sort(key=rank)


def pytest_report_collectionfinish(config: pytest.Config) -> str:
    if config.getoption("--slow") or config.getoption("--require-everything") or config.getoption("markexpr"):
        return ""
    return "without the long runs; --slow has them too"


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
