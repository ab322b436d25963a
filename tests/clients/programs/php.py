"""PHP's FTP extension: https://www.php.net/ftp"""

from __future__ import annotations

from typing import ClassVar

from tests.clients.client import SCRIPTS, Call, Client, Job, plan, session


class Php(Client):
    """``ftp_ssl_connect``, which wants data connections to resume the session of the control connection."""

    name = "PHP"
    package = "Debian: php-cli"
    programs = ("php",)
    asks_version = ("php", "--version")
    cannot: ClassVar = {
        "certificate": "ftp_ssl_connect takes no certificate",
        "implicit TLS": "ftp_ssl_connect sends AUTH TLS",
    }

    def calls(self, job: Job) -> list[Call]:
        """See there."""
        return [Call(["php", SCRIPTS / "session.php"], plan(job.steps), session(job))]
