"""A server process of the fault tests, seen from outside: its addresses, descriptors, memory, processor time and log."""

from __future__ import annotations

import contextlib
import json
import os
import signal
import subprocess
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

from ftplint.verify.lab import PASSWORD
from tests.server.wire import Address, Papers, Wire

__all__ = ["PASSWORD", "Running", "eventually", "started"]


@dataclass(frozen=True, slots=True)
class Running:
    """A server that runs in a process of its own. *root* holds one home per site, *log* is its standard error."""

    process: subprocess.Popen[str]
    addresses: dict[str, Address]
    homes: dict[str, Path]
    log_file: Path
    papers: dict[str, Papers]

    @property
    def log(self) -> str:
        """All that the server has said on standard error so far."""
        return self.log_file.read_text(encoding="utf-8", errors="replace")

    def wire(self, site: str = "password", source: str = "") -> Wire:
        """A new control connection to *site*, greeting not yet read."""
        return Wire(self.addresses[site], source)

    def clear(self) -> Wire:
        """A session without TLS, logged in with a password."""
        wire = self.wire()
        assert wire.reply()[:3] == "220"
        assert wire.login("alice", PASSWORD)[:3] == "230"
        return wire

    def secure(self) -> Wire:
        """A session with TLS and PROT P, logged in with a password."""
        wire = self.wire().auth(self.papers["none"].context())
        assert wire.login("alice", PASSWORD)[:3] == "230"
        return wire

    def descriptors(self) -> int:
        """How many file descriptors are open."""
        return len(list(Path(f"/proc/{self.process.pid}/fd").iterdir()))

    def resident(self) -> int:
        """Resident memory in KiB."""
        status = Path(f"/proc/{self.process.pid}/status").read_text(encoding="ascii")
        return int(status.split("VmRSS:")[1].split()[0])

    def processor(self) -> float:
        """Seconds of processor time used so far, user and system."""
        fields = Path(f"/proc/{self.process.pid}/stat").read_text(encoding="ascii").rpartition(")")[2].split()
        return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")

    def stop(self) -> int:
        """SIGTERM, and the exit code. Raises TimeoutExpired if that takes more than 10 s."""
        self.process.send_signal(signal.SIGTERM)
        try:
            return self.process.wait(10)
        finally:
            self.process.kill()
            self.process.wait()


def eventually(condition: Callable[[], bool], seconds: float = 5.0) -> bool:
    """Whether *condition* becomes true within *seconds*."""
    end = time.monotonic() + seconds
    while not condition():
        if time.monotonic() > end:
            return False
        time.sleep(0.02)
    return True


@contextlib.contextmanager
def started(command: list[str], log_file: Path, homes: dict[str, Path], papers: dict[str, Papers]) -> Iterator[Running]:
    """Starts *command*, whose first line of output is JSON: site name -> [host, port]. Stopped at the end, also on failure."""
    with log_file.open("w", encoding="utf-8") as log:
        process = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=log, text=True)
    try:
        assert process.stdout is not None
        first = process.stdout.readline()
        assert first, log_file.read_text(encoding="utf-8")
        addresses = {name: (host, port) for name, (host, port) in json.loads(first).items()}
        yield Running(process, addresses, homes, log_file, papers)
    finally:
        process.kill()
        process.wait()
        process.stdout and process.stdout.close()
