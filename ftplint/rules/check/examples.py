"""Checks that the examples of a rule behave: broken ones fire, the others do not, and the fix does what it says."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any

from lxml import etree

from ftplint.analysis import analyse
from ftplint.judging import judge, judge_problems, server_xml, violations
from ftplint.outside import from_example
from ftplint.rules.context import line_of
from ftplint.rules.example import examples
from ftplint.rules.load import load_rules
from ftplint.rules.model import CERTIFICATE, Fault
from ftplint.schema import FTP_GROUP, LATEST
from ftplint.silencing import Baseline, silence_by_comments, stale_entries
from ftplint.source import Stops

if TYPE_CHECKING:
    from collections.abc import Iterator

    from lxml.etree import _Element

    from ftplint.analysis import ParsedFile
    from ftplint.judging import PendingFinding
    from ftplint.rules.example import Example
    from ftplint.rules.model import Rule
    from ftplint.source import Place, Problem

_VERDICTS = {
    "broken": "there is no broken example: show a configuration in which the rule fires",
    "fixed": "there is no fixed example: show the first broken one after the fix",
    "silent": "there is no silent example: show a near miss in which the rule does not fire",
}
_FACT = re.compile(r"@([\w-]+)\Z")

Setting = tuple[tuple[tuple[str, int], ...], str]
"""An attribute of the effective document: the steps to its element, each numbered among its like, and its name."""


@dataclass(frozen=True, slots=True)
class Tried:
    """A rule tried on an example, all other rules left out."""

    example: Example
    parsed: ParsedFile
    problems: tuple[Problem, ...]
    pending_findings: tuple[PendingFinding, ...]


def try_rule(rule: Rule, example: Example) -> Tried:
    """What *rule* finds in *example*."""
    version = example.version or LATEST
    known = None if example.evidence is None else from_example(example.evidence)
    parsed = analyse(f"{rule.id} {example.name}", example.text.encode("utf-8"), version, known)
    if not rule.on_ftplint:
        return Tried(example, parsed, parsed.problems, tuple(judge(parsed, (rule,))))
    problems = tuple(_own_affairs(example, parsed))
    return Tried(example, parsed, problems, tuple(judge_problems(problems, (rule,))))


def _own_affairs(example: Example, parsed: ParsedFile) -> list[Problem]:
    """What is wrong with suppressions and the baseline: for that, all rules have to run."""
    rules = load_rules()
    known = {word for one in rules for word in (one.id.lower(), one.name)}
    left, _, problems = silence_by_comments(parsed, judge(parsed, rules), rules, known, date.today())
    if example.baseline is not None:
        *_, stale = Baseline.parse(example.baseline, "baseline.json").silence(left, "config")
        problems += [problem for _, problem in stale_entries({"config": list(stale)}, example.baseline)]
    return problems


def example_faults(rule: Rule) -> Iterator[Fault]:
    """What is wrong with the examples of *rule*, and hints at what they do not show."""
    tried = [try_rule(rule, example) for example in examples(rule)]
    top = line_of(rule.element)
    for verdict, missing in _VERDICTS.items():
        if not any(t.example.verdict == verdict for t in tried):
            yield Fault(top, missing, hint=True)
    if rule.scope == "site" and not any(t.example.inherited for t in tried):
        missing = 'there is no example with inherited="true": show one whose value comes from siteDefaults'
        yield Fault(top, missing, hint=True)
    for t in tried:
        yield from _behaviour(t)
    if rule.scope == "problem":
        yield from (Fault(*fault) for fault in _facts(rule, tried))
    broken = next((t for t in tried if t.example.verdict == "broken"), None)
    fixed = next((t for t in tried if t.example.verdict == "fixed"), None)
    if broken is not None and fixed is not None:
        yield from (Fault(fixed.example.line, message) for message in _fix(rule, broken, fixed))


def _behaviour(tried: Tried) -> Iterator[Fault]:
    example = tried.example
    line = example.line
    shown = f"the {example.verdict} example" + (f" '{example.name}'" if example.name else "")
    if example.verdict != "broken":
        if tried.pending_findings:
            yield Fault(line, f"the rule fires on {shown}: {tried.pending_findings[0].message}")
        return
    if not tried.pending_findings:
        others = sorted({problem.kind for problem in tried.parsed.problems} - {"fragment-assumed"})
        hint = f"; the file has other problems: {', '.join(others)}" if others else ""
        yield Fault(line, f"the rule does not fire on {shown}{hint}")
    for pending in tried.pending_findings:
        if not pending.message.endswith((".", "?")):
            yield Fault(line, f"the message does not end with a full stop: {pending.message}", hint=True)
    if example.inherited and tried.pending_findings and not any(map(_inherited, tried.pending_findings)):
        yield Fault(
            line, f"{shown} is marked as inherited, but neither the setting nor a related one comes from siteDefaults"
        )


def _inherited(pending: PendingFinding) -> bool:
    places = (pending.place, *(place for place, _ in pending.related))
    return pending.origin == "siteDefaults" or any(map(_in_site_defaults, places))


def _in_site_defaults(place: Place) -> bool:
    element = place.element
    return element is not None and any(e.tag == "siteDefaults" for e in (element, *element.iterancestors()))


def _facts(rule: Rule, tried: list[Tried]) -> Iterator[tuple[int, str]]:
    """A fact that a message prints and no problem of this kind has would leave a hole in the sentence."""
    known, kinds = {"site", "setting"}, rule.needs.kinds
    for t in tried:
        for problem in t.problems:
            if problem.kind in kinds:
                known.update(problem.facts, () if problem.stops is Stops.NOTHING else ("consequence",))
    for pattern in rule.patterns:
        for context in pattern.contexts:
            for test in context.tests:
                for printed in test.element.iterchildren("{*}value-of"):
                    fact = _FACT.match(printed.get("select", ""))
                    if fact and fact.group(1) not in known:
                        line = line_of(printed)
                        yield line, f"the message prints @{fact.group(1)}, which no problem of the broken examples has"


def _fix(rule: Rule, broken: Tried, fixed: Tried) -> Iterator[str]:
    """Whether the fixed example is the broken one plus exactly what ``ftp:set`` sets."""
    if rule.scope == "problem":  # what is set is not in the effective document
        return
    before, after = _document(broken), _document(fixed)
    if before is None or after is None or not rule.changes:
        return
    wanted: dict[Setting, str] = {}
    for violation in violations(rule, before):
        for change in rule.changes:
            found: Any = change.select(violation.node)
            for attribute in found:
                wanted[_steps(attribute.getparent()), attribute.attrname] = change.element.get("value", "")
    old, new = _settings(before), _settings(after)
    for setting, value in wanted.items():
        if value == CERTIFICATE and new.get(setting):
            continue
        if new.get(setting) != value:
            yield f"ftp:fix sets {_path(setting)} to '{value}', but in the fixed example it is '{new.get(setting)}'"
    copies = {(_below_group(setting), value) for setting, value in wanted.items() if _below_group(setting)}
    for setting in sorted(old.keys() | new.keys()):
        if old.get(setting) == new.get(setting) or setting in wanted:
            continue
        if (_below_group(setting), new.get(setting)) in copies:  # what the server level sets, locations inherit
            continue
        if "-" in setting[1]:  # a condition, worked out from settings
            continue
        if _path(setting).startswith("port/"):  # an endpoint repeats that of its site
            continue
        difference = f"from {_quoted(old, setting)} to {_quoted(new, setting)}"
        yield f"the fixed example also changes {_path(setting)} {difference}"


def _document(tried: Tried) -> _Element | None:
    configuration = tried.parsed.configuration
    if configuration is None:
        return None
    return etree.fromstring("".join(server_xml(configuration, (), configuration.ftp_sites)))


def _settings(root: _Element) -> dict[Setting, str]:
    """All attributes below *root*; an element without attributes counts by its presence."""
    found: dict[Setting, str] = {}
    for element in root.iter("*"):
        steps = _steps(element)
        found[steps, ""] = "there"
        found.update({(steps, str(name)): str(value) for name, value in element.items()})
    return found


def _steps(element: _Element) -> tuple[tuple[str, int], ...]:
    lineage = [element, *element.iterancestors()]
    return tuple((str(e.tag), sum(1 for _ in e.itersiblings(e.tag, preceding=True))) for e in reversed(lineage))


def _below_group(setting: Setting) -> Setting | None:
    """The part of *setting* below ``system.ftpServer``."""
    steps, name = setting
    at = next((number for number, (tag, _) in enumerate(steps) if tag == FTP_GROUP), None)
    return None if at is None else (steps[at:], name)


def _path(setting: Setting) -> str:
    steps, name = setting
    shown = "/".join(tag + (f"[{number + 1}]" if number else "") for tag, number in steps[1:])
    return f"{shown}/@{name}" if name else shown


def _quoted(settings: dict[Setting, str], setting: Setting) -> str:
    return f"'{settings[setting]}'" if setting in settings else "nothing"
