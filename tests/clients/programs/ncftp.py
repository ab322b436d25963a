"""NcFTP: https://www.ncftp.com"""

from __future__ import annotations

from typing import TYPE_CHECKING

from tests.clients.client import Call, Client, Step

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

    from tests.clients.serving import Way

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
    cannot = {  # noqa: RUF012
        "certificate": _NO_TLS,
        "explicit TLS": _NO_TLS,
        "implicit TLS": _NO_TLS,
        "IPv6": "its passive mode is PASV only",
    }

    def calls(self, way: Way, remote: str, steps: Iterable[Step], local: Path) -> list[Call]:
        """See there."""
        lines = [f"cd {remote}", *(_SAYS[step.verb].format(step.first, step.second) for step in steps), "quit"]
        command = ["ncftp", "-u", way.user, "-p", way.password, "-P", str(way.port), way.host]
        return [Call(command, "\n".join(lines) + "\n")]
