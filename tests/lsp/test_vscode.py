"""The extension for VS Code: it says what the server says, and vsce makes a package with what belongs into it."""

from __future__ import annotations

import json
import re
import shutil
import subprocess
import zipfile
from pathlib import Path

import pytest

from ftplint import __version__
from ftplint.lsp.features.actions import ASK, SUPPRESS
from tests.lsp.client import ROOT

FOLDER = ROOT / "editors" / "vscode"
PACKAGE = json.loads((FOLDER / "package.json").read_text("utf-8"))
SOURCE = (FOLDER / "src" / "extension.ts").read_text("utf-8")


def test_it_is_of_this_version_and_pins_what_it_is_made_of() -> None:
    assert PACKAGE["version"] == __version__
    assert (FOLDER / "LICENSE").read_bytes() == (ROOT / "LICENSE").read_bytes()
    lock = json.loads((FOLDER / "package-lock.json").read_text("utf-8"))
    assert lock["version"] == __version__
    for kind in ("dependencies", "devDependencies"):
        assert lock["packages"][""][kind] == PACKAGE[kind]
        assert all(re.fullmatch(r"[\d.]+", version) for version in PACKAGE[kind].values())


def test_it_and_the_server_call_the_same_commands() -> None:
    assert f'registerCommand("{ASK}"' in SOURCE and f'command: "{SUPPRESS}"' in SOURCE
    assert "initializationOptions: { askForReason: true }" in SOURCE


def test_it_starts_for_the_files_of_iis_and_no_others() -> None:
    pattern = re.search(r"const FILES = /(.*)/i;", SOURCE)
    assert pattern is not None
    for name in PACKAGE["contributes"]["languages"][0]["filenames"]:
        assert re.fullmatch(pattern[1].removeprefix("^").removesuffix("$"), name, re.IGNORECASE)
    assert not re.search(pattern[1], "app.config", re.IGNORECASE)


def test_its_settings_are_read_and_a_folder_that_is_not_trusted_sets_no_program() -> None:
    settings = PACKAGE["contributes"]["configuration"]["properties"]
    limited = PACKAGE["capabilities"]["untrustedWorkspaces"]["restrictedConfigurations"]
    for name in ("path", "arguments"):
        assert f'("{name}")' in SOURCE and f"ftplint.{name}" in settings and f"ftplint.{name}" in limited


def test_a_program_in_a_folder_that_is_not_trusted_is_not_started() -> None:
    """Windows looks in the working folder first, and that of a language server is the folder that is open."""
    assert "options: workspace.isTrusted ? undefined : { cwd: homedir() }" in SOURCE


@pytest.mark.slow
def test_vsce_packages_it(tmp_path: Path) -> None:
    if shutil.which("npm") is None:
        pytest.skip("npm is not installed")
    copy = tmp_path / "vscode"
    shutil.copytree(FOLDER, copy, ignore=shutil.ignore_patterns("node_modules", "dist", "*.vsix"))
    for command in (["npm", "ci", "--no-audit", "--no-fund"], ["npm", "run", "package"]):
        run = subprocess.run(command, cwd=copy, capture_output=True, text=True, check=False, timeout=600)
        assert run.returncode == 0, run.stdout + run.stderr
    with zipfile.ZipFile(copy / "ftplint.vsix") as package:
        inside = set(package.namelist())
        assert inside == {
            *("[Content_Types].xml", "extension.vsixmanifest", "extension/package.json", "extension/readme.md"),
            *("extension/LICENSE.txt", "extension/dist/extension.js", "extension/dist/THIRD-PARTY.txt"),
        }
        assert package.read("extension/LICENSE.txt") == (ROOT / "LICENSE").read_bytes()
        assert b'pip install ".[lsp]"' in package.read("extension/readme.md")
        assert f'Version="{__version__}"'.encode() in package.read("extension.vsixmanifest")
        code = package.read("extension/dist/extension.js").decode()
        assert "ftplint.askForReason" in code and 'require("vscode")' in code
        assert not re.search(
            r'require\("(?!vscode"|node:)(?!assert|child_process|crypto|events|fs|net|os|path|stream|url|util)', code
        )
        package.extractall(tmp_path / "unpacked")
        notices = package.read("extension/dist/THIRD-PARTY.txt").decode()
        assert "vscode-languageclient 9.0.1, MIT" in notices and "Permission is hereby granted" in notices
    extension = tmp_path / "unpacked" / "extension" / "dist" / "extension.js"
    script = Path(__file__).with_name("vscode_loads.js")
    run = subprocess.run(["node", script, extension], capture_output=True, text=True, check=False, timeout=60)
    assert run.returncode == 0, run.stderr
    assert json.loads(run.stdout) == {"commands": ["ftplint.restart", ASK], "before": 0, "after": 1}
