"""Many files in several processes: the same report as from one process, in the order of the paths."""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING

from ftplint.api import RuleSet, Settings
from ftplint.batch import RulesByPath, lint_files
from tests.end_to_end.run import ftplint
from tests.settings.test_settings import DEMO

if TYPE_CHECKING:
    from pathlib import Path

COUNT = 30


def servers(folder: Path) -> list[Path]:
    """Configurations that differ in what is wrong with them."""
    text = DEMO.read_text(encoding="utf-8")
    paths = []
    for number in range(COUNT):
        path = folder / f"server{number:02}" / "applicationHost.config"
        path.parent.mkdir()
        path.write_text(text.replace("SslDeny", "SslRequire") if number % 3 else text, encoding="utf-8")
        paths.append(path)
    paths[4].write_text("<configuration>", encoding="utf-8")
    return paths


def test_the_number_of_processes_changes_nothing(tmp_path: Path) -> None:
    servers(tmp_path)
    for name in ("text", "json", "junit"):
        one, three = (ftplint(tmp_path, "--jobs", jobs, "--output-format", name) for jobs in ("1", "3"))
        assert one.stdout == three.stdout
        assert one.returncode == three.returncode == 1
    listed = json.loads(ftplint(tmp_path, "--jobs", "3", "--output-format", "json").stdout)["files"]
    assert [file["path"] for file in listed] == sorted(file["path"] for file in listed)
    assert len(listed) == COUNT


def test_a_file_that_cannot_be_read_does_not_stop_the_others(tmp_path: Path) -> None:
    paths = servers(tmp_path)
    gone = tmp_path / "gone.config"
    run = ftplint(*paths[:3], gone, *paths[3:], "--jobs", "2", "--output-format", "concise")
    assert run.returncode == 2
    assert str(gone) in run.stderr
    assert str(paths[-1]) in run.stdout


def test_baselines_and_settings_hold_in_every_process(tmp_path: Path) -> None:
    servers(tmp_path)
    baseline = tmp_path / "known.json"
    ftplint(tmp_path, "--jobs", "2", "--write-baseline", baseline)
    run = ftplint(tmp_path, "--jobs", "2", "--baseline", baseline)
    assert run.returncode == 0
    assert re.search(r"No problems found in 30 files .*, \d{3} suppressed", run.stdout)


def test_jobs_must_be_a_number_from_one(tmp_path: Path) -> None:
    assert ftplint(tmp_path, "--jobs", "0").returncode == 2
    assert ftplint(tmp_path, "--jobs", "many").returncode == 2


def test_spans_over_several_lines_are_shown_from_every_process(tmp_path: Path) -> None:
    """The page shows all lines of a span between their neighbours; a process hands on no more of a file than that."""
    text = DEMO.read_text(encoding="utf-8").replace(" dataChannelPolicy=", "\n        dataChannelPolicy=")
    for number in range(3):
        (tmp_path / str(number)).mkdir()
        (tmp_path / str(number) / "applicationHost.config").write_text(text, encoding="utf-8")
    paths = [str(path) for path in sorted(tmp_path.rglob("*.config"))]
    rules = RuleSet.load(Settings())
    reports = [
        [outcome.judged.report for outcome in lint_files(paths, RulesByPath(rules, Settings()), jobs) if outcome.judged]
        for jobs in (1, 2)
    ]
    spans = 0
    for one, two in zip(*reports, strict=True):
        for finding in one.findings:
            at = finding.location
            for line in range(at.line - 1, at.end_line + 2):
                assert two.source_line(line) == one.source_line(line)
            spans += at.end_line > at.line
    assert spans > 0
