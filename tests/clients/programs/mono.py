"""FtpWebRequest of Mono, the class of .NET that most FTP scripts for Windows use: https://www.mono-project.com"""

from __future__ import annotations

import subprocess
from typing import TYPE_CHECKING

from tests.clients.client import SCRIPTS, Call, Client, Step, execute, plan, session

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

    from tests.clients.serving import Way


class Mono(Client):
    """``FtpWebRequest``, which ends uploads over TLS without close_notify."""

    name = "Mono FtpWebRequest"
    package = "Debian: mono-mcs mono-runtime"
    programs = ("mcs", "mono")
    asks_version = ("mono", "--version")
    cannot = {  # noqa: RUF012
        "implicit TLS": "EnableSsl means AUTH TLS",
        "mget": "it has no wildcards",
    }

    def calls(self, way: Way, remote: str, steps: Iterable[Step], local: Path) -> list[Call]:
        """See there."""
        program = local.parent / "Session.exe"
        execute(Call(["mcs", f"-out:{program}", SCRIPTS / "Session.cs"]), local)
        environment = session(way, remote)
        if way.certificate:
            store = local.parent / "client.p12"
            export = ["openssl", "pkcs12", "-export", "-in", way.certificate, "-out", store, "-passout", "pass:secret"]
            subprocess.run(list(map(str, export)), check=True, capture_output=True)
            environment["FTP_STORE"] = str(store)
        return [Call(["mono", program], plan(steps), environment)]
