"""ftplib of Python: https://docs.python.org/3/library/ftplib.html"""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

from tests.clients.client import SCRIPTS, Call, Client, Step, plan, session

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

    from tests.clients.serving import Way


class Ftplib(Client):
    """``FTP`` and ``FTP_TLS``."""

    name = "Python ftplib"
    package = "Python itself"
    programs = (sys.executable,)
    asks_version = (sys.executable, "--version")

    def calls(self, way: Way, remote: str, steps: Iterable[Step], local: Path) -> list[Call]:
        """See there."""
        return [Call([sys.executable, SCRIPTS / "session.py"], plan(steps), session(way, remote))]
