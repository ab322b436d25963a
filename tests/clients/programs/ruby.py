"""net-ftp, Ruby's own library: https://github.com/ruby/net-ftp"""

from __future__ import annotations

from typing import ClassVar

from tests.clients.client import SCRIPTS, Call, Client, Job, plan, session


class Ruby(Client):
    """``Net::FTP``."""

    name = "Ruby net-ftp"
    package = "Debian: ruby ruby-net-ftp"
    programs = ("ruby",)
    asks_version = ("ruby", "-rnet/ftp", "-e", "puts Net::FTP::VERSION")
    cannot: ClassVar = {"implicit TLS": "this version knows AUTH TLS only"}

    def calls(self, job: Job) -> list[Call]:
        """See there."""
        return [Call(["ruby", SCRIPTS / "session.rb"], plan(job.steps), session(job))]
