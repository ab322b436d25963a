"""tnftp, NetBSD's ftp: https://cdn.netbsd.org/pub/NetBSD/misc/tnftp/"""

from __future__ import annotations

from typing import ClassVar

from tests.clients.client import Call, Client, Job

_NO_TLS = "it knows TLS for web addresses only"
_SAYS = {
    "put": "put {0} {1}",
    "get": "get {0} {1}",
    "resume": "reget {0} {1}",
    "rename": "rename {0} {1}",
    "delete": "delete {0}",
    "mkdir": "mkdir {0}",
    "list": "dir",
    "mget": "mget {0}",
}


class Tnftp(Client):
    """Commands on standard input; it ends with 0 whatever happens."""

    name = "tnftp"
    package = "Debian: tnftp"
    programs = ("tnftp",)
    asks_version = ("dpkg-query", "-W", "tnftp")
    ordinary = "plain"
    cannot: ClassVar = {"certificate": _NO_TLS, "explicit TLS": _NO_TLS, "implicit TLS": _NO_TLS}

    def calls(self, job: Job) -> list[Call]:
        """See there."""
        lines = [f"user {job.way.user} {job.way.password}", "binary", f"cd {job.remote}"]
        lines += [_SAYS[step.verb].format(step.first, step.second) for step in job.steps]
        return [Call(["tnftp", "-n", "-i", "-v", job.way.host, str(job.way.port)], "\n".join([*lines, "quit"]) + "\n")]
