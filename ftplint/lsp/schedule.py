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
    from ftplint.lsp.text import Text

PAUSE = 0.05
"""Seconds without a keystroke before a text is judged; a file over which that takes longer waits as long again."""
LONGEST_PAUSE = 2.0


class Schedule:
    """Judges the texts of documents, one at a time, in a thread of its own.

    *show* gets each analysis of a text that is still the one in the editor, *failed* each bug.
    """

    def __init__(
        self, projects: Projects, show: Callable[[Document, Analysis], None], failed: Callable[[Exception], None]
    ) -> None:
        self._projects = projects
        self._show = show
        self._failed = failed
        self._pool = ThreadPoolExecutor(1, "ftplint-lsp")
        self._known: dict[str, Analysis] = {}
        self._running: dict[str, tuple[Text, asyncio.Future[Analysis]]] = {}
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
        text = document.text
        try:
            analysis = await self.of(document)
            if document.text is text:
                self._show(document, analysis)
        except Exception as error:
            self._failed(error)

    async def of(self, document: Document) -> Analysis:
        """The analysis of the text that is in the editor at the moment of this call."""
        text = document.text
        known = self._known.get(document.uri)
        if known is not None and known.text is text:
            return known
        running = self._running.get(document.uri)
        if running is None or running[0] is not text or running[1].cancelled():
            work = asyncio.get_running_loop().run_in_executor(self._pool, Analysis, document, self._projects)
            running = self._running[document.uri] = text, work
        analysis = await asyncio.shield(running[1])
        if document.text is text and self._running.get(document.uri) == running:
            self._known[document.uri] = analysis
        return analysis

    async def work(self, feature: Callable[[Analysis], Any], analysis: Analysis) -> Any:
        """What *feature* makes of *analysis*, in the thread too, so that the editor is heard meanwhile."""
        return await asyncio.get_running_loop().run_in_executor(self._pool, feature, analysis)

    def stop(self, uri: str) -> None:
        """Lets go of what was to be shown of a document."""
        waiting = self._waiting.pop(uri, None)
        if waiting is not None:
            waiting.cancel()

    def forget(self, uri: str) -> None:
        """Forgets a document, or what it was judged by: the next time it is judged anew."""
        self.stop(uri)
        self._known.pop(uri, None)
        self._running.pop(uri, None)

    def close(self) -> None:
        """Ends the thread, and does not wait for what it does."""
        self._pool.shutdown(wait=False, cancel_futures=True)
