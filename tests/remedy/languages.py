"""Runs or reads the scripts of each language and says what they would set.

JScript runs under Node and C# under mono, against small fakes of the admin objects. AppCmd's command lines and the
PowerShell calls are read by emulations of their own grammar here; VBScript and VB.NET by readers of the one shape that
the templates write, since no interpreter or compiler for them can be had.
"""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from tests.remedy.operations import Operation

if TYPE_CHECKING:
    from collections.abc import Callable

HERE = Path(__file__).parent


class ScriptFailed(Exception):
    """The script stopped with an error."""


def jscript(text: str, sites: list[str]) -> list[Operation]:
    """Runs the script under Node."""
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
    return [_operation(**one) for one in said["operations"]]


def csharp(text: str, sites: list[str], folder: Path) -> list[Operation]:
    """Compiles the program against the stub and runs it under mono."""
    if shutil.which("mcs") is None or shutil.which("mono") is None:
        pytest.skip("mono is not installed (mono-mcs, mono-runtime)")
    source, program = folder / "mend.cs", folder / "mend.exe"
    source.write_text(text, encoding="utf-8-sig")
    compiled = subprocess.run(
        ["mcs", "-nologo", "-warnaserror", f"-out:{program}", source, HERE / "FakeAdministration.cs"],
        capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert compiled.returncode == 0, compiled.stdout + compiled.stderr
    environment = {**os.environ, "FAKE_SITES": "\n".join(sites), "LANG": "C.UTF-8"}
    run = subprocess.run(["mono", program], capture_output=True, env=environment, check=False)
    lines = run.stderr.decode("utf-8").splitlines()
    if run.returncode:
        assert "COMMIT" not in lines
        raise ScriptFailed(lines[:3])
    assert lines[-1] == "COMMIT" and lines.count("COMMIT") == 1
    found = []
    for line in lines[:-1]:
        _, section, location, site, steps, attribute, value = line.split("\t")
        found.append(_operation(section, location, site, steps.split("/") if steps else [], attribute, value))
    return found


_APPCMD = re.compile(
    r'"%APPCMD%" set config (?:"(?P<location>[^"]*)" )?-section:(?P<section>\S+) "/(?P<indexer>[^"]*)" /commit:apphost \|\| exit /b 1$'
)
_INDEXER = re.compile(r"(?:\[name='(?P<site>[^']*)'\]\.)?(?P<path>[A-Za-z.0-9]+):(?P<value>.*)$")


def appcmd(text: str, sites: list[str]) -> list[Operation]:
    """Reads the command lines as cmd.exe and appcmd do: one argument in double quotes, an indexer in it."""
    found = []
    for line in text.split("\r\n"):
        if not line.startswith('"%APPCMD%"'):
            continue
        match = _APPCMD.match(line)
        assert match is not None, line
        assert not set(match["indexer"]) & set("%^&|<>"), "cmd.exe would read it otherwise"
        inner = _INDEXER.match(match["indexer"])
        assert inner is not None, match["indexer"]
        steps = inner["path"].split(".")
        if inner["site"] is not None and inner["site"] not in sites:
            raise ScriptFailed(inner["site"])
        found.append(
            _operation(
                match["section"], match["location"] or "", inner["site"] or "", steps[:-1], steps[-1], inner["value"]
            )
        )
    return found


_PS = r"'((?:[^'\u2018\u2019\u201a\u201b]|''|\u2018\u2018|\u2019\u2019|\u201a\u201a|\u201b\u201b)*)'"
_PS_SITE = re.compile(rf"    \$filter = {_PS}$")
_PS_SET = re.compile(
    rf"    Set-WebConfigurationProperty -PSPath \$appHost(?: -Location {_PS})? -Filter (?:\(\$filter \+ {_PS}\)|{_PS}) -Name '(\w+)' -Value (?:{_PS}|(-?\d+))$"
)


def powershell(text: str, sites: list[str]) -> list[Operation]:
    """Parses the script with a grammar of PowerShell, and reads the calls of the provider out of it."""
    language = pytest.importorskip("tree_sitter_powershell", reason="tree-sitter-powershell is not installed")
    import tree_sitter

    tree = tree_sitter.Parser(tree_sitter.Language(language.language())).parse(text.encode())
    assert not tree.root_node.has_error, text
    found: list[Operation] = []
    site = ""
    assert text.count("Stop-WebCommitDelay -Commit $true") == 1
    for line in text.splitlines():
        chosen = _PS_SITE.match(line)
        if chosen:
            site = _site_of(_undoubled(chosen[1]))
            if site not in sites:
                raise ScriptFailed(site)
        match = _PS_SET.match(line)
        if match is None:
            assert "Set-WebConfigurationProperty" not in line, line
            continue
        location, below, path, attribute, quoted, number = match.groups()
        value = _undoubled(quoted) if quoted is not None else number
        if below is not None:
            found.append(
                _operation("system.applicationHost/sites", "", site, below.strip("/").split("/"), attribute, value)
            )
        else:
            section, steps = _section(path)
            found.append(_operation(section, _undoubled(location or ""), "", steps, attribute, value))
    return found


def _undoubled(text: str) -> str:
    return re.sub(r"(['\u2018\u2019\u201a\u201b])\1", r"\1", text)


def _site_of(xpath: str) -> str:
    match = re.fullmatch(r"""system\.applicationHost/sites/site\[@name=(?:'([^']*)'|"([^"]*)")\]""", xpath)
    assert match is not None, xpath
    return match[1] if match[1] is not None else match[2]


def _section(path: str) -> tuple[str, list[str]]:
    from ftplint.schema.load import declarations

    sections = ("system.applicationHost/sites", *declarations().sections)
    section = next(name for name in sections if f"{path}/".startswith(f"{name}/"))
    return section, [step for step in path[len(section) :].split("/") if step]


def vbscript(text: str, sites: list[str]) -> list[Operation]:
    """Reads the one shape that the template writes."""
    return _basic(
        text,
        sites,
        r"Set element = ",
        r'element\.Properties\.Item\("(\w+)"\)\.Value = (.*)',
        "ChildElements.Item",
        "GetAdminSection",
    )


def vbnet(text: str, sites: list[str]) -> list[Operation]:
    """Reads the one shape that the template writes."""
    return _basic(text, sites, r"\s*element = ", r'\s*element\("(\w+)"\) = (.*)', "GetChildElement", "GetSection")


def _basic(text: str, sites: list[str], start: str, assign: str, child: str, section_call: str) -> list[Operation]:
    found: list[Operation] = []
    section, location, site, steps = "", "", "", list[str]()
    assert len(re.findall(r"^\s*\w+\.CommitChanges", text, re.MULTILINE)) == 1
    for line in text.splitlines():
        opened = re.match(rf'{start}\w+\.{section_call}\("([^"]+)"(?:, (.*))?\)$', line)
        chosen = re.match(rf"{start}FindSite\(element\.(?:Get)?Collection(?:\(\))?, (.*)\)$", line)
        step = re.match(rf'{start}element\.{re.escape(child)}\("(\w+)"\)$', line)
        value = re.match(f"{assign}$", line)
        if opened:
            rest = re.sub(r'^AppHost(?: & "/" & )?', "", opened[2] or "")
            section, location, site, steps = opened[1], basic_text(rest) if rest else "", "", []
        elif chosen:
            site = basic_text(chosen[1])
            if site.lower() not in [name.lower() for name in sites]:
                raise ScriptFailed(site)
        elif step:
            steps.append(step[1])
        elif value:
            said = re.sub(r"^TimeSpan\.Parse\((.*)\)$", r"\1", value[2])
            plain = basic_text(said) if said[:1] in ('"', "C") else said.rstrip("L")
            found.append(_operation(section, location, site, steps, value[1], plain))
    return found


def basic_text(literal: str) -> str:
    """The text of a literal of Basic: pieces in double quotes and ChrW, joined by ``&``."""
    text, rest = "", literal
    while rest:
        piece = re.match(r'"((?:[^"\u201c\u201d]|""|\u201c\u201c|\u201d\u201d)*)"|ChrW\((-?\d+)\)', rest)
        assert piece is not None, literal
        if piece[2] is not None:
            text += chr(int(piece[2]) % 65_536)
        else:
            text += re.sub('(["\u201c\u201d])\\1', r"\1", piece[1])
        rest = rest[piece.end() :]
        if rest:
            assert rest.startswith(" & "), literal
            rest = rest[3:]
    return text.encode("utf-16-le", "surrogatepass").decode("utf-16-le")


def _operation(section: str, location: str, site: str, steps: list[str], attribute: str, value: str) -> Operation:
    defaults = steps[:1] == ["siteDefaults"]
    spelled = value.lower() if value.lower() in ("true", "false") else value
    return Operation(section, location, site, defaults, tuple(steps[1:] if defaults else steps), attribute, spelled)


def run(language: str, text: str, sites: list[str], folder: Path) -> list[Operation]:
    """What the script in *language* sets."""
    if language == "csharp":
        return csharp(text, sites, folder)
    others: dict[str, Callable[[str, list[str]], list[Operation]]] = {
        "jscript": jscript,
        "appcmd": appcmd,
        "powershell": powershell,
        "vbscript": vbscript,
        "vbnet": vbnet,
    }
    return others[language](text, sites)
