"""Files to fix, and what `ftplint fix` makes of them: for the tests of fixes."""

from __future__ import annotations

import pytest
from lxml import etree

from ftplint.analysis import analyse
from ftplint.judging.evaluate import judge
from ftplint.remedy.fixing import Fixed, fix_file
from ftplint.rules import fix as fix_of
from ftplint.rules.example import examples
from ftplint.rules.load import load_rules
from ftplint.schema.versions import LATEST
from ftplint.source.read import decode

FIXABLE = [rule for rule in load_rules() if (fix := fix_of(rule)) is not None and fix.safety != "manual"]

RULES = load_rules()


BROKEN = [
    pytest.param(rule, example, id=f"{rule.id}-{example.name or number}")
    for rule in FIXABLE
    for number, example in enumerate(examples(rule))
    if example.verdict == "broken"
]


def fixable(pending, _uncovered=False) -> str | None:  # type: ignore[no-untyped-def]
    return None if pending.fix is not None and pending.fix.safety != "manual" else "manual"


def fixed(data: bytes, rules=RULES, version: str = LATEST, at="default", sites=()) -> Fixed:  # type: ignore[no-untyped-def]
    return fix_file("x", data, lambda parsed: judge(parsed, rules), fixable, version, at, sites=sites)


def keys(data: bytes, rules=RULES, version: str = LATEST) -> set[tuple[str, str]]:  # type: ignore[no-untyped-def]
    return {
        (pending.rule.id, name.lower())
        for pending in judge(analyse("x", data, version), rules)
        for name in (pending.sites or [""])
    }


DEFAULTS = '<siteDefaults><ftpServer><messages greetingMessage="Hello %UserName%" expandVariables="false"/></ftpServer></siteDefaults>'


OWN = '<ftpServer><messages expandVariables="true"/></ftpServer>'


TEXTS = tuple(rule for rule in RULES if rule.id == "FTP805")


GOOD = "true"


def server(*sites: str, body: str = "") -> bytes:
    text = "".join(sites)
    return f"<configuration><system.applicationHost><sites>{text}</sites></system.applicationHost>{body}</configuration>".encode()


def expanded(data: bytes) -> dict[str, str | None]:
    """By site (and ``siteDefaults``): what is written there."""
    root = etree.fromstring(data)
    found = {node.get("name", str(node.tag)): node.find("ftpServer/messages") for node in root.iterfind(".//sites/*")}
    return {name: None if log is None else log.get("expandVariables") for name, log in found.items()}


def applied(data: bytes, edits: list[dict]) -> bytes:  # type: ignore[type-arg]
    """What an editor makes of the edits of a report: lines and columns only, nothing of ftplint."""
    source = decode("x", data).source
    lines = source.text.split("\n")
    starts = [sum(len(line) + 1 for line in lines[:number]) for number in range(len(lines))]
    text = source.text
    for edit in sorted(edits, key=lambda one: (one["line"], one["column"]), reverse=True):
        start = starts[edit["line"] - 1] + edit["column"] - 1
        end = starts[edit["end_line"] - 1] + edit["end_column"] - 1
        text = text[:start] + edit["text"] + text[end:]
    return source.bom + text.encode(source.encoding)
