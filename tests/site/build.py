"""Builds the site by MkDocs, strictly."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

HERE = Path(__file__).resolve().parent
TARGET = HERE.parents[1] / "build" / "docs"


def build(target: Path) -> None:
    """Writes the site into *target*. Raises SystemExit with what MkDocs says if it has any warning."""
    command = [
        sys.executable,
        "-m",
        "mkdocs",
        "build",
        "--quiet",
        "--strict",
        "--config-file",
        str(HERE / "mkdocs.yml"),
    ]
    quiet = {**os.environ, "NO_MKDOCS_2_WARNING": "1"}
    run = subprocess.run([*command, "--site-dir", str(target)], capture_output=True, text=True, check=False, env=quiet)
    if run.returncode:
        raise SystemExit(f"the site is not built:\n{run.stdout}{run.stderr}")
