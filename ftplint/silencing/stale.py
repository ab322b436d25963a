"""Findings on ftplint's own files: settings whose day is past, and what a baseline has too much of."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ftplint.judging import FileReport, Key, finish, judge_problems
from ftplint.source import Place, Problem, Span

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence
    from datetime import date

    from ftplint.rules import Rule
    from ftplint.silencing.ignores import Ignore


def expired_ignores(entries: Iterable[tuple[int, Ignore]], today: date) -> list[tuple[int, Problem]]:
    """A problem for each entry of a settings file, given with its line, whose last day is past."""
    return [
        (line, _problem("suppression-expired", ", ".join(entry.rules), entry.reason, str(entry.expires)))
        for line, entry in entries
        if entry.expired(today)
    ]


def stale_entries(stale: Mapping[str, Sequence[Key]], text: str) -> list[tuple[int, Problem]]:
    """A problem for each key of the baseline *text* that nothing in its file (the mapping's key) fits any more."""
    known = _lines(text)
    found = []
    for path, keys in stale.items():
        for key in keys:
            where = f"{path}, site '{key.site}'" if key.site else path
            problem = _problem("baseline-entry-stale", key.rule, where, key.setting)
            found.append((known.get(key, 1), problem))
    return found


def report_on(
    path: str, text: str, problems: Sequence[tuple[int, Problem]], rules: Sequence[Rule]
) -> FileReport | None:
    """The findings on the file *path* with *text*, each problem given with its line; None if there are none."""
    by_problem = {id(problem.place): line for line, problem in problems}
    pending_findings = list(judge_problems([problem for _, problem in problems], rules))
    if not pending_findings:
        return None
    lines = text.splitlines()

    def spans(places: Sequence[Place]) -> Iterable[Span]:
        for place in places:
            line = max(by_problem[id(place)], 1)
            length = len(lines[line - 1]) if line <= len(lines) else 0
            yield Span(line, 1, line, length + 1)

    findings = finish(pending_findings, path, spans, lambda _: "")
    return FileReport(path, findings, (), (), lambda n: lines[n - 1] if 1 <= n <= len(lines) else None)


def _problem(kind: str, value: str, reason: str, expected: str) -> Problem:
    return Problem(kind, Place.of_text(0, 0), {"value": value, "reason": reason, "expected": expected})


def _lines(text: str) -> dict[Key, int]:
    """The line of each key in the baseline *text*, in which entries stand one a line; of one written otherwise none."""
    import json

    found: dict[Key, int] = {}
    for number, line in enumerate(text.splitlines(), 1):
        if '"rule"' not in line:
            continue
        try:
            entry = json.loads(line.strip().rstrip(","))
            keys = [Key(entry["rule"], site, entry["setting"], tuple(entry["values"])) for site in entry["sites"]]
        except (ValueError, KeyError, TypeError, RecursionError):
            continue
        for key in keys:
            found.setdefault(key, number)
    return found
