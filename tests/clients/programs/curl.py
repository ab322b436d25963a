"""curl: https://curl.se"""

from __future__ import annotations

from typing import ClassVar

from tests.clients.client import Call, Client, Job, Step


class Curl(Client):
    """One call for each step."""

    name = "curl"
    package = "Debian: curl"
    programs = ("curl",)
    asks_version = ("curl", "--version")
    cannot: ClassVar = {"mget": "a URL of curl has no wildcards"}

    def calls(self, job: Job) -> list[Call]:
        """See there."""
        common = ["curl", "-sS", "--max-time", "60", "--cacert", str(job.way.authority)]
        common += ["-u", f"{job.way.user}:{job.way.password}"]
        if job.way.tls == "explicit":
            common.append("--ssl-reqd")
        if job.way.certificate:
            common += ["--cert", str(job.way.certificate)]
        url = f"{'ftps' if job.way.tls == 'implicit' else 'ftp'}://{job.way.address}/{job.remote}/"
        return [Call([*common, *self._arguments(step, url, job.remote)]) for step in job.steps]

    def _arguments(self, step: Step, url: str, remote: str) -> list[str]:
        match step.verb:
            case "put":
                return ["-T", step.first, url + step.second]
            case "get":
                return ["-o", step.second, url + step.first]
            case "resume":
                return ["-C", "-", "-o", step.second, url + step.first]
            case "rename":
                return [
                    "-Q",
                    f"RNFR {remote}/{step.first}",
                    "-Q",
                    f"RNTO {remote}/{step.second}",
                    "-l",
                    "-o",
                    "names",
                    url,
                ]
            case "delete" | "mkdir":
                verb = "DELE" if step.verb == "delete" else "MKD"
                return ["-Q", f"{verb} {remote}/{step.first}", "-l", "-o", "names", url]
            case _:
                return [url]
