"""What a client is: how it is called, whether it is there, and what it cannot do."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
from pathlib import Path
from types import MappingProxyType
from typing import TYPE_CHECKING, ClassVar, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

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


class Job(NamedTuple):
    """What a client is sent to do: *steps* in the folder *remote* of the server and the folder *local*."""

    way: Way
    remote: str
    steps: Sequence[Step]
    local: Path


class Call(NamedTuple):
    """How a program is called. It is run in the folder of the local files."""

    command: Sequence[str | Path]
    script: str = ""
    environment: Mapping[str, str] = MappingProxyType({})


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
    only_lists: ClassVar[bool] = False
    """Whether a listing is all that it can be told to do: each way to connect is judged by one."""
    asks_version: ClassVar[tuple[str, ...]]
    """The command that prints its version in one of its first lines."""

    @property
    def there(self) -> bool:
        """Whether it is installed."""
        return all(map(shutil.which, self.programs)) and all(file.exists() for file in self.files)

    def version(self) -> str:
        """Its version, as short as it says it."""
        ended = subprocess.run(self.asks_version, capture_output=True, text=True, check=False, stdin=subprocess.DEVNULL)
        words = re.sub(r"\x1b\[[0-9;]*m", "", ended.stdout + ended.stderr).split()
        return next((word.strip("v,;():|") for word in words if word.strip("v,;():|")[:1].isdigit()), "?")

    def calls(self, job: Job) -> list[Call]:
        """The programs to run for *job*, one after the other."""
        raise NotImplementedError

    def run(self, job: Job) -> str:
        """Does *job* and returns what was printed. Raises ClientError."""
        return "".join(execute(call, job.local) for call in self.calls(job))


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


def session(job: Job) -> dict[str, str]:
    """What the programs in ``scripts`` read from their environment."""
    way = job.way
    return {
        "FTP_HOST": way.host,
        "FTP_PORT": str(way.port),
        "FTP_TLS": way.tls,
        "FTP_USER": way.user,
        "FTP_PASSWORD": way.password,
        "FTP_AUTHORITY": str(way.authority),
        "FTP_CERTIFICATE": str(way.certificate or ""),
        "FTP_FOLDER": job.remote,
    }


def plan(steps: Iterable[Step]) -> str:
    """What the programs in ``scripts`` read from standard input: a step a line, its words parted by tabs."""
    return "".join("\t".join(step) + "\n" for step in steps)


def pkcs12(job: Job, *options: str) -> Path:
    """The client certificate as PKCS #12, for programs that read no PEM; its password is ``secret``."""
    store = job.local.parent / "client.p12"
    command = ["openssl", "pkcs12", "-export", "-in", str(job.way.certificate), "-out", str(store)]
    subprocess.run([*command, "-passout", "pass:secret", *options], check=True, capture_output=True)
    return store
