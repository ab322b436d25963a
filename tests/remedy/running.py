"""Runs scripts for real, against small fakes of the admin objects that write down every assignment.

JScript runs under Node and under the Windows Script Host of Wine, VBScript under the latter, C# is compiled by Mono and
VB.NET by Microsoft's own compiler (``.ci/vbc`` fetches it); both programs run under Mono.
"""

from __future__ import annotations

import functools
import json
import os
import re
import shutil
import subprocess
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING
from zlib import crc32

import pytest

from ftplint.remedy import quoting
from tests.remedy.operations import Operation

if TYPE_CHECKING:
    from collections.abc import Sequence

HERE = Path(__file__).parent
VBC = Path(os.environ.get("FTPLINT_VBC", "/opt/ftplint-vbc"))


class ScriptFailed(Exception):
    """The script stopped with an error, and had committed nothing."""


def operation(section: str, location: str, site: str, steps: Sequence[str], attribute: str, value: str) -> Operation:
    """One assignment; booleans in lower case, since letter case says nothing in them."""
    defaults = steps[:1] == ["siteDefaults"]
    spelled = value.lower() if value.lower() in ("true", "false") else value
    return Operation(section, location, site, defaults, tuple(steps[1:] if defaults else steps), attribute, spelled)


def _written(lines: Sequence[str], said: object) -> list[Operation]:
    """The assignments that a fake wrote, ended by one COMMIT. Raises ScriptFailed if there is none."""
    if "COMMIT" not in lines:
        raise ScriptFailed(said)
    found = [line.split("\t") for line in lines if line.startswith("SET\t")]
    assert lines[-1] == "COMMIT" and lines.count("COMMIT") == 1
    return [
        operation(section, location, site, [step for step in steps.split("/") if step], attribute, value)
        for _, section, location, site, steps, attribute, value in found
    ]


def jscript_node(text: str, sites: list[str], _folder: Path) -> list[Operation]:
    """Under Node."""
    if shutil.which("node") is None:
        pytest.skip("node is not installed")
    given = json.dumps({"script": text, "sites": sites})
    run = subprocess.run(["node", HERE / "fake_admin.js"], input=given.encode(), capture_output=True, check=True)
    said = json.loads(run.stdout)
    if said["error"]:
        assert said["committed"] == 0, "it goes on after an error"
        raise ScriptFailed(said["error"])
    assert said["committed"] == 1
    assert len(said["said"]) == len(said["operations"])
    return [operation(**one) for one in said["operations"]]


def jscript_wsh(text: str, sites: list[str], folder: Path) -> list[Operation]:
    """Under the Windows Script Host of Wine."""
    fake = (HERE / "fake_admin_wsh.js").read_text(encoding="ascii")
    names = f"var fakeNames = [{', '.join(map(quoting.jscript, sites))}];\n"
    return _cscript(folder / "fix.js", names + text + fake)


def vbscript(text: str, sites: list[str], folder: Path) -> list[Operation]:
    """Under the Windows Script Host of Wine."""
    fake = (HERE / "fake_admin.vbs").read_text(encoding="ascii")
    names = ", ".join(map(quoting.vbscript, sites))
    return _cscript(
        folder / "fix.vbs", f"{text}{fake}\nFunction FakeNames()\n    FakeNames = Array({names})\nEnd Function\n"
    )


def _cscript(path: Path, text: str) -> list[Operation]:
    path.write_text(text, encoding="ascii", newline="\r\n")
    for _ in range(3):
        code, answer = _run(path)
        if not code or (answer and "ShellExecuteEx failed" not in answer):
            break  # else the script did not run: Wine's own server ended, which happens on a machine out of breath
    said = re.sub(r"(?:\x01-?\d+\x02)+", _decoded, answer)
    lines = said.replace("\r", "").split("\n")[:-1]
    if code:
        assert "COMMIT" not in lines
    return _written(lines, said)


def _run(path: Path) -> tuple[int, str]:
    """The exit code of the script at *path*, and what it printed."""
    answer = path.with_suffix(".out")  # a pipe would stay open as long as what Wine starts beside it
    with answer.open("wb") as out:
        given = ["wine", "cscript.exe", "//nologo", path.name]
        run = subprocess.run(
            given, cwd=path.parent, env=_wine(), stdout=out, stderr=subprocess.DEVNULL, timeout=600, check=False
        )
    return run.returncode, answer.read_text(encoding="ascii", errors="replace")


