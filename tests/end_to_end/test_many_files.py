"""Many files in several processes: the same report as from one process, in the order of the paths."""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING

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
