"""Rules that did not look, since the facts that they need were not given: that they found nothing says nothing."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ftplint.named_tuple import NamedTuple
from ftplint.report.wording import many

if TYPE_CHECKING:
    from ftplint.judging import Report

_LABELS = {
    "certificates": "certificates",
    "accounts": "accounts",
    "paths": "folders",
    "network": "firewall and ports",
    "server": "services",
    "tls": "Schannel",
    "log": "the FTP log",
    "clients": "client certificates",
    "administration": "administration.config",
}
"""The kinds of facts in the order in which they are told, and what they are called."""


class Unchecked(NamedTuple):
    """A kind of fact that is missing for some file, the rules that need it, and why it is missing, where that is known.

    ``fact`` is the word that rules have for it.
    """

    fact: str
    rules: tuple[str, ...]
    files: int
    reasons: tuple[str, ...]

    @property
    def label(self) -> str:
        """What the facts are called, with the reasons."""
        name = _LABELS.get(self.fact, self.fact)
        return f"{name} ({'; '.join(self.reasons)})" if self.reasons else name


def unchecked(report: Report) -> tuple[Unchecked, ...]:
    """What is missing, by kind of fact; nothing where there is no FTP site that rules could look at."""
    needs = {rule.id: rule.evidence for rule in report.rules if rule.evidence}
    rules: dict[str, dict[str, None]] = {}
    files: dict[str, int] = {}
    reasons: dict[str, dict[str, None]] = {}
    for file in report.files if needs else ():
        if not file.ftp_sites:
            continue
        lacking = {fact for facts in needs.values() for fact in facts if fact not in file.evidence}
        for fact in lacking:
            files[fact] = files.get(fact, 0) + 1
            found = (rule for rule, facts in needs.items() if fact in facts)
            rules.setdefault(fact, {}).update(dict.fromkeys(found))
            if file.lacking.get(fact):
                reasons.setdefault(fact, {})[file.lacking[fact]] = None
    order = [*_LABELS, *sorted(files.keys() - _LABELS.keys())]
    return tuple(
        Unchecked(fact, tuple(rules[fact]), files[fact], tuple(reasons.get(fact, ())))
        for fact in order
        if fact in files
    )


def unchecked_rules(report: Report) -> tuple[str, ...]:
    """The ids of the rules that did not look at some file."""
    return tuple(sorted({rule for one in unchecked(report) for rule in one.rules}))


def told(report: Report) -> str:
    """A line on what was not checked; empty if everything was."""
    found = unchecked(report)
    if not found:
        return ""
    rules = many(len({rule for one in found for rule in one.rules}), "rule")
    need = "needs" if rules.startswith("1 ") else "need"
    if len(found) > _MOST and not any(one.reasons for one in found):
        names = ", ".join(one.label for one in found[:_MOST])
        return f"Not checked: {rules} {need} {names} ... of the server: ftplint collect"
    names = ", ".join(one.label for one in found)
    return f"Not checked: {rules} {need} {names} of the server"


_MOST = 3
