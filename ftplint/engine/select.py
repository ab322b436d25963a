"""Which rules count and how gravely: ids, prefixes of ids, and names, as given on the command line."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from ftplint.engine.finding import SEVERITIES

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from ftplint.engine.finding import Severity
    from ftplint.engine.rule import Rule


class SelectionError(Exception):
    """A selector that fits no rule, or a severity that does not exist; ``str`` says which and what is near."""


@dataclass(frozen=True, slots=True)
class Selection:
    """``select`` empty means all rules. A longer selector beats a shorter one: ``--ignore FTP1 --select FTP106``."""

    select: tuple[str, ...] = ()
    ignore: tuple[str, ...] = ()
    severity: Mapping[str, Severity] = field(default_factory=dict)

    def apply(self, rules: Iterable[Rule]) -> tuple[Rule, ...]:
        """The chosen rules with their severities. Raises SelectionError."""
        rules = tuple(rules)
        for selector in (*self.select, *self.ignore, *self.severity):
            if not any(_fits(selector, rule) for rule in rules):
                raise SelectionError(_unknown(selector, rules))
        chosen = []
        for rule in rules:
            if not self._chosen(rule):
                continue
            best = max((s for s in self.severity if _fits(s, rule)), key=len, default=None)
            chosen.append(rule if best is None else replace(rule, severity=self.severity[best]))
        return tuple(chosen)

    def _chosen(self, rule: Rule) -> bool:
        wanted = max((_weight(s, rule) for s in self.select), default=0 if self.select else 1)
        unwanted = max((_weight(s, rule) for s in self.ignore), default=0)
        return wanted > unwanted


def parse_severity(text: str) -> tuple[str, Severity]:
    """``FTP106=warning`` in its two halves. Raises SelectionError."""
    selector, equals, level = text.partition("=")
    for severity in SEVERITIES:
        if equals and level.strip().lower() == severity:
            return selector.strip(), severity
    raise SelectionError(f"'{text}' is not of the form RULE=LEVEL with one of the levels {', '.join(SEVERITIES)}")


def _fits(selector: str, rule: Rule) -> bool:
    text = selector.strip()
    return text.lower() == rule.name or text.upper() == "ALL" or (text != "" and rule.id.startswith(text.upper()))


def _weight(selector: str, rule: Rule) -> int:
    if not _fits(selector, rule):
        return 0
    text = selector.strip()
    return 100 if text.lower() == rule.name else (2 if text.upper() == "ALL" else 2 + len(text))


def _unknown(selector: str, rules: Iterable[Rule]) -> str:
    from difflib import get_close_matches

    names = [name for rule in rules for name in (rule.id, rule.name)]
    near = get_close_matches(selector, names, 1) or get_close_matches(selector.upper(), names, 1)
    hint = f"; did you mean '{near[0]}'?" if near else "; 'ftplint rules list' shows them all"
    return f"no rule fits '{selector}'{hint}"
