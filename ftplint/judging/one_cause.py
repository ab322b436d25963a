"""One cause, one finding: what a default that nobody writes does to many sites is told once, with all of them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ftplint.judging.pending_finding import NAME, PendingFinding

if TYPE_CHECKING:
    from collections.abc import Hashable, Iterable, Mapping, Sequence

    from ftplint.judging.finding import Edit

_SHOWN = 20
"""So many places on further sites are told."""


def together(pending_findings: Iterable[PendingFinding], sites: Sequence[str]) -> list[PendingFinding]:
    """*pending_findings*, those of one cause as one; the sites of each in the order of *sites*, the names in the file.

    Findings on a value that is written are one already if it is written outside the sites, and as many as there are
    places if each site writes it. A value that nobody writes is the same default for all, so these are put together
    if they say the same of each site. The one has the place, and the other places, of the first site. A site of which a
    rule says the same twice, of two of its bindings perhaps, is named once.
    """
    order = {name: number for number, name in reversed(list(enumerate(sites)))}
    alike: dict[Hashable, list[PendingFinding]] = {}
    for pending in pending_findings:
        alike.setdefault(_key(pending) if pending.by_default else id(pending), []).append(pending)
    found = []
    for group in alike.values():
        one = group[0]
        if len(group) > 1:
            group.sort(key=lambda each: order.get(each.sites[0], len(order)))
            one = _united(group)
        else:
            one.sites = sorted(dict.fromkeys(one.sites), key=lambda name: order.get(name, len(order)))
        found.append(one)
    return found


def _key(pending: PendingFinding) -> Hashable:
    """What findings of one cause have in common."""
    return (
        pending.rule.id,
        _message(pending),
        pending.setting,
        pending.identity,
        pending.value,
        pending.fix,
        pending.context,
        pending.silence,
        id(pending.because),
    )


def _message(pending: PendingFinding) -> str:
    """What is said of any site."""
    return pending.message.replace(f"'{pending.site}'", f"'{NAME}'")


def _united(group: Sequence[PendingFinding]) -> PendingFinding:
    """*group* as one."""
    by_site: dict[str, PendingFinding] = {}
    for each in group:
        by_site.setdefault(each.sites[0], each)
    first, *others = by_site.values()
    one = first.copy(list(by_site))
    if others:
        one.message = _message(first)
        one.site = None
    one.parts = tuple(group)
    one.also = tuple((each.place, each.sites[0]) for each in others[:_SHOWN])
    return one


def of_parts(pending: PendingFinding, made: Mapping[int, tuple[Edit, ...]]) -> tuple[Edit, ...]:
    """The edits *made* for *pending*, by ``id``; of one put together those of all parts, none if a part has none."""
    if not pending.parts:
        return made.get(id(pending), ())
    each = [made.get(id(part), ()) for part in pending.parts]
    return tuple(one for some in each for one in some) if all(each) else ()
