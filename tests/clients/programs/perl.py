"""Net::FTP, which comes with Perl: https://metacpan.org/pod/Net::FTP"""

from __future__ import annotations

from pathlib import Path

from tests.clients.client import SCRIPTS, Call, Client, Job, plan, session


class Perl(Client):
    """``Net::FTP`` with ``IO::Socket::SSL``."""

    name = "Perl Net::FTP"
    package = "Debian: perl libio-socket-ssl-perl"
    programs = ("perl",)
    files = (Path("/usr/share/perl5/IO/Socket/SSL.pm"),)
    asks_version = ("perl", "-MNet::FTP", "-e", "print $Net::FTP::VERSION")

    def calls(self, job: Job) -> list[Call]:
        """See there."""
        return [Call(["perl", SCRIPTS / "session.pl"], plan(job.steps), session(job))]
