"""Mistyped commands, options, sites and names; patterns and folders: one line each, with what was meant."""

from __future__ import annotations

import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tests.end_to_end.run import ftplint

DEMO = Path(__file__).parents[1] / "demo" / "applicationHost.config"


@pytest.mark.parametrize(
    ("arguments", "line"),
    [
        (("chekc", DEMO), "ftplint: there is no command and no file 'chekc'; did you mean 'check'?"),
        (("explain", "FTP106"), "ftplint: there is no command and no file 'explain'; it is 'ftplint rules show'"),
        (("check", DEMO, "--outptu-format", "json"), "did you mean '--output-format'?"),
        (("check", DEMO, "--format", "jsn"), "did you mean 'json'?"),
        ((DEMO, "--site", "scaner.example.com"), "no file has a site 'scaner.example.com'; did you mean 'scanner.example.com'?"),
        (("fix", DEMO, "--site", "scaner.example.com"), "did you mean 'scanner.example.com'?"),
        (("effective", DEMO, "--site", "nothing like it"), "the FTP sites are: 'partners.example.com'"),
        ((DEMO.parent / "nothing*.config",), "no file or folder fits this pattern"),
        ((DEMO, "--output-file", "/no/such/folder/x"), "ftplint: /no/such/folder/x: No such file or directory"),
    ],
)  # fmt: skip
def test_one_line_says_what_was_meant(arguments: tuple[object, ...], line: str) -> None:
    run = ftplint(*arguments)
    assert run.returncode == 2
    assert line in run.stderr.splitlines()[0]
    assert len(run.stderr.splitlines()) <= 2
    assert run.stdout == ""


@pytest.mark.parametrize("word", ["help", "/?", "-?"])
def test_help_by_other_words(word: str) -> None:
    assert ftplint(word).stdout == ftplint("--help").stdout
    assert ftplint(word, "fix").stdout == ftplint("fix", "--help").stdout


def test_the_version_by_other_words() -> None:
    assert ftplint("-V").stdout == ftplint("version").stdout == ftplint("--version").stdout != ""


def test_a_file_that_is_called_like_a_word_is_a_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    shutil.copy(DEMO, "help")
    assert "help:114:110: error FTP012" in ftplint("help", "--format", "concise").stdout


def test_short_versions_and_profiles() -> None:
    full = ftplint(DEMO, "--iis-version", "10.0", "--profile", "cis-iis10").stdout
    assert ftplint(DEMO, "--iis-version", "10", "--profile", "cis").stdout == full


def test_both_names_of_the_format_everywhere() -> None:
    for command in (("check", DEMO), ("effective", DEMO), ("prerequisites", DEMO), ("rules", "list")):
        assert ftplint(*command, "--format", "json").stdout == ftplint(*command, "--output-format", "json").stdout != ""


def test_a_pattern_that_the_shell_leaves_is_expanded() -> None:
    assert "FTP012" in ftplint(DEMO.parent / "*.config", "--format", "concise").stdout


def test_a_folder_where_one_file_is_wanted(tmp_path: Path) -> None:
    for name in ("a", "b"):
        (tmp_path / name).mkdir()
    shutil.copy(DEMO, tmp_path / "a" / "applicationHost.config")
    one = ftplint("prerequisites", tmp_path / "a" / "applicationHost.config").stdout
    assert ftplint("prerequisites", tmp_path).stdout == one
    shutil.copy(DEMO, tmp_path / "b" / "applicationHost.config")
    assert "2 files are in this folder; name one of them" in ftplint("effective", tmp_path).stderr


def test_earlier_states_that_iis_keeps_are_no_servers_unless_they_are_named(tmp_path: Path) -> None:
    for folder in (".", "history/CFGHISTORY_0000000001", "backup/before", "other"):
        (tmp_path / folder).mkdir(parents=True, exist_ok=True)
        shutil.copy(DEMO, tmp_path / folder / "applicationHost.config")
    assert "in 2 files" in ftplint(tmp_path, "-q").stdout
    assert "in 1 file" in ftplint(tmp_path / "history", "-q").stdout
    assert "in 1 file" in ftplint(tmp_path / "backup", "-q").stdout


def test_files_of_other_names_and_folders_that_are_left_out(tmp_path: Path) -> None:
    (tmp_path / "old").mkdir()
    shutil.copy(DEMO, tmp_path / "web01.config")
    shutil.copy(DEMO, tmp_path / "old" / "web02.config")
    run = ftplint(tmp_path)
    assert run.returncode == 2
    assert "2 other .config files are there: name them, or use --include '*.config'" in run.stderr
    assert "in 2 files" in ftplint(tmp_path, "--include", "*.CONFIG", "-q").stdout
    assert "in 1 file" in ftplint(tmp_path, "--include", "*.config", "--exclude", "old", "-q").stdout


@pytest.mark.skipif(sys.platform == "win32", reason="cmd has no head")
def test_a_reader_that_goes_away_is_no_failure_of_ours() -> None:
    piped = f"{sys.executable} -m ftplint {DEMO} | head -1; exit ${{PIPESTATUS[0]}}"
    run = subprocess.run(["bash", "-c", piped], capture_output=True, text=True, check=False)
    assert run.returncode in (1, 141)
    assert run.stderr == ""
