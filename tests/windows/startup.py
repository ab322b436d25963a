"""How long ftplint takes to start in Wine, as ``ftplint.exe`` and as ``python -m ftplint`` there.

    make exe && python -m tests.windows.startup dist/windows/ftplint.exe

Wall-clock time, and the processor time (user and system) of the processes without that of Wine's server. The machine may be
busy, so the best and the middle of all runs are printed, and nothing is judged.
"""

from __future__ import annotations

import ctypes
import os
import statistics
import subprocess
import sys
import time
from pathlib import Path
from typing import NamedTuple

ROOT = Path(__file__).resolve().parents[2]
DEMO = ROOT / "tests" / "demo" / "applicationHost.config"
HOME = Path(os.environ.get("FTPLINT_WINDOWS", "/opt/ftplint-windows"))
WINE = {**os.environ, "WINEPREFIX": str(HOME / "wine"), "WINEDEBUG": "-all"}
_SUBREAPER = 36
"""PR_SET_CHILD_SUBREAPER of prctl: processes that Wine starts by the way become children, so that their time counts."""
_PATIENCE = 60.0


class Run(NamedTuple):
    """Seconds of one run."""

    wall: float
    processor: float


def started(command: tuple[str | Path, ...]) -> Run:
    """One run of *command*, its streams in pipes. Raises CalledProcessError if it fails."""
    ctypes.CDLL(None).prctl(_SUBREAPER, 1, 0, 0, 0)
    before, start = os.times(), time.perf_counter()
    pipe = subprocess.PIPE
    with subprocess.Popen(
        ["wine", *command], stdin=pipe, stdout=pipe, stderr=subprocess.DEVNULL, cwd=ROOT, env=WINE
    ) as process:
        process.communicate()
    wall = time.perf_counter() - start
    if process.returncode not in (0, 1):
        raise subprocess.CalledProcessError(process.returncode, process.args)
    _reap()
    after = os.times()
    spent = after.children_user + after.children_system - before.children_user - before.children_system
    return Run(wall, spent)


def _reap() -> None:
    """Waits for the others: what the program unpacked runs in a process of its own. Wine's desktop may stay."""
    end = time.monotonic() + _PATIENCE
    quiet = 0
    while quiet < 5 and time.monotonic() < end:
        try:
            ended, _ = os.waitpid(-1, os.WNOHANG)
        except ChildProcessError:
            return
        quiet = 0 if ended else quiet + 1
        time.sleep(0 if ended else 0.1)


def lines(exe: Path, runs: int) -> list[str]:
    """What is printed: a line for each way to start it and each thing to do."""
    ways = (("ftplint.exe", (exe,)), ("python -m ftplint", (HOME / "python" / "python.exe", "-B", "-m", "ftplint")))
    told = [f"{exe.stat().st_size / 1e6:.1f} MB; {runs} runs in Wine; wall and processor seconds, best (middle)"]
    for what, arguments in (("--version", ("--version",)), ("the demo", (str(DEMO), "--output-format", "concise"))):
        for name, program in ways:
            found = [started((*program, *arguments)) for _ in range(runs)]
            shown = (f"{min(some):.1f} ({statistics.median(some):.1f})" for some in zip(*found, strict=True))
            told.append(f"{name}, {what}: {' wall, '.join(shown)} processor")
    return told


if __name__ == "__main__":
    print("\n".join(lines(Path(sys.argv[1]).resolve(), int(sys.argv[2]) if len(sys.argv) > 2 else 5)))
