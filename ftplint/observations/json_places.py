"""Where a value stands in a JSON text: line and column, for messages. The text has been read before, so it is JSON."""

from __future__ import annotations

import re
from json import JSONDecoder
from json.decoder import scanstring  # type: ignore[attr-defined]
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

_BLANK = re.compile(r"[ \t\r\n]*")
_DECODER = JSONDecoder(strict=False)


def line_and_column(text: str, offset: int) -> tuple[int, int]:
    """Both from 1; columns are characters."""
    return text.count("\n", 0, offset) + 1, offset - text.rfind("\n", 0, offset)


def offset_of(text: str, steps: Sequence[str | int]) -> int:
    """Where the value begins that *steps* (names of members, numbers of entries) lead to, as far as they are there."""
    at = _skip(text, 0)
    for step in steps:
        found = _entry(text, at, step)
        if found is None:
            return at
        at = found
    return at


def _entry(text: str, at: int, step: str | int) -> int | None:
    kind = text[at : at + 1]
    if kind != ("{" if isinstance(step, str) else "["):
        return None
    number = 0
    at = _skip(text, at + 1)
    while text[at] not in "}]":
        name: str | int = number
        if kind == "{":
            name, at = scanstring(text, at + 1, False)
            at = _skip(text, _skip(text, at) + 1)
        if name == step:
            return at
        _, at = _DECODER.raw_decode(text, at)
        at = _skip(text, at)
        if text[at] == ",":
            at = _skip(text, at + 1)
        number += 1
    return None


def _skip(text: str, at: int) -> int:
    found = _BLANK.match(text, at)
    return at if found is None else found.end()
