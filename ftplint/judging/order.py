"""The order of findings, the same in every report: the worst first, those of one rule together, consequences behind."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ftplint.rules import SEVERITIES

if TYPE_CHECKING:
    from collections.abc import Container, Iterable

    from ftplint.judging.finding import Finding, Location

_UNREADABLE = "FTP0"
"""Rules on what IIS cannot read begin so: where nothing is read, no other finding matters yet."""


def worst_first(findings: Iterable[Finding], weaknesses: Container[str] = ()) -> tuple[Finding, ...]:
    """*findings* by severity; within one, what IIS cannot read, then what does not work, then what is not secure.

    The rules *weaknesses* are on security. Within these, rules come in the order of their first place. What another
    finding brings stands right behind it, and it stands where the worst of them would.
    """
    ranked = _ranked(findings, weaknesses)
    causes: dict[tuple[str, Location], int] = {}
    for number, finding in enumerate(ranked):
        causes.setdefault((finding.rule, finding.location), number)
    behind: dict[int, list[int]] = {}
    for number, finding in enumerate(ranked):
        cause = None if finding.because is None else causes.get((finding.because.rule, finding.because.location))
        if cause is not None:
            behind.setdefault(cause, []).append(number)
    if not behind:
        return ranked
    before = {number: cause for cause, numbers in behind.items() for number in numbers}
    order: dict[int, None] = {}
    for number in range(len(ranked)):
        lead = before.get(number, number)
        for one in (lead, *behind.get(lead, ())):
            order.setdefault(one)
    return tuple(ranked[number] for number in order)


def _ranked(findings: Iterable[Finding], weaknesses: Container[str]) -> tuple[Finding, ...]:
    """Without a look at what brings what."""
    by_place = sorted(findings, key=lambda f: (f.location.line, f.location.column, f.rule, f.site or ""))
    first: dict[str, int] = {}
    for number, finding in enumerate(by_place):
        first.setdefault(finding.rule, number)
    return tuple(
        sorted(
            by_place,
            key=lambda f: (
                -SEVERITIES.index(f.severity),
                not f.rule.startswith(_UNREADABLE),
                f.severity == "error" and f.rule in weaknesses,
                first[f.rule],
            ),
        )
    )
