"""A real Samba domain controller with the lab's accounts, which a test can kill, freeze and start again."""

from __future__ import annotations

import contextlib
import ipaddress
import shutil
import signal
import socket
import subprocess
from dataclasses import dataclass, field
from pathlib import Path

from tests.server.running import eventually

SAMBA = "/usr/sbin/samba"
DISTRIBUTION_PYTHON = "/usr/bin/python3"
ADMINISTRATOR_PASSWORD = "Passw0rd!x"


def available() -> bool:
    """Whether Samba and its Python modules are installed."""
    return (
        shutil.which(SAMBA) is not None
        and not subprocess.run(
            [DISTRIBUTION_PYTHON, "-c", "import samba.provision"], capture_output=True, check=False
        ).returncode
    )


@dataclass
class DomainController:
    """One domain controller on a loopback address of its own; ports 389 and 636 are fixed in Samba."""

    folder: Path
    address: str = "127.0.0.43"
    process: subprocess.Popen[bytes] | None = field(init=False, default=None)

    @property
    def url(self) -> str:
        """For `--directory`; the administrator binds, since that account is there anyway."""
        return f"ldaps://Administrator%40corp.example@{self.address}/DC=corp,DC=example"

    def provision(self, ldif: Path) -> None:
        """Some 6 s. The TLS files must be there already."""
        ipaddress.ip_address(self.address)
        command = [DISTRIBUTION_PYTHON, str(Path(__file__).with_name("provision_domain.py"))]
        done = subprocess.run(
            [*command, str(self.folder), self.address, str(ldif)], capture_output=True, text=True, check=False
        )
        assert done.returncode == 0, done.stderr[-3000:]

    def start(self) -> None:
        """Returns when LDAPS answers."""
        configuration = str(self.folder / "etc" / "smb.conf")
        command = [
            SAMBA,
            "-i",
            "--no-process-group",
            "-M",
            "single",
            "-s",
            configuration,
            "--debug-stdout",
            "-d1",
            "--maximum-runtime=1800",
        ]
        with (self.folder / "samba.log").open("ab") as log:
            self.process = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=log, stderr=subprocess.STDOUT)
        assert eventually(self.answers, 30), (self.folder / "samba.log").read_text(errors="replace")[-2000:]

    def answers(self) -> bool:
        """Whether port 636 accepts."""
        with contextlib.suppress(OSError), socket.create_connection((self.address, 636), 1):
            return True
        return False

    def kill(self) -> None:
        """SIGKILL, without a farewell to its clients."""
        if self.process is not None:
            self.process.kill()
            self.process.communicate()
            self.process = None

    def freeze(self) -> None:
        """SIGSTOP: connections are still accepted by the kernel, and nobody ever answers."""
        assert self.process is not None
        self.process.send_signal(signal.SIGSTOP)

    def thaw(self) -> None:
        """SIGCONT."""
        assert self.process is not None
        self.process.send_signal(signal.SIGCONT)
