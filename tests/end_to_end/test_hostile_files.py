"""Files that somebody made to do harm: settings, baselines, certificates, names, secrets. A sentence for each."""

from __future__ import annotations

import base64
import re
from pathlib import Path

import pytest

from ftplint.cli.main import main
from ftplint.source import SourceLines, decode
from tests.fuzz.run import COMMANDS, fault

DEMO = Path(__file__).parents[1] / "demo" / "applicationHost.config"
PAST = sorted((Path(__file__).parents[1] / "fuzz" / "past").glob("*.config"))


def der(depth: int) -> bytes:
    """Sequences in sequences."""
    data = b"\x05\x00"
    for _ in range(depth):
        data = b"\x30\x83" + len(data).to_bytes(3, "big") + data
    return data


PEM = b"-----BEGIN CERTIFICATE-----\n" + base64.encodebytes(der(2000)) + b"-----END CERTIFICATE-----\n"
ENTRY = '{"ftplint-baseline":1,"files":{"a":[{"rule":"x","sites":["s"],"setting":"x","values":[],"count":%s}]}}'


@pytest.mark.parametrize(
    ("option", "name", "content", "told"),
    [
        ("--certificates", "a.json", b"[" * 50_000, "no JSON that can be read.*export the list with"),
        ("--certificates", "a.json", b"1" + b"0" * 5_000, "no JSON that can be read.*export the list with"),
        ("--certificates", "a.json", b'{"Certificate": 1e999}', "export the list with"),
        ("--certificates", "a.cer", der(5_000), "no certificate that can be read"),
        ("--certificates", "a.pem", PEM, "a certificate in it cannot be read"),
        ("--certificates", "a.pfx", der(5_000), "set FTPLINT_PFX_PASSWORD"),
        ("--baseline", "a.json", b"[" * 50_000, "--write-baseline"),
        ("--baseline", "a.json", (ENTRY % "1e999").encode(), "--write-baseline"),
        ("--baseline", "a.json", (ENTRY % ("9" * 5_001)).encode(), "--write-baseline"),
        ("--baseline", "a.json", b'{"ftplint-baseline":1,"files":[]}', "--write-baseline"),
        ("--config", "a.toml", b"select=" + b"[" * 20_000, "nested too deep"),
        ("--config", "a.toml", b"jobs=" + b"9" * 5_001, "number in it is too long"),
        ("--config", "a.toml", b"jobs=1e999", ":1: 'jobs' must be a number"),
        ("--config", "a.toml", b"a." * 30_000 + b"b=1", ":1: a key of more than 50 parts"),
        ("--config", "a.toml", b"\nx = {" + b"a." * 30_000 + b"b=1}", ":2: a key of more than 50 parts"),
        ("--config", "a.toml", b"#" * 2_000_000, "larger than"),
        ("--config", "pyproject.toml", b"tool = 1", "'tool' must be a table"),
        ("--config", "pyproject.toml", b"tool.ftplint = ''", "'ftplint' must be a table"),
    ],
)
def test_every_file_beside_the_configuration_gets_a_sentence(
    option: str, name: str, content: bytes, told: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = tmp_path / name
    file.write_bytes(content)
    assert main(["check", str(DEMO), option, str(file)]) == 2
    errors = capsys.readouterr().err
    assert str(file) in errors
    assert re.search(told, errors), errors
    assert "a bug in ftplint" not in errors
    assert len(errors) < 1_000


@pytest.mark.skipif(not Path("/dev/zero").exists(), reason="a device that never ends")
def test_devices_among_certificates_are_left_alone(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "z.pem").symlink_to("/dev/zero")
    assert main(["check", str(DEMO), "--select", "FTP0", "--certificates", str(tmp_path)]) in (0, 1)
    assert main(["check", str(DEMO), "--certificates", "/dev/zero"]) == 2
    assert "larger than" in capsys.readouterr().err


def renamed(folder: Path, name: str) -> Path:
    text = DEMO.read_text(encoding="utf-8").replace("partners.example.com", name)
    file = folder / "applicationHost.config"
    file.write_text(text, encoding="utf-8")
    return file


@pytest.mark.parametrize("name", ["Smith &amp; Sons", "O'Neill", "a\u202eb", "a\u009bb", "%x%", "a&quot;b"])
@pytest.mark.parametrize("language", ["appcmd", "powershell", "csharp", "vbnet", "jscript", "vbscript"])
def test_a_name_that_a_language_cannot_hold_is_no_bug(
    name: str, language: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = renamed(tmp_path, name)
    code = main(["fix", str(file), "--unsafe", "--at", "site", "--as", language, "--isolated"])
    errors = capsys.readouterr().err
    assert "a bug in ftplint" not in errors
    assert code == 0 or "use --as" in errors


COMMAND = "a" * 34 + " ::add-mask::token ##[add-mask]x ##vso[task.setvariable]y " + "b" * 60 + " ::stop-commands::z"


@pytest.mark.parametrize(
    "arguments",
    [
        ("check", "--output-format", "text"),
        ("check", "--output-format", "concise"),
        ("effective",),
        ("prerequisites",),
        ("fix",),
    ],
)
def test_no_line_of_text_is_a_command_for_a_build_server(
    arguments: tuple[str, ...], tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("GITHUB_ACTIONS", "true")
    for name in (COMMAND, "::add-mask::x", "\u00a0::add-mask::x"):
        file = renamed(tmp_path, name)
        text = file.read_text(encoding="utf-8").replace("<sites>", f"<sites>\n<!--\n{name}\n-->")
        file.write_text(text, encoding="utf-8")
        for width in ("40", "80", "100", "131"):
            monkeypatch.setenv("COLUMNS", width)
            main([arguments[0], str(file), *arguments[1:]])
            said = capsys.readouterr()
            for line in (said.out + said.err).splitlines():
                assert not re.match(r"\s*::[a-z-]+.*::", line), line
                assert "##[" not in line and "##vso[" not in line, line


def test_the_header_of_a_diff_steers_no_terminal(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file = tmp_path / "a\x1b[31m\nb.config"
    file.write_bytes(DEMO.read_bytes())
    assert main(["fix", str(file), "--isolated"]) == 1
    head = capsys.readouterr().out.splitlines()[:2]
    assert head == [f"--- {tmp_path}/a\\x1b[31m\\nb.config", f"+++ {tmp_path}/a\\x1b[31m\\nb.config"]


SECRETS = (
    ('defaultLogonDomain="', "[enc:AesProvider:Tr0ub4:enc]"),
    ('defaultLogonDomain="', "x;password=Tr0ub4;y"),
    ('defaultLogonDomain="', "api_key=Tr0ub4"),
    ('defaultLogonDomain="', "secret: Tr0ub4"),
)


@pytest.mark.parametrize(("attribute", "value"), SECRETS)
@pytest.mark.parametrize(
    "arguments",
    [
        *(("effective", "--format", name) for name in ("text", "json", "xml")),
        ("effective", "--format", "xml", "--origins"),
        ("effective", "--diff", str(DEMO)),
        *(("check", "--output-format", name) for name in ("text", "json", "html", "sarif")),
        ("fix", "--unsafe"),
    ],
)
def test_a_secret_inside_another_value_is_shown_nowhere(
    attribute: str, value: str, arguments: tuple[str, ...], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = tmp_path / "applicationHost.config"
    basic = f'<basicAuthentication enabled="true" {attribute}{value}"/>'
    text = DEMO.read_text(encoding="utf-8")
    text = re.sub(r"<basicAuthentication[^>]*>", basic, text)
    assert "Tr0ub4" in text
    file.write_text(text, encoding="utf-8")
    assert main([arguments[0], str(file), *arguments[1:]]) in (0, 1)
    said = capsys.readouterr()
    assert said.out
    assert "Tr0ub4" not in said.out + said.err


def test_the_session_key_of_the_file_itself_is_blotted_out() -> None:
    text = '<providers>\n<add name="AesProvider"\n keyContainerName="c"\n sessionKey="Tr0ub4"/>\n</providers>'
    lines = SourceLines(decode("x", text.encode()).source)
    assert lines.line(4) == ' sessionKey="******"/>'


@pytest.mark.parametrize("path", PAST, ids=[path.stem for path in PAST])
def test_what_failed_once(path: Path) -> None:
    data = path.read_bytes()
    assert [fault(command, data) for command in COMMANDS] == [""] * len(COMMANDS)


def test_redirection_is_read_as_xml(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file = tmp_path / "applicationHost.config"
    file.write_bytes(DEMO.read_bytes())
    for text, told in (
        ("<configuration><!-- <configurationRedirection enabled='true'/> --></configuration>", False),
        ("<configuration><configurationRedirection\n path='a>b' enabled = 'TRUE'/></configuration>", True),
        ("<configuration><configurationRedirection enabled='false'/></configuration>", False),
        ("<configuration><configurationRedirection enabled='true'", False),
        ("", False),
    ):
        for encoding in ("utf-8", "utf-16"):
            (tmp_path / "redirection.config").write_text(text, encoding=encoding)
            main(["check", str(file), "--select", "FTP0"])
            assert ("FTP045" in capsys.readouterr().out) is told
