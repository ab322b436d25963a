"""Fixes a file: step by step, each fix whole or not at all, the outcome judged, until nothing more can be done.

A step is taken back if its finding would stay, or if it would bring something as bad or worse. What is milder and was
hidden by what is fixed comes up in the next step, where its own fix is made, if it has one.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from ftplint.analysis import understand
from ftplint.judging import SEVERITIES, Silence
from ftplint.remedy.change import changes
from ftplint.remedy.in_place import InPlace, NotHereError, edited

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterable, Mapping

    from ftplint.analysis import Understood
    from ftplint.judging import Draft
    from ftplint.outside import Outside
    from ftplint.remedy.change import SettingChange, Where

Key = tuple[str, str]
"""A finding by rule and site: moving a cause from siteDefaults to a site does not make it another."""
_DEPTH = 4
"""Fixes that another one calls for, one after the other, before that one is given up."""


class Left(NamedTuple):
    """A finding that stays, and why. *uncovered*: other fixes hid it, or bring it; else *original* is what it was."""

    draft: Draft
    reason: str
    uncovered: bool = False
    original: Draft | None = None


class Fixed(NamedTuple):
    """The bytes afterwards, what was set, the findings that this fixes, those that stay; the file before and after."""

    data: bytes
    changes: tuple[SettingChange, ...]
    fixed: tuple[Draft, ...]
    left: tuple[Left, ...]
    before: Understood | None = None
    after: Understood | None = None


class _State(NamedTuple):
    """The file at one moment, and what is found in it."""

    data: bytes
    understood: Understood
    found: list[Draft]
    keys: frozenset[Key]


class _Step(NamedTuple):
    """Some fixes made: what they set, which findings they fix, and the file afterwards."""

    after: _State
    changes: list[SettingChange]
    fixed: list[Draft]


class _Plan(NamedTuple):
    """What is to be done in one state: findings with what their fixes set, the gravest first; and what stays."""

    wanted: list[Draft]
    changes: Mapping[int, list[SettingChange]]
    left: list[Left]


def fix_file(
    path: str,
    data: bytes,
    judged: Callable[[Understood], list[Draft]],
    chosen: Callable[[Draft, bool], str | None],
    version: str,
    at: Where = "default",
    *,
    sites: Collection[str] = (),
    outside: Outside | None = None,
) -> Fixed:
    """Makes the fix of every finding that *judged* finds, for which *chosen* gives no reason against it.

    *judged* should use all rules, whatever *chosen* chooses: by its findings the outcome is judged. *chosen* is also
    told whether a fix of this run uncovered the finding. *sites* (names in lower case; empty means all) are the only
    ones that change: what they share with others is set on them alone, unless *at* is ``origin``. *outside* are facts
    from outside the file. Raises NotEditableError.
    """

    def state(data: bytes) -> _State:
        understood = understand(path, data, version, outside)
        found = judged(understood)
        return _State(data, understood, found, frozenset(key for draft in found for key in _keys(draft)))

    return _Fixing(state, chosen, at, sites).run(state(data))


class _Fixing:
    def __init__(
        self,
        state: Callable[[bytes], _State],
        chosen: Callable[[Draft, bool], str | None],
        at: Where,
        sites: Collection[str],
    ) -> None:
        self._state = state
        self._chosen = chosen
        self._at = at
        self._sites = sites
        self._first: frozenset[Key] = frozenset()
        self._refused: dict[tuple[object, ...], str] = {}

    def run(self, first: _State) -> Fixed:
        """Step after step; what was refused is tried again after other fixes, until that changes nothing."""
        self._first, now = first.keys, first
        made: dict[tuple[str, str, str, str], SettingChange] = {}
        fixed: list[Draft] = []
        seen = {first.data}
        retried = True
        while True:
            plan = self._plan(now)
            step = self._step(now, plan) if plan.wanted else None
            if step is None and not retried:
                self._refused.clear()
                retried = True
                continue
            if step is None or step.after.data in seen:
                break
            now = step.after
            seen.add(now.data)
            retried = not self._refused
            for change in step.changes:
                made[_place(change)] = change
            fixed += step.fixed
        original = {_identity(draft): draft for draft in first.found}
        left = tuple(one._replace(original=original.get(_identity(one.draft))) for one in plan.left)
        return Fixed(now.data, tuple(made.values()), tuple(fixed), left, first.understood, now.understood)

    def _plan(self, now: _State) -> _Plan:
        """What to do in this state."""
        found = list(now.found)
        narrowed = {id(draft) for draft in now.found if self._narrow(draft, found)}
        left: list[Left] = []
        wanted: list[Draft] = []
        planned: dict[int, list[SettingChange]] = {}
        configuration = now.understood.configuration
        place = None if configuration is None else InPlace(now.understood)
        for draft in found:
            uncovered = not _keys(draft) <= self._first
            reason = self._chosen(draft, uncovered) or self._refused.get(_identity(draft))
            if reason is None and configuration is not None:
                planned[id(draft)] = changes(configuration, draft, "site" if id(draft) in narrowed else self._at)
            reason = reason or _unusable(place, planned.get(id(draft), []))
            if reason is None:
                wanted.append(draft)
            else:
                left.append(Left(draft, reason, uncovered))
        wanted.sort(key=lambda draft: -_gravity(draft))
        return _Plan(_agreeing(wanted, planned, left), planned, left)

    def _narrow(self, draft: Draft, found: list[Draft]) -> bool:
        """Whether *draft* reaches other sites than the chosen ones too; those come apart, at the end of *found*."""
        if not self._sites or self._at == "origin":
            return False
        others = {name.lower() for name in draft.sites} - set(self._sites)
        if not others or len(others) == len({name.lower() for name in draft.sites}):
            return False
        found.append(draft.split(others, Silence("settings", "not a site that was asked for")))
        return True

    def _step(self, now: _State, plan: _Plan) -> _Step | None:
        """All that is wanted, if that does only good; else as much as does: of one rule, of half of what it finds."""
        waiting = [plan.wanted]
        while waiting:
            tried = waiting.pop(0)
            step = self._tried(now, tried, plan)
            if isinstance(step, _Step):
                return step
            rules = list({draft.rule.id: 0 for draft in tried})
            if len(rules) > 1:
                waiting[:0] = [[draft for draft in tried if draft.rule.id == rule] for rule in rules]
            elif len(tried) > 1:
                half = len(tried) // 2
                waiting[:0] = [tried[:half], tried[half:]]
            else:
                self._refused[_identity(tried[0])] = step
                plan.left.append(Left(tried[0], step, not _keys(tried[0]) <= self._first))
        return None

    def _tried(self, now: _State, wanted: list[Draft], plan: _Plan, depth: int = 0) -> _Step | str:
        """The fixes of *wanted* made, and those of what they bring that is as bad; or why they cannot be."""
        every = _distinct(change for draft in wanted for change in plan.changes[id(draft)])
        after = self._state(edited(now.understood, every))
        step = _Step(after, every, wanted)
        least = min(map(_gravity, wanted))
        for draft in wanted:
            if _keys(draft) & after.keys:
                return "the fix would not make the finding go"
        bad = _as_bad(now, after, least)
        if bad and depth < _DEPTH:
            called = {id(draft) for draft in bad}
            next_plan = self._plan(after)
            follow = [draft for draft in next_plan.wanted if id(draft) in called]
            then = self._tried(after, follow, next_plan, depth + 1) if len(follow) == len(bad) else None
            if isinstance(then, _Step):
                step = _Step(then.after, [*every, *then.changes], [*wanted, *then.fixed])
                bad = _as_bad(now, then.after, least)
        if any(_keys(draft) & step.after.keys for draft in wanted):
            return "the fix would not make the finding go"
        if bad:
            told = sorted({f"{draft.rule.id} ({draft.rule.severity})" for draft in bad})
            return f"the fix would bring {', '.join(told)}, which is as bad or worse"
        return step


def _as_bad(before: _State, after: _State, least: int) -> list[Draft]:
    """What is new and at least as bad as *least*; not what ftplint has to say of comments and baselines."""
    new = after.keys - before.keys
    judged = (draft for draft in after.found if not draft.rule.on_ftplint)
    return [draft for draft in judged if _gravity(draft) >= least and _keys(draft) & new]


def _gravity(draft: Draft) -> int:
    """The severity; what IIS cannot read is worse than any other error, since nothing works before it is fixed."""
    unreadable = draft.rule.id.startswith("FTP0") and draft.rule.severity == "error"
    return SEVERITIES.index(draft.rule.severity) + unreadable


def _unusable(place: InPlace | None, plan: list[SettingChange]) -> str | None:
    """Why a plan cannot be carried out in this file."""
    if place is None:
        return "the file cannot be read as a configuration"
    if not plan:
        return "manual: the fix would have to choose an entry of a list"
    try:
        place.check(plan)
    except NotHereError as error:
        return str(error)
    return None


def _agreeing(wanted: list[Draft], planned: dict[int, list[SettingChange]], left: list[Left]) -> list[Draft]:
    """Those that set no attribute to another value than one before them."""
    values: dict[tuple[str, str, str, str], str] = {}
    agreed = []
    for draft in wanted:
        said = {_place(change): change.value for change in planned[id(draft)]}
        if any(values.get(key, value) != value for key, value in said.items()):
            left.append(Left(draft, "another fix sets the same attribute to another value"))
            continue
        values.update(said)
        agreed.append(draft)
    return agreed


def _keys(draft: Draft) -> set[Key]:
    return {(draft.rule.id, site.lower()) for site in draft.sites} or {(draft.rule.id, "")}


def _identity(draft: Draft) -> tuple[object, ...]:
    """What tells a finding from others, in whatever state of the file."""
    return (*sorted(_keys(draft)), draft.setting, draft.identity, draft.message)


def _place(change: SettingChange) -> tuple[str, str, str, str]:
    return (change.level, change.home.lower(), change.path, change.attribute)


def _distinct(plan: Iterable[SettingChange]) -> list[SettingChange]:
    """Each change once, though several findings may want it."""
    found: dict[tuple[object, ...], SettingChange] = {}
    for change in plan:
        found.setdefault((*_place(change), change.element), change)
    return list(found.values())
