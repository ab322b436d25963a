"""Mends a file: the fixes of its findings applied together, each of them whole or not at all, and the result linted."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from ftplint.analysis import understand
from ftplint.judging import Silence
from ftplint.remedy.change import changes
from ftplint.remedy.in_place import InPlace, NotHereError, edited

if TYPE_CHECKING:
    from collections.abc import Callable, Collection

    from ftplint.analysis import Understood
    from ftplint.judging import Draft
    from ftplint.outside import Outside
    from ftplint.remedy.change import SettingChange, Where


class Left(NamedTuple):
    """A finding that stays, and why."""

    draft: Draft
    reason: str


class Fixed(NamedTuple):
    """The bytes after mending, what was set, which findings that mends, and which stay."""

    data: bytes
    changes: tuple[SettingChange, ...]
    mended: tuple[Draft, ...]
    left: tuple[Left, ...]


def fix_file(
    path: str,
    data: bytes,
    judged: Callable[[Understood], list[Draft]],
    chosen: Callable[[Draft], str | None],
    version: str,
    at: Where = "default",
    *,
    sites: Collection[str] = (),
    outside: Outside | None = None,
) -> Fixed:
    """Applies the fix of every finding that *judged* makes, for which *chosen* gives no reason against it.

    A fix that does not make its finding go, or makes another come, is taken back with all its changes. *sites* (names
    in lower case; empty means all) are the only ones that change: what they share with others is set on them alone,
    unless *at* is ``origin``. *outside* are facts from outside the file. Raises NotEditableError.
    """
    before = understand(path, data, version, outside)

    def again(changed: bytes) -> list[Draft]:
        return judged(understand(path, changed, version, outside))

    found = judged(before)
    shared = {id(draft) for draft in list(found) if _narrow(draft, sites, found)} if sites and at != "origin" else set()
    left: list[Left] = []
    wanted: list[Draft] = []
    planned: dict[int, list[SettingChange]] = {}
    place = None if before.configuration is None else InPlace(before)
    for draft in found:
        reason = chosen(draft)
        if reason is None:
            where: Where = "site" if id(draft) in shared else at
            plan = [] if before.configuration is None else changes(before.configuration, draft, where)
            reason = _unusable(place, plan)
            planned[id(draft)] = plan
        if reason is None:
            wanted.append(draft)
        else:
            left.append(Left(draft, reason))
    kept = _largest(before, found, wanted, planned, again, left)
    every = tuple(_distinct([change for draft in kept for change in planned[id(draft)]]))
    result = edited(before, every) if every else data
    return Fixed(result, every, tuple(kept), tuple(left))


def _narrow(draft: Draft, sites: Collection[str], found: list[Draft]) -> bool:
    """Whether *draft* reaches other sites than *sites* too; it is told of these apart, at the end of *found*."""
    others = {name.lower() for name in draft.sites} - set(sites)
    if not others or len(others) == len({name.lower() for name in draft.sites}):
        return False
    found.append(draft.split(others, Silence("settings", "not a site that was asked for")))
    return True


def _unusable(place: InPlace | None, plan: list[SettingChange]) -> str | None:
    """Why a plan cannot be carried out in this file."""
    if place is None:
        return "the file cannot be resolved"
    if not plan:
        return "it sets an entry of a collection, which a person has to choose"
    try:
        place.check(plan)
    except NotHereError as error:
        return str(error)
    return None


def _largest(
    before: Understood,
    found: list[Draft],
    wanted: list[Draft],
    planned: dict[int, list[SettingChange]],
    again: Callable[[bytes], list[Draft]],
    left: list[Left],
) -> list[Draft]:
    """All of *wanted* if that does only good; else what does of it: rule by rule, and halves of what one rule finds."""
    wanted = _agreeing(wanted, planned, left)
    if not wanted or _harm(before, found, wanted, planned, again) is None:
        return wanted
    kept: list[Draft] = []
    waiting = [[draft for draft in wanted if draft.rule.id == rule] for rule in {draft.rule.id: 0 for draft in wanted}]
    while waiting:
        tried = waiting.pop(0)
        harm = _harm(before, found, [*kept, *tried], planned, again)
        if harm is None:
            kept += tried
        elif len(tried) == 1:
            left.append(Left(tried[0], harm))
        else:
            half = len(tried) // 2
            waiting[:0] = [tried[:half], tried[half:]]
    return kept


def _agreeing(wanted: list[Draft], planned: dict[int, list[SettingChange]], left: list[Left]) -> list[Draft]:
    """Those that set no attribute to another value than one before them."""
    values: dict[tuple[str, str, str, str], str] = {}
    agreed = []
    for draft in wanted:
        plan = planned[id(draft)]
        said: dict[tuple[str, str, str, str], str] = {}
        for c in plan:
            said[c.level, c.home.lower(), c.path, c.attribute] = c.value
        if any(values.get(key, value) != value for key, value in said.items()):
            left.append(Left(draft, "another fix sets the same attribute to another value"))
            continue
        values.update(said)
        agreed.append(draft)
    return agreed


def _harm(
    before: Understood,
    found: list[Draft],
    wanted: list[Draft],
    planned: dict[int, list[SettingChange]],
    again: Callable[[bytes], list[Draft]],
) -> str | None:
    """What is wrong with applying *wanted*: a finding that stays, or one that is new. None if nothing is."""
    every = _distinct([change for draft in wanted for change in planned[id(draft)]])
    after = again(edited(before, every))
    still = {key for draft in after for key in _keys(draft)}
    for draft in wanted:
        if _keys(draft) & still:
            return "the finding would stay"
    known = {key for draft in found for key in _keys(draft)}
    new = sorted({rule for rule, _ in still - known})
    return f"it would bring {', '.join(new)}" if new else None


def _keys(draft: Draft) -> set[tuple[str, str]]:
    """A finding by rule and site: moving a cause from siteDefaults to a site does not make it another."""
    return {(draft.rule.id, site.lower()) for site in draft.sites} or {(draft.rule.id, "")}


def _distinct(plan: list[SettingChange]) -> list[SettingChange]:
    """Each change once, though several findings may want it."""
    found: dict[tuple[object, ...], SettingChange] = {}
    for change in plan:
        found.setdefault((change.level, change.home.lower(), change.path, change.attribute, change.element), change)
    return list(found.values())
