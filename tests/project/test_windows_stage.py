""".ci/windows-tests says how many tests passed, whatever Wine prints after pytest's summary, and never fails without a word."""

from __future__ import annotations

import shutil
import subprocess
from pathlib import Path

import pytest

SCRIPT = Path(__file__).resolve().parents[2] / ".ci" / "windows-tests"
DUMP = "0x5615975864e0:2: Async thread=0x561597557ee0\n0x561597447090:1: Process id=07f0 handles=(nil)\n"
"""What Wine's server prints of itself when it ends, now and then."""
ONE = "tests/windows/test_x.py::test_y"
FAILED = f"FAILED {ONE} - assert 0\n= 1 failed, 8999 passed in 7.00s =\n"


@pytest.fixture
def stage(tmp_path: Path) -> Path:
    """The script beside programs that do nothing; that of the exe passes."""
    programs = {".ci/windows": "", ".ci/exe": "", ".venv/bin/python": "echo '= 8 passed in 3.00s ='"}
    for name, does in programs.items():
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        program(tmp_path / name, does)
    shutil.copy(SCRIPT, tmp_path / ".ci")
    return tmp_path


def program(path: Path, does: str) -> None:
    path.write_text(f"#!/bin/sh\n{does}\n")
    path.chmod(0o755)


@pytest.mark.parametrize(
    ("printed", "code", "alone", "passes", "told"),
    [
        ("= 9000 passed, 3 skipped in 7.00s =\n", 0, "", True, "in Wine: 9000 passed, 3 skipped in 7.00s"),
        (f"= 9000 passed in 7.00s =\n{DUMP}", 0, "", True, "in Wine: 9000 passed in 7.00s"),
        ("= 9 passed in 7.00s =\n", 0, "", False, "should have passed"),
        (DUMP, 0, "", False, "should have passed"),
        (f"{FAILED}{DUMP}", 1, "= 1 passed in 1.00s =", True, f"run again alone: {ONE}"),
        (FAILED, 1, "exit 1", False, "1 failed"),
        (FAILED.replace(" - ", "4 - ") * 4, 1, "", False, "1 failed"),
        ("tests/lsp/test_x.py::test_hangs \n", 124, "", False, "test_hangs"),
    ],
    ids=["passed", "dump after the summary", "too few", "no summary", "one again", "one fails again", "many", "hangs"],
)
def test_the_stage(stage: Path, printed: str, code: int, alone: str, *, passes: bool, told: str) -> None:
    (stage / "log").write_text(printed)
    again = alone if alone.startswith("exit") else f"echo '{alone}'"
    program(stage / ".ci/windows-python", f'case "$*" in *{ONE}) {again};; *) cat log; exit {code};; esac')
    run = subprocess.run([stage / ".ci/windows-tests"], capture_output=True, text=True, check=False)
    assert (run.returncode == 0) == passes, run.stdout
    assert told in run.stdout
