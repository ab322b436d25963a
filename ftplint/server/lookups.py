"""Lookups in something slow, the directory or DNS: done in threads of their own, answered within a bounded time
whatever happens there, and never in the way of the end of the process.
"""

from __future__ import annotations

import threading
from queue import SimpleQueue
from typing import TYPE_CHECKING, Generic, TypeVar

from ftplint.server.transport.waker import Waker

if TYPE_CHECKING:
    from collections.abc import Callable

    from ftplint.server.protocol.interfaces import Waiting
    from ftplint.server.transport.interfaces import Loop, Timer

Answer = TypeVar("Answer")
_THREADS = 8


class _Lookup(Generic[Answer]):
    """One lookup, and whether it is settled: answered or given up."""

    __slots__ = ("answer", "ask", "connection", "done", "limit", "settled")

    def __init__(
        self,
        connection: Waiting,
        ask: Callable[[], Answer],
        done: Callable[[Answer | Exception], None],
        limit: Timer,
    ) -> None:
        self.connection = connection
        self.ask = ask
        self.done = done
        self.limit = limit
        self.settled = False
        self.answer: Answer | Exception | None = None


class Lookups(Generic[Answer]):
    """The threads and the way back into the loop. *name* is that of the threads, *bound* the seconds after which a
    lookup counts as answered with what *too_late* makes. An answer that comes later still goes to *late*."""

    def __init__(
        self,
        loop: Loop,
        name: str,
        bound: float,
        too_late: Callable[[], Answer | Exception],
        late: Callable[[Answer | Exception], None],
    ) -> None:
        self._timers = loop
        self._bound = bound
        self._too_late = too_late
        self._late = late
        self._lookups: SimpleQueue[_Lookup[Answer] | None] = SimpleQueue()
        self._answered: SimpleQueue[_Lookup[Answer]] = SimpleQueue()
        self._waker = Waker(loop, self._woken)
        # Daemons: a thread that waits for a frozen directory must not keep the process from ending.
        for number in range(_THREADS):
            threading.Thread(target=self._work, name=f"{name}-{number}", daemon=True).start()

    def ask(self, connection: Waiting, ask: Callable[[], Answer], done: Callable[[Answer | Exception], None]) -> None:
        """Calls *done* in the loop with what *ask* returns or raises; the connection reads no command until then."""
        connection.hold()
        limit = self._timers.call_later(self._bound, lambda: self._settle(lookup, self._too_late()))
        lookup = _Lookup(connection, ask, done, limit)
        self._lookups.put(lookup)

    def close(self) -> None:
        """Ends the threads as soon as they have nothing to wait for."""
        for _ in range(_THREADS):
            self._lookups.put(None)
        self._waker.close()

    def _work(self) -> None:
        while (lookup := self._lookups.get()) is not None:
            if lookup.settled:  # nobody waits for the answer any more
                continue
            try:
                lookup.answer = lookup.ask()
            except Exception as error:  # it is the session's to judge
                lookup.answer = error
            self._answered.put(lookup)
            self._waker.wake()

    def _woken(self) -> None:
        while not self._answered.empty():
            lookup = self._answered.get()
            answer = lookup.answer
            if answer is not None:
                if lookup.settled:
                    self._late(answer)
                self._settle(lookup, answer)

    def _settle(self, lookup: _Lookup[Answer], answer: Answer | Exception) -> None:
        if lookup.settled:
            return
        lookup.settled = True
        if not lookup.limit.cancelled:
            lookup.limit.cancel()
        connection = lookup.connection
        if connection.closed:
            return
        connection.release()
        try:
            lookup.done(answer)
            connection.go_on()
        except Exception:
            connection.handle_error()
