"""Answers in the order of their tasks, with as many tasks on their way as the pool can use and memory allows.

A worker that dies loses nothing: what was on its way is done once more, one task after the other and each alone, so
that the one that kills its worker is known. It fails by itself.
"""

from __future__ import annotations

from collections import deque
from concurrent.futures import wait
from typing import TYPE_CHECKING

from ftplint.named_tuple import NamedTuple

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator
    from concurrent.futures import Future

    from ftplint.fleet.pools import Pool
    from ftplint.fleet.work import Task

AHEAD = 4
"""Batches for each worker that are on their way."""
BATCH = 16
"""Tasks that go together."""
BATCH_BYTES = 2 * 1024 * 1024
"""A batch that is as large as this is not filled up."""
IN_MEMORY = 256 * 1024 * 1024
"""Bytes of all files that are on their way; at least one batch is."""


class Ready(NamedTuple):
    """A task whose answer is known already."""

    task: Task
    answer: bytes


class Done(NamedTuple):
    """A task and its answer; None if it killed its worker. ``known``: the answer was ready."""

    task: Task
    answer: bytes | None
    known: bool = False


class _Batch:
    """Tasks that go together. ``answers`` are there once it is settled."""

    def __init__(self) -> None:
        self.tasks: list[Task] = []
        self.size = 0
        self.future: Future[list[bytes]] | None = None
        self.answers: list[bytes | None] | None = None

    def add(self, task: Task) -> int:
        """Takes *task* in; its place in the batch."""
        self.tasks.append(task)
        self.size += task.item.size
        return len(self.tasks) - 1

    @property
    def full(self) -> bool:
        """Whether it is to be sent."""
        return len(self.tasks) >= BATCH or self.size >= BATCH_BYTES


class InOrder:
    """*work* done in *pool*: called with *law* and a list of tasks, it returns as many answers."""

    def __init__(self, pool: Pool, work: Callable[[bytes, list[Task]], list[bytes]], law: bytes) -> None:
        self._pool = pool
        self._work = work
        self._law = law
        self._window: deque[Done | tuple[_Batch, int]] = deque()
        self._open = _Batch()
        self._sent: list[_Batch] = []
        self._size = 0

    def run(self, tasks: Iterable[Task | Ready]) -> Iterator[Done]:
        """All of *tasks*, in their order. Raises what the work raises."""
        for one in tasks:
            if isinstance(one, Ready):
                self._window.append(Done(one.task, one.answer, known=True))
            else:
                self._window.append((self._open, self._open.add(one)))
                self._size += one.item.size
                if self._open.full:
                    self._send()
            yield from self._finished()
        self._send()
        yield from self._finished(ended=True)

    def _finished(self, *, ended: bool = False) -> Iterator[Done]:
        """What is done, from the first on; all if no more come, and as much more as there is no room for."""
        while self._window:
            first = self._window[0]
            if isinstance(first, Done):
                yield first
            else:
                batch, place = first
                full = len(self._window) >= AHEAD * self._pool.width * BATCH or self._size >= IN_MEMORY
                if batch.answers is None and not (ended or full or (batch.future is not None and batch.future.done())):
                    return
                yield Done(batch.tasks[place], self._settled(batch)[place])
                self._size -= batch.tasks[place].item.size
            self._window.popleft()

    def _send(self) -> None:
        """Gives the open batch away."""
        batch, self._open = self._open, _Batch()
        if not batch.tasks:
            return
        try:
            batch.future = self._pool.submit(self._work, self._law, batch.tasks)
        except Exception as error:
            if not self._pool.lost(error):
                raise
            self._again()  # a worker died, and nobody has waited for what it did
            batch.future = self._pool.submit(self._work, self._law, batch.tasks)
        self._sent.append(batch)

    def _settled(self, batch: _Batch) -> list[bytes | None]:
        if batch.answers is None:
            if batch.future is None:
                self._send()
            assert batch.future is not None, "sent"
            error = batch.future.exception()
            if error is None:
                self._settle(batch)
            elif self._pool.lost(error):
                self._again()
            else:
                raise error
        assert batch.answers is not None, "settled"
        return batch.answers

    def _settle(self, batch: _Batch) -> None:
        assert batch.future is not None
        batch.answers = list(batch.future.result())
        self._sent.remove(batch)

    def _again(self) -> None:
        """Does once more what was lost, when nothing else is on its way."""
        wait([batch.future for batch in self._sent if batch.future is not None])
        lost = []
        for batch in list(self._sent):
            assert batch.future is not None
            error = batch.future.exception()
            if error is None:
                self._settle(batch)
            elif self._pool.lost(error):
                lost.append(batch)
            else:
                raise error
        self._pool.renew()
        for batch in lost:
            batch.answers = [self._alone(task) for task in batch.tasks]
            self._sent.remove(batch)

    def _alone(self, task: Task) -> bytes | None:
        future = self._pool.submit(self._work, self._law, [task])
        error = future.exception()
        if error is None:
            return future.result()[0]
        if not self._pool.lost(error):
            raise error
        self._pool.renew()
        return None
