"""NcFTP: https://www.ncftp.com"""

from __future__ import annotations

from typing import ClassVar

from tests.clients.client import Call, Client, Job

_NO_TLS = "it knows no TLS"
_SAYS = {
    "put": "put -z {0} {1}",
    "get": "get -f -z {0} {1}",
    "resume": "get -z {0} {1}",
    "rename": "rename {0} {1}",
    "delete": "rm {0}",
    "mkdir": "mkdir {0}",
    "list": "ls -1",
    "mget": "get {0}",
}


class Ncftp(Client):
    """Its shell, with commands on standard input; it ends with 0 whatever happens."""

    name = "NcFTP"
    package = "Debian: ncftp"
    programs = ("ncftp",)
    asks_version = ("ncftp", "--version")
    ordinary = "plain"
    cannot: ClassVar = {
        "certificate": _NO_TLS,
        "explicit TLS": _NO_TLS,
        "implicit TLS": _NO_TLS,
        "IPv6": "its passive mode is PASV only",
    }

    def calls(self, job: Job) -> list[Call]:
        """See there."""
        lines = [f"cd {job.remote}", *(_SAYS[step.verb].format(step.first, step.second) for step in job.steps), "quit"]
        command = ["ncftp", "-u", job.way.user, "-p", job.way.password, "-P", str(job.way.port), job.way.host]
        return [Call(command, "\n".join(lines) + "\n")]
