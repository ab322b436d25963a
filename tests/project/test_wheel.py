"""The wheel: built, installed into an empty environment, and used to lint a file there."""

from __future__ import annotations

import importlib.util
import json
import subprocess
import sys
import venv
import zipfile
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The wheel of this checkout."""
    folder = tmp_path_factory.mktemp("wheel")
    command = [sys.executable, "-m", "build", "--wheel", "--no-isolation", "--outdir", str(folder), str(ROOT)]
    run = subprocess.run(command, capture_output=True, text=True, check=False)
    assert run.returncode == 0, run.stdout + run.stderr
    return next(folder.glob("*.whl"))


def test_rules_and_schemas_ship_inside(wheel: Path) -> None:
    inside = set(zipfile.ZipFile(wheel).namelist())
    for folder, pattern in (("rules", "*.sch"), ("schemas", "*")):
        for file in (ROOT / folder).rglob(pattern):
            if file.is_file():
                assert f"ftplint/shipped/{file.relative_to(ROOT).as_posix()}" in inside
    assert "ftplint/collect/collect.ps1" in inside
    assert not any(name.startswith(("tests/", "rules/", "schemas/")) for name in inside)


def test_an_empty_environment_lints_a_file_with_it(wheel: Path, tmp_path: Path) -> None:
    environment = tmp_path / "empty"
    ours = importlib.util.find_spec("pip") is not None  # it installs for the other, which needs none of its own then
    venv.create(environment, with_pip=not ours)
    scripts = environment / ("Scripts" if sys.platform == "win32" else "bin")
    pip = [sys.executable, "-m", "pip", "--python"] if ours else []
    pip += [str(scripts / "python")] if ours else [str(scripts / "python"), "-m", "pip"]
    install = [*pip, "install", "--quiet", "--disable-pip-version-check", "--no-compile", str(wheel)]
    run = subprocess.run(install, capture_output=True, text=True, check=False)
    assert run.returncode == 0, run.stderr
    config = tmp_path / "applicationHost.config"
    config.write_bytes((ROOT / "tests" / "demo" / "applicationHost.config").read_bytes())
    command = [str(scripts / "ftplint"), "applicationHost.config", "--output-format", "json"]
    run = subprocess.run(command, capture_output=True, text=True, check=False, cwd=tmp_path)
    assert run.returncode == 1, run.stderr
    found = {finding["rule"] for finding in json.loads(run.stdout)["findings"]}
    assert {"FTP101", "FTP103", "FTP105", "FTP106", "FTP012"} <= found
