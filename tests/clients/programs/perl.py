"""Net::FTP, which comes with Perl: https://metacpan.org/pod/Net::FTP"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from tests.clients.client import SCRIPTS, Call, Client, Step, plan, session

if TYPE_CHECKING:
    from collections.abc import Iterable

    from tests.clients.serving import Way


class Perl(Client):
    """``Net::FTP`` with ``IO::Socket::SSL``."""

    name = "Perl Net::FTP"
    package = "Debian: perl libio-socket-ssl-perl"
    programs = ("perl",)
    files = (Path("/usr/share/perl5/IO/Socket/SSL.pm"),)
    asks_version = ("perl", "-MNet::FTP", "-e", "print $Net::FTP::VERSION")

    def calls(self, way: Way, remote: str, steps: Iterable[Step], local: Path) -> list[Call]:
        """See there."""
        return [Call(["perl", SCRIPTS / "session.pl"], plan(steps), session(way, remote))]
