"""The directions of imports, read from the source: which room may use which, by its face only, in no circle."""

from __future__ import annotations

import ast
import subprocess
import sys
from importlib import import_module
from typing import TYPE_CHECKING

import pytest

from tests.project import structure
from tests.project.structure import MODULES, ROOMS, ROOT, imports_of, inside, reached, room_of, tree

if TYPE_CHECKING:
    from pathlib import Path

EVERYTHING = {
    *("access_list", "analysis", "api", "batch", "configuration", "detectors", "evidence", "faces", "fixes", "fleet"),
    *("ftplint", "given", "lsp", "named_tuple", "suppressing"),
    *("judging", "observed", "outside"),
    *(
        "page_facts",
        "remedy",
        "report",
        "resources",
        "rules",
        "rules.check",
        "rules.docs",
        "rules.xpath",
        "schema",
        "server",
        "settings",
    ),
    *("client", "collect", "iis_schema", "observations", "probe", "silencing", "source", "verify", "verify.clients"),
}
ALLOWED = {
    "access_list": set(),
    "__init__": {"api"},
    "__main__": {"cli.main"},
    "analysis": {"configuration", "detectors", "outside", "schema", "source"},
    "api": EVERYTHING
    - {"server", "settings", "verify", "verify.clients", "batch", "collect", "probe", "client", "rules.check"}
    - {"fixes", "fleet", "lsp", "observations", "suppressing"},
    "batch": {"api", "given", "judging", "settings", "source"},
    "cli": EVERYTHING,
    "client": set(),
    "collect": {"source"},
    "configuration": {"schema", "source"},
    "detectors": {"configuration", "schema", "source"},
    "errors": set(),
    "given": {"evidence", "outside", "source"},
    "evidence": {"resources"},
    "iis_schema": {"schema", "source"},
    "faces": set(),
    "named_tuple": set(),
    "fixes": {"api", "judging", "remedy", "rules"},
    "fleet": {
        *(
            "analysis",
            "api",
            "batch",
            "configuration",
            "evidence",
            "ftplint",
            "given",
            "judging",
            "outside",
            "page_facts",
        ),
        *("report", "resources", "rules", "schema", "settings", "silencing"),
    },
    "judging": {"analysis", "configuration", "rules", "rules.xpath", "schema", "source"},
    "lsp": {
        *("analysis", "api", "batch", "configuration", "fixes", "ftplint", "judging", "report", "rules"),
        *("rules.docs", "schema", "silencing", "source", "suppressing"),
    },
    "observations": {"evidence", "resources", "server"},
    "observed": {"configuration", "detectors", "evidence", "source"},
    "outside": {"configuration", "detectors", "evidence", "iis_schema", "observed", "schema", "source"},
    "probe": {
        *("analysis", "client", "configuration", "evidence", "ftplint", "judging", "page_facts", "report", "schema"),
        *("observations", "server", "source", "verify"),
    },
    "probe.facts": {"client", "configuration", "schema", "server"},
    "page_facts": {"analysis", "configuration"},
    "remedy": {
        "access_list",
        "analysis",
        "configuration",
        "judging",
        "outside",
        "resources",
        "rules",
        "schema",
        "source",
        "ftplint",
    },
    "report": {"judging", "source"},
    "resources": set(),
    "rules": {"resources", "schema"},
    "rules.check": {
        "analysis",
        "configuration",
        "judging",
        *("observed", "outside"),
        "resources",
        "rules",
        "schema",
        "silencing",
        "source",
        "rules.xpath",
    },
    "rules.docs": {"resources", "rules", "schema"},
    "rules.xpath": {"rules", "schema"},
    "schema": {"resources", "source"},
    "server": {"configuration", "evidence", "schema"},
    "settings": {"judging", "rules", "schema", "silencing"},
    "silencing": {"analysis", "judging", "rules", "source"},
    "source": set(),
    "suppressing": {"analysis", "api", "report", "rules", "silencing", "source"},
    "tooling": {
        "configuration",
        "observed",
        "resources",
        "rules",
        "rules.index",
        "rules.load",
        "rules.model",
        "schema",
    },
    "verify": {
        *("access_list", "analysis", "configuration", "evidence", "judging", "observed", "outside", "rules", "schema"),
        *("client", "server"),
    },
    "verify.wide": {
        *("analysis", "evidence", "judging", "rules", "schema", "server"),
        *("verify.clients", "verify.clients.builtin"),
    },
}
"""What each room may import from the others, always by the other's face. Every room may use ``faces``, ``errors`` and
``named_tuple``."""


