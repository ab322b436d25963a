"""basic-ftp of Node.js: https://github.com/patrickjuchli/basic-ftp"""

from __future__ import annotations

from tests.clients.client import NODE_MODULES, SCRIPTS, Call, Client, Job, plan, session


class BasicFtp(Client):
    """Its promises, one after the other."""

    name = "basic-ftp"
    package = "npm: basic-ftp"
    programs = ("node",)
    files = (NODE_MODULES / "basic-ftp",)
    asks_version = ("node", "-p", f"require('{NODE_MODULES / 'basic-ftp' / 'package.json'}').version")

    def calls(self, job: Job) -> list[Call]:
        """See there."""
        environment = {**session(job), "NODE_PATH": str(NODE_MODULES)}
        return [Call(["node", SCRIPTS / "session.js"], plan(job.steps), environment)]
