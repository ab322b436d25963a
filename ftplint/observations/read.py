"""Reads a file of observations, which may come from anybody: bounded, of one version, mistakes with their places."""

from __future__ import annotations

import json
import re
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from ftplint.errors import FtplintError
from ftplint.evidence import EvidenceError, mistake, parsed
from ftplint.named_tuple import NamedTuple
from ftplint.observations.json_places import line_and_column, offset_of
from ftplint.observations.model import FORMAT, VERSION, Observation
from ftplint.resources import SCHEMAS
from ftplint.server import Heard, Turn

if TYPE_CHECKING:
    from collections.abc import Sequence

LARGEST = 1024 * 1024
"""Bytes of a file. One with every open point has some 20 kB."""


class ObservationError(FtplintError):
    """A file of observations that cannot be used; ``str`` is ``file:line:column: what is wrong and what to do``."""


class Placed(NamedTuple):
    """An observation and where it stands, ``file:line:column``."""

    place: str
    observation: Observation


def read_observations(path: str) -> tuple[Placed, ...]:
    """The observations in the file at *path*. Raises ObservationError."""
    try:
        with Path(path).open("rb") as stream:
            data = stream.read(LARGEST + 1)
    except (OSError, ValueError) as error:
        reason = (error.strerror if isinstance(error, OSError) else None) or error
        raise ObservationError(f"{path}: cannot be read: {reason}") from error
    if len(data) > LARGEST:
        raise ObservationError(f"{path}: larger than {LARGEST // 1024} KiB, so this is no file of observations")
    value = _parsed(data, path)
    text = data.decode("utf-8-sig")
    _check_kind(value, text, path)
    found = mistake(value, _schema(), _schema()["$defs"], "")
    if found is not None:
        steps, reason = _taken_apart(found)
        raise ObservationError(f"{_place(path, text, steps)}: {reason}")
    return tuple(
        Placed(_place(path, text, ("observations", number)), _observation(one))
        for number, one in enumerate(value["observations"])
    )


def _parsed(data: bytes, path: str) -> Any:
    try:
        return parsed(data, path)
    except EvidenceError as error:
        cause = error.__cause__
        if isinstance(cause, json.JSONDecodeError):
            raise ObservationError(f"{path}:{cause.lineno}:{cause.colno}: not JSON: {cause.msg}") from error
        raise ObservationError(str(error)) from error


def _check_kind(value: Any, text: str, path: str) -> None:
    if not isinstance(value, dict) or value.get("format") != FORMAT:
        where = _place(path, text, ("format",))
        raise ObservationError(f"{where}: the format is not '{FORMAT}', so this is no file of observations")
    version = value.get("version")
    if isinstance(version, int) and version > VERSION:
        where = _place(path, text, ("version",))
        raise ObservationError(f"{where}: the file is of version {version}, this ftplint reads version {VERSION}")


@lru_cache(maxsize=1)
def _schema() -> Any:
    return json.loads((SCHEMAS / "observations.schema.json").read_text(encoding="utf-8"))


def _place(path: str, text: str, steps: Sequence[str | int]) -> str:
    line, column = line_and_column(text, offset_of(text, steps))
    return f"{path}:{line}:{column}"


def _taken_apart(sentence: str) -> tuple[list[str | int], str]:
    """The steps to what is wrong, and the sentence with a name in place of them: ``.observations[0].choice is 5``."""
    where, _, reason = sentence.partition(" ")
    steps: list[str | int] = [int(n) if n else name for n, name in re.findall(r"\[(\d+)\]|\.(\w+)", where)]
    names = [step for step in steps if isinstance(step, str)]
    return steps, f"'{names[-1]}' {reason}" if names else f"the file {reason}"


def _observation(told: Any) -> Observation:
    return Observation(
        told["point"],
        told["choice"],
        tuple(told["given"]),
        tuple(_turn(turn) for turn in told["exchange"]),
    )


def _turn(told: Any) -> Turn:
    replies = tuple(Heard(one["code"], tuple(one.get("lines", ()))) for one in told.get("replies", ()))
    return Turn(told["say"], replies, told.get("met", ""))
