"""A program that lints again and again does not grow: nothing keeps the rules of an earlier call."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
GROWTH = """
import gc, sys, tracemalloc
from pathlib import Path
from ftplint.api import Settings, lint
data = Path("tests/demo/applicationHost.config").read_bytes()
settings = Settings(rules=tuple(map(Path, sys.argv[2:])))
def run(calls):
    for _ in range(calls):
        assert lint(data, settings).findings
def resident():
    return int(Path("/proc/self/statm").read_text().split()[1]) * 4096
run(5)
gc.collect()
before = resident()
tracemalloc.start()
traced = tracemalloc.get_traced_memory()[0]
run(10)
gc.collect()
python = tracemalloc.get_traced_memory()[0] - traced
tracemalloc.stop()
run(int(sys.argv[1]))
gc.collect()
print(python, resident() - before)
"""


@pytest.mark.skipif(not Path("/proc/self/statm").exists(), reason="no /proc to read the memory of a process from")
@pytest.mark.slow
def test_150_calls_of_lint_grow_memory_by_less_than_8_megabytes(tmp_path: Path) -> None:
    """The built-in rules are made once and kept; a rule of one's own is made anew for each call."""
    text = (ROOT / "rules" / "tls" / "FTP204-tls-optional.sch").read_text(encoding="utf-8")
    own = text.replace("FTP204", "OWN001").replace("tls-optional", "own")
    (tmp_path / "OWN001.sch").write_text(own, encoding="utf-8")
    command = [sys.executable, "-c", GROWTH, "140", str(tmp_path)]
    run = subprocess.run(command, capture_output=True, text=True, cwd=ROOT, check=True)
    python, resident = map(int, run.stdout.split())
    assert python < 300_000, f"Python objects of 10 calls: {python:,} bytes"
    assert resident < 8_000_000, f"resident memory of 150 calls: {resident:,} bytes"
