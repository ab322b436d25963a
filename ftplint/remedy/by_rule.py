"""The remedies of a file's findings as scripts, rule by rule: for reports that offer them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ftplint.named_tuple import NamedTuple
from ftplint.remedy.change import changes, scriptable
from ftplint.remedy.languages import LANGUAGES
from ftplint.remedy.quoting import QuotingError
from ftplint.remedy.scripts import script

if TYPE_CHECKING:
    from collections.abc import Iterable

    from ftplint.configuration import Configuration
    from ftplint.judging import PendingFinding
    from ftplint.remedy.change import SettingChange

_MOST = 50
"""Changes in one script; for more sites than that nobody copies a script out of a page."""


class RuleScripts(NamedTuple):
    """Language -> script. ``cut`` is the number of settings that they stop at, None if they fix all."""

    by_language: dict[str, str]
    cut: int | None


def scripts_by_rule(
    configuration: Configuration, pending_findings: Iterable[PendingFinding], path: str
) -> dict[str, RuleScripts]:
    """For each rule whose fixes set something its scripts. A name that a language cannot hold leaves it out."""
    planned: dict[str, list[SettingChange]] = {}
    for pending in pending_findings:
        if len(planned.get(pending.rule.id, ())) <= _MOST:
            planned.setdefault(pending.rule.id, []).extend(filter(scriptable, changes(configuration, pending)))
    return {
        rule: RuleScripts(_scripts(plan[:_MOST], path), _MOST if len(plan) > _MOST else None)
        for rule, plan in planned.items()
        if plan
    }


def _scripts(plan: list[SettingChange], path: str) -> dict[str, str]:
    found = {}
    for language in LANGUAGES:
        try:
            found[language] = script(language, plan, path)
        except QuotingError:
            continue
    return found
