"""Checks rule files: well-formed, valid, complete, with XPaths that can select something and examples that behave."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING, Any

from lxml import etree

from ftplint.resources import RULES, SCHEMAS
from ftplint.rules.check.examples import example_faults
from ftplint.rules.check.rule_xpaths import xpath_faults
from ftplint.rules.example import examples
from ftplint.rules.load import load_rule, load_rules, rule_files
from ftplint.rules.model import FTP, RuleError, line_of
from ftplint.rules.wording import plain_text

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from pathlib import Path

    from ftplint.rules.model import Rule

_FTP = f"{{{FTP}}}"
_KIND = re.compile(r"@kind\s*=\s*(?:'([^']*)'|\"([^\"]*)\")")


@dataclass(frozen=True, slots=True)
class RuleFault:
    """One thing that is wrong with a rule file. ``line`` is 0 where none can be named."""

    path: str
    line: int
    message: str


@dataclass(frozen=True, slots=True)
class Checked:
    """The outcome: how many rules and examples were looked at, and the faults in order of file and line."""

    rules: int
    examples: int
    faults: tuple[RuleFault, ...]


def check_rules(folder: Path | None = None) -> Checked:
    """Checks the rule files below *folder*, by default the built-in ones. Raises RuleError if it does not exist."""
    tested = (RULES if folder is None else folder).resolve()
    others = () if tested == RULES.resolve() else [rule for rule in load_rules() if tested not in rule.path.parents]
    faults: list[RuleFault] = []
    shown = 0
    known = list(others)
    paths = rule_files(RULES if folder is None else folder)
    for path in paths:
        try:
            rule = load_rule(path)
        except RuleError as error:
            faults.append(RuleFault(error.path, error.line or 0, error.reason))
            continue
        shown += sum(1 for _ in examples(rule))
        found = {*check_rule(rule), *((_top(rule), message) for message in _clashes(rule, known))}
        faults.extend(RuleFault(str(path), line, message) for line, message in sorted(found))
        known.append(rule)
    return Checked(len(paths), shown, tuple(faults))


def check_rule(rule: Rule) -> Iterator[tuple[int, str]]:
    """What is wrong with one rule by itself, each fault with its line. Examples are tried only if all else is well."""
    well = True
    for step in (_grammar, _own_parts, _completeness, _names, xpath_faults):
        for fault in step(rule):
            well = False
            yield fault
    if well:
        yield from example_faults(rule)


def _grammar(rule: Rule) -> Iterator[tuple[int, str]]:
    """Whether the file is Schematron by the grammar of ISO/IEC 19757-3, which lxml ships."""
    from lxml import isoschematron  # type: ignore[attr-defined]

    if not isoschematron.schematron_schema_valid_supported:  # some distributions leave the grammar out
        yield _top(rule), "cannot be checked: this installation of lxml lacks the grammar of ISO Schematron"
        return
    grammar = isoschematron.schematron_schema_valid
    if not grammar.validate(rule.element):
        first = grammar.error_log[0]  # the others follow from it
        yield first.line, f"not valid Schematron: {first.message}"


def _own_parts(rule: Rule) -> Iterator[tuple[int, str]]:
    """Whether each ftp: element is as rule.xsd says."""
    schema = _rule_schema()
    for element in rule.element.iter(f"{_FTP}*"):
        parent = element.getparent()
        if parent is not None and str(parent.tag).startswith(_FTP):
            continue
        if not schema.validate(element):
            log: Any = schema.error_log
            yield from ((entry.line, entry.message.replace(_FTP, "ftp:")) for entry in log)


def _completeness(rule: Rule) -> Iterator[tuple[int, str]]:
    """Whether everything is there that a reader of the rule's page expects."""
    top = _top(rule)
    if not rule.title:
        yield top, "sch:title is missing: say in a few words what is wrong"
    for name, purpose in (
        ("why", "say why the rule exists"),
        ("fix", "say what to do; if somebody has to decide, with safety='manual'"),
        ("example", "show what is broken, what is fixed, and a near miss"),
        ("scenario", "say what a client meets, or none='why the wire cannot show it'"),
        ("see", "say where to read on"),
    ):
        if rule.element.find(f"{_FTP}{name}") is None:
            yield top, f"ftp:{name} is missing: {purpose}"
    for single in ("rule", "why", "client", "fix", "scenario"):
        for extra in rule.element.findall(f"{_FTP}{single}")[1:]:
            yield line_of(extra), f"a second ftp:{single}; one is all there can be"
    fix = rule.element.find(f"{_FTP}fix")
    if fix is not None and (fix.get("safety") == "manual") == (len(fix) > 0):
        yield line_of(fix), "a manual fix sets nothing; a safe or unsafe one says with ftp:set what it sets"
    scenario = rule.element.find(f"{_FTP}scenario")
    if scenario is not None and (scenario.get("none") is None) == (len(scenario) == 0):
        yield line_of(scenario), "a scenario has either ftp:expect elements or none='the reason'"
    for context in (context for pattern in rule.patterns for context in pattern.contexts):
        for test in context.tests:
            if not plain_text(test.element) and not len(test.element):
                yield line_of(test.element), "there is no message"


def _names(rule: Rule) -> Iterator[tuple[int, str]]:
    """Whether file, id, name and kind of problem agree."""
    if not rule.path.name.startswith(rule.id):
        yield _top(rule), f"the file name must start with the id {rule.id}"
    for context in (context for pattern in rule.patterns for context in pattern.contexts):
        kinds = {one or other for one, other in _KIND.findall(context.context)}
        if rule.scope == "problem" and kinds != {rule.name}:
            line = line_of(context.element)
            yield line, f"a rule on problems is named like its kind of problem: [@kind = '{rule.name}']"


def _clashes(rule: Rule, known: Iterable[Rule]) -> Iterator[str]:
    for other in known:
        if other.id == rule.id:
            yield f"the id {rule.id} belongs to {other.path} already"
        if other.name == rule.name:
            yield f"the name {rule.name} belongs to {other.path} already"


def _top(rule: Rule) -> int:
    return line_of(rule.element)


@lru_cache(maxsize=1)
def _rule_schema() -> etree.XMLSchema:
    return etree.XMLSchema(etree.parse(SCHEMAS / "rule.xsd"))
