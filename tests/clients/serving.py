"""The server that clients are sent to: `ftplint serve` with the lab, on the configuration beside this file."""

from __future__ import annotations

import contextlib
import re
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from ftplint.verify.lab import PASSWORD

if TYPE_CHECKING:
    from collections.abc import Iterator

CONFIGURATION = Path(__file__).with_name("applicationHost.config")
USER = "alice"


class Way(NamedTuple):
    """A way to connect. *tls* is ``explicit``, ``implicit`` or ``none``; a *certificate* (PEM with key) or a password."""

    name: str
    host: str
    port: int
    tls: str
    authority: Path
    certificate: Path | None = None
    user: str = USER
    password: str = PASSWORD

    @property
    def address(self) -> str:
        """Host and port as URLs have them."""
        return f"[{self.host}]:{self.port}" if ":" in self.host else f"{self.host}:{self.port}"


class Server(NamedTuple):
    """A running one: its ways in by name, the folder that all sites show, and its log."""

    ways: dict[str, Way]
    files: Path
    log: Path


Places = dict[str, list[tuple[str, int]]]
"""Where each site listens."""


@contextlib.contextmanager
def launched(configuration: Path, folder: Path, *arguments: str | Path) -> Iterator[Places]:
    """Runs `ftplint serve` with the lab, the files and the log in *folder*. Raises AssertionError if it does not start."""
    given = (configuration, "--lab", folder / "lab", "--root", folder / "root", "--log", folder / "ftp.log", *arguments)
    said = folder / "standard-error.txt"
    with said.open("w", encoding="utf-8") as errors:
        command = [sys.executable, "-m", "ftplint", "serve", *map(str, given)]
        process = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=errors, text=True)
    try:
        assert process.stdout is not None
        places: Places = {}
        for line in process.stdout:
            found = re.search(r"serving '(\w+)'.* on (\S+):(\d+), \w+ TLS$", line)
            if found:
                places.setdefault(found[1], []).append((found[2], int(found[3])))
            if line.startswith("ftplint: ready"):
                break
        assert places, said.read_text(encoding="utf-8")
        yield places
    finally:
        process.terminate()
        process.communicate(timeout=90)


@contextlib.contextmanager
def serving(folder: Path) -> Iterator[Server]:
    """The server of the matrix, in *folder*."""
    with launched(CONFIGURATION, folder) as places:
        yield Server(_ways(places, folder / "lab"), folder / "root" / "D" / "ftp", folder / "ftp.log")


def _ways(places: Places, lab: Path) -> dict[str, Way]:
    authority = lab / "ca.pem"
    four = next(place for place in places["password"] if ":" not in place[0])
    six = next(place for place in places["password"] if ":" in place[0])
    mapped = lab / "clients" / "mapped.pem"
    ways = (
        Way("certificate", *places["certificate"][0], "explicit", authority, mapped, password=""),
        Way("explicit TLS", *four, "explicit", authority),
        Way("implicit TLS", *places["implicit"][0], "implicit", authority),
        Way("plain", *four, "none", authority),
        Way("IPv6", six[0].strip("[]"), six[1], "explicit", authority),
        Way("IPv6 plain", six[0].strip("[]"), six[1], "none", authority),
    )
    return {way.name: way for way in ways}
