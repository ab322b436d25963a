"""``ftplint.exe`` itself, in Wine, from outside: the command line, the server with clients of Linux, and how fast it starts.

``make exe`` makes it; ``pytest --exe dist/windows/ftplint.exe tests/windows/test_exe.py`` runs these.
"""

from __future__ import annotations

import contextlib
import hashlib
import json
import os
import re
import subprocess
import sys
import threading
from pathlib import Path
from typing import IO, TYPE_CHECKING

import pytest

from ftplint import __version__
from tests.end_to_end.run import ROOT, findings
from tests.end_to_end.test_serve import curl
from tests.windows.startup import DEMO, WINE

if TYPE_CHECKING:
    from collections.abc import Iterator

pytestmark = pytest.mark.exe
PATIENCE = 300
"""Seconds after which a process in Wine has lost its way."""


@pytest.fixture(scope="module")
def exe(request: pytest.FixtureRequest) -> Path:
    return Path(request.config.getoption("--exe")).resolve()


def wine(program: Path, *arguments: str | Path, stdin: bytes = b"") -> subprocess.CompletedProcess[bytes]:
    """The program in Wine. Its streams are pipes: Python starts with nothing else there.

    Wine's desktop, which the first window starts, keeps standard error open and stays: its end is not waited for.
    """
    command = ["wine", str(program), *map(str, arguments)]
    pipe = subprocess.PIPE
    process = subprocess.Popen(command, stdin=pipe, stdout=pipe, stderr=pipe, cwd=ROOT, env=WINE)
    assert process.stdin is not None and process.stdout is not None and process.stderr is not None
    told = bytearray()
    reader = threading.Thread(target=_read, args=(process.stderr, told), daemon=True)
    reader.start()
    guard = threading.Timer(PATIENCE, process.kill)
    guard.start()
    try:
        process.stdin.write(stdin)
        process.stdin.close()
        out = process.stdout.read()
        code = process.wait()
    finally:
        guard.cancel()
    reader.join(0.5)
    return subprocess.CompletedProcess(command, code, out, bytes(told))


def _read(stream: IO[bytes], told: bytearray) -> None:
    while piece := os.read(stream.fileno(), 65536):
        told += piece


def test_its_version(exe: Path) -> None:
    done = wine(exe, "--version")
    assert (done.returncode, done.stdout.decode().strip()) == (0, f"ftplint {__version__}")


def test_it_finds_what_linux_finds(exe: Path) -> None:
    done = wine(exe, DEMO.relative_to(ROOT), "--output-format", "json")
    assert done.returncode == 1, done.stderr
    found = json.loads(done.stdout)["findings"]
    assert found == findings(DEMO.relative_to(ROOT)) and len(found) > 10


def test_every_command_is_in_it(exe: Path) -> None:
    """And the page with its assets, the templates of scripts, the pages of rules, the schemas."""
    told = wine(exe, "--help").stdout.decode()
    for name in ("check", "fix", "effective", "prerequisites", "rules", "schema", "serve", "suppress", "verify"):
        assert re.search(rf"^ +{name}\b", told, re.MULTILINE), told
    page = wine(exe, DEMO, "--output-format", "html").stdout.decode()
    assert page.startswith("<!doctype html>") or page.lower().startswith("<!doctype html>")
    assert b"useActiveDirectoryMapping" in wine(exe, "rules", "show", "FTP106").stdout
    assert b"appcmd" in wine(exe, "fix", DEMO, "--unsafe", "--as", "appcmd").stdout


def test_it_fixes_a_file_and_keeps_its_line_ends(exe: Path, tmp_path: Path) -> None:
    file = tmp_path / "applicationHost.config"
    file.write_bytes(DEMO.read_bytes().replace(b"\r\n", b"\n").replace(b"\n", b"\r\n"))
    before = len(findings(file))
    shown = wine(exe, "fix", file)
    assert b"\r\n" in shown.stdout and b"\r\r\n" not in shown.stdout
    done = wine(exe, "fix", file, "--write")
    assert done.returncode in (0, 1), done.stderr
    assert file.read_bytes().count(b"\n") == file.read_bytes().count(b"\r\n")
    assert len(findings(file)) < before


