"""Questions to something slow, the directory or DNS: asked in threads of their own, answered within a bounded time
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


class _Question(Generic[Answer]):
    """One question, and whether it is settled: answered or given up."""

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


class Questions(Generic[Answer]):
    """The threads and the way back into the loop. *name* is that of the threads, *bound* the seconds after which a
    question counts as answered with what *too_late* makes. An answer that comes later still goes to *late*."""

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
        self._questions: SimpleQueue[_Question[Answer] | None] = SimpleQueue()
        self._answered: SimpleQueue[_Question[Answer]] = SimpleQueue()
        self._waker = Waker(loop, self._woken)
        # Daemons: a thread that waits for a frozen directory must not keep the process from ending.
        for number in range(_THREADS):
            threading.Thread(target=self._work, name=f"{name}-{number}", daemon=True).start()

    def ask(self, connection: Waiting, ask: Callable[[], Answer], done: Callable[[Answer | Exception], None]) -> None:
        """Calls *done* in the loop with what *ask* returns or raises; the connection reads no command until then."""
        connection.hold()
        limit = self._timers.call_later(self._bound, lambda: self._settle(question, self._too_late()))
        question = _Question(connection, ask, done, limit)
        self._questions.put(question)

    def close(self) -> None:
        """Ends the threads as soon as they have nothing to wait for."""
        for _ in range(_THREADS):
            self._questions.put(None)
        self._waker.close()

    def _work(self) -> None:
        while (question := self._questions.get()) is not None:
            if question.settled:  # nobody waits for the answer any more
                continue
            try:
                question.answer = question.ask()
            except Exception as error:  # it is the session's to judge
                question.answer = error
            self._answered.put(question)
            self._waker.wake()

    def _woken(self) -> None:
        while not self._answered.empty():
            question = self._answered.get()
            answer = question.answer
            if answer is not None:
                if question.settled:
                    self._late(answer)
                self._settle(question, answer)

    def _settle(self, question: _Question[Answer], answer: Answer | Exception) -> None:
        if question.settled:
            return
        question.settled = True
        if not question.limit.cancelled:
            question.limit.cancel()
        connection = question.connection
        if connection.closed:
            return
        connection.release()
        try:
            question.done(answer)
            connection.go_on()
        except Exception:
            connection.handle_error()
