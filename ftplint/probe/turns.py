"""What a client saw in one connection, as turns: the form in which observations look for what they know."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from ftplint.client import Exchange, Handshake, Transfer
from ftplint.server import Heard, Turn, said

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from ftplint.client import Visit

_ALERT = re.compile(
    r"alert (certificate|bad certificate|unsupported certificate|unknown ca|access denied)"
    r"|certificate (required|revoked)"
)
"""Alerts that are about the certificate of a client, in OpenSSL's words."""
_FAILURE = re.compile(r"alert handshake failure")
_NO_TLS = re.compile(r"wrong version number|record layer failure|unknown protocol|http request")
"""What OpenSSL says of bytes that are no TLS."""


def turns(visit: Visit) -> tuple[Turn, ...]:
    """The commands and handshakes of *visit*; what belongs to a data connection stands behind its command.

    An alert that comes with the first reading after a handshake is how TLS 1.3 refuses that handshake.
    """
    found = list(_turns(visit.events))
    for number, turn in enumerate(found[:-1]):
        late = found[number + 1]
        if turn.say == "handshake" and not late.replies and late.met in ("alert", "failure"):
            return (*found[:number], turn._replace(met=late.met))
    return tuple(found)


def _turns(events: Iterable[Exchange | Handshake | Transfer]) -> Iterator[Turn]:
    data: list[Turn] = []
    for event in events:
        if isinstance(event, Handshake):
            if event.after in ("data", "LIST", "STOR"):
                data.append(Turn("data handshake", (), _met(event)))
            else:
                yield Turn("handshake", (), _met(event))
        elif isinstance(event, Exchange):
            yield _exchange(event)
            yield from data
            data = []


def _exchange(event: Exchange) -> Turn:
    early = [Heard(_code(line), (line,)) for line in event.preliminary[-1:]]
    final = [Heard(event.code, event.lines)] if event.code else []
    met = _of_trouble(event.trouble) if event.trouble else ""
    return Turn(said(event.command) if event.command else "greeting", (*early, *final), met)


def _met(handshake: Handshake) -> str:
    if handshake.worked:
        return "expired" if handshake.expired else "done"
    return "" if handshake.untrusted else _of_trouble(handshake.alert)


def _of_trouble(text: str) -> str:
    lower = text.lower().replace("_", " ")
    if _ALERT.search(lower):
        return "alert"
    if _FAILURE.search(lower):
        return "failure"
    return "clear" if _NO_TLS.search(lower) else "closed"


def _code(line: str) -> int:
    return int(line[:3]) if re.match("[0-9]{3}", line) else 0
