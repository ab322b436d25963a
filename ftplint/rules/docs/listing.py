"""The list of rules, for people and for programs."""

from __future__ import annotations

import json
import textwrap
from typing import TYPE_CHECKING, Any

from ftplint.rules.docs.roles import ALWAYS, needs
from ftplint.rules.docs.statements import covers
from ftplint.rules.scenarios import scenario

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from ftplint.rules.model import Rule

WIDTH = 120


def as_text(rules: Sequence[Rule]) -> Iterator[str]:
    """A line for each rule, more where the title is long. Profiles stand behind the title, in brackets."""
    widths = (max(map(len, ("id", *(rule.id for rule in rules)))), max((len(rule.name) for rule in rules), default=4))
    yield from _line(("id", "severity", "scenario", "name", "title [profiles]"), widths)
    for rule in rules:
        profiles = ", ".join(f"{name} {id_}".rstrip() for name, id_ in rule.profiles)
        title = f"{rule.title} [{profiles}]" if profiles else rule.title
        described = "none" if scenario(rule).none is not None else "played"
        yield from _line((rule.id, rule.severity, described, rule.name, title), widths)


def _line(cells: tuple[str, str, str, str, str], widths: tuple[int, int]) -> Iterator[str]:
    id_, severity, described, name, title = cells
    start = f"{id_:{widths[0]}}  {severity:8}  {described:9}  {name:{widths[1]}}  "
    hanging = " " * len(start)
    yield textwrap.fill(title, WIDTH, initial_indent=start, subsequent_indent=hanging, break_on_hyphens=False) + "\n"


def as_json(rules: Sequence[Rule]) -> Iterator[str]:
    """Everything that can be said of the rules without their examples."""
    yield json.dumps({"schema_version": "1", "rules": list(map(_facts, rules))}, indent=2, ensure_ascii=False) + "\n"


def _facts(rule: Rule) -> dict[str, Any]:
    one_scenario = scenario(rule)
    return {
        "id": rule.id,
        "name": rule.name,
        "severity": rule.severity,
        "title": rule.title,
        "scope": rule.scope,
        "since": rule.since,
        "security": rule.security,
        "optional": rule.optional,
        "suppressible": rule.suppressible,
        "profiles": [{"name": name, "id": id_ or None} for name, id_ in rule.profiles],
        "needs": [ALWAYS, *(role.name for role in needs(rule))],
        "covers": [{"statement": cover.statement, "milder": cover.milder} for cover in covers(rule)],
        "scenario": {
            "described": one_scenario.none is None,
            "none": one_scenario.none,
            "certificate": one_scenario.certificate,
            "expects": [
                {"example": expected.example, "step": expected.step}
                | ({"holds": expected.data} if expected.step == "log" else {"reply": expected.reply})
                for expected in one_scenario.expectations
            ],
        },
    }
