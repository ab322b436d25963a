"""FtpWebRequest of Mono, the class of .NET that most FTP scripts for Windows use: https://www.mono-project.com"""

from __future__ import annotations

from typing import ClassVar

from tests.clients.client import SCRIPTS, Call, Client, Job, execute, pkcs12, plan, session

_OLD = ("-keypbe", "PBE-SHA1-3DES", "-certpbe", "PBE-SHA1-3DES", "-macalg", "sha1")
"""What Mono can read."""


class Mono(Client):
    """``FtpWebRequest``, which ends uploads over TLS without close_notify."""

    name = "Mono FtpWebRequest"
    package = "Debian: mono-mcs mono-runtime"
    programs = ("mcs", "mono")
    asks_version = ("mono", "--version")
    cannot: ClassVar = {
        "implicit TLS": "EnableSsl means AUTH TLS",
        "mget": "it has no wildcards",
        "IPv6": "it gives up on an address in brackets before it connects",
    }

    def calls(self, job: Job) -> list[Call]:
        """See there."""
        program = job.local.parents[1] / "Session.exe"  # compiled once for all tasks
        if not program.exists():
            execute(Call(["mcs", f"-out:{program}", SCRIPTS / "Session.cs"]), job.local)
        environment = session(job)
        if job.way.certificate:
            environment["FTP_STORE"] = str(pkcs12(job, *_OLD))
        return [Call(["mono", program], plan(job.steps), environment)]
