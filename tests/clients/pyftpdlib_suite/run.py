"""Fetches the tests of the pyftpdlib that is installed, and runs those that a server in another process can meet."""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
import sys
import tarfile
from importlib.metadata import version
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple
from xml.etree import ElementTree

from tests.clients.pyftpdlib_suite.verdicts import LEFT_OUT
from tests.clients.serving import launched

if TYPE_CHECKING:
    from collections.abc import Iterator

_HERE = Path(__file__).parent
_CACHE = Path(__file__).parents[3] / ".venv" / "pyftpdlib"
_PSUTIL = """
class Process:
    def __init__(self, *_): ...
    def num_fds(self): return 0
    def children(self): return []
    def net_connections(self, *_): return []
"""
_USERS = """dn: CN=user
changetype: add
sAMAccountName: user
userAccountControl: 512
userPassword: 12345
"""


class Result(NamedTuple):
    """One test. *over_tls* tells the two files apart, *outcome* is ``passed``, ``failed`` or ``skipped``."""

    group: str
    name: str
    over_tls: bool
    outcome: str
    why: str


def pyftpdlib() -> str:
    """The version whose tests are run."""
    return version("pyftpdlib")


def results(folder: Path) -> list[Result]:
    """All results. Raises CalledProcessError if the tests cannot be fetched."""
    home = folder / "root" / "D" / "ftp"
    suite = home.parent / "suite"
    _unpack(suite)
    (folder / "users.ldif").write_text(_USERS, encoding="utf-8")
    # Both bindings get one port: some tests use both families at it.
    arguments = ("--directory", folder / "users.ldif", "--port-offset", str(_free_port() - 21))
    with launched(_HERE / "applicationHost.config", folder, *arguments) as places:
        port = str(places["suite"][0][1])
        report = folder / "results.xml"
        left_out = " and ".join(f"not {name}" for name in LEFT_OUT)
        command = [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", f"--junitxml={report}"]
        command += ["-k", left_out, "--rootdir", str(suite), "-c", os.devnull, "--import-mode=prepend"]
        command += [str(suite / "functional" / f"test_functional{kind}.py") for kind in ("", "_ssl")]
        environment = {**os.environ, "SUITE_PORT": port, "PYTHONPATH": str(suite), "PYTHONDONTWRITEBYTECODE": "1"}
        subprocess.run(command, cwd=home, env=environment, check=False, capture_output=True, timeout=900)
    return list(_read(report))


def _free_port() -> int:
    with socket.create_server(("::1", 0), family=socket.AF_INET6) as taken:
        return int(taken.getsockname()[1])


def _unpack(suite: Path) -> None:
    name = f"pyftpdlib-{pyftpdlib()}"
    archive = _CACHE / f"{name}.tar.gz"
    if not archive.exists():
        fetch = ["pip", "download", "--quiet", "--no-deps", "--no-binary", ":all:", "--dest", str(_CACHE)]
        subprocess.run([sys.executable, "-m", *fetch, f"pyftpdlib=={pyftpdlib()}"], check=True)
    suite.mkdir(parents=True)
    with tarfile.open(archive) as packed:
        packed.extractall(suite, filter="data")
    shutil.move(suite / name / "tests", suite / "functional")
    (suite / "psutil.py").write_text(_PSUTIL, encoding="utf-8")
    shutil.copy(_HERE / "adapter.py", suite / "functional" / "adapter.py")
    with (suite / "functional" / "__init__.py").open("a", encoding="utf-8") as face:
        face.write("\n\nfrom .adapter import RunningServer as FtpdThreadWrapper\n")


def _read(report: Path) -> Iterator[Result]:
    for case in ElementTree.parse(report).getroot().iter("testcase"):
        file, _, group = case.get("classname", "").rpartition(".")
        over_tls = file.endswith("_ssl")
        if over_tls and not group.endswith("TLSMixin") and group != "TestFTPS":
            continue  # the classes of the other file, which this one imports
        bad = next((child for child in case if child.tag in ("failure", "error", "skipped")), None)
        outcome = "passed" if bad is None else "skipped" if bad.tag == "skipped" else "failed"
        why = next(iter((bad.get("message") or "").splitlines()), "") if bad is not None else ""
        yield Result(group, case.get("name", ""), over_tls, outcome, why)
