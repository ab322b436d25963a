"""Runs a command and measures it: the least wall time of several runs, and its peak memory."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path


@dataclass(frozen=True, slots=True)
class Measured:
    """``seconds`` of wall time, the least of the runs; ``megabytes`` of resident memory, the most of the runs."""

    seconds: float
    megabytes: float


def measure(command: Sequence[str | Path], runs: int = 3, *, allowed: Sequence[int] = (0, 1)) -> Measured:
    """Measures *command* with its output thrown away. Raises RuntimeError on an exit code that is not *allowed*."""
    seconds, megabytes = [], []
    for _ in range(runs):
        # As installed: with bytecode, whatever the environment of the run says about writing it.
        environment = {k: v for k, v in os.environ.items() if k != "PYTHONDONTWRITEBYTECODE"}
        start = time.perf_counter()
        quiet = subprocess.DEVNULL
        with subprocess.Popen([str(part) for part in command], stdout=quiet, stderr=quiet, env=environment) as process:
            _, status, usage = os.wait4(process.pid, 0)
            seconds.append(time.perf_counter() - start)
            process.returncode = os.waitstatus_to_exitcode(status)
        if process.returncode not in allowed:
            raise RuntimeError(f"{' '.join(map(str, command))} ended with {process.returncode}")
        megabytes.append(usage.ru_maxrss / (1024 * 1024 if sys.platform == "darwin" else 1024))
    return Measured(min(seconds), max(megabytes))
