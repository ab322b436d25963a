"""The clients of the wide truth table: the same family for every configuration, and how far each of them gets."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ftplint.named_tuple import NamedTuple
from ftplint.verify.clients import Call, builtin
from ftplint.verify.dialogue import steps_of
from ftplint.verify.lab import PASSWORD
from ftplint.verify.stage import CONTENT
from ftplint.verify.wide.factors import FIRST, IN_NETWORK, SECOND

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from ftplint.server import LogLine

ADDRESSES = (FIRST, SECOND, IN_NETWORK)
_LIST = ("LIST",)
_STEPS = ("connect", "auth", "handshake", "login")
_ADDRESS_REFUSED = 4
_CLEAR_POLICY = (25, 26)
"""The sub-status of USER in clear text where that is forbidden."""


class Client(NamedTuple):
    """One of the family. ``certificate`` is one of the lab: of alice, of zoe, or of nobody."""

    name: str
    user: str
    password: str
    tls: bool
    certificate: str = ""
    data: str = "private"
    upload: bool = False

    @property
    def anonymous(self) -> bool:
        """Whether it says USER anonymous."""
        return self.user == "anonymous"


FAMILY = (
    Client("alice", "alice", PASSWORD, True),
    Client("alice in clear", "alice", PASSWORD, False),
    Client("alice with certificate", "alice", "", True, "mapped"),
    Client("alice with both", "alice", PASSWORD, True, "mapped"),
    Client("zoe", "zoe", PASSWORD, True),
    Client("zoe in clear", "zoe", PASSWORD, False),
    Client("zoe with certificate", "zoe", "", True, "second"),
    Client("zoe with both", "zoe", PASSWORD, True, "second"),
    Client("anonymous", "anonymous", "me@example.com", True, "", "private", True),
    Client("anonymous in clear", "anonymous", "me@example.com", False, "", "private", True),
    Client("anonymous with certificate", "anonymous", "me@example.com", True, "unmapped", "private", True),
    Client("anonymous, data in clear", "anonymous", "me@example.com", True, "", "clear", True),
    Client("anonymous with certificate, data in clear", "anonymous", "me@example.com", True, "unmapped", "clear", True),
    Client("alice, data in clear", "alice", PASSWORD, True, "", "clear"),
)


class Met(NamedTuple):
    """What a client met: where it was refused (``login 230`` if it was not), and its transfers by their replies.

    ``substatus`` is that of the refusal. ``list`` and ``upload`` are 0 where the client did not get there.
    """

    client: Client
    step: str
    reply: int
    substatus: int
    list: int = 0
    upload: int = 0
    user: str = ""
    """Who the log says it is; ``-`` for anonymous users."""

    @property
    def anonymous(self) -> bool:
        """Whether it got in as an anonymous user: who says anonymous and shows a certificate may get in by that."""
        return self.got_in and self.user in ("", "-")

    @property
    def got_in(self) -> bool:
        """Whether it logged in."""
        return self.step == "login" and 200 <= self.reply < 300

    def __str__(self) -> str:
        ended = f"{self.client.name}: {self.step} {self.reply}/{self.substatus}"
        return f"{ended}, list {self.list}, upload {self.upload}" if self.got_in else ended


class Door(NamedTuple):
    """Where a site listens. ``folder`` has the lab's files, ``log`` what the server logs."""

    port: int
    implicit: bool
    folder: Path
    log: list[LogLine]


def visits(door: Door, addresses: tuple[str, ...]) -> Iterator[Met]:
    """What each of the family meets, from the first of *addresses* that gets a banner; from the last if none does.

    An address decides before anything is said, TLS before any name: who would only hear the same again is not sent.
    """
    source, first = addresses[0], None
    for source in addresses:
        first = _visit(door, FAMILY[0], source)
        if first.substatus != _ADDRESS_REFUSED:
            break
    assert first is not None
    alike: dict[bool, Met] = {}
    for client in FAMILY:
        if not client.tls and door.implicit:
            continue  # waits for a banner while the server waits for TLS
        known = first if client is FAMILY[0] else alike.get(client.tls)
        met = _visit(door, client, source) if known is None else known._replace(client=client)
        if met.step == "connect":
            alike[True] = alike[False] = met
        elif met.step in ("auth", "handshake") or (not client.tls and met.substatus in _CLEAR_POLICY):
            alike[client.tls] = met
        yield met


def _visit(door: Door, client: Client, source: str) -> Met:
    before = len(door.log)
    lines = builtin.play(_call(door, client, source))
    logged = door.log[before:]
    steps = {step.name: step for step in steps_of(lines)}
    for name in _STEPS:
        step = steps.get(name)
        if step is not None and step.failed:
            numbers = [line.substatus for line in logged if line.substatus and step.reply in (line.status, 0)]
            asked = name == "login" and not any(who == "<" and text.startswith("331") for who, text in lines)
            return Met(client, "user" if asked else name, step.reply, numbers[-1] if numbers else 0)
    if "login" not in steps:
        return Met(client, "handshake" if door.implicit else "connect", 0, logged[-1].substatus if logged else 0)
    users = [line.user for line in logged if line.status in (230, 232)]
    listed, stored = steps.get("list"), steps.get("upload")
    return Met(
        client,
        "login",
        steps["login"].reply,
        0,
        listed.reply if listed else 0,
        stored.reply if stored else 0,
        users[-1] if users else "",
    )


def _call(door: Door, client: Client, source: str) -> Call:
    certificate = door.folder / "clients" / f"{client.certificate}.pem" if client.certificate else None
    return Call(
        door.port,
        door.implicit,
        door.folder / "ca.pem",
        certificate,
        client.user,
        client.password,
        "tls" if client.tls else "clear",
        client.data,
        "/file.txt",
        (),
        CONTENT,
        commands=("LIST", "STOR /new-file.txt") if client.upload else _LIST,
        source=source,
    )
