"""What a client can see of an open point: turns of a session, and the readings that settle the point.

A reading is text: ``PROT C: 200; transfer: 534`` is a command and what it met, then a later command and what that met.
Commands stand without the names, paths and passwords that they had. Between two of them others may come, but none that
is named in the reading, and none that begins or ends TLS or that a step such as ``no PROT`` forbids, unless it was
refused.
"""

from __future__ import annotations

import re
from functools import lru_cache
from typing import TYPE_CHECKING

from ftplint.named_tuple import NamedTuple
from ftplint.server.protocol.replies import DETAILS

if TYPE_CHECKING:
    from collections.abc import Sequence

MET: dict[str, str] = {
    "done": "TLS began",
    "expired": "TLS began, and the server showed a certificate that has expired",
    "alert": "TLS ended with an alert about the client certificate",
    "failure": "TLS ended with the alert handshake_failure",
    "clear": "the other side did not speak TLS",
    "bare": "the client closed without close_notify",
    "closed": "the server closed the connection without a reply",
    "": "",
}
"""What a turn may meet beside replies, with its meaning."""
TRANSFERS = ("LIST", "NLST", "RETR", "STOR", "STOU", "APPE")
"""What ``transfer`` stands for in a reading."""
_PARAMETERS = {
    "AUTH": ("TLS", "TLS-C", "SSL", "TLS-P"),
    "PBSZ": ("0",),
    "PROT": ("C", "P", "S", "E"),
    "TYPE": ("A", "I"),
}
"""The arguments that turns keep: none of them is a name."""
_NO_SITE = "Valid hostname is expected."
"""What a server says before it knows which site is meant: it shows nothing of one."""
_STATE = frozenset({"AUTH", "REIN", "CCC", "handshake"})
_DETAILS = {text: number for number, text in DETAILS.items()}


class Heard(NamedTuple):
    """One reply: its code, and its lines without the code, free of names where they come from an observation."""

    code: int
    lines: tuple[str, ...] = ()

    @property
    def substatus(self) -> int | None:
        """The sub-status, which a detailed error tells by its text; None without one."""
        for line in self.lines:
            _, found, text = line.partition("Error details: ")
            if found:
                return _DETAILS.get(text.strip())
        return None


class Turn(NamedTuple):
    """One command, or ``handshake``, ``data handshake``, ``data end``: its replies in order, and what else was met (a
    key of ``MET``)."""

    say: str
    replies: tuple[Heard, ...] = ()
    met: str = ""

    @property
    def verb(self) -> str:
        """The command without its argument; ``handshake`` and the like as they are."""
        return self.say if self.say[:1].islower() else self.say.partition(" ")[0]

    @property
    def refused(self) -> bool:
        """Whether the last reply says no."""
        return bool(self.replies) and self.replies[-1].code >= 400


class Reading(NamedTuple):
    """What settles an open point: with all that is ``given`` (keys of ``GIVEN``), ``exchange`` shows ``choice``."""

    choice: bool | str
    given: tuple[str, ...]
    exchange: str


class Seen(NamedTuple):
    """How a client can see an open point: the readings, and a sentence on what else is needed, if anything."""

    readings: tuple[Reading, ...]
    remark: str = ""

    def choice(self, given: frozenset[str], turns: Sequence[Turn]) -> tuple[bool | str, tuple[Turn, ...]] | None:
        """What *turns* show, with the turns that show it; None if nothing."""
        for reading in self.readings:
            if given.issuperset(reading.given):
                found = matched(reading.exchange, turns)
                if found:
                    return reading.choice, found
        return None

    def otherwise(self, given: frozenset[str], turns: Sequence[Turn]) -> tuple[Turn, ...]:
        """The turns of the first exchange that was played, whatever it met; empty if none was."""
        for reading in self.readings:
            if given.issuperset(reading.given):
                found = matched(reading.exchange, turns, outcomes=False)
                if found:
                    return found
        return ()


class Unseen(NamedTuple):
    """Why no client can see an open point."""

    reason: str


def said(line: str) -> str:
    """A command line as turns have it: the verb in upper case, and an argument only if it is one of the protocol's own
    words. What is no command of letters becomes ``?``."""
    verb, _, argument = line.strip().partition(" ")
    verb, argument = verb.upper(), argument.strip().upper()
    if not re.fullmatch("[A-Z]{3,4}", verb):
        return "?"
    return f"{verb} {argument}" if argument in _PARAMETERS.get(verb, ()) else verb


def matched(exchange: str, turns: Sequence[Turn], *, outcomes: bool = True) -> tuple[Turn, ...]:
    """The turns that *exchange* describes, the earliest ones; empty if there are none. Without *outcomes* the commands
    must be there, and TLS as described, but replies may be any."""
    steps = _steps(exchange)
    for start in range(len(turns)):
        found = _from(steps, turns, start, outcomes=outcomes)
        if found:
            return found
    return ()


class _Step(NamedTuple):
    say: str
    outcome: str
    own: frozenset[str]
    """Verbs of the reading: none may come between the step before and this one,"""
    unwanted: frozenset[str]
    """and none of these unless it was refused."""

    def is_said(self, turn: Turn) -> bool:
        return turn.verb in TRANSFERS if self.say == "transfer" else self.say in (turn.say, turn.verb)

    def is_broken_by(self, turn: Turn) -> bool:
        """Whether *turn*, which comes before this step, makes the reading worthless."""
        return turn.verb in self.own or (turn.verb in self.unwanted and not turn.refused)

    def is_met(self, turn: Turn, *, outcomes: bool) -> bool:
        """Whether *turn* met what it should; without *outcomes* any reply will do, if it is about the site."""
        if self.outcome in MET:
            return turn.met == self.outcome or (self.outcome, turn.met) == ("done", "expired")
        if any(_NO_SITE in line for one in turn.replies for line in one.lines):
            return False
        if not outcomes:
            return bool(turn.replies)
        code, slash, substatus = self.outcome.partition("/")
        if code == "refused":
            return turn.refused
        return any(
            re.fullmatch(code.replace("x", "[0-9]"), str(one.code)) is not None
            and (not slash or (one.substatus is not None and substatus in ("?", str(one.substatus))))
            for one in turn.replies
        )


@lru_cache(maxsize=256)
def _steps(exchange: str) -> tuple[_Step, ...]:
    found: list[_Step] = []
    own: set[str] = set()
    unwanted = set(_STATE)
    for part in exchange.split("; "):
        say, colon, outcome = part.partition(": ")
        if not colon:
            unwanted.add(say.removeprefix("no "))
            continue
        verbs = TRANSFERS if say == "transfer" else (say if say[:1].islower() else say.partition(" ")[0],)
        own.update(verbs)
        found.append(_Step(say, outcome, frozenset(), frozenset(unwanted)))
        unwanted = set(_STATE)
    return tuple(step._replace(own=frozenset(own)) for step in found)


def _from(steps: tuple[_Step, ...], turns: Sequence[Turn], start: int, *, outcomes: bool) -> tuple[Turn, ...]:
    found: list[Turn] = []
    for step in steps:
        position = start
        while position < len(turns) and not step.is_said(turns[position]):
            if not found or step.is_broken_by(turns[position]):
                return ()
            position += 1
        if position == len(turns) or not step.is_met(turns[position], outcomes=outcomes):
            return ()
        found.append(turns[position])
        start = position + 1
    return tuple(found)
