"""Writes docs/demo.html, the page of the demo file; run as a program also docs/demo.png, its picture (Chromium)."""

from __future__ import annotations

import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

from ftplint.api import RuleSet, Settings, lint_bytes, report
from ftplint.report import render

ROOT = Path(__file__).resolve().parents[2]
DEMO = "tests/demo/applicationHost.config"
TARGET = ROOT / "docs" / "demo.html"
PICTURE = ROOT / "docs" / "demo.png"


def page() -> str:
    """The page of the demo file."""
    settings = Settings(page=True, date="2026-11-28T12:00:00Z")
    rules = RuleSet.load(settings)
    judged = lint_bytes(DEMO, (ROOT / DEMO).read_bytes(), rules, settings)
    return "".join(render(report((judged.report,), rules.chosen, settings), "html"))


def picture() -> None:
    """A picture of the upper part of the page."""
    program = shutil.which("chromium") or shutil.which("google-chrome")
    if program is None:
        raise SystemExit("chromium is not installed: the page is made, its picture is not")
    with tempfile.TemporaryDirectory() as folder:
        arguments = (
            *("--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--hide-scrollbars"),
            *("--disable-background-networking", "--disable-component-update", "--disable-sync"),
            *(f"--user-data-dir={folder}", "--window-size=1200,1000", f"--screenshot={PICTURE}"),
        )
        subprocess.run([program, *arguments, TARGET.as_uri()], check=True, stderr=subprocess.DEVNULL)


if __name__ == "__main__":
    TARGET.write_text(page(), encoding="utf-8", newline="\n")
    picture()
    sys.stdout.write(f"wrote {TARGET} and {PICTURE}\n")
