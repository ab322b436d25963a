"""What ``ftplint fix`` does to a file, for the command line and the editor: what is wished for, judged by all rules."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, NamedTuple

from ftplint.api import RuleSet, unsilenced
from ftplint.remedy import fix_file, with_certificate
from ftplint.rules import Selection

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from ftplint.api import Settings
    from ftplint.judging import Fix, PendingFinding
    from ftplint.remedy import Fixed, Where

ELSEWHERE = "it is on another site"
NOT_SELECTED = "its rule is not selected"
INFO = "info: a fix of this kind is made with --select"


class Wish(NamedTuple):
    """What is to be fixed, and how far a fix may go.

    ``sites`` limits the fixes to these sites (any letter case; empty means all); ``only``, where it is given, to the
    findings for which it is true. ``info`` fixes findings of that severity too. ``certificate`` is a thumbprint.
    """

    unsafe: bool = False
    opens: bool = False
    sites: tuple[str, ...] = ()
    at: Where = "default"
    certificate: str | None = None
    info: bool = False
    only: Callable[[PendingFinding], bool] | None = None


def fixed(path: str, data: bytes, rules: RuleSet, settings: Settings, wish: Wish) -> Fixed:
    """The fixes of findings by *rules* made; whether they do good, all rules say, whatever is selected.

    Raises NotEditableError for a text that would not come back byte for byte.
    """
    sites = {name.lower() for name in wish.sites}
    selected = {rule.id for rule in rules.chosen}
    every = RuleSet.load(settings._replace(selection=Selection(severity=settings.selection.severity)))
    judges = every._replace(chosen=(*rules.chosen, *(one for one in every.chosen if one.id not in selected)))

    def chosen(pending: PendingFinding, uncovered: bool) -> str | None:
        with_certificate(pending, wish.certificate)
        if pending.rule.id not in selected or (wish.only is not None and not wish.only(pending)):
            return NOT_SELECTED
        if sites and not any(name.lower() in sites for name in pending.sites):
            return ELSEWHERE
        if pending.fix is None or pending.fix.safety == "manual":
            return manual(pending.fix)
        lacking = [f"--{name}" for name in pending.fix.asks_for if not getattr(wish, name)]
        if lacking:
            return lacks(pending.fix, lacking)
        if pending.rule.severity == "info" and not wish.info and not uncovered:
            return INFO
        return None

    judged = partial(unsilenced, path, rules=judges, settings=settings)
    return fix_file(path, data, judged, chosen, settings.version, wish.at, sites=sites, outside=settings.outside)


def manual(fix: Fix | None) -> str:
    """Why ftplint does not make a manual fix: what there is to do."""
    if fix is None:
        return "manual: the rule names no fix"
    named = "; --certificate THUMBPRINT does it" if fix.once_named is not None else ""
    return f"manual: {fix.title.rstrip('.')}{named}"


def lacks(fix: Fix, options: Sequence[str]) -> str:
    """Why a fix is not made without *options*."""
    because = f": {fix.because}" if fix.because else f": {fix.title}"
    return f"{fix.safety}{because}; {' '.join(options)} applies it"
