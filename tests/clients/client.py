"""What a client is: how it is called, whether it is there, and what it cannot do."""

from __future__ import annotations

import os
import shutil
import subprocess
from pathlib import Path
from typing import TYPE_CHECKING, ClassVar, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from tests.clients.serving import Way

SCRIPTS = Path(__file__).with_name("scripts")
NODE_MODULES = Path(__file__).parents[2] / ".venv" / "node_modules"
"""Where `make clients` puts packages of npm."""
_PATIENCE = 90
"""Seconds after which a client hangs."""


class Step(NamedTuple):
    """One thing to do. Names of *verb*: put local remote, get remote local, resume remote local (the local file holds the
    beginning), rename old new, delete remote, mkdir remote, list, mget pattern."""

    verb: str
    first: str = ""
    second: str = ""


class Call(NamedTuple):
    """How a program is called. It is run in the folder of the local files."""

    command: Sequence[str | Path]
    script: str = ""
    environment: dict[str, str] = {}  # noqa: RUF012: nothing changes it


class ClientError(Exception):
    """The client did not do what it was told to; the text is what it said."""


class Client:
    """One client, in a file of its own below ``programs``."""

    name: ClassVar[str]
    package: ClassVar[str]
    """Where it comes from: a package of Debian, or of a registry."""
    programs: ClassVar[tuple[str, ...]]
    """What must be in the PATH."""
    files: ClassVar[tuple[Path, ...]] = ()
    """What else must be there."""
    cannot: ClassVar[dict[str, str]] = {}
    """Task -> why the client itself has no way to do it."""
    ordinary: ClassVar[str] = "explicit TLS"
    """The way to connect in tasks that do not name one."""
    asks_version: ClassVar[tuple[str, ...]]
    """The command that prints its version in one of its first lines."""

    @property
    def there(self) -> bool:
        """Whether it is installed."""
        return all(map(shutil.which, self.programs)) and all(file.exists() for file in self.files)

    def version(self) -> str:
        """Its version, as short as it says it."""
        ended = subprocess.run(self.asks_version, capture_output=True, text=True, check=False, stdin=subprocess.DEVNULL)
        words = (ended.stdout + ended.stderr).split()
        return next((word.strip("v,;():|") for word in words if word.strip("v,;():|")[:1].isdigit()), "?")

    def calls(self, way: Way, remote: str, steps: Iterable[Step], local: Path) -> list[Call]:
        """The programs to run for *steps* in the folder *remote* of the server and the folder *local*."""
        raise NotImplementedError

    def run(self, way: Way, remote: str, steps: Iterable[Step], local: Path) -> str:
        """Does *steps* and returns what was printed. Raises ClientError."""
        printed = ""
        for call in self.calls(way, remote, steps, local):
            printed += execute(call, local)
        return printed


def execute(call: Call, folder: Path) -> str:
    """What the program prints. Raises ClientError if it ends with another code than 0, or does not end."""
    home = folder.parent / "home"
    home.mkdir(exist_ok=True)
    try:
        ended = subprocess.run(
            list(map(str, call.command)),
            input=call.script,
            cwd=folder,
            env={**os.environ, "HOME": str(home), "LC_ALL": "C.UTF-8", **call.environment},
            capture_output=True,
            text=True,
            errors="replace",
            timeout=_PATIENCE,
            check=False,
        )
    except subprocess.TimeoutExpired as late:
        printed = b"".join(part for part in (late.stdout, late.stderr) if isinstance(part, bytes))
        raise ClientError(f"it hangs; {printed.decode(errors='replace')}") from None
    if ended.returncode:
        raise ClientError(f"exit code {ended.returncode}; {ended.stdout}{ended.stderr}")
    return ended.stdout + ended.stderr


def session(way: Way, remote: str) -> dict[str, str]:
    """What the programs in ``scripts`` read from their environment."""
    return {
        "FTP_HOST": way.host,
        "FTP_PORT": str(way.port),
        "FTP_TLS": way.tls,
        "FTP_USER": way.user,
        "FTP_PASSWORD": way.password,
        "FTP_AUTHORITY": str(way.authority),
        "FTP_CERTIFICATE": str(way.certificate or ""),
        "FTP_FOLDER": remote,
    }


def plan(steps: Iterable[Step]) -> str:
    """What the programs in ``scripts`` read from standard input: a step a line, its words parted by tabs."""
    return "".join("\t".join(step) + "\n" for step in steps)
