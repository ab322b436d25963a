"""Fixes a file: step by step, each fix whole or not at all, the outcome judged, until nothing more can be done.

A step is taken back if its finding would stay, or if it would bring something as bad or worse. What is milder and was
hidden by what is fixed comes up in the next step, where its own fix is made, if it has one.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from ftplint.analysis import analyse
from ftplint.judging import SEVERITIES, Silence
from ftplint.named_tuple import NamedTuple
from ftplint.remedy.change import changes
from ftplint.remedy.in_place import InPlace, NotHereError, edited

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterable, Mapping

    from ftplint.analysis import ParsedFile
    from ftplint.judging import PendingFinding
    from ftplint.outside import Outside
    from ftplint.remedy.change import SettingChange, Where

Key = tuple[str, str]
"""A finding by rule and site: moving a cause from siteDefaults to a site does not make it another."""
_DEPTH = 4
"""Fixes that another one calls for, one after the other, before that one is given up."""


class Left(NamedTuple):
    """A finding that stays, and why. *uncovered*: other fixes hid it, or bring it; else *original* is what it was."""

    pending: PendingFinding
    reason: str
    uncovered: bool = False
    original: PendingFinding | None = None


class Fixed(NamedTuple):
    """The bytes afterwards, what was set, the findings that this fixes, those that stay; the file before and after."""

    data: bytes
    changes: tuple[SettingChange, ...]
    fixed: tuple[PendingFinding, ...]
    left: tuple[Left, ...]
    before: ParsedFile | None = None
    after: ParsedFile | None = None


class _State(NamedTuple):
    """The file at one moment, and what is found in it."""

    data: bytes
    parsed: ParsedFile
    found: list[PendingFinding]
    keys: frozenset[Key]


class _Step(NamedTuple):
    """Some fixes made: what they set, which findings they fix, and the file afterwards."""

    after: _State
    changes: list[SettingChange]
    fixed: list[PendingFinding]


class _Plan(NamedTuple):
    """What is to be done in one state: findings with what their fixes set, the gravest first; and what stays."""

    wanted: list[PendingFinding]
    changes: Mapping[int, list[SettingChange]]
    left: list[Left]


def fix_file(
    path: str,
    data: bytes,
    judged: Callable[[ParsedFile], list[PendingFinding]],
    chosen: Callable[[PendingFinding, bool], str | None],
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
        parsed = analyse(path, data, version, outside)
        found = judged(parsed)
        return _State(data, parsed, found, frozenset(key for pending in found for key in _keys(pending)))

    return _Fixing(state, chosen, at, sites).run(state(data))


class _Fixing:
    def __init__(
        self,
        state: Callable[[bytes], _State],
        chosen: Callable[[PendingFinding, bool], str | None],
        at: Where,
        sites: Collection[str],
    ) -> None:
        self._state = state
        self._chosen = chosen
        self._at = at
        self._sites = sites
        self._first: frozenset[Key] = frozenset()
        self._refused: dict[tuple[object, ...], str] = {}
        self._seen: set[bytes] = set()

    def run(self, first: _State) -> Fixed:
        """Step after step; what was refused is tried again after other fixes, until that changes nothing."""
        self._first, now = first.keys, first
        made: dict[tuple[str, str, str, str], SettingChange] = {}
        fixed: list[PendingFinding] = []
        self._seen = {first.data}
        retried = True
        while True:
            plan = self._plan(now)
            refused = len(self._refused)
            step = self._step(now, plan) if plan.wanted else None
            if len(self._refused) > refused and step is None:
                continue  # without those, what disagreed with them can be tried
            if step is None and not retried:
                self._refused.clear()
                retried = True
                continue
            if step is None:
                break
            now = step.after
            self._seen.add(now.data)
            retried = not self._refused
            for change in step.changes:
                made[_place(change)] = change
            fixed += step.fixed
        original = {_identity(pending): pending for pending in first.found}
        left = tuple(one._replace(original=original.get(_identity(one.pending))) for one in plan.left)
        return Fixed(now.data, tuple(made.values()), tuple(fixed), left, first.parsed, now.parsed)

    def _plan(self, now: _State) -> _Plan:
        """What to do in this state."""
        found = list(now.found)
        narrowed = {id(pending) for pending in now.found if self._narrow(pending, found)}
        left: list[Left] = []
        wanted: list[PendingFinding] = []
        planned: dict[int, list[SettingChange]] = {}
        configuration = now.parsed.configuration
        place = None if configuration is None else InPlace(now.parsed)
        for pending in found:
            uncovered = not _keys(pending) <= self._first
            reason = self._chosen(pending, uncovered) or self._refused.get(_identity(pending))
            if reason is None and configuration is not None:
                planned[id(pending)] = changes(configuration, pending, "site" if id(pending) in narrowed else self._at)
            reason = reason or _unusable(place, planned.get(id(pending), []))
            if reason is None:
                wanted.append(pending)
            else:
                left.append(Left(pending, reason, uncovered))
        wanted.sort(key=lambda pending: -_gravity(pending))
        agreed = _agreeing(wanted, planned)
        for pending in wanted:
            if pending not in agreed:
                reason = "another fix sets the same attribute to another value"
                left.append(Left(pending, reason, not _keys(pending) <= self._first))
        return _Plan(agreed, planned, left)

    def _narrow(self, pending: PendingFinding, found: list[PendingFinding]) -> bool:
        """Whether *pending* reaches other sites than the chosen ones too; those come apart, at the end of *found*."""
        if not self._sites or self._at == "origin":
            return False
        others = {name.lower() for name in pending.sites} - set(self._sites)
        if not others or len(others) == len({name.lower() for name in pending.sites}):
            return False
        found.append(pending.split(others, Silence("settings", "not a site that was asked for")))
        return True

    def _step(self, now: _State, plan: _Plan) -> _Step | None:
        """All that is wanted, if that does only good; else as much as does: of one rule, of half of what it finds."""
        waiting = [plan.wanted]
        while waiting:
            tried = waiting.pop(0)
            step = self._tried(now, tried, plan)
            if isinstance(step, _Step) and step.after.data in self._seen:
                step = "the fix would undo another one"
            if isinstance(step, _Step):
                return step
            rules = list(dict.fromkeys(pending.rule.id for pending in tried))
            if len(rules) > 1:
                waiting[:0] = [[pending for pending in tried if pending.rule.id == rule] for rule in rules]
            elif len(tried) > 1:
                half = len(tried) // 2
                waiting[:0] = [tried[:half], tried[half:]]
            else:
                self._refused[_identity(tried[0])] = step
                plan.left.append(Left(tried[0], step, not _keys(tried[0]) <= self._first))
        return None

    def _tried(self, now: _State, wanted: list[PendingFinding], plan: _Plan, depth: int = 0) -> _Step | str:
        """The fixes of *wanted* made, and those of what they bring that is as bad; or why they cannot be."""
        every = _distinct(change for pending in wanted for change in plan.changes[id(pending)])
        after = self._state(edited(now.parsed, every))
        step = _Step(after, every, wanted)
        least = min(map(_gravity, wanted))
        for pending in wanted:
            if _keys(pending) & after.keys:
                return "the fix would not make the finding go"
        bad = _as_bad(now, after, least)
        if bad and depth < _DEPTH:
            called = {id(pending) for pending in bad}
            next_plan = self._plan(after)
            follow = [pending for pending in next_plan.wanted if id(pending) in called]
            then = self._tried(after, follow, next_plan, depth + 1) if len(follow) == len(bad) else None
            if isinstance(then, _Step):
                step = _Step(then.after, [*every, *then.changes], [*wanted, *then.fixed])
                bad = _as_bad(now, then.after, least)
        if any(_keys(pending) & step.after.keys for pending in wanted):
            return "the fix would not make the finding go"
        if bad:
            names = sorted({f"{pending.rule.id} ({pending.rule.severity})" for pending in bad})
            return f"the fix would bring {', '.join(names)}, which is as bad or worse"
        return step


def _as_bad(before: _State, after: _State, least: int) -> list[PendingFinding]:
    """What is new and at least as bad as *least*; not what ftplint has to say of comments and baselines."""
    new = after.keys - before.keys
    judged = (pending for pending in after.found if not pending.rule.on_ftplint)
    return [pending for pending in judged if _gravity(pending) >= least and _keys(pending) & new]


def _gravity(pending: PendingFinding) -> int:
    """The severity; what IIS cannot read is worse than any other error, since nothing works before it is fixed."""
    unreadable = pending.rule.id.startswith("FTP0") and pending.rule.severity == "error"
    return SEVERITIES.index(pending.rule.severity) + unreadable


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


def _agreeing(wanted: list[PendingFinding], planned: dict[int, list[SettingChange]]) -> list[PendingFinding]:
    """Those that set no attribute to another value than one before them."""
    values: dict[tuple[str, str, str, str], str] = {}
    agreed = []
    for pending in wanted:
        own = {_place(change): change.value for change in planned[id(pending)]}
        if all(values.get(key, value) == value for key, value in own.items()):
            values.update(own)
            agreed.append(pending)
    return agreed


def _keys(pending: PendingFinding) -> set[Key]:
    return {(pending.rule.id, site.lower()) for site in pending.sites} or {(pending.rule.id, "")}


def _identity(pending: PendingFinding) -> tuple[object, ...]:
    """What tells a finding from others, in whatever state of the file."""
    return (*sorted(_keys(pending)), pending.setting, pending.identity, pending.message)


def _place(change: SettingChange) -> tuple[str, str, str, str]:
    return (change.level, change.home.lower(), change.path, change.attribute)


def _distinct(plan: Iterable[SettingChange]) -> list[SettingChange]:
    """Each change once, though several findings may want it."""
    found: dict[tuple[object, ...], SettingChange] = {}
    for change in plan:
        found.setdefault((*_place(change), change.element), change)
    return list(found.values())
