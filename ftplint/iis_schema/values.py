"""What is wrong with a value, by its type and its validator (iis-config-system sections 2.1 to 2.3)."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, cast

from ftplint.named_tuple import NamedTuple
from ftplint.schema import ValueType, canonical, explain_value

if TYPE_CHECKING:
    from ftplint.iis_schema.model import Attribute
    from ftplint.schema import Kind

_KINDS = ("bool", "int", "uint", "int64", "enum", "flags", "string", "timeSpan")
_LIMITS = {"int": (-(2**31), 2**31 - 1), "uint": (0, 2**32 - 1), "int64": (-(2**63), 2**63 - 1)}
_HEXADECIMAL = re.compile(r"0[xX][0-9a-fA-F]{1,16}\Z")
_TOKEN = re.compile(r"\[enc:[^:]+:.*:enc\]\Z", re.DOTALL)
_POOL = set('|<>&"\\/[]+=;:,?*@')


class Wrong(NamedTuple):
    """The kind of problem, and its facts ``permitted``, ``expected`` and ``hint``."""

    kind: str
    facts: dict[str, str]


def wrong(attribute: Attribute, text: str) -> Wrong | None:
    """Why the server refuses *text* for *attribute*; None if it takes it, or if the type is one that nobody knows."""
    if attribute.type not in _KINDS or (attribute.encrypted and _TOKEN.match(text)):
        return None
    if attribute.allow_infinite and text.lower() == "infinite":
        return None
    seconds = attribute.type == "timeSpan" and attribute.time_format.lower() in ("seconds", "minutes")
    kind = cast("Kind", "uint" if seconds else attribute.type)
    number = int(text, 16) if attribute.hexadecimal and _HEXADECIMAL.match(text) else None
    plain = ValueType("", kind, tuple(attribute.names), *_LIMITS.get(kind, (None, None)))
    plain_text = canonical(plain, text if number is None else str(number))
    if plain_text is None:
        return Wrong(*explain_value(plain, text))
    if attribute.case_sensitive and attribute.type == "enum" and text not in dict(attribute.names):
        permitted = ", ".join(name for name, _ in attribute.names)
        facts = {"permitted": permitted, "hint": "Letter case counts here."}
        return Wrong("value-outside-enumeration", facts)
    return _refused(attribute, plain_text)


def _refused(attribute: Attribute, plain_text: str) -> Wrong | None:
    """What the validator says of the canonical value *said*."""
    match attribute.validator:
        case "nonEmptyString":
            return None if plain_text else _malformed("a text that is not empty")
        case "integerRange":
            return _range(attribute, int(plain_text)) if plain_text.lstrip("-").isdigit() else None
        case "timeSpanRange":
            return _span(attribute, plain_text)
        case "requireTrimmedString" | "trimWhiteSpaceString":
            return None if plain_text == plain_text.strip() else _malformed("a text without blanks around it")
        case "siteName":
            return (
                None
                if plain_text and not set(plain_text) & set("/?")
                else _malformed("a name that has neither / nor ?")
            )
        case "applicationPoolName":
            fine = plain_text and not set(plain_text) & _POOL
            return None if fine else _malformed(f"a name without any of {' '.join(sorted(_POOL))}")
        case "applicationPath" | "virtualDirectoryPath":
            fine = plain_text == "/" or (
                plain_text.startswith("/")
                and not plain_text.endswith("/")
                and not {".", ".."} & set(plain_text.split("/"))
            )
            return None if fine else _malformed("/ or a path that begins with /, and has no / at its end and no ..")
        case _:
            return None


def _malformed(expected: str) -> Wrong:
    return Wrong("value-malformed", {"expected": expected})


def _numbers(parameter: str, least: int) -> tuple[list[int], bool] | None:
    """The numbers of a parameter, and whether it ends in ``exclude``; None if it is none that can be read."""
    *parts, last = (part.strip() for part in parameter.split(","))
    exclude = last.lower() == "exclude"
    try:
        numbers = [int(part, 0) for part in (parts if exclude else [*parts, last])]
    except ValueError:
        return None
    return (numbers, exclude) if len(numbers) >= least else None


def _range(attribute: Attribute, number: int) -> Wrong | None:
    read = _numbers(attribute.parameter, 2)
    if read is None:
        return None
    (low, high, *_), exclude = read
    if (low <= number <= high) != exclude:
        return None
    return Wrong("value-out-of-range", {"expected": f"{'not ' if exclude else ''}{low} to {high}"})


def _span(attribute: Attribute, plain_text: str) -> Wrong | None:
    """A range in seconds; a granularity counts from zero (iis-config-system section 2.3)."""
    read = _numbers(attribute.parameter, 2)
    if read is None:
        return None
    (low, high, *more), exclude = read
    if ":" in plain_text:
        days, _, clock = plain_text.rpartition(".")
        hours, minutes, rest = map(int, clock.split(":"))
        number = int(days or 0) * 86400 + hours * 3600 + minutes * 60 + rest
    else:
        number = int(plain_text) * (60 if attribute.time_format.lower() == "minutes" else 1)
    if (low <= number <= high) == exclude:
        return Wrong("value-out-of-range", {"expected": f"{'not ' if exclude else ''}{low} to {high} seconds"})
    if more and more[0] > 1 and number % more[0]:
        return Wrong("value-out-of-range", {"expected": f"a multiple of {more[0]} seconds"})
    return None
