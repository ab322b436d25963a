"""``ftplint fleet`` on the command line: exit codes, reports, settings, what is said."""

from __future__ import annotations

import os
import shutil
from pathlib import Path

import pytest

from ftplint.api import Settings
from ftplint.fleet import Fleet, Law, LocalPool, ask, items
from tests.end_to_end.run import findings, ftplint
from tests.fleet.deadly import WRONG, judging
from tests.fleet.judged import FINE, HALF, NOW, OPEN, SHUT, judge, tables, written

SERVERS = {"web01": {"a": FINE, "b": HALF}, "web02": {"a": OPEN}, "web03": b"<configuration>", "web04": {"x": SHUT}}


def test_a_run_says_what_it_found_and_where(tmp_path: Path) -> None:
    written(tmp_path / "fleet", SERVERS)
    run = ftplint("fleet", "fleet", "--cache", "cache", cwd=tmp_path)
    assert run.returncode == 1, run.stderr
    assert run.stdout.splitlines() == [
        "4 servers: 5 errors, 0 warnings, 4 info",
        "0 servers unchanged since an earlier run",
        f"The results are in ftplint-fleet{os.sep}; index.html there is a page of them",
        "Ask them: ftplint fleet query --list",
    ]
    assert len(tables(tmp_path / "ftplint-fleet")) == 6
    again = ftplint("fleet", "fleet", "--cache", "cache", "--fail-on", "never", cwd=tmp_path)
    assert (again.returncode, again.stdout.splitlines()[1]) == (0, "4 servers unchanged since an earlier run")


def test_what_cannot_be_judged_is_said_and_the_others_are_judged(tmp_path: Path) -> None:
    fleet = written(tmp_path / "fleet", {"web01": {"a": FINE}})
    (fleet / "web02.zip").write_bytes(b"no zip")
    run = ftplint("fleet", fleet, "--results", tmp_path / "r", "--no-cache")
    assert run.returncode == 2
    assert f"ftplint: {fleet / 'web02.zip'}: this ZIP cannot be read" in run.stderr
    assert "1 server could not be judged" in run.stdout
    assert [row[0] for row in ask(tmp_path / "r", "SELECT server FROM servers WHERE error IS NULL").rows] == ["web01"]


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        ([], "name a SOURCE"),
        (["gone"], "gone: no such file or folder"),
        (["tests/demo", "--select", "X"], "'X'"),
        (["tests/demo", "--report", "x"], "not of the form FORMAT:FILE"),
    ],
)
def test_a_run_that_cannot_be_is_one_sentence(tmp_path: Path, arguments: list[str], said: str) -> None:
    run = ftplint("fleet", *arguments, "--results", tmp_path / "r", "--no-cache")
    assert (run.returncode, len(run.stderr.splitlines()), said in run.stderr) == (2, 1, True), run.stderr


def test_reports_are_those_of_check_from_the_cache_too(tmp_path: Path) -> None:
    fleet = written(tmp_path / "fleet", SERVERS)
    formats = ("json", "html")
    given = [part for name in formats for part in ("--report", f"{name}:{tmp_path / name}")]
    expected = {}
    for name in formats:
        ftplint("check", fleet, "--format", name, "--output-file", tmp_path / "checked")
        expected[name] = (tmp_path / "checked").read_text("utf-8")
    for _ in range(2):
        run = ftplint("fleet", fleet, "--results", tmp_path / "r", "--cache", tmp_path / "c", *given)
        assert run.returncode == 1, run.stderr
        for name in formats:
            assert (tmp_path / name).read_text("utf-8") == expected[name], name
    assert "4 servers unchanged" in run.stdout


def test_settings_count_and_overrides_are_for_the_files_that_they_name(tmp_path: Path) -> None:
    written(tmp_path / "fleet", {"web01": {"a": OPEN}, "web02": {"a": OPEN}})
    (tmp_path / "ftplint.toml").write_text(
        '[[overrides]]\npaths = ["fleet/web02/*"]\nseverity = { FTP203 = "info" }\n'
        '[[ignores]]\nrules = ["FTP419"]\npaths = ["fleet/web01/*"]\nreason = "agreed"\n'
    )
    arguments = ("fleet", "--results", "r", "--cache", "c", "--select", "FTP203,FTP419", "--jobs", "2")
    for cached in (0, 2):
        run = ftplint("fleet", *arguments, cwd=tmp_path)
        assert f"{cached} servers unchanged" in run.stdout, run.stderr
        rows = ask(tmp_path / "r", "SELECT server, rule, severity, suppressed FROM findings ORDER BY ALL").rows
        assert rows == [
            ("web01", "FTP203", "error", None),
            ("web01", "FTP419", "info", "settings"),
            ("web02", "FTP203", "info", None),
            ("web02", "FTP419", "info", None),
        ]


