"""Pools of processes where a process costs seconds: one process is the one of the tests, several are real ones."""

from __future__ import annotations

from concurrent.futures import Executor, Future, process
from typing import TYPE_CHECKING, Any
from unittest import mock

if TYPE_CHECKING:
    from collections.abc import Callable


class Here(Executor):
    """Does at once, in this process, what it is given."""

    def submit(self, work: Callable[..., Any], /, *arguments: Any, **more: Any) -> Future[Any]:
        """Its future is done."""
        done: Future[Any] = Future()
        try:
            done.set_result(work(*arguments, **more))
        except Exception as error:
            done.set_exception(error)
        return done


def fleets_here() -> None:
    """A pool of one process for fleets is this process."""
    from ftplint.fleet.pools import LocalPool

    renew = LocalPool.renew

    def renewed(pool: LocalPool) -> None:
        if pool.width > 1:
            renew(pool)
        else:
            pool._executor = Here()

    mock.patch.object(LocalPool, "renew", renewed).start()


def pools_wake() -> None:
    """A pool wakes its threads with a message of no bytes, which Wine 8 loses: here it has one."""

    def wakeup(one: Any) -> None:
        if not one._closed:
            one._writer.send_bytes(b"x")

    mock.patch.object(process._ThreadWakeup, "wakeup", wakeup).start()  # type: ignore[attr-defined]
