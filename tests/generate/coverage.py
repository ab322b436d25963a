"""Writes docs/coverage.md: every attribute and the rules that ask for it, every reply and sub-status and the rules for it."""

from __future__ import annotations

from collections import defaultdict
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

TARGET = Path(__file__).resolve().parents[2] / "docs" / "coverage.md"
_HEAD = """\
# What the rules look at

<!-- Generated: python -m tests.generate -->

Which rules ask for a setting, and which name a reply or a sub-status; an empty cell is a gap, or a setting that nobody can get
wrong. The rules FTP010 to FTP016 hold every attribute against the schema and are not named.

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
    """The whole page."""
    rules = load_rules()
    asked: dict[str, set[str]] = defaultdict(set)
    for rule in rules:
        for setting in _settings(rule):
            asked[setting].add(rule.id)
    lines = [f"| `{name}` | {_links(asked.get(name, ()))} |\n" for name in _declared()]
    return "".join([_HEAD, *lines, *_replies(rules)])


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


def _replies(rules: Sequence[Rule]) -> Iterator[str]:
    codes: dict[int, set[str]] = defaultdict(set)
    substatuses: dict[int, set[str]] = defaultdict(set)
    for rule in rules:
        seen = client_view(rule)
        pairs = [(seen.reply, seen.substatus)]
        pairs += [(one.reply, one.substatus) for one in scenario(rule).expectations if one.example == "broken"]
        for code, substatus in pairs:
            if code:
                codes[code].add(rule.id)
            if substatus is not None:
                substatuses[substatus].add(rule.id)
    texts: dict[int, set[str]] = defaultdict(set)
    for reply in REPLIES.values():
        texts[reply.code].add(reply.text)
    yield "\n## Replies\n\nOf refusals: the codes from 400 on that the reference server knows.\n\n"
    yield "| reply | texts | rules |\n| --- | --- | --- |\n"
    for code in sorted(texts):
        if code >= 400:
            shown = "<br>".join(sorted(text.replace("|", "\\|") for text in texts[code]))
            yield f"| {code} | {shown} | {_links(codes.get(code, ()))} |\n"
    yield "\n## Sub-status\n\n| sub-status | text (KB 969061) | rules |\n| --- | --- | --- |\n"
    for number, text in DETAILS.items():
        yield f"| {number} | {text} | {_links(substatuses.get(number, ()))} |\n"


def _links(ids: set[str] | tuple[str, ...]) -> str:
    return " ".join(f"[{id_}](rules/{id_}.md)" for id_ in sorted(ids))
