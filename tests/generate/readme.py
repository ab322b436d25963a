"""Fills the output blocks of README and docs: each `<!-- output: COMMAND -->` is followed by what the command prints.

`| head N` at the end of a command leaves the first N lines and says so.
"""

from __future__ import annotations

import re
import shlex
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
TARGETS = (ROOT / "README.md", *sorted((ROOT / "docs").glob("*.md")))
"""The pages that may have output blocks."""
_BLOCK = re.compile(r"(<!-- output: ftplint (.*?) -->\n```\n)(.*?)(```\n)", re.DOTALL)


def readme(text: str) -> str:
    """*text* with every output block as the command prints it today."""
    return _BLOCK.sub(lambda block: block.group(1) + _output(block.group(2)) + block.group(4), text)


def commands(text: str) -> list[str]:
    """The commands of the output blocks."""
    return [match.group(2) for match in _BLOCK.finditer(text)]


def _output(arguments: str) -> str:
    arguments, _, most = arguments.partition(" | head ")
    command = [sys.executable, "-m", "ftplint", *shlex.split(arguments)]
    run = subprocess.run(command, capture_output=True, text=True, encoding="utf-8", check=False, cwd=ROOT)
    if run.returncode not in (0, 1):
        raise RuntimeError(f"ftplint {arguments}: {run.stderr}")
    lines = [line.rstrip() for line in run.stdout.rstrip().splitlines()]
    if most and len(lines) > int(most):
        lines[int(most) :] = [f"... {len(lines) - int(most)} more lines"]
    return "\n".join(lines) + "\n"
