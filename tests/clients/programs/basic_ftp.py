"""basic-ftp of Node.js: https://github.com/patrickjuchli/basic-ftp"""

from __future__ import annotations

from typing import TYPE_CHECKING

from tests.clients.client import NODE_MODULES, SCRIPTS, Call, Client, Step, plan, session

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

    from tests.clients.serving import Way


class BasicFtp(Client):
    """Its promises, one after the other."""

    name = "basic-ftp"
    package = "npm: basic-ftp"
    programs = ("node",)
    files = (NODE_MODULES / "basic-ftp",)
    asks_version = ("node", "-p", f"require('{NODE_MODULES / 'basic-ftp' / 'package.json'}').version")

    def calls(self, way: Way, remote: str, steps: Iterable[Step], local: Path) -> list[Call]:
        """See there."""
        environment = {**session(way, remote), "NODE_PATH": str(NODE_MODULES)}
        return [Call(["node", SCRIPTS / "session.js"], plan(steps), environment)]
