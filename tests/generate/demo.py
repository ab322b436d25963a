"""Writes the files of the demo that are made from others: its earlier state, and a baseline of its findings."""

from __future__ import annotations

import subprocess
import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
DEMO = ROOT / "tests" / "demo" / "applicationHost.config"
BEFORE = DEMO.with_name("before.config")
BASELINE = DEMO.with_name("baseline.json")


def before() -> str:
    """The demo before somebody changed one policy: for --diff-base and effective --diff."""
    return DEMO.read_text(encoding="utf-8").replace('dataChannelPolicy="SslDeny"', 'dataChannelPolicy="SslRequire"')


def baseline() -> str:
    """The baseline of all findings of the demo, as the command writes it."""
    with tempfile.TemporaryDirectory(dir=DEMO.parent) as folder:  # beside it, so that the path is the same
        written = Path(folder) / "baseline.json"
        command = [sys.executable, "-m", "ftplint", str(DEMO), "--isolated", "--write-baseline", str(written)]
        subprocess.run(command, check=True, capture_output=True, cwd=ROOT)
        return written.read_text(encoding="utf-8").replace("../applicationHost.config", "applicationHost.config")
