"""The page of a fleet: the trend of its runs, without a script; what it shows in a browser, and that axe finds nothing."""

from __future__ import annotations

import re
from datetime import timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from ftplint.fleet import TABLES, ask, fleet_page, history
from tests.fleet.judged import FINE, NOW, OPEN, judge, written
from tests.report.conftest import browser, opened

if TYPE_CHECKING:
    from collections.abc import Callable

__all__ = ["browser", "opened"]

HOSTILE = "<script>alert(1)</script>"
WHEN = "2026-11-29T12:00:00Z"


@pytest.fixture(scope="module")
def results(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Three runs, each with one server less that is open; one server has a hostile name."""
    folder = tmp_path_factory.mktemp("fleet")
    for day in range(3):
        servers: dict[str, Any] = {f"web{number}": {"a": OPEN if number > day else FINE} for number in range(4)}
        written(folder / "fleet", {**servers, "web9": {HOSTILE.replace("<", "&lt;"): OPEN}})
        judge([folder / "fleet"], folder / "r", now=NOW + timedelta(days=day))
    return folder / "r"


def test_each_run_appends_a_file_of_its_own(results: Path) -> None:
    assert [file.name for file in history.files(results)] == [f"run-{number:06}.parquet" for number in (1, 2, 3)]
    assert [file.name for file in (results / "history").iterdir() if "run" not in file.name[:3]] == []
    rows = ask(
        results,
        "SELECT run, count(DISTINCT server), sum(findings) FILTER (rule = 'FTP203') FROM history GROUP BY run ORDER BY run",
    ).rows
    assert rows == [(1, 5, 4), (2, 5, 3), (3, 5, 2)]


def test_a_file_whose_number_no_run_has_is_none_of_the_history(tmp_path: Path) -> None:
    written(tmp_path / "fleet", {"web1": {"a": FINE}})
    (tmp_path / "r" / "history").mkdir(parents=True)
    (tmp_path / "r" / "history" / "run-99999999999.parquet").write_bytes(b"not ours")
    judge([tmp_path / "fleet"], tmp_path / "r")
    assert [file.name for file in history.files(tmp_path / "r")] == ["run-000001.parquet"]


def test_a_run_writes_through_no_link_that_lies_in_the_results(tmp_path: Path) -> None:
    """Results may be in a folder where others write, too."""
    fleet, theirs = written(tmp_path / "fleet", {"web": {"a": FINE}}), tmp_path / "theirs"
    theirs.write_text("precious")
    (tmp_path / "r" / "history").mkdir(parents=True)
    for name in (".run-000001.jsonl.gz", ".run-000001.parquet"):
        (tmp_path / "r" / "history" / name).symlink_to(theirs)
    judge([fleet], tmp_path / "r")
    assert theirs.read_text() == "precious"


def test_the_name_of_a_folder_of_results_is_no_column(tmp_path: Path) -> None:
    folder = tmp_path / "server=evil" / "date=2026-11-29"
    judge([written(tmp_path / "fleet", {"web": {"a": FINE}})], folder)
    assert [row[0] for row in ask(folder, "DESCRIBE history").rows] == [one.name for one in TABLES[-1].columns]
    assert ask(folder, "SELECT DISTINCT server FROM servers").rows == [("web",)]


def test_the_chart_says_what_the_table_beside_it_says(results: Path) -> None:
    text = fleet_page(results, WHEN)
    counts = [row[4:] for row in ask(results, "trend").rows]
    points = {name: found.split() for name, found in re.findall(r'<polyline class="(\w+)" points="([^"]*)"', text)}
    assert points.keys() == {"errors", "warnings"} and {len(found) for found in points.values()} == {3}
    heights = [180 - float(point.split(",")[1]) for point in points["errors"]]
    assert heights == pytest.approx([164 * errors / counts[0][0] for errors, _ in counts], abs=0.1)
    assert f"errors from {counts[0][0]} to {counts[-1][0]}" in text
    cells = re.findall(r'<td class="number">(\d+)</td>', text)
    assert cells[2:4] == [str(count) for count in counts[-1]], "the last run comes first"


def test_the_first_run_has_no_trend_yet(tmp_path: Path) -> None:
    judge([written(tmp_path / "fleet", {"web": {"a": FINE}})], tmp_path / "r")
    text = fleet_page(tmp_path / "r", WHEN)
    assert "<svg" not in text and "from the second run on" in text


def test_it_has_no_script_and_escapes_names(results: Path) -> None:
    text = fleet_page(results, WHEN)
    assert "<script" not in text
    assert "default-src 'none'" in text and "script-src" not in text


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_nothing(opened: Callable[[str], Any], results: Path, scheme: str) -> None:
    axe = pytest.importorskip("axe_core_python", reason="axe-core-python is not installed")
    script = next(Path(axe.__file__).parent.rglob("*.js")).read_text(encoding="utf-8")
    page = opened(fleet_page(results, WHEN))
    page.execute_cdp_cmd(
        "Emulation.setEmulatedMedia", {"features": [{"name": "prefers-color-scheme", "value": scheme}]}
    )
    page.execute_script(script)
    result = page.execute_async_script("axe.run().then(arguments[arguments.length - 1])")
    page.execute_cdp_cmd("Emulation.setEmulatedMedia", {"features": []})
    assert [(one["id"], [node["html"][:120] for node in one["nodes"]][:3]) for one in result["violations"]] == []
    assert [entry["message"] for entry in page.get_log("browser")] == []
    for width in (360, 1400):
        size = {"width": width, "height": 800, "deviceScaleFactor": 1, "mobile": False}
        page.execute_cdp_cmd("Emulation.setDeviceMetricsOverride", size)
        assert page.execute_script("return document.documentElement.scrollWidth") <= width
    page.execute_cdp_cmd("Emulation.clearDeviceMetricsOverride", {})