def test_names_that_two_servers_have_stay_apart(tmp_path: Path) -> None:
    one, two = (written(tmp_path / name, {"web01": {"a": FINE}}) for name in ("one", "two"))
    judge([one, two], tmp_path / "r")
    path = str(two / "web01" / "applicationHost.config")
    assert ask(tmp_path / "r", "SELECT server FROM servers").rows == [("web01",), (path,)]


def test_hostile_names_steer_no_terminal(tmp_path: Path) -> None:
    text = (written(tmp_path / "x", {"web": {"NAME": FINE}}) / "web" / "applicationHost.config").read_text("utf-8")
    fleet = written(
        tmp_path / "fleet", {"web\x1b[31m": text.replace("NAME", "\u202eevil&#10;next\x85").encode("utf-8")}
    )
    run = ftplint("fleet", fleet, "--results", tmp_path / "r", "--no-cache")
    shown = ftplint("fleet", "query", "SELECT server, site FROM sites", "--results", tmp_path / "r").stdout
    for sign in ("\x1b", "\u202e", "\x85"):
        assert sign not in run.stdout + run.stderr + shown
    assert len(shown.splitlines()) == 4
    assert ask(tmp_path / "r", "SELECT site FROM sites").rows == [("\u202eevil\nnext\x85",)], (
        "a table has what is there"
    )


def test_a_run_that_fails_leaves_the_results_of_the_run_before(tmp_path: Path) -> None:
    fleet = written(tmp_path / "fleet", {"web01": {"a": FINE}})
    judge([fleet], tmp_path / "r")
    before = {file: file.read_bytes() for file in (tmp_path / "r").rglob("*") if file.is_file()}
    written(fleet, {"web02": WRONG})
    with LocalPool(1) as pool, pytest.raises(ValueError, match="wrong"):
        Fleet(Law.of(Settings(), NOW), pool, tmp_path / "r", work=judging).judge(
            items([str(fleet)]), "2026-11-30T12:00:00Z"
        )
    assert {file: file.read_bytes() for file in (tmp_path / "r").rglob("*") if file.is_file()} == before


REDIRECTION = (
    b'<configuration><configurationRedirection enabled="true" path="\\\\share\\iis" password="x"/></configuration>'
)


@pytest.mark.parametrize(
    ("foreign", "said"), [("no Parquet at all", "this is no Parquet"), ("SELECT 'x' AS run, 1 AS y", "did not write")]
)
def test_a_foreign_file_among_those_of_earlier_runs_is_named(tmp_path: Path, foreign: str, said: str) -> None:
    import duckdb

    results = tmp_path / "results"
    fleet = written(tmp_path / "fleet", {"web01": {"a": FINE}})
    judge([fleet], results)
    file = results / "history" / "run-000007.parquet"
    if foreign.startswith("SELECT"):
        duckdb.sql(f"COPY ({foreign}) TO '{file}' (FORMAT parquet)")
    else:
        file.write_text(foreign)
    for arguments in (
        ["fleet", str(fleet), "--results", str(results)],
        ["fleet", "query", "trend", "--results", str(results)],
    ):
        done = ftplint(*arguments)
        assert done.returncode == 2 and str(file) in done.stderr and said in done.stderr, done.stderr
        assert "move it out" in done.stderr and not done.stdout
    file.unlink()
    assert ftplint("fleet", str(fleet), "--results", str(results)).returncode == 0


@pytest.mark.parametrize("packed", [False, pytest.param(True, marks=pytest.mark.slow)], ids=["a folder", "a ZIP"])
def test_what_lies_beside_a_file_counts_as_in_check(tmp_path: Path, packed: bool) -> None:
    fleet = written(tmp_path / "fleet", {"web01": {"a": FINE}, "web02": {"a": FINE}})
    arguments = ("--results", tmp_path / "r", "--cache", tmp_path / "c")
    source = tmp_path / "fleet.zip" if packed else fleet
    rules = []
    for redirected in (False, True, True):
        if redirected:
            (fleet / "web02" / "redirection.config").write_bytes(REDIRECTION)
        if packed:
            shutil.make_archive(str(tmp_path / "fleet"), "zip", fleet)
        run = ftplint("fleet", source, *arguments)
        rows = ask(tmp_path / "r", "SELECT server, rule FROM findings WHERE severity <> 'info' ORDER BY ALL").rows
        rules.append((run.stdout.splitlines()[1][0], rows))
    found = sorted(
        {(Path(one["path"]).parent.name, one["rule"]) for one in findings(fleet) if one["severity"] != "info"}
    )
    assert rules == [("0", []), ("1", found), ("2", found)]
    assert len(found) == 2
    judge([fleet / "web02" / "applicationHost.config"], tmp_path / "single")
    rows = ask(tmp_path / "single", "SELECT server, rule FROM findings WHERE severity <> 'info' ORDER BY ALL").rows
    assert rows == found
