"""lftp: https://lftp.yar.ru"""

from __future__ import annotations

from typing import TYPE_CHECKING

from tests.clients.client import Call, Client, Step

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

    from tests.clients.serving import Way

_SAYS = {
    "put": "put {0} -o {1}",
    "get": "get {0} -o {1}",
    "resume": "get -c {0} -o {1}",
    "rename": "mv {0} {1}",
    "delete": "rm {0}",
    "mkdir": "mkdir {0}",
    "list": "cls -1; ls",
    "mget": "mget {0}",
}


class Lftp(Client):
    """One script for all steps."""

    name = "lftp"
    package = "Debian: lftp"
    programs = ("lftp",)
    asks_version = ("lftp", "--version")

    def calls(self, way: Way, remote: str, steps: Iterable[Step], local: Path) -> list[Call]:
        """See there."""
        lines = [
            "set cmd:fail-exit yes",
            "set net:max-retries 1",
            "set net:timeout 20",
            f"set ssl:ca-file {way.authority}",
            f"set ftp:ssl-force {'no' if way.tls == 'none' else 'yes'}",
            f"set ftp:ssl-allow {'no' if way.tls == 'none' else 'yes'}",
            "set ftp:ssl-protect-data yes",
        ]
        if way.certificate:
            lines += [f"set ssl:cert-file {way.certificate}", f"set ssl:key-file {way.certificate}"]
        scheme = "ftps" if way.tls == "implicit" else "ftp"
        lines += [f"open -u {way.user},{way.password or '-'} {scheme}://{way.address}", f"cd {remote}"]
        lines += [_SAYS[step.verb].format(step.first, step.second) for step in steps]
        return [Call(["lftp", "--norc", "-c", "\n".join(lines)])]
