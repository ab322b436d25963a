"""Passwords are blotted out of the config files that are copied, and everything else stays as it is."""

from __future__ import annotations

import re
import shutil
import subprocess
from functools import cache
from pathlib import Path

import pytest

import ftplint
from ftplint.collect import collector
from ftplint.source import redacted
from tests.collect.windows import Server

ROOT = Path(__file__).resolve().parents[2]
SCRIPT = collector("1")
STARS = "********"


@cache
def blotted(text: str) -> str:
    """Remove-Secrets, as the evaluator runs it."""
    result = Server(b"").call(SCRIPT, "Remove-Secrets", text)
    assert isinstance(result, str)
    return result


@pytest.mark.parametrize(
    ("given", "expected"),
    [
        ('<a password="x"/>', f'<a password="{STARS}"/>'),
        ("<a password='it\"s'/>", f"<a password='{STARS}'/>"),
        ('<a userName="u" PASSWORD = "x y" b="1"/>', f'<a userName="u" PASSWORD = "{STARS}" b="1"/>'),
        ('<a password="a\r\nb"/>', f'<a password="{STARS}\r\n{STARS}"/>'),
        ('<a password=""/>', '<a password=""/>'),
        ('<a password="&quot;x&lt;"/>', f'<a password="{STARS}"/>'),
        ('<a password="[enc:AesProvider:aGVsbG8=:enc]"/>', f'<a password="[enc:AesProvider:{STARS}:enc]"/>'),
        ('<a password="[enc:no end"/>', f'<a password="{STARS}"/>'),
        ('<a cachePasswords="true" b="2"/>', '<a cachePasswords="true" b="2"/>'),
        ('<machineKey validationKey="AB" decryptionKey="CD" validation="SHA1"/>', f'<machineKey validationKey="{STARS}" decryptionKey="{STARS}" validation="SHA1"/>'),
        ('<add useMachineContainer="true" sessionKey="AQ=="/>', f'<add useMachineContainer="true" sessionKey="{STARS}"/>'),
        ('<add connectionString="Server=a;Trusted_Connection=Yes"/>', f'<add connectionString="{STARS};Integrated Security=true"/>'),
        ('<add connectionString="Server=a;Database=b"/>', f'<add connectionString="{STARS}"/>'),
        ('<add key="anything" value="x"/>', f'<add key="anything" value="{STARS}"/>'),
        ('<add value="x" key="anything"/>', f'<add value="{STARS}" key="anything"/>'),
        ("<add key='a' value=\"it's\"/>", f"<add key='a' value=\"{STARS}\"/>"),
        ('<add key="path" value="C:\\ftp\\users.xml"/>', '<add key="path" value="C:\\ftp\\users.xml"/>'),
        ('<add key="path" value="%SystemDrive%\\users.xml"/>', '<add key="path" value="%SystemDrive%\\users.xml"/>'),
        ('<add key="path" value="C:\\x;Password=y"/>', f'<add key="path" value="{STARS}"/>'),
        ('<add name="X-Powered-By" value="ASP.NET"/>', f'<add name="X-Powered-By" value="{STARS}"/>'),
        ('<add value="C:\\x" key="Password"/>', f'<add value="{STARS}" key="Password"/>'),
        ('<add key="db" value="Server=a;Trusted_Connection=Yes;Password=b"/>', f'<add key="db" value="{STARS}"/>'),
        ("<add key='a' value='C:\\it\"s;Password=b'/>", f"<add key='a' value='{STARS}'/>"),
        ('<a password="[enc:A:b:enc] abc"/>', f'<a password="{STARS}"/>'),
        ('<a password="true story"/>', f'<a password="{STARS}"/>'),
        ('<password>abc</password>', f'<password>{STARS}</password>'),
        ('<add key="a">\r\n  abc\r\n</add>', f'<add key="a">\r\n{STARS}\r\n</add>'),
        ('<a b="x > y" c="d">\n  <e/></a>', '<a b="x > y" c="d">\n  <e/></a>'),
        ('<a><![CDATA[a<b>c]]></a>', f'<a><![CDATA[{STARS}]]></a>'),
        ('<a\n\tpassword\n=\n"x"/>', f'<a\n\tpassword\n=\n"{STARS}"/>'),
        ("<a b='Password=it;c=1'/>", f"<a b='Password={STARS};c=1'/>"),
        ('<add name="X-Api-Key" value="abc"/>', f'<add name="X-Api-Key" value="{STARS}"/>'),
        ('<environmentVariables><add name="A" value="b"/></environmentVariables>', f'<environmentVariables><add name="A" value="{STARS}"/></environmentVariables>'),
        ('<a arguments="/u:x;Password=abc;Timeout=5"/>', f'<a arguments="/u:x;Password={STARS};Timeout=5"/>'),
        ('<a b="Pwd=&quot;abc&quot;;c=1"/>', f'<a b="Pwd=&quot;{STARS}&quot;;c=1"/>'),
        ('<!-- <a password="abc -->\n<b c="d"/>', f'<!-- <a password="{STARS} -->\n<b c="d"/>'),
        ('<a password="a-->b"/>', f'<a password="{STARS}"/>'),
        ('<add key="Password" value="C:\\x"/>', f'<add key="Password" value="{STARS}"/>'),
        ("<!-- password= -->", "<!-- password= -->"),
        ("<!-- old: password=abc -->", f"<!-- old: password={STARS} -->"),
        ('<add type="A.B, A, PublicKeyToken=31bf3856ad364e35"/>', '<add type="A.B, A, PublicKeyToken=31bf3856ad364e35"/>'),
        ('<a preCondition="x" name="Password reset"/>', '<a preCondition="x" name="Password reset"/>'),
        ('<section name="secret" allowDefinition="b"/>', '<section name="secret" allowDefinition="b"/>'),
        ('<attribute name="password" type="string" encrypted="true"/>', '<attribute name="password" type="string" encrypted="true"/>'),
    ],
)  # fmt: skip
def test_what_is_blotted(given: str, expected: str) -> None:
    assert blotted(given) == expected
    assert blotted(expected) == expected, "twice is once"


