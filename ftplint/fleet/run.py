"""A fleet judged: its servers one after the other, from the cache or by a pool, into the tables and the history."""

from __future__ import annotations

import json
from collections import Counter
from typing import TYPE_CHECKING, Any

from ftplint.fleet.answer import Answer, unpack
from ftplint.fleet.cache import Keys
from ftplint.fleet.history import Appended
from ftplint.fleet.in_order import Done, InOrder, Ready
from ftplint.fleet.store import Tables
from ftplint.fleet.tables import DIFFERENCES
from ftplint.fleet.work import Task, judge_all
from ftplint.named_tuple import NamedTuple

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence
    from pathlib import Path

    from ftplint.fleet.cache import Cache
    from ftplint.fleet.model_server import Permitted
    from ftplint.fleet.pools import Pool
    from ftplint.fleet.sources import Item
    from ftplint.fleet.work import Law


class Result(NamedTuple):
    """A run in figures. ``counts`` are of findings by severity, ``cached`` of servers whose answer was there.

    ``errors`` are sentences on what could not be judged. ``reports`` are those of the files, as JSON, if asked for.
    """

    run: int
    servers: int
    cached: int
    counts: Counter[str]
    errors: list[str]
    reports: list[Any]
    differences: int = 0
    """Settings that differ from the model server, without those that an exception permits."""


class Fleet:
    """Judges by *law* in *pool*, into *folder*; answers are looked for in *cache*, and kept there."""

    def __init__(
        self,
        law: Law,
        pool: Pool,
        folder: Path,
        cache: Cache | None = None,
        exceptions: Sequence[Permitted] = (),
        work: Callable[[bytes, list[Task]], list[bytes]] = judge_all,
    ) -> None:
        self._law = law
        self._pool = pool
        self._folder = folder
        self._cache = cache
        self._exceptions = exceptions
        self._work = work
        self._keys = Keys(law)
        self._names: set[str] = set()

    def judge(self, items: Iterable[Item], date: str, step: Callable[[str], None] = lambda _: None) -> Result:
        """Judges *items*; *date* is that of the run, ISO 8601 in UTC. Raises FleetError and OSError."""
        with Tables(self._folder) as tables, Appended(self._folder, date) as history:
            result = Result(history.run, 0, 0, Counter(), [], [])
            answers = InOrder(self._pool, self._work, self._law.packed()).run(self._tasks(items))
            for done in answers:
                answer = self._answer(done)
                result = self._added(result, done, answer, tables, history)
                step(done.task.item.path)
            tables.write()
            history.write()
        if self._cache is not None:
            self._cache.trim()
        return result

    def _tasks(self, items: Iterable[Item]) -> Iterator[Task | Ready]:
        for item in items:
            task = self._law.task(item)
            if item.error:
                yield Ready(task, Answer({}, {}, error=item.error).pack(self._law.now))
                continue
            kept = None if self._cache is None else self._cache.get(self._keys.of(task), self._law.now)
            yield task if kept is None else Ready(task, kept)

    def _answer(self, done: Done) -> Answer:
        path = done.task.item.path
        if done.answer is None:
            return Answer({}, {}, error=f"{path}: judging this file ended the process that did it, twice")
        answer = unpack(done.answer)
        if not done.known and not answer.error and self._cache is not None:
            self._cache.put(self._keys.of(done.task), done.answer)
        return answer

    def _added(self, result: Result, done: Done, answer: Answer, tables: Tables, history: Appended) -> Result:
        item = done.task.item
        name = self._name(answer.computer or item.name, item.path)
        tables.add(name, {table: text for table, text in answer.lines.items() if table != DIFFERENCES.name})
        differences = self._differences(name, answer.lines.get(DIFFERENCES.name, ""), tables)
        about = {"server": name, "path": item.path, "source": item.source, "bundle": item.files is not None}
        tables.add_row("servers", {**about, **answer.server, "error": answer.error or None})
        if answer.error:
            result.errors.append(answer.error)
        else:
            history.add(name, answer.rules)
        for severity, count in answer.rules.values():
            result.counts[severity] += count
        if answer.report is not None:
            result.reports.append(answer.report)
        cached = done.known and not item.error
        return result._replace(
            servers=result.servers + 1,
            cached=result.cached + cached,
            differences=result.differences + differences,
        )

    def _differences(self, name: str, lines: str, tables: Tables) -> int:
        """Adds the rows, each with the exception that permits it; how many none permits."""
        found = 0
        for line in lines.splitlines():
            row = json.loads(line)
            reason = next((one.reason for one in self._exceptions if one.permits(name, row)), None)
            tables.add_row(DIFFERENCES.name, {"server": name, **row, "exception": reason})
            found += reason is None
        return found

    def _name(self, name: str, path: str) -> str:
        """*name*, or the path where another server is called so already."""
        chosen = path if name in self._names else name
        self._names.add(chosen)
        return chosen
