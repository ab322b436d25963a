"""Each command once in a process of its own, as a console or a service starts it on Windows: streams, line ends, end."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from tests.end_to_end.run import ROOT

pytestmark = pytest.mark.windows
DEMO = ROOT / "tests" / "demo" / "applicationHost.config"


def run(*arguments: str | Path, stdin: bytes = b"", cwd: Path = ROOT) -> subprocess.CompletedProcess[bytes]:
    command = [sys.executable, "-m", "ftplint", *map(str, arguments)]
    return subprocess.run(command, input=stdin, capture_output=True, check=False, cwd=cwd, timeout=300)


@pytest.mark.parametrize(
    ("arguments", "code", "told"),
    [
        (("--version",), 0, b"ftplint "),
        (("check", DEMO, "--output-format", "concise"), 1, b" error FTP101 "),
        (("check", DEMO, "--output-format", "json"), 1, b'"findings"'),
        (("prerequisites", DEMO), 0, b"partners.example.com"),
        (("effective", DEMO, "--site", "partners.example.com"), 0, b"clientCertificatePolicy"),
        (("rules", "show", "FTP106"), 0, b"useActiveDirectoryMapping"),
        (("schema", "settings"), 0, b'"$schema"'),
        (("check", "nowhere.config"), 2, b""),
    ],
    ids=lambda value: value[0] if isinstance(value, tuple) else None,
)
def test_a_command(arguments: tuple[str | Path, ...], code: int, told: bytes) -> None:
    done = run(*arguments)
    assert (done.returncode, told in done.stdout) == (code, True), done.stderr
    assert b"Traceback" not in done.stderr and b"\r\r\n" not in done.stdout


def test_standard_input_is_bytes() -> None:
    """A file of UTF-16 with line ends of Windows passes the pipe as it is."""
    text = DEMO.read_text(encoding="utf-8").replace('encoding="UTF-8"', 'encoding="UTF-16"').replace("\n", "\r\n")
    done = run("-", "--output-format", "concise", stdin=text.encode("utf-16"))
    assert done.returncode == 1 and b"<stdin>:71:21" in done.stdout


def test_names_that_no_code_page_has_arrive_as_utf_8(tmp_path: Path) -> None:
    file = tmp_path / "Сервер-東京.config"
    file.write_bytes(DEMO.read_bytes())
    done = run(file, "--output-format", "concise")
    assert "Сервер-東京.config:71:21" in done.stdout.decode("utf-8")


def test_diff_and_script_of_a_file_with_line_ends_of_windows(tmp_path: Path) -> None:
    file = tmp_path / "applicationHost.config"
    file.write_bytes(DEMO.read_bytes().replace(b"\r\n", b"\n").replace(b"\n", b"\r\n"))
    for more in ((), ("--as", "appcmd")):
        done = run("fix", file, "--unsafe", *more)
        assert b"\r\r\n" not in done.stdout and done.stdout
    done = run("fix", file, "--unsafe", "--write")
    assert done.returncode in (0, 1)
    assert file.read_bytes().count(b"\n") == file.read_bytes().count(b"\r\n")


def test_ctrl_break_stops_the_server_in_an_orderly_way(tmp_path: Path) -> None:
    command = [sys.executable, "-m", "ftplint", "serve", str(DEMO), "--anyway", "--log", str(tmp_path / "ftp.log")]
    group = getattr(subprocess, "CREATE_NEW_PROCESS_GROUP", 0)
    process = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, cwd=ROOT, creationflags=group)
    try:
        assert process.stdout is not None
        assert any(line.startswith(b"ftplint: ready") for line in process.stdout)
        os.kill(process.pid, getattr(signal, "CTRL_BREAK_EVENT", 0))
        out, err = process.communicate(timeout=60)
        assert (process.returncode, out.strip()) == (0, b"ftplint: stopped"), err
    finally:
        process.kill()
        process.communicate()
    assert "#Fields: date time" in (tmp_path / "ftp.log").read_text(encoding="utf-8")
