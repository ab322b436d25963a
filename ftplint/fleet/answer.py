"""What is made of one server, as bytes: the same from this process, another one, another machine, the cache."""

from __future__ import annotations

import json
import zlib
from datetime import datetime
from typing import TYPE_CHECKING, Any

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
    if at != len(body):
        raise ValueError("an answer that is cut")
    until = head["until"]
    return Answer(
        head["server"],
        lines,
        {rule: (severity, count) for rule, (severity, count) in head["rules"].items()},
        head["computer"],
        None if until is None else datetime.fromisoformat(until),
        head["report"],
        head["error"],
    )


def lasts(data: bytes, now: datetime) -> bool:
    """Whether the answer of *data* is right at *now*. Raises ValueError for what is no answer."""
    head, _ = _parts(data)
    until = head["until"]
    return datetime.fromisoformat(head["since"]) <= now and (until is None or now < datetime.fromisoformat(until))


def _parts(data: bytes) -> tuple[dict[str, Any], str]:
    try:
        stream = zlib.decompressobj()
        text = stream.decompress(data, _LARGEST)
        if not stream.eof:
            raise ValueError("an answer that is cut")
        first, _, body = text.decode("ascii").partition("\n")
        head = json.loads(first)
        if not isinstance(head, dict) or not {"server", "tables", "since", "until"} <= head.keys():
            raise ValueError("no answer")
    except (zlib.error, UnicodeDecodeError, RecursionError) as error:
        raise ValueError(f"no answer: {error}") from error
    return head, body
