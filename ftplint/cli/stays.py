"""What ``ftplint fix`` leaves as it is, and why: a line a rule with a count, or a line a finding; a closing line."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from ftplint.fixes import ELSEWHERE, INFO, NOT_SELECTED
from ftplint.report import harmless, many, plain

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from ftplint.remedy import Fixed, Left

_HOW = {
    "manual": "manual",
    "unsafe": "unsafe (--unsafe applies them)",
    "opens": "that open (--opens applies them)",
    "kept back": "kept back",
}


def what_stays(fixed: Fixed, path: str, *, written: bool, every: bool) -> Iterator[str]:
    """The lines for stderr. *written*: the file is changed by now, which moves lines. *every*: one line a finding."""
    shown = [one for one in fixed.left if every or _worth_telling(one)]
    shown = [one for one in shown if one.reason != ELSEWHERE and (one.uncovered or one.reason != NOT_SELECTED)]
    lines = _lines(shown, fixed, written=written)
    groups: dict[tuple[object, ...], list[tuple[int, Left]]] = {}
    for line, one in sorted(zip(lines, shown, strict=True), key=lambda pair: (pair[0], pair[1].pending.rule.id)):
        key = (one.pending.rule.id, one.reason, one.uncovered, *([len(groups)] if every else []))
        groups.setdefault(key, []).append((line, one))
    for group in groups.values():
        yield harmless(_line(path, group))
    yield harmless(_closing(fixed, shown, path, written=written))


def _worth_telling(one: Left) -> bool:
    return one.uncovered or one.pending.rule.severity != "info" or one.reason.startswith("the fix would")


def _line(path: str, group: list[tuple[int, Left]]) -> str:
    line, first = group[0]
    rule, reason = first.pending.rule.id, plain(first.reason)
    new = ", which other fixes uncovered," if first.uncovered else ""
    if len(group) > 1:
        return f"{plain(path)}:{line}: {rule}{new} stays here and at {many(len(group) - 1, 'other place')}: {reason}\n"
    names = sorted(set(first.pending.sites))
    where = f" [{plain(names[0])}]" if len(names) == 1 else f" [{len(names)} sites]" if names else ""
    return f"{plain(path)}:{line}: {rule}{where}{new} stays: {reason}\n"


def _lines(shown: Sequence[Left], fixed: Fixed, *, written: bool) -> list[int]:
    """The line of each finding, in the file as the user has it now."""
    old = [not written and one.original is not None for one in shown]
    spans: dict[int, int] = {}
    for before, parsed in ((True, fixed.before), (False, fixed.after)):
        chosen = [one for one, is_old in zip(shown, old, strict=True) if is_old == before]
        if parsed is None or not chosen:
            continue
        places = [(one.original or one.pending).place if before else one.pending.place for one in chosen]
        spans |= {id(one): span.line for one, span in zip(chosen, parsed.spans(places), strict=True)}
    return [spans.get(id(one), 1) for one in shown]


def _closing(fixed: Fixed, shown: Sequence[Left], path: str, *, written: bool) -> str:
    """What was done, what stays, and what to type next."""
    kinds = Counter(_kind(one) for one in shown)
    counts_by_kind = [f"{kinds[kind]} {how}" for kind, how in _HOW.items() if kinds[kind]]
    changed = many(len(fixed.changes), "setting")
    done = f"{changed} {'changed' if written else 'to change'}"
    if not fixed.changes:
        done = "nothing to change"
    parts = [f"{done} in {plain(path)}" + ("; --write changes the file" if fixed.changes and not written else "")]
    if counts_by_kind:
        parts.append(f"{many(sum(kinds.values()), 'finding')} stay: {', '.join(counts_by_kind)}")
    info = [one for one in fixed.left if one.reason == INFO and not one.uncovered]
    if info:
        rules = sorted({one.pending.rule.id for one in info})
        names = ",".join(rules[:5]) + (",..." if len(rules) > 5 else "")
        parts.append(f"{many(len(info), 'info finding')} with a fix: --select {names}")
    return f"ftplint: {'. '.join(parts)}.\n"


def _kind(one: Left) -> str:
    word = one.reason.partition(":")[0]
    return word if word in _HOW else "kept back"
