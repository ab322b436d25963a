"""Where servers are judged: processes of this machine, or a cluster of Dask. Both are executors as Python has them.

A worker that dies takes what it was working on with it: here the pool is broken then and a new one is made, in a
cluster the scheduler gives the work to another worker, a few times.
"""

from __future__ import annotations

import os
import sys
import time
from concurrent.futures import BrokenExecutor, Executor, Future, ProcessPoolExecutor
from multiprocessing import get_context
from typing import TYPE_CHECKING, Any, Protocol

from ftplint.fleet.errors import FleetError

if TYPE_CHECKING:
    from collections.abc import Callable
    from types import TracebackType

_PATIENCE = 30
"""Seconds for the scheduler to answer."""


class Pool(Protocol):
    """A place to work in: a context manager. ``width`` is how many tasks it does at a time."""

    width: int

    def submit(self, work: Callable[..., list[bytes]], *arguments: Any) -> Future[list[bytes]]:
        """Gives away *work*."""

    def lost(self, error: BaseException) -> bool:
        """Whether *error*, of a future, says that a worker died, and not what the work itself raised."""

    def renew(self) -> None:
        """Makes it usable again after a worker died. All its futures are done then."""

    def __enter__(self) -> Pool:
        """Starts it."""

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Ends it; what nobody waits for is not done."""


class _OnExecutor:
    """What both have in common: an executor."""

    width = 1
    _executor: Executor | None = None

    def submit(self, work: Callable[..., list[bytes]], *arguments: Any) -> Future[list[bytes]]:
        assert self._executor is not None, "entered"
        return self._executor.submit(work, *arguments)


class LocalPool(_OnExecutor):
    """Processes of this machine. On Linux they are copies of this one, with its rules in them."""

    def __init__(self, processes: int) -> None:
        self.width = processes

    def __enter__(self) -> LocalPool:
        self.renew()
        return self

    def lost(self, error: BaseException) -> bool:
        """As ``Pool.lost``."""
        return isinstance(error, BrokenExecutor)

    def renew(self) -> None:
        """As ``Pool.renew``."""
        self._end()
        context = get_context("fork" if sys.platform == "linux" else "spawn")
        self._executor = ProcessPoolExecutor(self.width, context, _begin, (os.getpid(),))

    def _end(self) -> None:
        if self._executor is not None:
            self._executor.shutdown(wait=True, cancel_futures=True)
            self._executor = None

    def __exit__(self, *_: object) -> None:
        self._end()


def _begin(parent: int) -> None:
    """In a new process: what it has by now stays, and what comes is tidied up, since there may be many files."""
    import gc
    from threading import Thread

    gc.freeze()
    gc.enable()
    if sys.platform != "win32":
        Thread(target=_end_with, args=(parent,), daemon=True).start()


def _end_with(parent: int) -> None:
    """Ends this process when its *parent* was killed: nothing else would, since it waits for work."""
    while os.getppid() == parent:
        time.sleep(1)
    os._exit(1)


class ClusterPool(_OnExecutor):
    """The workers of a Dask cluster, which must have the same ftplint."""

    def __init__(self, scheduler: str) -> None:
        self._scheduler = scheduler
        self._client: Any = None

    def __enter__(self) -> ClusterPool:
        try:
            from distributed import Client

            connect: Any = Client
        except ImportError as error:
            raise FleetError(
                '--scheduler needs ftplint[fleet]: pip install ".[fleet]" in a clone of ftplint'
            ) from error
        try:
            self._client = connect(self._scheduler, timeout=_PATIENCE, set_as_default=False)
        except (OSError, ValueError) as error:
            raise FleetError(f"{self._scheduler}: no scheduler of Dask answers: {error}") from error
        self.width = sum(self._client.nthreads().values())
        if not self.width:
            self.__exit__()
            raise FleetError(f"{self._scheduler}: this cluster has no workers; start some with 'dask worker'")
        self._executor = self._client.get_executor(pure=False)
        return self

    def lost(self, error: BaseException) -> bool:
        """As ``Pool.lost``; Dask has tried a few other workers by then."""
        from distributed import KilledWorker

        return isinstance(error, KilledWorker)

    def renew(self) -> None:
        """Nothing to do: the scheduler has new workers where there are any."""

    def __exit__(self, *_: object) -> None:
        if self._executor is not None:
            self._executor.shutdown(wait=False)  # what nobody waits for is taken back
            self._executor = None
        if self._client is not None:
            self._client.close()
            self._client = None
