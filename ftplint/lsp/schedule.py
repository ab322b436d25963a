"""When a text is judged: a moment after the last keystroke, at once when somebody asks; shown only while it is new."""

from __future__ import annotations

import asyncio
from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING, Any

from ftplint.lsp.analysis import Analysis

if TYPE_CHECKING:
    from collections.abc import Callable

    from ftplint.lsp.document import Document
    from ftplint.lsp.project import Projects

PAUSE = 0.05
"""Seconds without a keystroke before a text is judged; a file over which that takes longer waits as long again."""
LONGEST_PAUSE = 2.0


class OutdatedError(Exception):
    """The text is another one by now."""


class Schedule:
    """Works on texts, one thing at a time, in a thread of its own.

    *make* makes what is shown of a text; *show* gets that while it is still the text in the editor, *failed* each bug.
    """

    def __init__(
        self,
        projects: Projects,
        make: Callable[[Analysis], Any],
        show: Callable[[Analysis, Any], None],
        failed: Callable[[Exception], None],
    ) -> None:
        self._projects = projects
        self._make = make
        self._show = show
        self._failed = failed
        self._pool = ThreadPoolExecutor(1, "ftplint-lsp")
        self._known: dict[str, Analysis] = {}
        self._waiting: dict[str, asyncio.Task[None]] = {}

    def soon(self, document: Document, *, at_once: bool = False) -> None:
        """Judges *document* when nothing was typed for a moment, and shows what comes of it."""
        self.stop(document.uri)
        known = self._known.get(document.uri)
        took = 0.0 if known is None else known.seconds
        pause = 0.0 if at_once else PAUSE + min(took, LONGEST_PAUSE)
        self._waiting[document.uri] = asyncio.get_running_loop().create_task(self._later(document, pause))

    async def _later(self, document: Document, pause: float) -> None:
        await asyncio.sleep(pause)
        analysis = self.of(document)
        try:
            made = await self.work(self._make, analysis)
            if not analysis.outdated:
                self._show(analysis, made)
        except OutdatedError:
            pass
        except Exception as error:
            self._failed(error)

    def of(self, document: Document) -> Analysis:
        """The analysis of the text that is in the editor now, one for all who ask."""
        known = self._known.get(document.uri)
        if known is None or known.outdated:
            took = 0.0 if known is None else known.seconds
            known = self._known[document.uri] = Analysis(document, self._projects)
            known.seconds = took
        return known

    async def work(self, feature: Callable[[Analysis], Any], analysis: Analysis) -> Any:
        """What *feature* makes of *analysis*, in the thread, so that the editor is heard meanwhile.

        Raises OutdatedError for a text that is an older one before its turn comes.
        """

        def one() -> Any:
            if analysis.outdated:
                raise OutdatedError
            return feature(analysis)

        return await asyncio.get_running_loop().run_in_executor(self._pool, one)

    def stop(self, uri: str) -> None:
        """Lets go of what was to be shown of a document."""
        waiting = self._waiting.pop(uri, None)
        if waiting is not None:
            waiting.cancel()

    def forget(self, uri: str) -> None:
        """Forgets a document, or what it was judged by: the next time it is judged anew."""
        self.stop(uri)
        self._known.pop(uri, None)

    def close(self) -> None:
        """Ends the thread, and does not wait for what it does."""
        self._pool.shutdown(wait=False, cancel_futures=True)
