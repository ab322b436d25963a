"""What the log of a bundle proves (FTP855), and what it does not; of odd logs nothing is made up."""

from __future__ import annotations

import json
import zipfile
from typing import TYPE_CHECKING, Any

import pytest

from ftplint import lint
from ftplint.verify import Lab, lab_bundle_files

if TYPE_CHECKING:
    from pathlib import Path

FIELDS = ["date", "time", "sc-status", "sc-win32-status", "sc-substatus"]


@pytest.fixture(scope="module")
def files() -> dict[str, bytes]:
    return lab_bundle_files(Lab())


def reported(files: dict[str, bytes], folder: Path, lines: list[Any], changed: str | None = None) -> list[str]:
    """The messages of FTP855 on a server with this log, whose file was last written then."""
    server = json.loads(files["server.json"]) | {"configurationChanged": changed}
    own = {"log.json": {"lines": lines}, "server.json": server}
    with zipfile.ZipFile(folder / "b.zip", "w") as archive:
        for name, data in {**files, **{name: json.dumps(part).encode() for name, part in own.items()}}.items():
            archive.writestr(name, data)
    return [one.message for one in lint(folder / "b.zip", select=["FTP855"]).findings]


def log(*values: list[str], file: str = "FTPSVC1/u_ex.log", fields: list[str] = FIELDS) -> dict[str, Any]:
    return {"file": file, "fields": fields, "values": list(values)}


NO_HOME = ["2026-11-20", "10:00:00", "530", "3", "33"]


def test_refusals_are_counted_and_the_last_is_named(files: dict[str, bytes], tmp_path: Path) -> None:
    later = ["2026-11-21", "10:00:00", "530", "3", "33"]
    no_certificate = ["2026-11-20", "10:00:00", "534", "0", "31"]
    first, second = reported(files, tmp_path, [log(later, NO_HOME, no_certificate)])
    assert "got 530 with sub-status 33 (Home directory lookup failed)." in first
    assert "the log has it 2 times, the last time at 2026-11-21 10:00:00." in first
    assert "534 with sub-status 31" in second and "the log has it once" in second


def test_what_is_older_than_the_file_says_nothing_of_it(files: dict[str, bytes], tmp_path: Path) -> None:
    assert len(reported(files, tmp_path, [log(NO_HOME)], "2026-11-20T10:00:00Z")) == 1
    assert reported(files, tmp_path, [log(NO_HOME)], "2026-11-20T10:00:01Z") == []


@pytest.mark.parametrize(
    "status", ["530 1326 41", "530 1326 42", "534 0 25", "550 5 1", "550 2 3", "230 0 0", "331 0 33", "421 0 14"]
)
def test_what_a_client_can_help_is_not_reported(files: dict[str, bytes], tmp_path: Path, status: str) -> None:
    assert reported(files, tmp_path, [log([*NO_HOME[:2], *status.split()])]) == []


@pytest.mark.parametrize(
    "odd",
    [
        log(NO_HOME, file="FTPSVC99/u_ex.log"),
        log(NO_HOME, file="FTPSVC/u_ex.log"),
        log(NO_HOME[2:], fields=FIELDS[2:]),
        log(NO_HOME[:4], fields=FIELDS[:4]),
        log(NO_HOME[:3]),
        log([]),
        log(["2026-13-40", "10:00:00", "530", "3", "33"]),
        log(["-", "-", "530", "3", "33"]),
        log([*NO_HOME[:2], "530", "3", "\u0663\u0663"]),
        log([*NO_HOME[:2], "-530", "3", "33"]),
    ],
    ids=["other site", "central", "no date", "no sub-status", "cut", "empty", "no day", "no time", "digits", "minus"],
)
def test_odd_logs_are_passed_over(files: dict[str, bytes], tmp_path: Path, odd: dict[str, Any]) -> None:
    assert reported(files, tmp_path, [odd]) == []
    assert len(reported(files, tmp_path, [odd, log(NO_HOME)])) == 1
