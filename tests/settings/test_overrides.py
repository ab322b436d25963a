"""``[[overrides]]``: other servers, other version, profile and severities."""

from __future__ import annotations

from pathlib import Path

import pytest

from ftplint.settings import SettingsError, read_settings
from tests.end_to_end.run import ftplint

LATER = (Path(__file__).parents[1] / "demo" / "later.config").read_text(encoding="utf-8")
ENTRY = '[[overrides]]\npaths = ["old/*"]\niis-version = "7.5"\nseverity = { FTP034 = "warning" }\n'


@pytest.fixture
def fleet(tmp_path: Path) -> Path:
    for folder in ("old", "new"):
        (tmp_path / folder).mkdir()
        (tmp_path / folder / "applicationHost.config").write_text(LATER, encoding="utf-8")
    (tmp_path / "ftplint.toml").write_text(ENTRY, encoding="utf-8")
    return tmp_path


def found(fleet: Path, *options: str) -> list[str]:
    run = ftplint(fleet, "--config", fleet / "ftplint.toml", "--select", "FTP034", "--format", "concise", *options)
    assert run.returncode in (0, 1), run.stderr
    return [f"{line.split('applicationHost')[0][-4:-1]} {line.split(': ')[1]}" for line in run.stdout.splitlines()]


def test_only_the_files_that_fit_have_the_older_version_and_the_other_severity(fleet: Path) -> None:
    (line,) = found(fleet)
    assert line.startswith("old warning FTP034")


@pytest.mark.parametrize("jobs", ["1", "2"])
def test_in_several_processes_too(fleet: Path, jobs: str) -> None:
    assert len(found(fleet, "--jobs", jobs)) == 1


def test_the_command_line_wins(fleet: Path) -> None:
    assert found(fleet, "--iis-version", "10.0") == []
    assert [line.split()[1] for line in found(fleet, "--iis-version", "7.5", "--severity", "FTP034=info")] == [
        "info"
    ] * 2


def test_the_last_entry_that_fits_wins(fleet: Path) -> None:
    with (fleet / "ftplint.toml").open("a", encoding="utf-8") as stream:
        stream.write('[[overrides]]\npaths = ["*/applicationHost.config"]\niis-version = "10.0"\n')
    assert found(fleet) == []


@pytest.mark.parametrize(
    ("entry", "reason"),
    [
        ('[[overrides]]\niis-version = "7.5"\n', ":1: 'paths' is missing in [[overrides]]"),
        ('[[overrides]]\npaths = ["a"]\nprofil = "stig"\n', ":3: 'profil' is no key of [[overrides]]; did you mean 'profile'?"),
        ('[[overrides]]\npaths = ["a"]\niis-version = "11"\n', "must be one of 7.0"),
        ("overrides = 3\n", "must be tables"),
    ],
)  # fmt: skip
def test_what_is_wrong_is_said_with_its_line(tmp_path: Path, entry: str, reason: str) -> None:
    path = tmp_path / "ftplint.toml"
    path.write_text(entry, encoding="utf-8")
    with pytest.raises(SettingsError) as caught:
        read_settings(path)
    assert reason in str(caught.value)
