"""A server process: waits for its first 220, and is stopped with all its children."""

from __future__ import annotations

import contextlib
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

USER, PASSWORD = "alice", "Other-Passw0rd"
_PATIENCE = 120.0
"""Seconds until the first 220."""


class NotInstalledError(Exception):
    """The server's program is not on this machine; the text says what to install."""


@dataclass(frozen=True, slots=True)
class Place:
    """What every server is given: a folder of its own, the files of the lab (``Lab.write``) and a home for its user."""

    folder: Path
    lab: Path
    home: Path


@dataclass(frozen=True, slots=True)
class Other:
    """A running server on 127.0.0.1. *seconds* is the time from its start to its first 220."""

    name: str
    port: int
    home: Path
    process: subprocess.Popen[bytes]
    seconds: float
    user: str = USER
    password: str = PASSWORD

    def processes(self) -> list[int]:
        """The process and all its descendants that live now."""
        found = [self.process.pid]
        for pid in found:
            with contextlib.suppress(OSError):
                for task in Path(f"/proc/{pid}/task").iterdir():
                    found += map(int, (task / "children").read_text(encoding="ascii").split())
        return found

    def processor(self) -> float:
        """Seconds of processor time, user and system, with that of children that have ended."""
        ticks = 0
        for pid in self.processes():
            with contextlib.suppress(OSError):
                fields = Path(f"/proc/{pid}/stat").read_text(encoding="ascii").rpartition(")")[2].split()
                ticks += sum(map(int, fields[11:15]))
        return ticks / os.sysconf("SC_CLK_TCK")

    def memory(self) -> int:
        """KiB of memory: shared pages count in part (PSS), so that forked servers are not charged twice."""
        total = 0
        for pid in self.processes():
            with contextlib.suppress(OSError):
                text = Path(f"/proc/{pid}/smaps_rollup").read_text(encoding="ascii")
                total += int(text.split("\nPss:")[1].split()[0])
        return total


def free_port() -> int:
    """A free port of loopback below the ephemeral range: a client that tries a closed port there meets itself."""
    for port in range(20_000 + os.getpid() % 5_000, 32_000):
        with socket.socket() as sock, contextlib.suppress(OSError):
            sock.bind(("127.0.0.1", port))
            return port
    raise OSError("no free port")


@contextlib.contextmanager
def serving(
    name: str,
    command: Sequence[str | Path],
    port: int,
    place: Place,
    environment: dict[str, str] | None = None,
    user: str = USER,
) -> Iterator[Other]:
    """Starts *command* and yields when it greets. Raises RuntimeError with its output if it does not."""
    log = place.folder / "output.txt"
    start = time.perf_counter()
    with log.open("wb") as output:
        process = subprocess.Popen(
            [str(part) for part in command],
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=subprocess.STDOUT,
            env={**os.environ, **(environment or {})},
            start_new_session=True,
        )
    try:
        while not _greets(port):
            if process.poll() is not None or time.perf_counter() - start > _PATIENCE:
                raise RuntimeError(f"{name} does not serve: {log.read_text(encoding='utf-8', errors='replace')}")
            time.sleep(0.002)
        yield Other(name, port, place.home, process, time.perf_counter() - start, user)
    finally:
        _stop(process)


def _stop(process: subprocess.Popen[bytes]) -> None:
    """With its children; on Windows the one server that runs there has none."""
    if sys.platform == "win32":
        process.kill()
    else:
        with contextlib.suppress(ProcessLookupError):
            os.killpg(process.pid, signal.SIGTERM)
        with contextlib.suppress(subprocess.TimeoutExpired):
            process.wait(5)
        with contextlib.suppress(ProcessLookupError):
            os.killpg(process.pid, signal.SIGKILL)
    process.wait()


def _greets(port: int) -> bool:
    try:
        with socket.create_connection(("127.0.0.1", port), 5) as sock:
            return sock.recv(3) == b"220"
    except OSError:
        return False
