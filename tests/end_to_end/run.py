"""Runs the real command line, each time in a process of its own; on Windows in that of the tests."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from functools import cache
from pathlib import Path
from typing import Any

from tests.end_to_end.warm import Warm
from tests.windows.in_process import in_process

ROOT = Path(__file__).resolve().parents[2]
_PATIENCE = 600.0
"""Seconds after which a run has lost its way."""


def ftplint(
    *arguments: str | Path, stdin: bytes | None = None, cwd: Path | None = None, cold: bool = False
) -> subprocess.CompletedProcess[str]:
    """The finished process of ``ftplint`` with *arguments*; a stack trace fails the test at once.

    A fork of a process that has loaded ftplint already; *cold* starts the interpreter.
    """
    command = list(map(str, arguments))
    dated = {"SOURCE_DATE_EPOCH": "1796083200", **os.environ}  # so that two runs write the same report
    if sys.platform == "win32":
        code, out, err = in_process(command, stdin, cwd, dated)
    elif sys.platform == "linux" and not cold and _warm().can(dated, command):
        code, out, err = _warm().run(command, stdin, cwd, dated, _PATIENCE)
    else:
        start = [sys.executable, "-m", "ftplint", *command]
        run = subprocess.run(
            start, input=stdin, capture_output=True, check=False, cwd=cwd, timeout=_PATIENCE, env=dated
        )
        code, out, err = run.returncode, run.stdout, run.stderr
    result = subprocess.CompletedProcess(command, code, out.decode("utf-8", "replace"), err.decode("utf-8", "replace"))
    assert "Traceback" not in result.stderr, result.stderr
    assert "a bug in ftplint" not in result.stderr, result.stderr
    return result


@cache
def _warm() -> Warm:
    return Warm()


def findings(*arguments: str | Path, stdin: bytes | None = None) -> list[dict[str, Any]]:
    """The findings as JSON objects."""
    run = ftplint(*arguments, "--output-format", "json", stdin=stdin)
    assert run.returncode in (0, 1), run.stderr
    result: list[dict[str, Any]] = json.loads(run.stdout)["findings"]
    return result
