"""PHP's FTP extension: https://www.php.net/ftp"""

from __future__ import annotations

from typing import TYPE_CHECKING

from tests.clients.client import SCRIPTS, Call, Client, Step, plan, session

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

    from tests.clients.serving import Way


class Php(Client):
    """``ftp_ssl_connect``, which wants data connections to resume the session of the control connection."""

    name = "PHP"
    package = "Debian: php-cli"
    programs = ("php",)
    asks_version = ("php", "--version")
    cannot = {  # noqa: RUF012
        "certificate": "ftp_ssl_connect takes no certificate",
        "implicit TLS": "ftp_ssl_connect sends AUTH TLS",
    }

    def calls(self, way: Way, remote: str, steps: Iterable[Step], local: Path) -> list[Call]:
        """See there."""
        return [Call(["php", SCRIPTS / "session.php"], plan(steps), session(way, remote))]
