"""net-ftp, Ruby's own library: https://github.com/ruby/net-ftp"""

from __future__ import annotations

from typing import TYPE_CHECKING

from tests.clients.client import SCRIPTS, Call, Client, Step, plan, session

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

    from tests.clients.serving import Way


class Ruby(Client):
    """``Net::FTP``."""

    name = "Ruby net-ftp"
    package = "Debian: ruby ruby-net-ftp"
    programs = ("ruby",)
    asks_version = ("ruby", "-rnet/ftp", "-e", "puts Net::FTP::VERSION")
    cannot = {"implicit TLS": "this version knows AUTH TLS only"}  # noqa: RUF012

    def calls(self, way: Way, remote: str, steps: Iterable[Step], local: Path) -> list[Call]:
        """See there."""
        return [Call(["ruby", SCRIPTS / "session.rb"], plan(steps), session(way, remote))]
