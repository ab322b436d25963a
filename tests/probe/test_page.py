"""docs/probe.md: its commands work as they stand, and curl sees what the probe sees."""

from __future__ import annotations

import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from ftplint.probe import CATALOGUE
from ftplint.verify.lab import PASSWORD
from tests.end_to_end.run import ROOT, ftplint
from tests.other_servers.process import free_port

PAGE = (ROOT / "docs" / "probe.md").read_text(encoding="utf-8")


def block(title: str) -> list[str]:
    found = re.search(rf"<!-- {title}.*?-->\n```\n(.*?)```", PAGE, re.DOTALL)
    assert found is not None, title
    return found[1].splitlines()


def test_the_session_of_the_page(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    if shutil.which("curl") is None:
        pytest.skip("curl is not installed")
    monkeypatch.setenv("FTPLINT_PASSWORD", PASSWORD)
    port = free_port()
    lines = block("commands")
    changed = [line.replace(" lab", f" {tmp_path}/lab").replace("21021", str(port)) for line in lines]
    serve, asks, probe = (line.replace("21000", str(port - 21)).split() for line in changed)
    with subprocess.Popen([sys.executable, "-m", *serve], cwd=ROOT, stdout=subprocess.PIPE, text=True) as server:
        try:
            assert server.stdout is not None
            assert any(line.startswith("ftplint: ready") for line in server.stdout)
            curl = subprocess.run(asks, capture_output=True, text=True, check=False)
            run = ftplint(*probe[1:], cwd=ROOT)
        finally:
            server.kill()
    assert curl.returncode == 0, curl.stderr
    assert run.returncode == 1, run.stderr
    for line in block("seen by both"):
        assert line in curl.stderr.splitlines(), line
        assert line in run.stderr.splitlines(), line
    for line in block("seen by the probe"):
        assert line in run.stdout.splitlines(), line


def test_the_page_names_the_whole_catalogue() -> None:
    ids = [id_ for id_ in CATALOGUE if id_ != "PRB090"]
    assert f"`{ids[0]}` to `{ids[-1]}`" in PAGE and "`PRB090`" in PAGE
    assert ids == sorted(ids)
    for id_ in ids:
        assert f"| {id_} | {CATALOGUE[id_].name} | {CATALOGUE[id_].title} |" in PAGE, id_
