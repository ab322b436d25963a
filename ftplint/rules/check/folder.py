"""Checks rule files: well-formed, valid, complete, with XPaths that can select something and examples that behave."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from ftplint.resources import RULES
from ftplint.rules.check.examples import example_faults
from ftplint.rules.check.faults import rule_faults
from ftplint.rules.check.scenarios import scenario_faults
from ftplint.rules.context import FTP, RuleError, line_of
from ftplint.rules.example import examples
from ftplint.rules.load import load_rule, load_rules, rule_files
from ftplint.rules.model import CERTIFICATE, Fault
from ftplint.rules.wording import plain_text

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from pathlib import Path

    from lxml.etree import _Element

    from ftplint.rules.model import Rule

_FTP = f"{{{FTP}}}"


@dataclass(frozen=True, slots=True)
class RuleFault:
    """One thing that is wrong with a rule file. ``line`` is 0 where none can be named.

    A ``hint`` is something that a reader of the rule will miss, or that is probably not meant; the rule works.
    """

    path: str
    line: int
    message: str
    hint: bool = False


@dataclass(frozen=True, slots=True)
class Checked:
    """The outcome: how many rules and examples were looked at, the faults and the hints in order of file and line."""

    rules: int
    examples: int
    faults: tuple[RuleFault, ...]
    hints: tuple[RuleFault, ...] = ()


def check_rules(folder: Path | None = None, *, strict: bool = False) -> Checked:
    """Checks the rule files below *folder*, by default the built-in ones. Raises RuleError if it does not exist.

    With *strict*, as for the built-in ones, a hint is a fault.
    """
    tested = (RULES if folder is None else folder).resolve()
    built_in = tested == RULES.resolve()
    others = () if built_in else [rule for rule in load_rules() if tested not in rule.path.parents]
    found: list[RuleFault] = []
    shown = 0
    known = list(others)
    paths = rule_files(RULES if folder is None else folder)
    for path in paths:
        try:
            rule = load_rule(path)
        except RuleError as error:
            found.append(RuleFault(error.path, error.line or 0, error.reason))
            continue
        shown += sum(1 for _ in examples(rule))
        of_rule = {*check_rule(rule), *(Fault(_top(rule), message) for message in _clashes(rule, known))}
        found.extend(RuleFault(str(path), *fault) for fault in sorted(of_rule))
        known.append(rule)
    strict = strict or built_in
    faults = tuple(fault for fault in found if strict or not fault.hint)
    return Checked(len(paths), shown, faults, tuple(fault for fault in found if fault.hint and not strict))


def check_rule(rule: Rule) -> Iterator[Fault]:
    """What is wrong with one rule by itself. Examples are tried only if it can be used."""
    usable = True
    for step in (rule_faults, _grammar, _completeness, _names):
        for fault in step(rule):
            usable = usable and fault.hint
            yield fault
    if usable:
        yield from example_faults(rule)


def _grammar(rule: Rule) -> Iterator[Fault]:
    """Whether the file is Schematron by the grammar of ISO/IEC 19757-3, which lxml ships."""
    from lxml import isoschematron  # type: ignore[attr-defined]

    if not isoschematron.schematron_schema_valid_supported:  # some distributions leave the grammar out
        message = "cannot be checked: this installation of lxml lacks the grammar of ISO Schematron"
        yield Fault(_top(rule), message, hint=True)
        return
    grammar = isoschematron.schematron_schema_valid
    if not grammar.validate(rule.element):
        first = grammar.error_log[0]  # the others follow from it
        yield Fault(first.line, f"not valid Schematron: {first.message}")


def _completeness(rule: Rule) -> Iterator[Fault]:
    """Whether everything is there that a reader of the rule's page expects."""
    top = _top(rule)
    if not rule.title:
        yield Fault(top, "sch:title is missing: say in a few words what is wrong", hint=True)
    if not rule.since:
        yield Fault(top, "ftp:rule has no since: say which version was the first to have the rule", hint=True)
    for name, purpose in (
        ("why", "say why the rule exists"),
        ("fix", "say what to do; if somebody has to decide, with safety='manual'"),
        ("scenario", "say what a client meets, or none='why the wire cannot show it'"),
        ("see", "say where to read on"),
    ):
        if rule.element.find(f"{_FTP}{name}") is None:
            yield Fault(top, f"ftp:{name} is missing: {purpose}", hint=True)
    for single in ("rule", "why", "client", "fix", "scenario"):
        for extra in rule.element.findall(f"{_FTP}{single}")[1:]:
            yield Fault(line_of(extra), f"a second ftp:{single}; one is all there can be")
    fix = rule.element.find(f"{_FTP}fix")
    if fix is not None:
        yield from (Fault(line_of(fix), message) for message in _fix(fix))
    yield from scenario_faults(rule)
    for context in (context for pattern in rule.patterns for context in pattern.contexts):
        for test in context.tests:
            if not plain_text(test.element) and not len(test.element):
                yield Fault(line_of(test.element), "there is no message")


def _fix(fix: _Element) -> Iterator[str]:
    if (fix.get("safety") == "manual") == (len(fix) > 0):
        yield "a manual fix sets nothing; any other says with ftp:set what it sets"
    if (fix.get("needs") == "certificate") != any(change.get("value") == CERTIFICATE for change in fix):
        yield f"a fix that needs a certificate says so (needs='certificate') and sets it (value='{CERTIFICATE}')"
    for effect in (fix, *fix.iterchildren(f"{_FTP}when")):
        if effect.get("safety") == "opens" and not effect.get("because"):
            yield "a fix that opens says for whom (because='...')"
        if effect.get("locks") == "true" and effect.get("safety") != "opens":
            yield "locks is for fixes that open; to lock out is what 'unsafe' means"


def _names(rule: Rule) -> Iterator[Fault]:
    """Whether file, id, name and kind of problem agree."""
    if not rule.path.name.startswith(rule.id):
        yield Fault(_top(rule), f"the file name must start with the id {rule.id}", hint=True)
    for pattern in rule.patterns:
        if rule.scope == "problem" and pattern.needs.kinds != {rule.name}:
            line = line_of(pattern.contexts[0].element)
            message = f"a rule on problems is named like its kind of problem: [@kind = '{rule.name}']"
            yield Fault(line, message, hint=True)


def _clashes(rule: Rule, known: Iterable[Rule]) -> Iterator[str]:
    for other in known:
        if other.id == rule.id:
            yield f"the id {rule.id} belongs to {other.path} already"
        if other.name == rule.name:
            yield f"the name {rule.name} belongs to {other.path} already"


def _top(rule: Rule) -> int:
    return line_of(rule.element)