@pytest.mark.parametrize("name", MODULES)
def test_imports_point_the_right_way_and_go_through_faces(name: str) -> None:
    room = room_of(name)
    allowed = ALLOWED.get(room) or ALLOWED[room.split(".")[0]]
    for one in imports_of(name):
        module = reached(one)
        if inside(module, room) or module in ("faces", "errors", "named_tuple"):
            continue
        if inside(module, "server") and inside(room, "server"):
            continue  # one room in four folders; tests/server/test_structure.py knows their directions
        if inside(room, room_of(module)) and room_of(module) != "ftplint":
            continue  # a room inside a room uses what is around it
        assert module in allowed, f"{name} imports {module} ({one.name})"


def test_nothing_imports_the_command_line() -> None:
    for name in MODULES:
        if not inside(name, "cli") and name != "__main__":
            assert not any(inside(reached(one), "cli") for one in imports_of(name)), name


@pytest.mark.parametrize("room", sorted(ROOMS))
def test_a_face_offers_what_it_says(room: str) -> None:
    """What is imported at once, what for types only, ``__all__`` and what is imported when asked for agree."""
    face = import_module(f"ftplint.{room}")
    for_types: dict[str, set[str]] = {}
    for node in tree(room).body:
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
    assert structure.circles() == []


def test_no_folder_is_crowded_and_no_file_is_a_drawer() -> None:
    for name, path in MODULES.items():
        assert path.stem not in ("utils", "util", "helpers", "helper", "common", "misc"), path
        assert name not in ROOMS or structure.crowd(name) <= 20, name


def test_no_class_is_a_chain_and_none_is_a_town() -> None:
    """A class is what it and its ancestors do together; cutting it into files makes it no smaller."""
    for one in structure.classes():
        assert one.ancestors <= 3, one
        assert one.methods <= 40, one


def test_no_file_lives_off_its_neighbours() -> None:
    """A file that takes very many names from its own folder is part of one that was cut by its length."""
    for name in MODULES:
        assert len(structure.siblings_used(name)) <= 16, (name, structure.siblings_used(name))


def test_one_room_knows_pyftpdlib() -> None:
    for name in structure.private_names_of_pyftpdlib():
        assert inside(name, "server.transport"), name


def test_a_plain_check_imports_nothing_slow(tmp_path: Path) -> None:
    """Of a correct file: neither the schema library nor the template engine, no network, no subprocess."""
    file = tmp_path / "applicationHost.config"
    sites = '<siteDefaults><ftpServer allowUTF8="true"/></siteDefaults>'
    file.write_text(
        f"<configuration><system.applicationHost><sites>{sites}</sites></system.applicationHost></configuration>"
    )
    code = (
        "import sys; from ftplint.cli.main import main; code = main([sys.argv[1]]); "
        "slow = {'xmlschema', 'elementpath', 'jinja2', 'difflib', 'socket', 'subprocess', 'urllib.request'}; "
        "print(sorted(slow & set(sys.modules))); sys.exit(code)"
    )
    run = subprocess.run([sys.executable, "-c", code, str(file)], capture_output=True, text=True, check=False, cwd=ROOT)
    assert run.returncode == 0, run.stderr
    assert run.stdout.splitlines()[-1] == "[]"
