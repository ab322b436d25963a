"""rclone: https://rclone.org"""

from __future__ import annotations

import subprocess
from typing import ClassVar

from tests.clients.client import Call, Client, Job, Step


class Rclone(Client):
    """One call for each step, on a remote that is described on the command line."""

    name = "rclone"
    package = "Debian: rclone"
    programs = ("rclone",)
    asks_version = ("rclone", "version")
    cannot: ClassVar = {
        "certificate": "its FTP backend has no option for a client certificate",
        "resume": "it copies whole files",
    }

    def calls(self, job: Job) -> list[Call]:
        """See there."""
        secret = subprocess.run(
            ["rclone", "obscure", job.way.password], capture_output=True, text=True, check=True
        ).stdout
        host = f"[{job.way.host}]" if ":" in job.way.host else job.way.host
        options = (
            f'host="{host}",port={job.way.port},user={job.way.user},pass={secret.strip()},no_check_certificate=true'
        )
        if job.way.tls != "none":
            options += f",{'tls' if job.way.tls == 'implicit' else 'explicit_tls'}=true"
        base = f":ftp,{options}:{job.remote}"
        common = ["rclone", "--config", "", "--retries", "1", "--low-level-retries", "1"]
        return [Call([*common, *self._arguments(step, base)]) for step in job.steps]

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
