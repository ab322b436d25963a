"""Values of attributes: parsed and printed as IIS does, and what is wrong with those that it refuses."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from ftplint.schema.model import ValueType

_TIME = re.compile(r"(?:([0-9]+)[.:])?([0-9]+):([0-5][0-9]):([0-5][0-9])\Z")
_INTEGER = re.compile(r"-?[0-9]+\Z")
_BLANKS = " \t\r\n"
_LONGEST_TIME = 64
"""As in applicationHost.xsd. Without a limit, text of thousands of digits would be more than Python converts."""

_EXPECTED = {
    "bool": "true or false",
    "int": "a whole number",
    "uint": "a whole number, not negative",
    "int64": "a whole number",
    "timeSpan": "a time span such as 00:01:00 or 1.02:00:00",
    "string": "a text that is not empty",
}


@lru_cache(maxsize=8192)
def canonical(type: ValueType, text: str) -> str | None:
    """*text* as IIS prints the value it stands for, or None if IIS refuses it.

    Booleans ``true`` and ``false``, numbers in plain decimal, names as the schema spells them, flags in schema
    order joined by ``", "``, time spans ``[d.]hh:mm:ss``, thumbprints in lower case, strings as they are.
    Source: iis-config-system sections 1.7, 2.1 and 2.2.
    """
    match type.kind:
        case "string":
            return text if text or not type.filled else None
        case "thumbprint":
            return text.lower()
        case "bool":
            lower = _folded(text)
            return lower if lower in ("true", "false") else None
        case "enum":
            return _spelling(type).get(_folded(text))
        case "flags":
            return _flags(type, text)
        case "timeSpan":
            return _time_span(text)
        case _:
            number = _number(text)
            return None if number is None or not _inside(type, number) else str(number)


def explain(type: ValueType, text: str) -> tuple[str, dict[str, str]]:
    """Why IIS refuses *text*: the kind of problem, and its facts ``permitted``, ``expected`` and ``hint``."""
    if type.names:
        permitted = ", ".join(name for name, _ in type.names)
        if _INTEGER.match(text.strip(_BLANKS)):
            # The programming interface takes numbers; a file is expected to hold names (section 2.1, inferred).
            number = _number(text)
            number_name = "" if number is None else _named(type, number)
            hint = f"The number {number} stands for {number_name}." if number_name else ""
            return "number-for-enumeration", {"permitted": permitted, "hint": hint, "name": number_name}
        return "value-outside-enumeration", {"permitted": permitted, "hint": _nearest(type, text)}
    if type.kind in ("int", "uint", "int64"):
        number = _number(text)
        if number is not None:
            span = f"{type.minimum} to {type.maximum}"
            return "value-out-of-range", {"expected": span if type.minimum != type.maximum else f"{type.minimum} alone"}
    return "value-malformed", {"expected": _EXPECTED[type.kind]}


def _flags(type: ValueType, text: str) -> str | None:
    if not text.strip(_BLANKS):
        return ""
    known = _spelling(type)
    written = set()
    for part in text.split(","):
        name = known.get(_folded(part.strip(_BLANKS)))
        if name is None:
            return None
        written.add(name)
    return ", ".join(name for name, _ in type.names if name in written)


@lru_cache(maxsize=64)
def _spelling(type: ValueType) -> dict[str, str]:
    """The names of an enum or flags type by their form in lower case; nobody may change it."""
    return {name.lower(): name for name, _ in type.names}


def _folded(text: str) -> str:
    """*text* in lower case if it is ASCII: the Kelvin sign becomes a k, but is none (section 1.7: ordinal)."""
    return text.lower() if text.isascii() else text


def _time_span(text: str) -> str | None:
    match = _TIME.match(text) if len(text) <= _LONGEST_TIME else None
    if match is None:
        return None
    days, hours, minutes, seconds = (int(part or 0) for part in match.groups())
    days, hours = days + hours // 24, hours % 24
    clock = f"{hours:02}:{minutes:02}:{seconds:02}"
    return f"{days}.{clock}" if days else clock


def seconds(span: str) -> float:
    """A canonical time span, ``[d.]hh:mm:ss``, in seconds."""
    days, _, clock = span.rpartition(".")
    hours, minutes, rest = (int(part) for part in clock.split(":"))
    return int(days or 0) * 86_400.0 + hours * 3600 + minutes * 60 + rest


def _number(text: str) -> int | None:
    """White space around a number does not count, as in XSD; a number too long for any type is none."""
    bare = text.strip(_BLANKS)
    return int(bare) if _INTEGER.match(bare) and len(bare) <= 4000 else None


def _inside(type: ValueType, number: int) -> bool:
    return (type.minimum is None or number >= type.minimum) and (type.maximum is None or number <= type.maximum)


def _named(type: ValueType, number: int) -> str:
    if type.kind == "enum":
        return next((name for name, value in type.names if value == number), "")
    if number == 0:
        return "an empty value"
    names = [name for name, value in type.names if number & value]
    return ", ".join(names) if sum(value for name, value in type.names if name in names) == number else ""


def _nearest(type: ValueType, text: str) -> str:
    from ftplint.schema.nearest import closest

    by_lower = _spelling(type)
    wrong = [part.strip(_BLANKS) for part in text.split(",")] if type.kind == "flags" else [text]
    for part in wrong:
        if _folded(part) in by_lower:
            continue
        near = closest(_folded(part), by_lower, 0.5)
        if near is not None:
            return f"Did you mean '{by_lower[near]}'?"
    return "Several values are separated by commas." if type.kind == "flags" and re.search(r"[;|+ ]", text) else ""
