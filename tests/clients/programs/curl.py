"""curl: https://curl.se"""

from __future__ import annotations

from typing import TYPE_CHECKING

from tests.clients.client import Call, Client, Step

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

    from tests.clients.serving import Way


class Curl(Client):
    """One call for each step."""

    name = "curl"
    package = "Debian: curl"
    programs = ("curl",)
    asks_version = ("curl", "--version")
    cannot = {"mget": "a URL of curl has no wildcards"}  # noqa: RUF012

    def calls(self, way: Way, remote: str, steps: Iterable[Step], local: Path) -> list[Call]:
        """See there."""
        common: list[str | Path] = ["curl", "-sS", "--max-time", "60", "--cacert", way.authority]
        common += ["-u", f"{way.user}:{way.password}"]
        if way.tls == "explicit":
            common.append("--ssl-reqd")
        if way.certificate:
            common += ["--cert", way.certificate]
        url = f"{'ftps' if way.tls == 'implicit' else 'ftp'}://{way.address}/{remote}/"
        return [Call([*common, *self._arguments(step, url, remote)]) for step in steps]

    def _arguments(self, step: Step, url: str, remote: str) -> list[str]:
        match step.verb:
            case "put":
                return ["-T", step.first, url + step.second]
            case "get":
                return ["-o", step.second, url + step.first]
            case "resume":
                return ["-C", "-", "-o", step.second, url + step.first]
            case "rename":
                return ["-Q", f"RNFR {remote}/{step.first}", "-Q", f"RNTO {remote}/{step.second}", "-l", "-o", "names", url]
            case "delete" | "mkdir":
                verb = "DELE" if step.verb == "delete" else "MKD"
                return ["-Q", f"{verb} {remote}/{step.first}", "-l", "-o", "names", url]
            case _:
                return [url]
