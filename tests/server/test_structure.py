"""How the server is built, read from its source: rooms, circles, ancestors, and where pyftpdlib is known."""

from __future__ import annotations

import ast
import os
import pkgutil
import subprocess
import sys
from functools import cache
from importlib import import_module
from pathlib import Path

import pyftpdlib
import pytest

PACKAGE = Path(__file__).resolve().parents[2] / "ftplint" / "server"
MODULES = {
    ".".join(path.relative_to(PACKAGE).with_suffix("").parts).removesuffix("__init__").removesuffix("."): path
    for path in sorted(PACKAGE.rglob("*.py"))
}
"""Every module by its name without ``ftplint.server.``; the face by the empty name."""
ROOMS = {"access", "content", "protocol", "transport"}
FORBIDDEN = {
    "access": {"content", "protocol", "transport", "service", "options"},
    "content": {"protocol", "transport", "service", "options"},
    "protocol": {"transport", "service", "options"},
    "transport": {"service", "options"},
}
"""What a room does not import, not even for types."""


@cache
def imports(path: Path) -> set[str]:
    """All modules that *path* imports, inside functions and for types too."""
    found: set[str] = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            module = node.module or ""
            found |= {f"{module}.{a.name}" if f"{module}.{a.name}" in names() else module for a in node.names}
    return found


def names() -> set[str]:
    return {f"ftplint.server.{name}" for name in MODULES}


def own(path: Path) -> set[str]:
    """The modules of the server that *path* imports, without the package's name; the face is the empty name."""
    found = {one for one in imports(path) if one == "ftplint.server" or one.startswith("ftplint.server.")}
    return {one.removeprefix("ftplint.server").removeprefix(".") for one in found}


@cache
def private_names_of_pyftpdlib() -> set[str]:
    """Names with one underscore that pyftpdlib defines or sets: its methods, attributes, functions, exceptions."""
    found: set[str] = set()
    for path in Path(pyftpdlib.__file__).parent.rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.FunctionDef | ast.ClassDef):
                found.add(node.name)
            elif isinstance(node, ast.Attribute) and isinstance(node.ctx, ast.Store):
                found.add(node.attr)
            elif isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store):
                found.add(node.id)
    return {name for name in found if name.startswith("_") and not name.startswith("__") and name != "_"}


def private_names(path: Path) -> set[str]:
    """Names with one underscore that *path* uses and neither defines nor sets itself."""
    tree = ast.parse(path.read_text(encoding="utf-8"))
    known = {node.name for node in ast.walk(tree) if isinstance(node, ast.FunctionDef)}
    known |= {n.attr for n in ast.walk(tree) if isinstance(n, ast.Attribute) and isinstance(n.ctx, ast.Store)}
    found = {node.attr for node in ast.walk(tree) if isinstance(node, ast.Attribute)}
    found |= {alias.name for node in ast.walk(tree) if isinstance(node, ast.ImportFrom) for alias in node.names}
    return {name for name in found - known if name.startswith("_") and not name.startswith("__")}


def test_the_list_of_modules_is_read() -> None:
    assert {"", "service", "protocol.session", "transport.tls", "access.home", "content.view"} <= set(MODULES)
    assert "ioloop" in {name.rpartition(".")[2] for name in imports(MODULES["transport.loop"])}
    assert {"_ssl_accepting", "_closed", "_on_dtp_close"} <= private_names_of_pyftpdlib()


@pytest.mark.parametrize("name", MODULES)
def test_only_the_transport_knows_pyftpdlib(name: str) -> None:
    if name.startswith("transport"):
        return
    libraries = {module.split(".")[0] for module in imports(MODULES[name])}
    assert not libraries & {"pyftpdlib", "asyncore", "asynchat"}
    assert not private_names(MODULES[name]) & private_names_of_pyftpdlib()


@pytest.mark.parametrize("name", [name for name in MODULES if name.split(".")[0] in ("access", "content", "protocol")])
def test_nothing_below_the_transport_knows_sockets(name: str) -> None:
    libraries = {module.split(".")[0] for module in imports(MODULES[name])}
    assert not libraries & {"OpenSSL", "asyncio", "select", "selectors", "socket", "ssl", "threading"}


@pytest.mark.parametrize("name", MODULES)
def test_rooms_import_in_one_direction_and_nobody_inside_uses_the_face(name: str) -> None:
    if not name:
        return
    found = own(MODULES[name])
    assert "" not in found, "a module of the server imports its face"
    assert not {one.split(".")[0] for one in found} & FORBIDDEN.get(name.split(".")[0], set())


def test_no_circle_of_files() -> None:
    arrows = {name: own(path) - {name} for name, path in MODULES.items() if name}
    while free := [name for name, to in arrows.items() if not to & arrows.keys()]:
        for name in free:
            del arrows[name]
    assert not arrows, {name: sorted(to & arrows.keys()) for name, to in arrows.items()}


