"""A server process of the fault tests, seen from outside: its addresses, descriptors, memory, turns of its loop, and log."""

from __future__ import annotations

import contextlib
import json
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

from ftplint.verify.lab import PASSWORD
from tests.server.turns import Turns, recorded
from tests.server.wire import Address, Papers, Wire
from tests.windows.memory import working_set

__all__ = ["PASSWORD", "PATIENCE", "Running", "eventually", "started"]

PATIENCE = 60.0
"""Seconds after which what a test waits for will not come: long enough for a machine that is busy with other things."""


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
        """How many file descriptors are open; on Windows, how many sockets its loop waits for."""
        if sys.platform == "win32":
            return self.turns().sockets
        return len(list(Path(f"/proc/{self.process.pid}/fd").iterdir()))

    def resident(self) -> int:
        """Resident memory in KiB."""
        if sys.platform == "win32":
            return working_set(self.process) // 1024
        status = Path(f"/proc/{self.process.pid}/status").read_text(encoding="ascii")
        return int(status.split("VmRSS:")[1].split()[0])

    def turns(self) -> Turns:
        """How often its loop has turned and slept so far."""
        return recorded(self.log_file.with_name("turns"))

    def rests(self) -> bool:
        """Whether the server's loop hardly turns while nothing happens. One that spins turns thousands of times."""
        before = self.turns().polls
        time.sleep(0.5)
        return self.turns().polls - before < 25

    def comes_to_rest(self) -> bool:
        """Whether the server has done what there was to do, and does no more."""
        return eventually(self.rests)

    def stop(self) -> int:
        """SIGTERM, which on Windows ends it at once, and the exit code. Raises TimeoutExpired if it does not end."""
        self.process.send_signal(signal.SIGTERM)
        try:
            return self.process.wait(PATIENCE)
        finally:
            self.process.kill()
            self.process.wait()


def eventually(condition: Callable[[], bool], seconds: float = PATIENCE) -> bool:
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
