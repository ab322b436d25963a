"""pyftpdlib's log is silent while a service exists, and as it was before once the last one is closed.

A loop that starts configures the root logger of the process if nobody has; and its scheduler reports as errors the
timers that another timer of the same round has cancelled. What is wrong with this server goes to ``Service.broken``.
"""

from __future__ import annotations

import logging
import threading

_LOGGER = logging.getLogger("pyftpdlib")
_HANDLER = logging.NullHandler()
_LOCK = threading.Lock()


class Silence:
    """Holds from its creation to ``end``; several may overlap."""

    _count = 0
    _level = logging.NOTSET

    def __init__(self) -> None:
        self._ended = False
        with _LOCK:
            if Silence._count == 0:
                Silence._level = _LOGGER.level
                _LOGGER.setLevel(logging.CRITICAL)
                _LOGGER.addHandler(_HANDLER)
            Silence._count += 1

    def end(self) -> None:
        """The log is as before, unless another service is left; nothing if it is called again."""
        with _LOCK:
            if self._ended:
                return
            self._ended = True
            Silence._count -= 1
            if Silence._count == 0:
                _LOGGER.setLevel(Silence._level)
                _LOGGER.removeHandler(_HANDLER)
