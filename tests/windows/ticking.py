"""ftplint where asyncio is not always woken: five times a second it looks for itself whether there is something to do.

Wine loses a wake-up now and then when several processes are busy: all threads of a language server are idle then, and it
answers no message any more. ``python -m tests.windows.ticking lsp``.
"""

from __future__ import annotations

import asyncio
import sys

from ftplint.cli.main import console

SECONDS = 0.2


class Policy(asyncio.DefaultEventLoopPolicy):
    """Its loops never wait longer than ``SECONDS``."""

    def new_event_loop(self) -> asyncio.AbstractEventLoop:
        loop = super().new_event_loop()

        def tick() -> None:
            loop.call_later(SECONDS, tick)

        loop.call_soon(tick)
        return loop


if __name__ == "__main__":
    asyncio.set_event_loop_policy(Policy())
    sys.exit(console())