@contextlib.contextmanager
def serving(exe: Path, *arguments: str | Path) -> Iterator[list[str]]:
    """The lines that the server says until it is ready."""
    command = ["wine", str(exe), "serve", *map(str, arguments)]
    pipe = subprocess.PIPE
    process = subprocess.Popen(command, stdin=pipe, stdout=pipe, stderr=pipe, text=True, cwd=ROOT, env=WINE)
    lines: list[str] = []
    try:
        assert process.stdout is not None
        for line in process.stdout:
            lines.append(line.rstrip())
            if line.startswith("ftplint: ready"):
                break
        assert lines and lines[-1].startswith("ftplint: ready"), lines
        yield lines
    finally:
        process.kill()  # what unpacked the program; the program itself is another process
        process.wait()
        nothing = subprocess.DEVNULL
        subprocess.run(
            ["wine", "taskkill", "/f", "/im", exe.name], env=WINE, stdout=nothing, stderr=nothing, check=False
        )


def test_a_client_of_linux_meets_the_server_in_it(exe: Path, tmp_path: Path) -> None:
    """TLS with the lab's certificate of a client: a listing, an upload, the same bytes back; a revoked one is refused."""
    lab = tmp_path / "lab"
    with serving(exe, DEMO, "--anyway", "--lab", lab) as lines:
        line = next(line for line in lines if "'partners.example.com'" in line)
        port = int(re.findall(r" on \S+:(\d+),", line)[0])
        common = ("--ssl-reqd", "--cacert", lab / "ca.pem", "-u", "alice:")
        mapped = ("--cert", lab / "clients" / "mapped.pem")
        listed = curl(*common, *mapped, f"ftp://localhost:{port}/")
        assert (listed.returncode, "file.txt" in listed.stdout) == (0, True), listed.stderr
        sent = bytes(range(256)) * 1000
        (tmp_path / "new.bin").write_bytes(sent)
        up = curl(*common, *mapped, "-T", tmp_path / "new.bin", f"ftp://localhost:{port}/new.bin")
        assert up.returncode == 0, up.stderr
        curl(*common, *mapped, "-o", tmp_path / "back.bin", f"ftp://localhost:{port}/new.bin")
        assert (tmp_path / "back.bin").read_bytes() == sent
        refused = curl(*common, "--cert", lab / "clients" / "revoked.pem", f"ftp://localhost:{port}/")
        assert refused.returncode == 67 and "530" in refused.stderr


def test_it_plays_rules(exe: Path) -> None:
    done = wine(exe, "verify", "FTP101", "FTP106", "FTP401")
    assert done.returncode == 0, done.stdout + done.stderr


def test_what_is_beside_it(exe: Path) -> None:
    """The checksum, two lines on what to do, and a licence for each package in it."""
    folder = exe.parent
    digest, name = (folder / "ftplint.exe.sha256").read_text().split()
    assert (digest, name) == (hashlib.sha256(exe.read_bytes()).hexdigest(), "ftplint.exe")
    assert len((folder / "README.txt").read_text().splitlines()) == 2
    licences = (folder / "LICENCES.txt").read_text(encoding="utf-8")
    for part in ("Python", "lxml", "libxml2", "cryptography", "OpenSSL", "pyftpdlib", "Jinja2", "pyinstaller", "MIT"):
        assert part in licences, part


def test_how_long_it_takes_to_start(exe: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Beside the same Python in the same Wine. Printed, and no judgement: the machine may be busy."""
    command = [sys.executable, "-m", "tests.windows.startup", str(exe), "2"]
    run = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True)
    told = run.stdout.splitlines()
    assert len(told) == 5
    with capsys.disabled():
        print("".join(f"\nexe: {line}" for line in told))
