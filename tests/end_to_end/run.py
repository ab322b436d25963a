"""Runs the real command line in a process of its own; on Windows in that of the tests."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

from tests.windows.in_process import in_process

ROOT = Path(__file__).resolve().parents[2]


def ftplint(
    *arguments: str | Path, stdin: bytes | None = None, cwd: Path | None = None
) -> subprocess.CompletedProcess[str]:
    """The finished process of ``ftplint`` with *arguments*; a stack trace fails the test at once."""
    command = [sys.executable, "-m", "ftplint", *map(str, arguments)]
    dated = {"SOURCE_DATE_EPOCH": "1796083200", **os.environ}  # so that two runs write the same report
    if sys.platform == "win32":
        code, out, err = in_process(command[3:], stdin, cwd, dated)
    else:
        run = subprocess.run(command, input=stdin, capture_output=True, check=False, cwd=cwd, timeout=600, env=dated)
        code, out, err = run.returncode, run.stdout, run.stderr
    result = subprocess.CompletedProcess(command, code, out.decode("utf-8", "replace"), err.decode("utf-8", "replace"))
    assert "Traceback" not in result.stderr, result.stderr
    assert "a bug in ftplint" not in result.stderr, result.stderr
    return result


def findings(*arguments: str | Path, stdin: bytes | None = None) -> list[dict[str, Any]]:
    """The findings as JSON objects."""
    run = ftplint(*arguments, "--output-format", "json", stdin=stdin)
    assert run.returncode in (0, 1), run.stderr
    result: list[dict[str, Any]] = json.loads(run.stdout)["findings"]
    return result