def test_no_folder_has_more_than_20_modules() -> None:
    for folder in [PACKAGE, *(PACKAGE / room for room in ROOMS)]:
        assert len([path for path in folder.glob("*.py") if path.name != "__init__.py"]) <= 20, folder
    assert {path.name for path in PACKAGE.iterdir() if path.is_dir() and path.name != "__pycache__"} == ROOMS


def test_no_class_has_more_than_three_ancestors_of_ours() -> None:
    found = {}
    for module in pkgutil.walk_packages([str(PACKAGE)], "ftplint.server."):
        for one in vars(import_module(module.name)).values():
            if isinstance(one, type) and one.__module__ == module.name:
                found[one] = [a for a in one.__mro__[1:] if a.__module__.split(".")[0] == "ftplint"]
    assert len(found) > 40
    assert not {one.__name__: ancestors for one, ancestors in found.items() if len(ancestors) > 3}


@pytest.mark.parametrize("recorded", [False, True], ids=["transport", "recorded"])
def test_everything_that_a_session_asks_for_exists(recorded: bool) -> None:
    """mypy cannot see it: what is derived from pyftpdlib has every name for it. The recording of the tests is held to it too."""
    from ftplint.server.protocol import interfaces
    from ftplint.server.service import Service
    from ftplint.server.transport.control_connection import ControlConnection
    from ftplint.server.transport.data_connections import ServerDataConnections
    from tests.server import recorded as recording

    ours: dict[type, type] = {
        interfaces.Connection: recording.RecordedConnection if recorded else ControlConnection,
        interfaces.DataConnections: recording.RecordedData if recorded else ServerDataConnections,
        interfaces.Server: recording.RecordedServer if recorded else Service,
    }
    for wanted, found in ours.items():
        known = {name for one in wanted.__mro__ for name in (*vars(one), *vars(one).get("__annotations__", ()))}
        names = {name for name in known if not name.startswith("_")}
        set_in_init = set(found.__init__.__code__.co_names)
        assert names and not {name for name in names if not hasattr(found, name) and name not in set_in_init}, found


def loaded_by(code: str) -> list[str]:
    """What a fresh interpreter prints for *code*."""
    environment = {key: value for key, value in os.environ.items() if key != "OPENSSL_CONF"}
    run = subprocess.run(
        [sys.executable, "-c", code],
        capture_output=True,
        text=True,
        check=False,
        env=environment,
        cwd=PACKAGE.parents[1],
    )
    assert run.returncode == 0, run.stderr
    return run.stdout.split()


SHOW = "import sys; print(*sorted({'pyftpdlib', 'OpenSSL', 'cryptography'} & set(sys.modules)))"


def test_the_face_loads_nothing_until_a_name_is_used() -> None:
    assert loaded_by(f"import ftplint.server; {SHOW}") == []
    assert loaded_by(f"from ftplint.server import COMMANDS, Storage, step_of; {SHOW}") == []
    assert loaded_by(f"from ftplint.server import Service; {SHOW}") == ["OpenSSL", "cryptography", "pyftpdlib"]


def test_importing_the_server_does_not_change_the_process() -> None:
    code = (
        "import logging, os; before = dict(os.environ); import ftplint.server.service;"
        " log = logging.getLogger('pyftpdlib');"
        " print(log.level, len(log.handlers), len(logging.root.handlers), dict(os.environ) == before)"
    )
    assert loaded_by(code) == ["0", "0", "0", "True"]


def test_the_log_of_pyftpdlib_is_silent_while_a_service_exists_and_as_before_afterwards() -> None:
    code = (
        "import logging; from ftplint.server.transport.silence import Silence;"
        " log = logging.getLogger('pyftpdlib'); log.setLevel(17); show = lambda: print(log.level, len(log.handlers));"
        " one, two = Silence(), Silence(); show(); one.end(); one.end(); show(); two.end(); show()"
    )
    assert loaded_by(code) == ["50", "1", "50", "1", "17", "0"]


def test_a_service_that_ran_leaves_logging_as_it_was(tmp_path: Path) -> None:
    code = (
        "import logging; from pathlib import Path; from ftplint.server import Options, in_background;"
        " from ftplint.configuration import Configuration; from ftplint.schema import declarations;"
        " from lxml import etree; from ftplint.source import decode, parse;"
        " text = b'<configuration><system.applicationHost><sites/></system.applicationHost></configuration>';"
        " root = parse(decode('x', text).source).root; log = logging.getLogger('pyftpdlib');\n"
        f"with in_background(Configuration(root, declarations()), Options(Path({str(tmp_path)!r}))): print(log.level)\n"
        "print(log.level, len(log.handlers), len(logging.root.handlers))"
    )
    assert loaded_by(code) == ["50", "0", "0", "0"]
