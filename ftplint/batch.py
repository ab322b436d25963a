"""Lints many files, in one process or in several, in the order in which they are given."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

from ftplint.api import Judged, RuleSet, lint_bytes
from ftplint.given import given
from ftplint.named_tuple import NamedTuple
from ftplint.source import UnreadableError

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from ftplint.api import Settings
    from ftplint.judging import FileReport
    from ftplint.settings import Override

FEW = 12
"""Fewer files than this are read faster in one process than it takes to start others."""
_LINES = 20
"""So many lines of a span are kept for reports."""


class Outcome(NamedTuple):
    """What became of one file: ``judged``, or the reason why it could not be read."""

    path: str
    judged: Judged | None
    error: str = ""


class KeptLines:
    """The lines of a file that a report can show, without the rest: small enough to hand to another process.

    Those of each place, and the one before and behind.
    """

    def __init__(self, report: FileReport) -> None:
        places = [
            location
            for finding in (*report.findings, *report.suppressed)
            for location in (finding.location, *(related.location for related in finding.related))
        ]
        numbers = {n for at in places for n in range(at.line - 1, min(at.end_line, at.line + _LINES) + 2)}
        self.by_number = {number: report.source_line(number) for number in sorted(numbers)}

    def line(self, number: int) -> str | None:
        """As ``FileReport.source_line``, for the lines on which a finding has a part."""
        return self.by_number.get(number)


class RulesByPath:
    """The rules and settings of each file: those of the run, but for the files that *overrides* name."""

    def __init__(self, rules: RuleSet, settings: Settings, overrides: Sequence[Override] = ()) -> None:
        self.overrides = overrides
        self.base = settings
        self._known: dict[tuple[int, ...], tuple[RuleSet, Settings]] = {(): (rules, settings)}

    def of(self, path: str) -> tuple[RuleSet, Settings]:
        """The rules and settings for the file at *path*. Raises SelectionError and RuleError."""
        return self.under(self.fitting(path))

    def fitting(self, path: str) -> tuple[int, ...]:
        """The numbers of the overrides that name the file at *path*."""
        return tuple(number for number, one in enumerate(self.overrides) if one.concerns(path))

    def under(self, fitting: tuple[int, ...]) -> tuple[RuleSet, Settings]:
        """The rules and settings under the overrides of these numbers. Raises as ``of``."""
        if fitting not in self._known:
            _, settings = self._known[()]
            for number in fitting:
                one = self.overrides[number]
                selection = settings.selection._replace(
                    profile=one.profile or settings.selection.profile,
                    severity={**settings.selection.severity, **one.severity},
                )
                settings = settings._replace(selection=selection, version=one.iis_version or settings.version)
            self._known[fitting] = RuleSet.load(settings), settings
        return self._known[fitting]


def lint_files(
    paths: Sequence[str], by_path: RulesByPath, jobs: int, kept: list[object] | None = None
) -> Iterator[Outcome]:
    """What becomes of each of *paths*, in their order, with *jobs* processes. ``-`` is standard input.

    The tree of a single file goes to *kept*: a program that ends soon need not take it apart.
    """
    if jobs < 2 or len(paths) < 2 or "-" in paths:
        yield from (_outcome(path, by_path, kept if len(paths) == 1 else None) for path in paths)
        return
    from concurrent.futures import ProcessPoolExecutor
    from functools import partial
    from multiprocessing import get_context

    _SHARED.clear()
    if sys.platform == "linux":  # a process is copied, with the rules in it
        _SHARED.append(by_path)
        pool = ProcessPoolExecutor(jobs, get_context("fork"))
    else:
        pool = ProcessPoolExecutor(jobs, get_context("spawn"), partial(_start, by_path.base, by_path.overrides))
    with pool:
        yield from pool.map(_work, paths, chunksize=max(1, min(16, len(paths) // (4 * jobs))))


_SHARED: list[RulesByPath] = []
"""In a worker: the rules and settings of the run."""


def _start(settings: Settings, overrides: Sequence[Override]) -> None:
    _SHARED.append(RulesByPath(RuleSet.load(settings), settings, overrides))


def _work(path: str) -> Outcome:
    outcome = _outcome(path, _SHARED[0])
    if outcome.judged is None:
        return outcome
    report = outcome.judged.report
    lines = KeptLines(report)
    return outcome._replace(judged=outcome.judged._replace(report=report._replace(source_line=lines.line)))


def _outcome(path: str, by_path: RulesByPath, kept: list[object] | None = None) -> Outcome:
    rules, settings = by_path.of(path)
    try:
        one = given(path, settings.outside)
    except UnreadableError as error:
        return Outcome(path, None, str(error))
    return Outcome(path, lint_bytes(one.path, one.data, rules, settings._replace(outside=one.outside), kept))
