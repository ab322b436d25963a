"""Judges servers, in whatever process and on whatever machine: bytes in, bytes out."""

from __future__ import annotations

import hashlib
import pickle
import tempfile
from pathlib import Path
from threading import Lock
from typing import TYPE_CHECKING

from ftplint.analysis import analyse
from ftplint.api import RuleSet, lint_parsed, report
from ftplint.batch import KeptLines, RulesByPath
from ftplint.errors import FtplintError
from ftplint.evidence import bundle_of
from ftplint.fleet import rows
from ftplint.fleet.answer import Answer
from ftplint.fleet.errors import FleetError
from ftplint.fleet.lasting import until
from ftplint.fleet.model_server import Model, difference_rows
from ftplint.fleet.stamp import RuleFiles, rule_files, stamp
from ftplint.named_tuple import NamedTuple
from ftplint.outside import Outside, of_bundle, of_files_beside
from ftplint.rules import load_rules

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from ftplint.analysis import ParsedFile
    from ftplint.api import Judged, Settings
    from ftplint.configuration import Configuration
    from ftplint.fleet.sources import Item
    from ftplint.judging import Report
    from ftplint.settings import Override
    from ftplint.silencing import Baseline


class Task(NamedTuple):
    """A server, and what of the settings is about its path, which means nothing on another machine.

    ``overrides`` and ``ignores`` are numbers of those of the law, ``baselines`` what they know of this file.
    """

    item: Item
    overrides: tuple[int, ...] = ()
    ignores: tuple[int, ...] = ()
    baselines: tuple[Baseline, ...] = ()


class Law(NamedTuple):
    """What servers are judged by. ``own`` are the rule files of ``settings.rules``, folder by folder.

    ``stamp`` is that of the ftplint that asks; another one does not answer. ``now`` is the time of the run, UTC.
    """

    settings: Settings
    now: datetime
    stamp: str
    overrides: tuple[Override, ...] = ()
    own: tuple[RuleFiles, ...] = ()
    reports: bool = False
    """Whether answers hold the whole report."""
    model: Model | None = None
    """What servers are compared with."""

    @classmethod
    def of(
        cls,
        settings: Settings,
        now: datetime,
        overrides: tuple[Override, ...] = (),
        reports: bool = False,
        model: Model | None = None,
    ) -> Law:
        """The law of a run on this machine. Raises RuleError."""
        own = tuple(map(rule_files, settings.rules))
        settings = settings._replace(today=settings.today or now.astimezone().date())
        return cls(settings, now, stamp(), overrides, own, reports, model)

    def task(self, item: Item) -> Task:
        """The task to judge *item*."""
        settings = self.settings
        return Task(
            item,
            tuple(number for number, one in enumerate(self.overrides) if one.concerns(item.path)),
            tuple(number for number, one in enumerate(settings.ignores) if one.concerns(item.path)),
            tuple(baseline.of_file(item.path) for baseline in settings.baselines),
        )

    def packed(self) -> bytes:
        """For ``judge_all``, without what tasks hold."""
        return pickle.dumps(self._replace(settings=self.settings._replace(baselines=())))


class OtherVersionError(FleetError):
    """A worker has another ftplint, or other libraries, than the one that asks it."""


class _Prepared(NamedTuple):
    """A law with its rules loaded."""

    law: Law
    by_path: RulesByPath
    folder: tempfile.TemporaryDirectory[str] | None
    model: Configuration | None
    bases: dict[tuple[int, ...], Report]
    """By the numbers of overrides: the report of no file yet, by which controls know which rules did not run."""

    def base(self, overrides: tuple[int, ...]) -> Report:
        """The report of no file under *overrides*."""
        if overrides not in self.bases:
            rules, settings = self.by_path.under(overrides)
            chosen = {rule.id for rule in rules.chosen}
            others = [rule for rule in load_rules(settings.rules) if rule.id not in chosen]
            self.bases[overrides] = report((), rules.chosen, settings, others)
        return self.bases[overrides]


_prepared: dict[bytes, _Prepared] = {}
"""The last law of this process, by its digest."""
_ONE = Lock()
"""One thread of a process judges at a time: a worker of Dask may have several, and rules keep what they have found."""


