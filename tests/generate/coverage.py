"""Writes docs/coverage.md: every attribute and the rules that ask for it, every reply and sub-status and the rules for it."""

from __future__ import annotations

import tomllib
from collections import defaultdict
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

from ftplint.rules.check.examples import try_rule
from ftplint.rules.example import examples
from ftplint.rules.load import load_rules
from ftplint.rules.scenarios import scenario
from ftplint.rules.wording import client_view
from ftplint.rules.xpath.axes import ROOT, Attribute
from ftplint.rules.xpath.expression_check import XPathCheck
from ftplint.rules.xpath.populated import populated
from ftplint.schema import declarations
from ftplint.server.protocol.replies import DETAILS, REPLIES

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from lxml.etree import _Element

    from ftplint.rules.model import Rule
    from ftplint.rules.xpath.axes import Node
    from ftplint.schema import Element

UNCOVERED = Path(__file__).with_name("uncovered.toml")
"""The reasons, by table of the page and by row."""
TARGET = Path(__file__).resolve().parents[2] / "docs" / "coverage.md"
_HEAD = """\
# What the rules look at

<!-- Generated: python -m tests.generate -->

Which rules ask for a setting, and which name a reply or a sub-status. Where no rule does, the cell says why: nobody can get it
wrong, or a file does not show it. The rules FTP010 to FTP016 hold every attribute against the schema; they are named only where
one of their examples is about the attribute.

## Settings

| setting | rules |
| --- | --- |
"""
_BINDING = {"address": "bindingInformation", "port": "bindingInformation", "host": "bindingInformation"}


class _Asked(XPathCheck):
    """Follows expressions and gathers the attributes that they name."""

    def __init__(self, variables: Mapping[str, Sequence[Node] | None]) -> None:
        super().__init__(populated(), variables)
        self.attributes: set[Attribute] = set()

    def _step(self, axis: str, kind: str, name: str, context: Sequence[Node]) -> list[Node]:
        found = super()._step(axis, kind, name, context)
        if axis == "attribute" and name != "*":
            self.attributes.update(node for node in found if isinstance(node, Attribute))
        return found


def coverage() -> str:
    """The whole page. Raises KeyError for a row with neither a rule nor a reason."""
    rules = load_rules()
    reasons = reasons_by_table()
    rows = rules_by_row(rules)
    texts: dict[str, set[str]] = defaultdict(set)
    for reply in REPLIES.values():
        texts[str(reply.code)].add(reply.text.replace("|", "\\|"))
    parts = [_HEAD]
    for name, ids in rows["settings"].items():
        parts.append(f"| `{name}` | {_cell(ids, reasons['settings'], name)} |\n")
    parts.append("\n## Replies\n\nOf refusals: the codes from 400 on that the reference server knows.\n\n")
    parts.append("| reply | texts | rules |\n| --- | --- | --- |\n")
    for code, ids in rows["replies"].items():
        parts.append(f"| {code} | {'<br>'.join(sorted(texts[code]))} | {_cell(ids, reasons['replies'], code)} |\n")
    parts.append("\n## Sub-status\n\n| sub-status | text (KB 969061) | rules |\n| --- | --- | --- |\n")
    for number, ids in rows["substatuses"].items():
        parts.append(f"| {number} | {DETAILS[int(number)]} | {_cell(ids, reasons['substatuses'], number)} |\n")
    return "".join(parts)


def reasons_by_table() -> dict[str, dict[str, str]]:
    """Why a row has no rule, by table (settings, replies, substatuses) and row."""
    return tomllib.loads(UNCOVERED.read_text(encoding="utf-8"))


@cache
def rules_by_row(rules: tuple[Rule, ...]) -> dict[str, dict[str, set[str]]]:
    """The ids of the rules of each row, by table and row, in the order of the page."""
    settings: dict[str, set[str]] = {name: set() for name in _declared()}
    replies: dict[str, set[str]] = {
        str(code): set() for code in sorted({r.code for r in REPLIES.values()}) if code >= 400
    }
    substatuses: dict[str, set[str]] = {str(number): set() for number in DETAILS}
    for rule in rules:
        for name in _settings(rule) & settings.keys():
            settings[name].add(rule.id)
        seen = client_view(rule)
        pairs = [(seen.reply, seen.substatus)]
        pairs += [(one.reply, one.substatus) for one in scenario(rule).expectations if one.example == "broken"]
        for code, substatus in pairs:
            if str(code) in replies:
                replies[str(code)].add(rule.id)
            if str(substatus) in substatuses:
                substatuses[str(substatus)].add(rule.id)
    return {"settings": settings, "replies": replies, "substatuses": substatuses}


def _settings(rule: Rule) -> set[str]:
    """The settings that the tests of *rule* ask for; of a problem of the file, those that its examples report."""
    if rule.scope == "problem":
        broken = (try_rule(rule, one) for one in examples(rule) if one.verdict == "broken")
        return {pending.setting for tried in broken for pending in tried.pending_findings if pending.setting}
    found: set[Attribute] = set()
    for pattern in rule.patterns:
        for context in pattern.contexts:
            check = _Asked({})
            nodes = check.follow(context.context, [ROOT]) or []
            found |= check.attributes
            variables: dict[str, Sequence[Node] | None] = {}
            for name, value in context.lets:
                check = _Asked(variables)
                variables[name] = check.follow(value.text, nodes)
                found |= check.attributes
            for test in context.tests:
                check = _Asked(variables)
                check.follow(test.element.get("test", ""), nodes, condition=True)
                found |= check.attributes
    return {_setting(one.element, one.name) for one in found}


def _setting(element: _Element, name: str) -> str:
    """The name of a setting as findings have it, from a place of the effective document."""
    steps = [str(e.tag) for e in (*reversed(list(element.iterancestors())), element)]
    for top in ("system.ftpServer", "ftpServer", "application", "binding", "site"):
        if top in steps:
            steps = steps[steps.index(top) :]
            break
    if steps[0] == "binding":
        return f"bindings/binding/@{_BINDING.get(name, name)}"
    return f"{'/'.join(steps)}/@{name}"


def _declared() -> Iterator[str]:
    known = declarations()
    for name in known.site.attributes:
        yield f"site/@{name}"
    for name in known.binding.attributes:
        yield f"bindings/binding/@{name}"
    for name in known.application.attributes:
        yield f"application/@{name}"
    for name in known.virtual_directory.attributes:
        yield f"application/virtualDirectory/@{name}"
    yield from _attributes(known.ftp_server, "ftpServer")
    yield from _attributes(known.server, "system.ftpServer")


def _attributes(element: Element, path: str) -> Iterator[str]:
    for name in element.attributes:
        yield f"{path}/@{name}"
    for name, child in element.children.items():
        yield from _attributes(child, f"{path}/{name}")
    if element.collection is not None:
        yield from _attributes(element.collection.item, f"{path}/{element.collection.add}")


def _cell(ids: set[str], reasons: Mapping[str, str], row: str) -> str:
    """Links to the rules of a row, or why it has none."""
    return " ".join(f"[{id_}](rules/{id_}.md)" for id_ in sorted(ids)) or reasons[row]
