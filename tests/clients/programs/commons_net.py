"""Apache Commons Net: https://commons.apache.org/proper/commons-net/"""

from __future__ import annotations

import subprocess
from pathlib import Path
from typing import TYPE_CHECKING

from tests.clients.client import SCRIPTS, Call, Client, Step, plan, session

if TYPE_CHECKING:
    from collections.abc import Iterable

    from tests.clients.serving import Way

_JAR = Path("/usr/share/java/commons-net.jar")


class CommonsNet(Client):
    """``FTPClient`` and ``FTPSClient``, from a source file that Java compiles itself."""

    name = "Commons Net"
    package = "Debian: libcommons-net-java default-jdk-headless"
    programs = ("java", "javac")
    files = (_JAR,)
    asks_version = ("dpkg-query", "-W", "-f", "${Version}", "libcommons-net-java")

    def calls(self, way: Way, remote: str, steps: Iterable[Step], local: Path) -> list[Call]:
        """See there."""
        environment = session(way, remote)
        if way.certificate:
            store = local.parent / "client.p12"
            export = ["openssl", "pkcs12", "-export", "-in", way.certificate, "-out", store, "-passout", "pass:secret"]
            subprocess.run(list(map(str, export)), check=True, capture_output=True)
            environment["FTP_STORE"] = str(store)
        return [Call(["java", "-cp", _JAR, SCRIPTS / "Session.java"], plan(steps), environment)]
