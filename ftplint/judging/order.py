"""The order of findings, the same in every report: the worst first, and the findings of one rule together."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ftplint.rules import SEVERITIES

if TYPE_CHECKING:
    from collections.abc import Container, Iterable

    from ftplint.judging.finding import Finding

_UNREADABLE = "FTP0"
"""Rules on what IIS cannot read begin so: where nothing is read, no other finding matters yet."""


def worst_first(findings: Iterable[Finding], weaknesses: Container[str] = ()) -> tuple[Finding, ...]:
    """*findings* by severity; within one, what IIS cannot read, then what does not work, then what is not secure.

    The rules *weaknesses* are on security. Within these, rules come in the order of their first place.
    """
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
