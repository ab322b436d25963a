"""Reads scripts that nothing here can run, and says what they would set.

AppCmd's command lines and the PowerShell calls are read by emulations of their own grammar; PowerShell is parsed by a
grammar of the language first.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.remedy import running
from tests.remedy.operations import Operation
from tests.remedy.running import ScriptFailed, operation

_APPCMD = re.compile(
    r'"%APPCMD%" set config (?:"(?P<location>[^"]*)" )?-section:(?P<section>\S+) "/(?P<indexer>[^"]*)" /commit:apphost \|\| exit /b 1$'
)
_INDEXER = re.compile(r"(?:\[name='(?P<site>[^']*)'\]\.)?(?P<path>[A-Za-z.0-9]+):(?P<value>.*)$")


def appcmd(text: str, sites: list[str], _folder: Path) -> list[Operation]:
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
            operation(
                match["section"], match["location"] or "", inner["site"] or "", steps[:-1], steps[-1], inner["value"]
            )
        )
    return found


_PS = r"'((?:[^'\u2018\u2019\u201a\u201b]|''|\u2018\u2018|\u2019\u2019|\u201a\u201a|\u201b\u201b)*)'"
_PS_SITE = re.compile(rf"    \$filter = {_PS}$")
_PS_SET = re.compile(
    rf"    Set-WebConfigurationProperty -PSPath \$appHost(?: -Location {_PS})? -Filter (?:\(\$filter \+ {_PS}\)|{_PS}) -Name '(\w+)' -Value (?:{_PS}|(-?\d+))$"
)


def powershell(text: str, sites: list[str], _folder: Path) -> list[Operation]:
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
                operation("system.applicationHost/sites", "", site, below.strip("/").split("/"), attribute, value)
            )
        else:
            section, steps = _section(path)
            found.append(operation(section, _undoubled(location or ""), "", steps, attribute, value))
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


RUNNERS: dict[str, Callable[[str, list[str], Path], list[Operation]]] = {
    "appcmd": appcmd,
    "powershell": powershell,
    "csharp": running.csharp,
    "vbnet": running.vbnet,
    "jscript": running.jscript_node,
    "jscript-wsh": running.jscript_wsh,
    "vbscript": running.vbscript,
}
"""What says what a script sets: by running it, all but the first two."""
