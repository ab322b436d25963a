"""What clients see of a configuration: several sessions, with everything that differs from run to run taken out."""

from __future__ import annotations

import re
from pathlib import Path
from typing import TYPE_CHECKING

from ftplint.rules.scenarios import Actor
from ftplint.verify.clients import builtin
from ftplint.verify.session import call_for
from ftplint.verify.stage import StageError, stage

if TYPE_CHECKING:
    from ftplint.verify.lab import Lab

_COMMANDS = (
    *("SYST", "PWD", "CWD /shared", "CWD /", "LIST", "STOR /a.txt", "STOR /b.txt", "RNFR /a.txt", "RNTO /b.txt"),
    *("STOR /ä.txt", "PORT 127,0,0,2,200,10", "PASV"),
)
CLIENTS = {
    "certificate": Actor("mapped", commands=_COMMANDS),
    "password": Actor(commands=_COMMANDS),
    "unmapped": Actor("revoked", password="right"),
    "anonymous": Actor(user="anonymous"),
    "clear": Actor(channel="clear"),
    "clear data": Actor(data="clear"),
    "ccc": Actor(channel="ccc"),
    "guessing": Actor(before=("USER alice", "PASS wrong") * 5),
}
_NUMBERS = re.compile(r",\d+,\d+\)")
_TIMES = re.compile(r"\d\d-\d\d-\d\d(?:\d\d)?  \d\d:\d\d[AP]M|[A-Z][a-z]{2} [ \d]\d [ \d]\d:\d\d")


def seen(text: str, lab: Lab, folder: Path) -> dict[str, tuple[str, ...]]:
    """The lines of each client's session; *folder* is where the lab was written."""
    found: dict[str, tuple[str, ...]] = {}
    try:
        with stage(text, Actor(), lab) as running:
            for name, actor in CLIENTS.items():
                wanted = ("upload", "download") if name in ("certificate", "password", "clear data", "ccc") else ()
                lines = builtin.play(call_for(running, actor, lab, folder, wanted))
                found[name] = tuple(_plain(str(line)) for line in lines)
    except StageError as error:
        return {"stage": (str(error),)}
    return found


def _plain(line: str) -> str:
    if line.startswith(("< 125", "< 150")):  # which of the two comes depends on who is quicker
        return "< 1xx"
    return _TIMES.sub("TIME", _NUMBERS.sub(",P,P)", line))
