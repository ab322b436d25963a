"""Writes a file of observations: JSON, which somebody will read before it is sent in."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from ftplint.observations.model import FORMAT, VERSION

if TYPE_CHECKING:
    from ftplint.observations.model import Observations
    from ftplint.server import Heard, Turn


def as_json(found: Observations, program: str = "") -> str:
    """The text of the file, ``schemas/observations.schema.json``; *program* says what wrote it."""
    told: dict[str, Any] = {"format": FORMAT, "version": VERSION}
    if program:
        told["program"] = program
    about = {"banner": list(found.server.banner), "system": found.server.system, "tls": list(found.server.tls)}
    told["server"] = {name: value for name, value in about.items() if value}
    told["observations"] = [
        {
            "point": one.point,
            "choice": one.choice,
            "given": list(one.given),
            "exchange": [_turn(turn) for turn in one.turns],
        }
        for one in found.observations
    ]
    return json.dumps(told, indent=2) + "\n"


def _turn(turn: Turn) -> dict[str, Any]:
    told: dict[str, Any] = {"say": turn.say}
    if turn.met:
        told["met"] = turn.met
    if turn.replies:
        told["replies"] = [_reply(one) for one in turn.replies]
    return told


def _reply(one: Heard) -> dict[str, Any]:
    told: dict[str, Any] = {"code": one.code, "lines": list(one.lines)}
    if one.substatus is not None:
        told["substatus"] = one.substatus
    return told
