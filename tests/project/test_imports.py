"""The directions of imports, read from the source: which room may use which, by its face only, in no circle."""

from __future__ import annotations

import ast
import subprocess
import sys
from importlib import import_module
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
PACKAGE = ROOT / "ftplint"

EVERYTHING = {
    *(
        "analysis",
        "api",
        "batch",
        "configuration",
        "detectors",
        "evidence",
        "faces",
        "ftplint",
        "judging",
        "page_facts",
    ),
    *(
        "remedy",
        "report",
        "resources",
        "rules",
        "rules.check",
        "rules.docs",
        "schema",
        "server",
        "settings",
        "silencing",
    ),
    *("source", "verify", "verify.clients"),
}
ALLOWED = {
    "__init__": {"api"},
    "__main__": {"cli.main"},
    "analysis": {"configuration", "detectors", "outside", "schema", "source"},
    "api": EVERYTHING - {"server", "settings", "verify", "verify.clients", "batch", "rules.check"},
    "batch": {"api", "judging", "source"},
    "cli": EVERYTHING,
    "configuration": {"schema", "source"},
    "detectors": {"configuration", "schema", "source"},
    "errors": set(),
    "evidence": set(),
    "faces": set(),
    "judging": {"analysis", "configuration", "rules", "schema", "source"},
    "outside": {"configuration", "detectors", "evidence", "schema", "source"},
    "page_facts": {"analysis", "configuration"},
    "remedy": {"analysis", "configuration", "judging", "outside", "resources", "rules", "schema", "source", "ftplint"},
    "report": {"judging", "source"},
    "resources": set(),
    "rules": {"configuration", "resources", "schema"},
    "rules.check": {
        "analysis",
        "configuration",
        "judging",
        "outside",
        "resources",
        "rules",
        "schema",
        "silencing",
        "source",
    },
    "rules.docs": {"resources", "rules", "schema"},
    "schema": {"resources", "source"},
    "server": {"configuration", "evidence", "schema"},
    "settings": {"judging", "rules", "schema", "silencing"},
    "silencing": {"analysis", "judging", "rules", "source"},
    "source": set(),
    "verify": {"analysis", "configuration", "evidence", "judging", "rules", "schema", "server"},
}
"""What each room may import from the others, always by the other's face. Every room may use ``faces`` and ``errors``."""


def modules() -> dict[str, Path]:
    """Every module of the package by its dotted name without ``ftplint.``; a package by its own name."""
    found = {}
    for path in sorted(PACKAGE.rglob("*.py")):
        name = ".".join(path.relative_to(PACKAGE).with_suffix("").parts)
        found[name.removesuffix(".__init__")] = path
    return found


MODULES = modules()
ROOMS = {name for name, path in MODULES.items() if path.name == "__init__.py" and name != "__init__"}
"""The packages."""


def imported(path: Path) -> list[tuple[str, str]]:
    """What *path* imports from ftplint as pairs of module and name, also inside functions and for types."""
    found = []
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.ImportFrom) and (node.module or "").split(".")[0] == "ftplint":
            assert node.level == 0, f"{path}: relative import"
            module = (node.module or "").removeprefix("ftplint").removeprefix(".") or "ftplint"
            found += [(module, alias.name) for alias in node.names]
        elif isinstance(node, ast.Import):
            found += [(a.name.removeprefix("ftplint."), "") for a in node.names if a.name.startswith("ftplint.")]
    return found


def target(module: str, name: str) -> str:
    """The module that is loaded by ``from module import name``: a submodule if *name* is one."""
    inner = name if module == "ftplint" else f"{module}.{name}"
    return inner if inner in MODULES else module


def room_of(module: str) -> str:
    """The innermost room that *module* stands in; a module of the package itself is a room of its own."""
    parts = module.split(".")
    for length in range(len(parts), 0, -1):
        if ".".join(parts[:length]) in ROOMS:
            return ".".join(parts[:length])
    return parts[0]


def inside(module: str, room: str) -> bool:
    return module == room or module.startswith(f"{room}.")


@pytest.mark.parametrize("name", MODULES)
def test_imports_point_the_right_way_and_go_through_faces(name: str) -> None:
    room = room_of(name)
    allowed = ALLOWED.get(room) or ALLOWED[room.split(".")[0]]
    for module, what in imported(MODULES[name]):
        reached = target(module, what)
        if inside(reached, room) or reached in ("faces", "errors"):
            continue
        if inside(reached, "server") and "server" in allowed:
            continue  # its face comes with its own rooms
        if inside(room, room_of(reached)) and room_of(reached) != "ftplint":
            continue  # a room inside a room uses what is around it
        assert reached in allowed, f"{name} imports {reached} ({what})"


def test_nothing_imports_the_command_line() -> None:
    for name, path in MODULES.items():
        if not inside(name, "cli") and name != "__main__":
            assert not any(inside(target(*pair), "cli") for pair in imported(path)), name


@pytest.mark.parametrize("room", sorted(ROOMS))
def test_a_face_offers_what_it_says(room: str) -> None:
    """What is imported at once, what for types only, ``__all__`` and what is imported when asked for agree."""
    path = MODULES[room]
    tree = ast.parse(path.read_text(encoding="utf-8"))
    face = import_module(f"ftplint.{room}")
    for_types: dict[str, set[str]] = {}
    for node in tree.body:
        if isinstance(node, ast.If) and isinstance(node.test, ast.Name) and node.test.id == "TYPE_CHECKING":
            for inner in node.body:
                if isinstance(inner, ast.ImportFrom) and (inner.module or "").startswith(f"ftplint.{room}."):
                    later = (inner.module or "").removeprefix(f"ftplint.{room}.")
                    for_types[later] = {alias.name for alias in inner.names}
    assert for_types == {module: set(names) for module, names in getattr(face, "_WHEN_ASKED", {}).items()}
    for name in getattr(face, "__all__", ()):
        assert f"{room}.{name}" not in MODULES, f"{name} is a module too: which of the two is imported would depend"
        assert getattr(face, name) is not None


def test_nothing_goes_in_circles() -> None:
    """No circle of files, imports for types and inside functions counted."""
    arrows = {
        name: {target(*pair) for pair in imported(path) if target(*pair) in MODULES} - {name}
        for name, path in MODULES.items()
    }
    # A face that imports a file which imports the face's neighbour is no circle: inside a room nobody uses the face.
    left = dict(arrows)
    while free := [name for name, to in left.items() if not (to & left.keys())]:
        for name in free:
            del left[name]
    while free := [name for name in left if not any(name in to for to in left.values())]:
        for name in free:
            del left[name]
    assert not left, {name: sorted(to & left.keys()) for name, to in left.items()}


def test_no_folder_is_crowded_and_no_file_is_a_drawer() -> None:
    for name, path in MODULES.items():
        assert path.stem not in ("utils", "util", "helpers", "helper", "common", "misc"), path
        if path.name == "__init__.py":
            assert len([p for p in path.parent.glob("*.py") if p.name != "__init__.py"]) <= 20, name


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
