"""Questions to a slow directory: asked in threads of their own, answered within a bounded time whatever the directory
does, and never in the way of the end of the process.
"""

from __future__ import annotations

import threading
from queue import SimpleQueue
from typing import TYPE_CHECKING

from ftplint.evidence import DirectoryError
from ftplint.server.transport.waker import Waker

if TYPE_CHECKING:
    from collections.abc import Callable

    from ftplint.server.access.identity import Logon
    from ftplint.server.protocol.interfaces import Waiting
    from ftplint.server.transport.interfaces import Loop, Timer

BOUND = 10.0
"""Seconds after which a question counts as not answered."""
_THREADS = 8


class _Question:
    """One question, and whether it is settled: answered or given up."""

    __slots__ = ("answer", "ask", "connection", "done", "limit", "settled")

    def __init__(
        self, connection: Waiting, ask: Callable[[], Logon], done: Callable[[Logon | Exception], None], limit: Timer
    ) -> None:
        self.connection = connection
        self.ask = ask
        self.done = done
        self.limit = limit
        self.settled = False
        self.answer: Logon | Exception | None = None


class DirectoryQueries:
    """The threads and the way back into the loop; what an answer that came too late says goes to *trouble*."""

    def __init__(self, loop: Loop, trouble: Callable[[str], None]) -> None:
        self._timers = loop
        self._trouble = trouble
        self._questions: SimpleQueue[_Question | None] = SimpleQueue()
        self._answered: SimpleQueue[_Question] = SimpleQueue()
        self._waker = Waker(loop, self._woken)
        # Daemons: a thread that waits for a frozen directory must not keep the process from ending.
        for number in range(_THREADS):
            threading.Thread(target=self._work, name=f"directory-{number}", daemon=True).start()

    def ask(self, connection: Waiting, ask: Callable[[], Logon], done: Callable[[Logon | Exception], None]) -> None:
        """Calls *done* in the loop with what *ask* returns or raises, or with a DirectoryError after ``BOUND``.

        The connection reads no command until then.
        """
        connection.hold()
        limit = self._timers.call_later(BOUND, lambda: self._settle(question, _too_late()))
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
            if question.settled and isinstance(answer, DirectoryError):
                self._trouble(str(answer))
            if answer is not None:
                self._settle(question, answer)

    def _settle(self, question: _Question, answer: Logon | Exception) -> None:
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


def _too_late() -> DirectoryError:
    return DirectoryError(f"the directory has not answered within {BOUND:.0f} s")
