"""The directions of imports, read from the source, and what a plain check must not import."""

from __future__ import annotations

import ast
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
PACKAGE = ROOT / "ftplint"

ALLOWED = {
    "source": set(),
    "schema": {"source", "resources"},
    "configuration": {"schema", "source"},
    "engine": {"configuration", "schema", "source", "resources"},
    "report": {"engine.finding"},
    "settings": {"engine", "schema"},
    "api": {"remedy.by_rule", "remedy.as_edits", "engine", "configuration", "schema", "source", "ftplint"},
    "batch": {"api", "engine.finding", "source"},
    "cli": {
        "api",
        "batch",
        "evidence",
        "remedy",
        "server",
        "settings",
        "verify",
        "report",
        "engine",
        "configuration",
        "schema",
        "source",
        "ftplint",
        "resources",
    },
    "evidence": {"configuration.outside"},
    "remedy": {"engine", "configuration", "schema", "source", "resources", "ftplint"},
    "server": {"configuration", "evidence", "schema.values"},
    "verify": {"server", "engine", "evidence", "configuration"},
    "resources": set(),
    "__main__": {"cli"},
    "__init__": set(),
}
"""What each room may import from the others. `remedy` gets its line when it is built."""


def imported(path: Path) -> set[str]:
    """The ftplint modules that *path* imports, also inside functions and for types, without the package's name."""
    found = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.ImportFrom) and (node.module or "").split(".")[0] == "ftplint":
            found.add((node.module or "").removeprefix("ftplint.").removeprefix("ftplint") or "ftplint")
            assert node.level == 0, f"{path}: relative import"
        elif isinstance(node, ast.Import):
            found |= {a.name.removeprefix("ftplint.") for a in node.names if a.name.startswith("ftplint.")}
    return found


@pytest.mark.parametrize("path", sorted(PACKAGE.rglob("*.py")), ids=lambda p: str(p.relative_to(PACKAGE)))
def test_imports_point_the_right_way(path: Path) -> None:
    room = path.relative_to(PACKAGE).parts[0].removesuffix(".py")
    for module in imported(path):
        top = module.split(".")[0]
        if top == room:
            continue
        assert any(module == ok or module.startswith(ok + ".") for ok in ALLOWED[room]), f"{room} imports {module}"


def test_nothing_imports_the_command_line() -> None:
    for path in PACKAGE.rglob("*.py"):
        if path.relative_to(PACKAGE).parts[0] in ("cli", "__main__.py"):
            continue
        assert not any(module.split(".")[0] == "cli" for module in imported(path)), path


def test_no_file_is_a_utility_drawer_or_too_long() -> None:
    for path in PACKAGE.rglob("*.py"):
        assert path.stem not in ("utils", "util", "helpers", "helper", "common", "misc"), path
        assert len(path.read_text(encoding="utf-8").splitlines()) <= 300, path


def test_a_plain_check_imports_nothing_slow(tmp_path: Path) -> None:
    """Of a correct file: neither the schema library nor the template engine, no network, no subprocess."""
    file = tmp_path / "applicationHost.config"
    file.write_text("<configuration><system.applicationHost><sites/></system.applicationHost></configuration>")
    code = (
        "import sys; from ftplint.cli.main import main; code = main([sys.argv[1]]); "
        "slow = {'xmlschema', 'elementpath', 'jinja2', 'difflib', 'socket', 'subprocess', 'urllib.request', 'json'}; "
        "print(sorted(slow & set(sys.modules))); sys.exit(code)"
    )
    run = subprocess.run([sys.executable, "-c", code, str(file)], capture_output=True, text=True, check=False, cwd=ROOT)
    assert run.returncode == 0, run.stderr
    assert run.stdout.splitlines()[-1] == "[]"
