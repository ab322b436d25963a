"""Which rules count and how gravely: ids, prefixes of ids, and names, as given on the command line."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ftplint.errors import FtplintError
from ftplint.named_tuple import NamedTuple
from ftplint.rules.model import SEVERITIES
from ftplint.schema import closest

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from ftplint.rules.model import Rule, Severity


class SelectionError(FtplintError):
    """A selector that fits no rule, or a severity that does not exist; ``str`` says which and what is near."""


PROFILES = ("all", "client-certificate", "cis-iis10", "stig")
"""``all`` is every rule but the optional ones; each other is the rules that say they belong to it."""


class Selection(NamedTuple):
    """``select`` empty means all rules. A longer selector beats a shorter one: ``--ignore FTP1 --select FTP106``.

    A ``profile`` other than ``all`` leaves its own rules, those on files that IIS cannot read, and those on ftplint's
    own affairs; what such a baseline asks for is a warning at least. An optional rule runs if its profile, its id or
    its name is asked for.
    """

    select: tuple[str, ...] = ()
    ignore: tuple[str, ...] = ()
    severity: Mapping[str, Severity] = {}
    profile: str = "all"

    def apply(self, rules: Iterable[Rule]) -> tuple[Rule, ...]:
        """The chosen rules with their severities. Raises SelectionError."""
        rules = tuple(rules)
        known_selectors((*self.select, *self.ignore, *self.severity), rules)
        chosen = []
        for rule in rules:
            if not self._chosen(rule):
                continue
            best = max((s for s in self.severity if fits(s, rule)), key=len, default=None)
            if best is not None:
                rule = rule._replace(severity=self.severity[best])
            elif rule.severity == "info" and self._asked_for(rule):
                rule = rule._replace(severity="warning")
            chosen.append(rule)
        return tuple(chosen)

    def _chosen(self, rule: Rule) -> bool:
        wanted = max((_weight(s, rule) for s in self.select), default=0 if self.select else 1)
        unwanted = max((_weight(s, rule) for s in self.ignore), default=0)
        if wanted <= unwanted:
            return False
        if self.profile != "all" and not self._in_profile(rule):
            return False
        return not rule.optional or wanted >= _NAMED or self.profile != "all"

    def _asked_for(self, rule: Rule) -> bool:
        return any(name == self.profile for name, _ in rule.profiles)

    def _in_profile(self, rule: Rule) -> bool:
        if self._asked_for(rule):
            return True
        return rule.on_ftplint or (rule.id.startswith("FTP0") and rule.severity == "error")


def known_selectors(selectors: Iterable[str], rules: Sequence[Rule]) -> None:
    """Raises SelectionError for the first of *selectors* that fits none of *rules*, with what is near."""
    for selector in selectors:
        if not any(fits(selector, rule) for rule in rules):
            raise SelectionError(_unknown(selector, rules))


def parse_severity(text: str) -> tuple[str, Severity]:
    """``FTP106=warning`` in its two halves. Raises SelectionError."""
    selector, equals, level = text.partition("=")
    for severity in SEVERITIES:
        if equals and level.strip().lower() == severity:
            return selector.strip(), severity
    raise SelectionError(f"'{text}' is not of the form RULE=LEVEL with one of the levels {', '.join(SEVERITIES)}")


def fits(selector: str, rule: Rule) -> bool:
    """Whether *selector* (an id, the beginning of one, a name, or ``ALL``) means *rule*."""
    text = selector.strip()
    return text.lower() == rule.name or text.upper() == "ALL" or (text != "" and rule.id.startswith(text.upper()))


_NAMED = 100
"""The weight of a selector that names exactly one rule."""


def _weight(selector: str, rule: Rule) -> int:
    if not fits(selector, rule):
        return 0
    text = selector.strip()
    if text.lower() == rule.name or text.upper() == rule.id:
        return _NAMED
    return 2 if text.upper() == "ALL" else 2 + len(text)


def _unknown(selector: str, rules: Iterable[Rule]) -> str:
    names = [name for rule in rules for name in (rule.id, rule.name)]
    near = closest(selector, names) or closest(selector.upper(), names)
    hint = f"; did you mean '{near}'?" if near else "; 'ftplint rules list' shows them all"
    return f"no rule fits '{selector}'{hint}"
