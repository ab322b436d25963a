"""Apache Commons Net: https://commons.apache.org/proper/commons-net/"""

from __future__ import annotations

from pathlib import Path

from tests.clients.client import SCRIPTS, Call, Client, Job, pkcs12, plan, session

_JAR = Path("/usr/share/java/commons-net.jar")


class CommonsNet(Client):
    """``FTPClient`` and ``FTPSClient``, from a source file that Java compiles itself."""

    name = "Commons Net"
    package = "Debian: libcommons-net-java default-jdk-headless"
    programs = ("java", "javac")
    files = (_JAR,)
    asks_version = ("dpkg-query", "-W", "-f", "${Version}", "libcommons-net-java")

    def calls(self, job: Job) -> list[Call]:
        """See there."""
        environment = session(job)
        if job.way.certificate:
            environment["FTP_STORE"] = str(pkcs12(job))
        return [Call(["java", "-cp", _JAR, SCRIPTS / "Session.java"], plan(job.steps), environment)]
