"""tnftp, NetBSD's ftp: https://cdn.netbsd.org/pub/NetBSD/misc/tnftp/"""

from __future__ import annotations

from typing import TYPE_CHECKING

from tests.clients.client import Call, Client, Step

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

    from tests.clients.serving import Way

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
    cannot = {"certificate": _NO_TLS, "explicit TLS": _NO_TLS, "implicit TLS": _NO_TLS}  # noqa: RUF012

    def calls(self, way: Way, remote: str, steps: Iterable[Step], local: Path) -> list[Call]:
        """See there."""
        lines = [f"user {way.user} {way.password}", "binary", f"cd {remote}"]
        lines += [_SAYS[step.verb].format(step.first, step.second) for step in steps]
        return [Call(["tnftp", "-n", "-i", "-v", way.host, str(way.port)], "\n".join([*lines, "quit"]) + "\n")]
