"""ftplib of Python: https://docs.python.org/3/library/ftplib.html"""

from __future__ import annotations

import sys

from tests.clients.client import SCRIPTS, Call, Client, Job, plan, session


class Ftplib(Client):
    """``FTP`` and ``FTP_TLS``."""

    name = "Python ftplib"
    package = "Python itself"
    programs = (sys.executable,)
    asks_version = (sys.executable, "--version")

    def calls(self, job: Job) -> list[Call]:
        """See there."""
        return [Call([sys.executable, SCRIPTS / "session.py"], plan(job.steps), session(job))]
