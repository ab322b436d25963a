"""lftp: https://lftp.yar.ru"""

from __future__ import annotations

from tests.clients.client import Call, Client, Job

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

    def calls(self, job: Job) -> list[Call]:
        """See there."""
        lines = [
            "set cmd:fail-exit yes",
            "set net:max-retries 1",
            "set net:timeout 20",
            f"set ssl:ca-file {job.way.authority}",
            f"set ftp:ssl-force {'no' if job.way.tls == 'none' else 'yes'}",
            f"set ftp:ssl-allow {'no' if job.way.tls == 'none' else 'yes'}",
            "set ftp:ssl-protect-data yes",
        ]
        if job.way.certificate:
            lines += [f"set ssl:cert-file {job.way.certificate}", f"set ssl:key-file {job.way.certificate}"]
        scheme = "ftps" if job.way.tls == "implicit" else "ftp"
        lines += [f"open -u {job.way.user},{job.way.password or '-'} {scheme}://{job.way.address}", f"cd {job.remote}"]
        lines += [_SAYS[step.verb].format(step.first, step.second) for step in job.steps]
        return [Call(["lftp", "--norc", "-c", "\n".join(lines)])]
