"""A real editor: headless Neovim shows the findings of the demo file, hovers, takes a quick fix and saves it."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from tests.end_to_end.run import findings, ftplint
from tests.lsp.client import ROOT

DEMO = ROOT / "tests" / "demo" / "applicationHost.config"
SITE, REASON = "suppliers.example.com", "they come in Mäy"
MARK = "<security>\n                        <authentication>\n                            <anony"

pytestmark = pytest.mark.skipif(shutil.which("nvim") is None, reason="Neovim is not installed (Debian: neovim)")


def neovim(folder: Path, file: Path, place: tuple[int, int], action: str, rule: str) -> dict[str, Any]:
    """What Neovim says of the file; it has saved what the action makes of it."""
    home = folder / "home"
    home.mkdir()
    lines = (ROOT / "docs" / "editors.md").read_text("utf-8").partition("<!-- neovim: begin -->")[2]
    (home / "init.lua").write_text(lines.partition("```lua\n")[2].partition("```\n")[0], "utf-8")
    line, column = map(str, place)
    environment = {
        **os.environ, "HOME": str(home), "XDG_CONFIG_HOME": str(home), "PYTHONPATH": str(ROOT),
        "PATH": f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}",
        "FTPLINT_INIT": str(home / "init.lua"), "FTPLINT_REASON": REASON, "FTPLINT_FILE": file.name, "FTPLINT_LINE": line, "FTPLINT_COLUMN": column,
        "FTPLINT_ACTION": action, "FTPLINT_RULE": rule,
    }  # fmt: skip
    script = Path(__file__).with_name("neovim.lua")
    run = subprocess.run(
        ["nvim", "--headless", "-u", "NONE", "-i", "NONE", "-c", f"luafile {script}"],
        cwd=folder, env=environment, stdin=subprocess.DEVNULL, capture_output=True, text=True, check=False, timeout=300,
    )  # fmt: skip
    said = [line for line in (run.stdout + run.stderr).splitlines() if "RESULT " in line]
    assert said, run.stdout + run.stderr
    result: dict[str, Any] = json.loads(said[0].partition("RESULT ")[2])
    assert result.get("problem") is None, (result, run.stderr)
    return result


@pytest.mark.parametrize(
    ("action", "rule", "arguments", "ends"),
    [
        ("Fix FTP106: ", "FTP106", ["fix", "--select", "FTP106"], "\n"),
        pytest.param("Fix all that is safe", "FTP105", ["fix"], "\r\n", marks=pytest.mark.slow),
        ("Suppress FTP106 on", "FTP106", ["suppress", "FTP106", "--site", SITE, "--reason", REASON], "\n"),
    ],
    ids=["one", "all-safe", "suppressed"],
)
def test_neovim_shows_hovers_and_fixes(tmp_path: Path, action: str, rule: str, arguments: list[str], ends: str) -> None:
    text = DEMO.read_text("utf-8")
    at = text.index(MARK)
    place = (text.count("\n", 0, at) + 1, at - text.rindex("\n", 0, at) + 1)
    file, other = tmp_path / "applicationHost.config", tmp_path / "other.config"
    for one in (file, other):
        one.write_bytes(text.replace("\n", ends).encode())
    said = neovim(tmp_path, file, place, action, rule)
    expected = findings(other)
    assert sorted((d["rule"], d["line"]) for d in said["diagnostics"]) == sorted(
        (f["rule"], f["line"]) for f in expected
    )
    by_rule = {d["rule"]: d for d in said["diagnostics"]}
    assert by_rule["FTP012"]["text"] == "SslRequired" and by_rule["FTP012"]["severity"] == 1
    assert any(title.startswith("Suppress FTP106 on site 'suppliers.example.com'") for title in said["actions"])
    assert "security" in said["hover"] and "ftpServer/security" in said["hover"]
    assert said.get("asked") == ("Why may FTP106 stay? " if arguments[0] == "suppress" else None)
    assert ftplint(*arguments, other, "--write").returncode == 0
    assert file.read_bytes() == other.read_bytes()
    assert file.read_bytes().count(ends.encode()) == file.read_bytes().count(b"\n")
