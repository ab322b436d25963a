"""What ``check`` does with ftplint's own files: baselines are written and pruned, settings looked through."""

from __future__ import annotations

import sys
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

from ftplint.cli.files import write
from ftplint.silencing import Baseline

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from ftplint.api import Judged
    from ftplint.cli.run_settings import Run
    from ftplint.judging import FileReport


def write_baseline(path: str, judged: Sequence[Judged]) -> int:
    """Writes the findings of *judged* to the baseline *path* and says how many; returns 0."""
    baseline = Baseline.of({one.report.path: one.keys for one in judged}, path)
    write([baseline.text()], path)
    count = sum(len(one.report.findings) for one in judged)
    print(f"ftplint: wrote {count} findings to {path}; from now on lint with --baseline {path}", file=sys.stderr)
    return 0


def on_settings(this: Run) -> Iterator[FileReport]:
    """The findings on the settings file: entries whose last day is past."""
    if this.file is None or not this.file.ignores:
        return
    from ftplint.silencing import expired_ignores, report_on

    entries = [(this.file.line_of_ignore(number), entry) for number, entry in enumerate(this.file.ignores)]
    problems = expired_ignores(entries, this.settings.today or date.today())
    found = report_on(this.file.path, this.file.text, problems, this.rules.chosen)
    if found is not None:
        yield found


def on_baseline(this: Run, judged: Sequence[Judged], *, prune: bool) -> Iterator[FileReport]:
    """The findings on the baseline: what nothing fits any more; or nothing, and the file without it, if *prune*."""
    if this.baseline is None:
        return
    stale = {one.report.path: one.stale[0] for one in judged if one.stale and one.stale[0]}
    if not stale:
        return
    if prune:
        write([this.settings.baselines[0].without(stale).text()], this.baseline)
        count = sum(map(len, stale.values()))
        print(f"ftplint: took {count} stale entries out of {this.baseline}", file=sys.stderr)
        return
    from ftplint.silencing import report_on, stale_entries

    text = Path(this.baseline).read_text(encoding="utf-8")
    found = report_on(this.baseline, text, stale_entries(stale, text), this.rules.chosen)
    if found is not None:
        yield found
