"""What is made of one server, as bytes: the same from this process, another one, another machine, the cache."""

from __future__ import annotations

import json
import zlib
from datetime import datetime
from typing import TYPE_CHECKING, Any

from ftplint.fleet.tables import OF_A_RUN
from ftplint.named_tuple import NamedTuple

if TYPE_CHECKING:
    from collections.abc import Mapping

_LARGEST = 1024 * 1024 * 1024
"""Bytes of one answer: the settings of 10,000 sites are some 100 MB."""


class Answer(NamedTuple):
    """``server`` is its row of ``servers`` as far as it says it; ``lines`` are rows of the other tables, JSON Lines.

    ``computer`` is the name that its bundle gives it. ``until`` is when another answer may be right though nothing was
    changed, since a certificate expires; None for never. ``report`` is its report, where one is wanted.
    ``error`` says why it could not be judged.
    """

    server: Mapping[str, Any]
    lines: Mapping[str, str]
    rules: Mapping[str, tuple[str, int]] = {}
    """The rules that found something, with the severity and how many findings."""
    computer: str = ""
    until: datetime | None = None
    report: Any = None
    error: str = ""

    def pack(self, since: datetime) -> bytes:
        """As bytes; the answer is right from *since* on."""
        head = {
            "server": self.server,
            "rules": self.rules,
            "computer": self.computer,
            "since": since.isoformat(),
            "until": None if self.until is None else self.until.isoformat(),
            "report": self.report,
            "error": self.error,
            "tables": [[name, len(text)] for name, text in self.lines.items()],
        }
        parts = [json.dumps(head), "\n", *self.lines.values()]
        return zlib.compress("".join(parts).encode("ascii"), 1)


def unpack(data: bytes) -> Answer:
    """The answer of *data*. Raises ValueError for anything else."""
    head, body = _parts(data)
    lines, at = {}, 0
    for name, length in head["tables"]:
        lines[name] = body[at : at + length]
        at += length
    until = head["until"]
    return Answer(
        head["server"],
        lines,
        {rule: (severity, count) for rule, (severity, count) in head["rules"].items()},
        head["computer"],
        None if until is None else _time(until),
        head["report"],
        head["error"],
    )


def lasts(data: bytes, now: datetime) -> bool:
    """Whether the answer of *data* is right at *now*. Raises ValueError for what is no answer."""
    head, _ = _parts(data)
    until = head["until"]
    return _time(head["since"]) <= now and (until is None or now < _time(until))


def _parts(data: bytes) -> tuple[dict[str, Any], str]:
    try:
        stream = zlib.decompressobj()
        text = stream.decompress(data, _LARGEST)
        if not stream.eof:
            raise ValueError("an answer that is cut")
        first, _, body = text.decode("ascii").partition("\n")
        head = json.loads(first)
    except (zlib.error, UnicodeDecodeError, RecursionError) as error:
        raise ValueError(f"no answer: {error}") from error
    if not isinstance(head, dict) or head.keys() != _TYPES.keys():
        raise ValueError("no answer")
    if not all(isinstance(head[name], kind) for name, kind in _TYPES.items()):
        raise ValueError("no answer")
    if not all(_is(one, str, int) for one in (*head["rules"].values(), *head["tables"])):
        raise ValueError("no answer")
    if not {name for name, _ in head["tables"]} <= _TABLES or any(length < 0 for _, length in head["tables"]):
        raise ValueError("no answer")
    if sum(length for _, length in head["tables"]) != len(body):
        raise ValueError("an answer that is cut")
    return head, body


_TABLES = {table.name for table in OF_A_RUN}
_TYPES: dict[str, Any] = {
    "server": dict,
    "rules": dict,
    "computer": str,
    "since": str,
    "until": str | None,
    "report": object,
    "error": str,
    "tables": list,
}
"""The members of the first line, which may come from a cache that others write."""


def _is(value: Any, *kinds: type) -> bool:
    return (
        isinstance(value, list)
        and len(value) == len(kinds)
        and all(isinstance(one, kind) for one, kind in zip(value, kinds, strict=True))
    )


def _time(text: str) -> datetime:
    found = datetime.fromisoformat(text)
    if found.tzinfo is None:
        raise ValueError("a time without its zone")
    return found