def judge_all(law: bytes, tasks: Sequence[Task]) -> list[bytes]:
    """The answers to *tasks* by a packed *law*, in their order. Raises OtherVersionError."""
    digest = hashlib.sha256(law).digest()
    with _ONE:
        if digest not in _prepared:
            _prepared.clear()
            _prepared[digest] = _prepare(pickle.loads(law))
        prepared = _prepared[digest]
        return [_judge(prepared, task).pack(prepared.law.now) for task in tasks]


def _prepare(law: Law) -> _Prepared:
    if law.stamp != stamp():
        raise OtherVersionError(
            "a worker has another ftplint, Python or lxml than this process; install the same ones on all machines"
        )
    settings, folder = law.settings, None
    if not _has(settings.rules, law.own):  # another machine
        folder = tempfile.TemporaryDirectory(prefix="ftplint-rules-")
        settings = settings._replace(rules=tuple(_written(Path(folder.name), law.own)))
    by_path = RulesByPath(RuleSet.load(settings), settings, law.overrides)
    return _Prepared(law, by_path, folder, None if law.model is None else law.model.resolved(), {})


def _has(folders: Sequence[Path], own: Sequence[RuleFiles]) -> bool:
    return all(folder.is_dir() and rule_files(folder) == files for folder, files in zip(folders, own, strict=True))


def _written(top: Path, own: Sequence[RuleFiles]) -> list[Path]:
    folders = []
    for number, files in enumerate(own):
        folders.append(top / str(number))
        folders[-1].mkdir()
        for name, data in files:
            file = folders[-1] / name
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_bytes(data)
    return folders


def _judge(prepared: _Prepared, task: Task) -> Answer:
    item = task.item
    try:
        return _answer(prepared, task)
    except FtplintError as error:
        return Answer({}, {}, error=str(error))
    except MemoryError:
        return Answer({}, {}, error=f"{item.path}: there is not enough memory to judge this file")
    except Exception as error:  # a bug of ours: the other servers are judged all the same
        return Answer({}, {}, error=f"{item.path}: a bug in ftplint ({type(error).__name__}: {error})")


def _answer(prepared: _Prepared, task: Task) -> Answer:
    law, item = prepared.law, task.item
    rules, settings = prepared.by_path.under(task.overrides)
    ignores = tuple(settings.ignores[number]._replace(paths=()) for number in task.ignores)
    settings = settings._replace(ignores=ignores, baselines=task.baselines)
    data, bundle = item.data, None
    if item.files is not None:
        bundle = bundle_of(item.path, item.files)
        data = bundle.configuration
        settings = settings._replace(outside=of_bundle(bundle, Outside({}, law.now)))
    elif item.beside:
        settings = settings._replace(outside=of_files_beside(item.beside, law.now))
    parsed = analyse(item.path, data, settings.version, settings.outside)
    judged = lint_parsed(item.path, parsed, rules, settings)
    times = None if bundle is None else until(bundle.parts.values(), law.now)
    about = {} if bundle is None else {"collected": f"{bundle.collected:%Y-%m-%d %H:%M:%S}"}
    return Answer(
        {**rows.server(judged.report), **about},
        _tables(judged, parsed, prepared.base(task.overrides), settings.outside) | _differences(prepared, parsed),
        _counts(judged),
        "" if bundle is None else bundle.computer,
        times,
        _whole(judged) if law.reports else None,
    )


def _tables(judged: Judged, parsed: ParsedFile, base: Report, outside: Outside | None) -> dict[str, str]:
    known = {rule.id: rule for rule in base.rules}
    file = judged.report
    return {
        "findings": rows.lines(rows.findings(file, known)),
        "sites": rows.lines(rows.sites(file, parsed, known, outside)),
        "settings": rows.lines(rows.settings(parsed)),
        "controls": rows.lines(rows.control_rows(base, file)),
    }


def _differences(prepared: _Prepared, parsed: ParsedFile) -> dict[str, str]:
    model = prepared.model
    return {} if model is None else {"differences": rows.lines(difference_rows(model, parsed))}


def _counts(judged: Judged) -> dict[str, tuple[str, int]]:
    found: dict[str, tuple[str, int]] = {}
    for finding in judged.report.findings:
        found[finding.rule] = finding.severity, found.get(finding.rule, ("", 0))[1] + 1
    return found


def _whole(judged: Judged) -> object:
    from ftplint.fleet.whole_report import as_json

    lines = KeptLines(judged.report)
    return as_json(judged.report, lines)
