"""Bad input: one clear message with place and exit code, never a stack trace, never a machine taken down."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from tests.end_to_end.run import findings, ftplint

SITES = b"<configuration><system.applicationHost><sites>%s</sites></system.applicationHost></configuration>"


@pytest.mark.parametrize(
    ("name", "data", "rule", "words"),
    [
        ("empty", b"", "FTP001", "empty"),
        ("blank", b" \r\n", "FTP001", "empty"),
        ("truncated", b"<configuration>\n  <system.applicationHost>\n    <sites>\n", "FTP001", "sites"),
        ("mismatched", b"<configuration>\n<a>\n</b>\n</configuration>", "FTP001", "</b>"),
        ("ampersand", b'<configuration a="x & y"/>', "FTP001", "&amp;"),
        ("binary", bytes(range(256)) * 10, "FTP002", ""),
        ("wrong declaration", b'<?xml version="1.0" encoding="utf-16"?><configuration/>', "FTP002", "utf-16"),
        ("latin-1 bytes as utf-8", b'<configuration a="caf\xe9"/>', "FTP002", ""),
        ("unknown encoding", b'<?xml version="1.0" encoding="klingon"?><configuration/>', "FTP002", "klingon"),
        ("a control character in the encoding", b'<?xml version="1.0" encoding="\x01"?><a/>', "FTP002", ""),
        ("conflict", b"<configuration>\n<<<<<<< HEAD\n<a/>\n=======\n<b/>\n>>>>>>> x\n</configuration>", "FTP005", ""),
        (
            "external entity",
            b'<!DOCTYPE c [<!ENTITY x SYSTEM "file:///etc/passwd">]><configuration>&x;</configuration>',
            "FTP003",
            "",
        ),
        (
            "billion laughs",
            b'<?xml version="1.0"?>\n<!DOCTYPE lolz [<!ENTITY a "lol"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;">]>\n'
            b"<configuration>&b;</configuration>",
            "FTP003",
            "",
        ),
        ("deep", b"<configuration>" + b"<a>" * 10_000 + b"</a>" * 10_000 + b"</configuration>", "FTP004", ""),
        ("another root", b"<web.config/>", "FTP006", "configuration"),
        ("root in capitals", b"<Configuration/>", "FTP006", "case"),
        ("namespace", b'<configuration xmlns="urn:x"/>', "FTP006", "xmlns"),
        ("unbound prefix", b"<configuration><x:a/></configuration>", "FTP001", ""),
    ],
)
def test_wrong_content_is_one_finding_with_a_place(
    tmp_path: Path, name: str, data: bytes, rule: str, words: str
) -> None:
    file = tmp_path / "applicationHost.config"
    file.write_bytes(data)
    found = findings(file)
    assert [f["rule"] for f in found] == [rule], (name, found)
    assert words in found[0]["message"]
    assert found[0]["line"] >= 1
    assert found[0]["column"] >= 1
    run = ftplint(file)
    assert run.returncode == 1
    assert f"{file}:{found[0]['line']}:{found[0]['column']}" in run.stdout


def test_nothing_to_read_is_exit_code_2(tmp_path: Path) -> None:
    for path in (tmp_path / "missing.config", tmp_path):
        run = ftplint(path)
        assert run.returncode == 2
        assert str(path) in run.stderr
        assert run.stdout == ""


def test_a_folder_is_searched_in_any_case(tmp_path: Path) -> None:
    for name in ("a/applicationHost.config", "b/c/ApplicationHost.Config"):
        (tmp_path / name).parent.mkdir(parents=True)
        (tmp_path / name).write_bytes(SITES % b'<siteDefaults><ftpServer allowUTF8="true"/></siteDefaults>')
    (tmp_path / "web.config").write_text("<nonsense>")
    run = ftplint(tmp_path)
    assert run.returncode == 0
    assert "2 files" in run.stdout


def test_a_long_attribute_is_refused_and_not_shown(tmp_path: Path) -> None:
    file = tmp_path / "applicationHost.config"
    file.write_bytes(b'<configuration a="' + b"x" * 12_000_000 + b'"/>')
    assert [f["rule"] for f in findings(file)] == ["FTP004"]
    assert len(ftplint(file).stdout) < 5_000


@pytest.mark.skipif(not Path("/proc/self/status").exists(), reason="the high-water mark is read from /proc")
def test_a_file_of_200_megabytes_does_not_take_the_machine_down(tmp_path: Path) -> None:
    file = tmp_path / "applicationHost.config"
    with file.open("wb") as stream:
        stream.write(b"<configuration>")
        stream.truncate(200 * 1024 * 1024)
    # The high-water mark of the process itself: what getrusage tells of children starts with the parent's.
    code = (
        "import sys; from ftplint.cli.main import main; code = main([sys.argv[1], '--output-format', 'concise']);"
        "print(next((l for l in open('/proc/self/status') if l.startswith('VmHWM')), 'VmHWM: 0 kB')); sys.exit(code)"
    )
    run = subprocess.run(
        [sys.executable, "-c", code, str(file)], capture_output=True, text=True, check=False, timeout=300
    )
    assert run.returncode == 1
    assert "FTP004" in run.stdout
    peak = int(run.stdout.split("VmHWM:")[1].split()[0]) / 1024
    assert 20 < peak < 300, f"{peak} MB"


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "windows-1252"])
@pytest.mark.parametrize("end", ["\n", "\r\n"])
def test_every_encoding_gives_the_same_place(tmp_path: Path, encoding: str, end: str) -> None:
    declared = {"utf-8-sig": "utf-8", "utf-16-le": "utf-16", "utf-16-be": "utf-16"}.get(encoding, encoding)
    lines = [
        f'<?xml version="1.0" encoding="{declared}"?>',
        "<configuration><system.applicationHost><sites>",
        '<site name="Größe" id="1"><bindings/><ftpServer><connections maxConnections="viele"/></ftpServer></site>',
        "</sites></system.applicationHost></configuration>",
    ]
    file = tmp_path / "applicationHost.config"
    bom = {"utf-16-le": b"\xff\xfe", "utf-16-be": b"\xfe\xff"}.get(encoding, b"")
    file.write_bytes(bom + end.join(lines).encode(encoding))
    found = findings(file, "--select", "FTP0")
    assert [f["rule"] for f in found] == ["FTP014"]
    column = lines[2].index("viele") + 1
    assert (found[0]["line"], found[0]["column"], found[0]["end_column"]) == (3, column, column + 5)


def test_standard_input(tmp_path: Path) -> None:
    demo = (Path(__file__).parents[1] / "demo" / "applicationHost.config").read_bytes()
    run = ftplint("-", stdin=demo)
    assert run.returncode == 1
    assert "<stdin>:" in run.stdout
    assert tmp_path.exists()
