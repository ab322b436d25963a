"""One mutated file through ``check``, ``effective``, ``fix`` and the page; and what may not come out."""

from __future__ import annotations

import io
import sys
from contextlib import redirect_stderr, redirect_stdout
from pathlib import Path
from random import Random
from typing import NamedTuple

from ftplint.cli.main import main
from ftplint.report import FORMATS

DEMO = (Path(__file__).parents[1] / "demo" / "applicationHost.config").read_bytes()
SECRET = b"Tr0ub4dor"
STEERING = ("\x1b", "\x9b", "\u202e", "\u2066")
PIECES = (
    b"<", b">", b"&", b"\"", b"'", b"/>", b"<!--", b"-->", b"<![CDATA[", b"]]>", b"<?x", b"?>", b"&#0;", b"&#x41;", b"&amp;",
    b"\x00", b"\xff", b"\xc3", b"\xef\xbb\xbf", b"\xe2\x80\x8e", b"<ssl/>", b"<ftpServer>", b"</ftpServer>", b"<clear/>",
    b"<site name='x' id='1'/>", b"<location path='x'>", b"</location>", b"<configSections/>", b"<siteDefaults/>",
    b' enabled="TRUE"', b' lockItem="true"', b' lockAttributes="x"', b' xmlns="u"', b' a:b="c"', b"true", b"1", b"-1", b"\n",
    b"<system.ftpServer><security><authorization><remove/></authorization></security></system.ftpServer>", b"\t" * 50, b"\r",
    b'<binding protocol="FTP" bindingInformation="[::1"/>', b'<add name="" />', b"<<<<<<< a\n", b">>>>>>> b\n", b"<x:ssl/>",
    b'<providers><add name="a"/><remove name="A"/><clear/></providers>', b"\xf0\x9f\x92\xa9", b" name=\"\x7f\"", b"&#x9b;31m",
    b' password="Tr0ub4dor"', b" password='Tr0ub4dor<&'", b'<anonymousAuthentication password="Tr0ub4dor"/>', b" password=",
    b'<add key="k" value="Tr0ub4dor"/>', b"[enc:Aes:Tr0ub4dor:enc]", b"<!-- password=Tr0ub4dor -->", b"<!-- ftplint: ignore ALL x -->",
    b"<!-- ftplint: ignore FTP106 until 2099-01-01 later -->", b"::error::x", b"##[add-mask]x", b"&#x202e;", b" ::add-mask::x ",
)  # fmt: skip
WAYS = ("cut", "insert", "replace", "double", "move", "truncate", "byte", "swap")
COMMANDS = (
    *(("check", "-", "--isolated", "--output-format", name) for name in FORMATS),
    *(("effective", "-", "--format", name) for name in ("text", "json", "xml")),
    ("effective", "-", "--format", "xml", "--origins"),
    ("fix", "-", "--isolated"),
    ("fix", "-", "--isolated", "--unsafe", "--at", "site"),
    *(("fix", "-", "--isolated", "--as", name) for name in ("appcmd", "powershell", "csharp")),
    ("prerequisites", "-"),
)


class Answer(NamedTuple):
    """What a command did with a file."""

    code: int
    output: str
    errors: str


def mutated(seed: int) -> bytes:
    """The file of a *seed*: the demo with one to five stretches cut, moved, doubled, replaced, or a piece put in."""
    random = Random(seed)
    data = DEMO
    for _ in range(random.choice((1, 1, 2, 3, 5))):
        at, other = random.randrange(len(data) + 1), random.randrange(len(data) + 1)
        length, piece = random.choice((1, 2, 7, 40, 400, 2000)), random.choice(PIECES)
        data = _changed(data, random.choice(WAYS), at, other, length, piece)
    return data


def _changed(data: bytes, how: str, at: int, other: int, length: int, piece: bytes) -> bytes:
    before, cut, after = data[:at], data[at : at + length], data[at + length :]
    match how:
        case "cut":
            return before + after
        case "insert":
            return before + piece + cut + after
        case "replace":
            return before + piece + after
        case "double":
            return before + cut + cut + after
        case "move":
            rest = before + after
            return rest[:other] + cut + rest[other:]
        case "truncate":
            return before if at > 100 else data
        case "byte":
            return before + bytes([other % 256]) + data[at + 1 :]
        case _:
            return data.replace(cut, piece, 3) if cut.strip() else data


def answered(command: tuple[str, ...], data: bytes) -> Answer:
    """What *command* says of a file on standard input."""
    output, errors, given = io.StringIO(), io.StringIO(), sys.stdin
    sys.stdin = io.TextIOWrapper(io.BytesIO(data))
    try:
        with redirect_stdout(output), redirect_stderr(errors):
            code = main(list(command))
    finally:
        sys.stdin = given
    return Answer(code, output.getvalue(), errors.getvalue())


def fault(command: tuple[str, ...], data: bytes) -> str:
    """What is wrong with the answer, or nothing."""
    try:
        answer = answered(command, data)
    except Exception as error:
        return f"{type(error).__name__}: {error}"
    if "a bug in ftplint" in answer.errors:
        return answer.errors.strip()
    if answer.code not in (0, 1) and not answer.errors.startswith("ftplint: "):
        return f"exit code {answer.code} without a word"
    said = answer.output + answer.errors
    if command[0] != "fix" or "--as" in command:  # a patch holds what the file holds
        sign = next((sign for sign in STEERING if sign in said), None)
        if sign is not None:
            return f"{sign!r} is printed"
        if "github" not in command and any(line.lstrip().startswith("::add-mask::") for line in said.split("\n")):
            return "a command for a build server"
    if SECRET.decode() in said and _names_the_secret(data):
        return "a secret is printed"
    return ""


def _names_the_secret(data: bytes) -> bool:
    """Whether each place of the secret is one that ftplint can know: behind a name, whole, and not cut off from it."""
    at = -1
    while (at := data.find(SECRET, at + 1)) >= 0:
        before = data[:at]
        if not before.endswith((b'password="', b"password='", b'key="k" value="', b"[enc:Aes:", b"password=")):
            return False
        if before.endswith(b'value="') and not before.endswith(b'<add key="k" value="'):
            return False
    return True