def _decoded(match: re.Match[str]) -> str:
    units = (int(code) % 65_536 for code in re.findall(r"-?\d+", match[0]))
    return b"".join(unit.to_bytes(2, "little") for unit in units).decode("utf-16-le")


@functools.cache
def _wine() -> dict[str, str]:
    """The environment of a Wine for this checkout and worker, set up once and kept for the next run."""
    if shutil.which("wine") is None:
        pytest.skip("wine is not installed")
    import fcntl  # where there is Wine there is this

    owner = f"{os.getuid()}-{crc32(bytes(HERE)):08x}-{os.environ.get('PYTEST_XDIST_WORKER', 'main')}"
    prefix = Path(tempfile.gettempdir()) / f"ftplint-wine-{owner}"
    environment = {**os.environ, "WINEPREFIX": str(prefix), "WINEDEBUG": "-all", "DISPLAY": ""}
    ready = prefix.with_suffix(".ready")
    with prefix.with_suffix(".lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)  # another run of this checkout may be setting it up
        if not ready.exists():
            shutil.rmtree(prefix, ignore_errors=True)
            boot = ["wine", "wineboot.exe", "--init"]
            subprocess.run(boot, env=environment, capture_output=True, check=True, timeout=600)
            ready.touch()
    return environment


def csharp(text: str, sites: list[str], folder: Path) -> list[Operation]:
    """Compiled by Mono."""
    source, program = folder / "fix.cs", folder / "fix.exe"
    source.write_text(text, encoding="utf-8-sig")
    _compiled(["mcs", "-nologo", "-warnaserror", f"-r:{_fake(folder)}", f"-out:{program}", source])
    return _program(program, sites)


def vbnet(text: str, sites: list[str], folder: Path) -> list[Operation]:
    """Compiled by Microsoft's compiler."""
    source, program = folder / "fix.vb", folder / "fix.exe"
    source.write_text(text, encoding="utf-8-sig")
    compile_basic(source, program, _fake(folder))
    return _program(program, sites)


def compile_basic(source: Path, program: Path, *references: Path) -> None:
    """A console program out of *source*, for the class library of Mono, any warning an error."""
    if not (VBC / "dotnet").exists():
        pytest.skip(f"no compiler of Visual Basic in {VBC} (.ci/vbc fetches it)")
    given = [
        "-nologo",
        "-noconfig",
        "-warnaserror",
        "-sdkpath:/usr/lib/mono/4.5",
        "-vbruntime*",
        '-define:_MYTYPE="Empty"',
    ]
    _compiled(
        [
            VBC / "dotnet",
            VBC / "vbc" / "vbc.dll",
            *given,
            *(f"-r:{one}" for one in references),
            f"-out:{program}",
            source,
        ],
        {**os.environ, "LD_LIBRARY_PATH": str(VBC / "openssl"), "DOTNET_SYSTEM_GLOBALIZATION_INVARIANT": "1"},
    )


def _fake(folder: Path) -> Path:
    """The stub of Microsoft.Web.Administration as a library."""
    library = folder / "FakeAdministration.dll"
    if not library.exists():
        _compiled(["mcs", "-nologo", "-target:library", f"-out:{library}", HERE / "FakeAdministration.cs"])
    return library


def _compiled(given: Sequence[str | Path], environment: dict[str, str] | None = None) -> None:
    if shutil.which("mcs") is None or shutil.which("mono") is None:
        pytest.skip("mono is not installed (mono-mcs, mono-runtime)")
    run = subprocess.run(given, env=environment, capture_output=True, text=True, check=False)
    assert run.returncode == 0, run.stdout + run.stderr


def _program(program: Path, sites: list[str]) -> list[Operation]:
    environment = {**os.environ, "FAKE_SITES": "\n".join(sites), "LANG": "C.UTF-8"}
    run = subprocess.run(["mono", program], capture_output=True, env=environment, check=False)
    lines = run.stderr.decode("utf-8").split("\n")[:-1]
    assert (run.returncode == 0) == ("COMMIT" in lines), lines
    return _written(lines, lines[:3])