CONFIGS = sorted(
    [*ROOT.glob("tests/cases/*.config"), *ROOT.glob("tests/demo/*.config"), *ROOT.glob("tests/corpus/correct/*.config")]
)


@pytest.mark.parametrize("path", CONFIGS, ids=lambda path: path.stem)
def test_findings_are_the_same_in_a_copy(path: Path) -> None:
    """But for passwords that are known samples, and for settings of providers, whose values are not copied."""
    data = path.read_bytes()
    copy = blotted(data.decode("utf-8")).encode("utf-8")
    assert copy.count(b"\n") == data.count(b"\n")
    if copy != data:
        found = [{(f.rule, f.location.line) for f in ftplint.lint(text).findings} for text in (data, copy)]
        assert {rule for rule, _ in found[0] ^ found[1]} <= SAMPLES, found[0] ^ found[1]


SAMPLES = {"FTP312"}
"""A password that is known from Microsoft's samples is not known any more in a copy."""


@pytest.mark.parametrize("path", CONFIGS, ids=lambda path: path.stem)
def test_what_the_reports_hide_is_not_in_a_copy(path: Path) -> None:
    """The two know secrets independently: what a report overwrites is blotted here, or is a path, a token or a flag."""
    copy = blotted(path.read_bytes().decode("utf-8"))
    for secret in _hidden(copy):
        assert re.fullmatch(
            r"[\s*]*(?:;Integrated Security=true)?|true|false|\[enc:\w+:\*+:enc\]|(?:[A-Za-z]:|%\w+%|\\)[^;=]*", secret
        ), secret


def _hidden(text: str) -> list[str]:
    shown = redacted(text)
    return [text[found.start() : found.end()] for found in re.finditer(r"\*+", shown)]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "latin-1"])
def test_bytes_around_a_secret_stay(encoding: str) -> None:
    text = '<configuration><a name="\u00e4\u00f6\u00fc" password="gehei\u00dfes"/>\r\n</configuration>'
    server = Server(text.encode(encoding))
    found = server.collect(SCRIPT)
    assert found["config/applicationHost.config"] == text.replace("gehei\u00dfes", STARS).encode(encoding)


def test_bytes_that_are_no_text_stay() -> None:
    data = bytes(one for one in range(256) if one not in b"<>") * 3
    found = Server(data).collect(SCRIPT)
    assert found["config/applicationHost.config"] == data


PROGRAM = """
using System; using System.Text; using System.Text.RegularExpressions;
class Program { static void Main() { string line; while ((line = Console.ReadLine()) != null) {
  var parts = line.Split(' ');
  var pattern = Encoding.UTF8.GetString(Convert.FromBase64String(parts[0]));
  var text = Encoding.UTF8.GetString(Convert.FromBase64String(parts[1]));
  var found = new StringBuilder();
  foreach (Match one in Regex.Matches(text, pattern)) { foreach (Group g in one.Groups) found.Append(g.Success ? g.Index + "+" + g.Length + " " : "- "); found.Append("; "); }
  Console.WriteLine(found.ToString());
} } }
"""


def test_the_expressions_find_the_same_in_dot_net(tmp_path: Path) -> None:
    """Those of the evaluator are Python's; here Mono, an implementation of .NET, runs each over each text."""
    if shutil.which("mcs") is None or shutil.which("mono") is None:
        pytest.skip("mono is not installed (mono-mcs, mono-runtime)")
    import base64

    server = Server(b"")
    texts = [path.read_text(encoding="utf-8") for path in CONFIGS[::8]]
    for text in texts:
        server.call(SCRIPT, "Remove-Secrets", text)
    (tmp_path / "p.cs").write_text(PROGRAM)
    subprocess.run(["mcs", "-nologo", f"-out:{tmp_path}/p.exe", tmp_path / "p.cs"], check=True)
    asked = sorted({(pattern, text) for pattern, text in server.replaced if len(text) > 300})
    assert len({pattern for pattern, _ in asked}) == 8
    lines = [" ".join(base64.b64encode(part.encode()).decode() for part in pair) for pair in asked]
    run = subprocess.run(["mono", tmp_path / "p.exe"], input="\n".join(lines).encode(), capture_output=True, check=True)
    for (pattern, text), answer in zip(asked, run.stdout.decode().split("\n"), strict=False):
        ours = ""
        for one in re.finditer(pattern, text):
            groups = [one.span(number) for number in range(len(one.groups()) + 1)]
            ours += "".join(f"{start}+{end - start} " if start >= 0 else "- " for start, end in groups) + "; "
        assert answer.strip() == ours.strip(), pattern
