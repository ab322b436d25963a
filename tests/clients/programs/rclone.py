"""rclone: https://rclone.org"""

from __future__ import annotations

import subprocess
from typing import TYPE_CHECKING

from tests.clients.client import Call, Client, Step

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

    from tests.clients.serving import Way


class Rclone(Client):
    """One call for each step, on a remote that is described on the command line."""

    name = "rclone"
    package = "Debian: rclone"
    programs = ("rclone",)
    asks_version = ("rclone", "version")
    cannot = {  # noqa: RUF012
        "certificate": "its FTP backend has no option for a client certificate",
        "resume": "it copies whole files",
    }

    def calls(self, way: Way, remote: str, steps: Iterable[Step], local: Path) -> list[Call]:
        """See there."""
        secret = subprocess.run(["rclone", "obscure", way.password], capture_output=True, text=True, check=True).stdout
        host = f"[{way.host}]" if ":" in way.host else way.host
        options = f'host="{host}",port={way.port},user={way.user},pass={secret.strip()},no_check_certificate=true'
        if way.tls != "none":
            options += f",{'tls' if way.tls == 'implicit' else 'explicit_tls'}=true"
        base = f":ftp,{options}:{remote}"
        common = ["rclone", "--config", "", "--retries", "1", "--low-level-retries", "1"]
        return [Call([*common, *self._arguments(step, base)]) for step in steps]

    def _arguments(self, step: Step, base: str) -> list[str]:
        match step.verb:
            case "put":
                return ["copyto", step.first, f"{base}/{step.second}"]
            case "get":
                return ["copyto", f"{base}/{step.first}", step.second]
            case "rename":
                return ["moveto", f"{base}/{step.first}", f"{base}/{step.second}"]
            case "delete":
                return ["deletefile", f"{base}/{step.first}"]
            case "mkdir":
                return ["mkdir", f"{base}/{step.first}"]
            case "mget":
                return ["copy", "--include", step.first, base, "."]
            case _:
                return ["lsf", base]
