"""The tasks: what lies on both sides before, what the client is told, and what must be true afterwards."""

from __future__ import annotations

import random
from typing import TYPE_CHECKING, NamedTuple

from tests.clients.client import Client, ClientError, Job, Step

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from tests.clients.serving import Server

BYTES = random.Random(7).randbytes(300_000)
"""Every value of a byte is in it, line ends of all kinds too."""
_PART = 100_000


class Folders(NamedTuple):
    """Where one task of one client has its files."""

    remote: Path
    local: Path

    def give(self, **files: bytes) -> None:
        """Files of the server; a ``_`` in a name stands for the dot."""
        for name, content in files.items():
            (self.remote / name.replace("_", ".")).write_bytes(content)


class After(NamedTuple):
    """What is known afterwards: the files, what the client printed, and the log of the server."""

    remote: Path
    local: Path
    printed: str
    log: str


class Task(NamedTuple):
    """One column of the table. *way* is empty where any way will do."""

    name: str
    steps: tuple[Step, ...]
    prepare: Callable[[Folders], None]
    fault: Callable[[After], str]
    """What is wrong; empty if nothing."""
    way: str = ""


def _same(path: Path, expected: bytes) -> str:
    if not path.exists():
        return f"{path.name} is not there"
    found = path.read_bytes()
    return "" if found == expected else f"{path.name} has {len(found)} bytes, not the {len(expected)} that were sent"


def _local(folders: Folders) -> None:
    (folders.local / "up.bin").write_bytes(BYTES)
    (folders.local / "empty.bin").write_bytes(b"")


def _uploaded(after: After) -> str:
    return _same(after.remote / "up.bin", BYTES) or _same(after.remote / "empty.bin", b"")


def _both(after: After) -> str:
    return _same(after.remote / "up.bin", BYTES) or _same(after.local / "back.bin", BYTES)


def _downloaded(after: After) -> str:
    return _same(after.local / "down.bin", BYTES) or _same(after.local / "empty.bin", b"")


def _begun(folders: Folders) -> None:
    folders.give(down_bin=BYTES)
    (folders.local / "down.bin").write_bytes(BYTES[:_PART])


def _resumed(after: After) -> str:
    asked = "" if f" REST {_PART} " in after.log else "it does not send REST"
    return _same(after.local / "down.bin", BYTES) or asked


def _listed(after: After) -> str:
    missing = [name for name in ("one.txt", "two.bin") if name not in after.printed]
    return f"{', '.join(missing)} not in its listing" if missing else ""


def _renamed(after: After) -> str:
    return (
        "the old name is still there" if (after.remote / "old.txt").exists() else _same(after.remote / "new.txt", b"r")
    )


def _deleted(after: After) -> str:
    return "it is still there" if (after.remote / "old.txt").exists() else _same(after.remote / "kept.txt", b"k")


def _made(after: After) -> str:
    return "" if (after.remote / "made").is_dir() else "there is no folder"


def _some(after: After) -> str:
    if (after.local / "two.bin").exists():
        return "it fetched a file that the pattern does not name"
    return _same(after.local / "one.txt", b"1") or _same(after.local / "three.txt", b"333")


def _several(folders: Folders) -> None:
    folders.give(one_txt=b"1", two_bin=b"22", three_txt=b"333")


def _there_and_back(name: str) -> Task:
    steps = (Step("put", "up.bin", "up.bin"), Step("get", "up.bin", "back.bin"))
    return Task(name, steps, _local, _both, name)


def _shown(after: After) -> str:
    return "" if " MDTM one.txt 213 " in after.log else "it does not ask for the time of the file that it has listed"


_SHOW = Task("list", (Step("list"),), lambda folders: folders.give(one_txt=b"1"), _shown)
"""For a client that prints no names: with the listing read, it asks for the time of a file in it."""
TASKS = (
    *map(_there_and_back, ("certificate", "explicit TLS", "implicit TLS", "plain", "IPv6")),
    Task("list", (Step("list"),), _several, _listed),
    Task("put", (Step("put", "up.bin", "up.bin"), Step("put", "empty.bin", "empty.bin")), _local, _uploaded),
    Task(
        "get",
        (Step("get", "down.bin", "down.bin"), Step("get", "empty.bin", "empty.bin")),
        lambda folders: folders.give(down_bin=BYTES, empty_bin=b""),
        _downloaded,
    ),
    Task("resume", (Step("resume", "down.bin", "down.bin"),), _begun, _resumed),
    Task("rename", (Step("rename", "old.txt", "new.txt"),), lambda folders: folders.give(old_txt=b"r"), _renamed),
    Task("delete", (Step("delete", "old.txt"),), lambda folders: folders.give(old_txt=b"o", kept_txt=b"k"), _deleted),
    Task("mkdir", (Step("mkdir", "made"),), lambda _: None, _made),
    Task("mget", (Step("mget", "*.txt"),), _several, _some),
)


class Outcome(NamedTuple):
    """How it went: ``works``, ``fails``, ``cannot`` (the client has no way to do it), or ``absent``."""

    kind: str
    why: str = ""


def attempt(client: Client, task: Task, server: Server, folder: Path) -> Outcome:
    """One task of one client, in folders of its own: below *folder*, and in the files of *server*."""
    if task.name in client.cannot:
        return Outcome("cannot", client.cannot[task.name])
    if not client.there:
        return Outcome("absent", f"not installed ({client.package})")
    name = f"{client.name}-{task.name}".replace(" ", "-").replace(":", "").lower()
    folders = Folders(server.files / name, folder / name / "local")
    for made in folders:
        made.mkdir(parents=True)
    if client.only_lists:
        task = _SHOW._replace(way=task.way)
    task.prepare(folders)
    before = server.log.stat().st_size
    way = "IPv6 plain" if task.way == "IPv6" and client.ordinary == "plain" else task.way or client.ordinary
    try:
        printed = client.run(Job(server.ways[way], name, task.steps, folders.local))
    except ClientError as error:
        return Outcome("fails", " ".join(str(error).split()))
    with server.log.open(encoding="utf-8") as log:
        log.seek(before)
        fault = task.fault(After(*folders, printed, log.read()))
    return Outcome("fails", f"{fault}; {' '.join(printed.split())}") if fault else Outcome("works")
