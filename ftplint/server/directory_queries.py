"""Questions to a slow directory: asked in threads of their own, answered within a bounded time whatever the directory
does, and never in the way of the end of the process.
"""

from __future__ import annotations

import threading
from queue import SimpleQueue
from typing import TYPE_CHECKING, Any

from ftplint.evidence import DirectoryError
from ftplint.server.transport.waker import Waker

if TYPE_CHECKING:
    from collections.abc import Callable

BOUND = 10.0
"""Seconds after which a question counts as not answered."""
_THREADS = 8


class _Question:
    """One question, by whom it was asked, and whether it is settled: answered or given up."""

    def __init__(self, session: Any, ask: Callable[[], Any], done: Callable[[Any], None]) -> None:
        self.session = session
        self.ask = ask
        self.done = done
        self.settled = False
        self.found: Any = None
        self.limit: Any = None


class Asking:
    """The threads and the way back into the loop. *trouble* is told what an answer that came too late says."""

    def __init__(self, loop: Any, trouble: Callable[[str], None]) -> None:
        self._loop = loop
        self._trouble = trouble
        self._questions: SimpleQueue[_Question | None] = SimpleQueue()
        self._answered: SimpleQueue[_Question] = SimpleQueue()
        self._waker = Waker(loop, self._woken)
        # Daemons: a thread that waits for a frozen directory must not keep the process from ending.
        for number in range(_THREADS):
            threading.Thread(target=self._work, name=f"directory-{number}", daemon=True).start()

    def ask(self, session: Any, ask: Callable[[], Any], done: Callable[[Any], None]) -> None:
        """Calls *done* in the loop with what *ask* returns or raises, or with a DirectoryError after ``BOUND``.

        The session reads no command until then.
        """
        question = _Question(session, ask, done)
        session.hold()
        question.limit = self._loop.call_later(BOUND, self._settle, question, _too_late())
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
                question.found = question.ask()
            except Exception as error:  # it is the session's to judge
                question.found = error
            self._answered.put(question)
            self._waker.wake()

    def _woken(self) -> None:
        while not self._answered.empty():
            question = self._answered.get()
            if question.settled and isinstance(question.found, DirectoryError):
                self._trouble(str(question.found))
            self._settle(question, question.found)

    def _settle(self, question: _Question, found: Any) -> None:
        if question.settled:
            return
        question.settled = True
        if not question.limit.cancelled:
            question.limit.cancel()
        session = question.session
        if session._closed:
            return
        session.release()
        try:
            question.done(found)
            session.go_on()
        except Exception:
            session.handle_error()


def _too_late() -> DirectoryError:
    return DirectoryError(f"the directory has not answered within {BOUND:.0f} s")
