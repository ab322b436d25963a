"""Runs the real command line in a process of its own."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[2]


def ftplint(
    *arguments: str | Path, stdin: bytes | None = None, cwd: Path | None = None
) -> subprocess.CompletedProcess[str]:
    """The finished process of ``ftplint`` with *arguments*; a stack trace fails the test at once."""
    command = [sys.executable, "-m", "ftplint", *map(str, arguments)]
    dated = {"SOURCE_DATE_EPOCH": "1796083200", **os.environ}  # so that two runs write the same report
    run = subprocess.run(command, input=stdin, capture_output=True, check=False, cwd=cwd, timeout=600, env=dated)
    result = subprocess.CompletedProcess(
        command, run.returncode, run.stdout.decode("utf-8", "replace"), run.stderr.decode("utf-8", "replace")
    )
    assert "Traceback" not in result.stderr, result.stderr
    assert "a bug in ftplint" not in result.stderr, result.stderr
    return result


def findings(*arguments: str | Path, stdin: bytes | None = None) -> list[dict[str, Any]]:
    """The findings as JSON objects."""
    run = ftplint(*arguments, "--output-format", "json", stdin=stdin)
    assert run.returncode in (0, 1), run.stderr
    result: list[dict[str, Any]] = json.loads(run.stdout)["findings"]
    return result
