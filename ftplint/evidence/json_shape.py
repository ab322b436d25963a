"""JSON from outside, and whether it has the shape that a JSON Schema describes: the part of the language that we use.

The schema is the one truth: what ``ftplint schema bundle`` prints is what the reader goes by.
"""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING, Any

from ftplint.evidence.errors import EvidenceError

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

KEYWORDS = frozenset(
    {
        *("$ref", "type", "const", "enum", "pattern", "minimum", "maximum", "maxLength", "maxItems", "maxProperties"),
        *("required", "properties", "additionalProperties", "items", "description"),
    }
)
"""What ``mistake`` understands; tests hold the schema to it."""
_TYPES: Mapping[str, tuple[type, ...]] = {
    "object": (dict,),
    "array": (list,),
    "string": (str,),
    "boolean": (bool,),
    "integer": (int,),
    "null": (type(None),),
}
_NAMES = {
    "object": "an object",
    "array": "a list",
    "string": "a text",
    "boolean": "true or false",
    "integer": "a whole number",
    "null": "null",
}


def parsed(data: bytes, name: str) -> Any:
    """The JSON in *data*, UTF-8 with or without a byte-order mark. Raises EvidenceError that begins with *name*."""
    if data[:2] in (b"\xff\xfe", b"\xfe\xff"):
        raise EvidenceError(f"{name}: it is UTF-16; a bundle is UTF-8")
    try:
        return json.loads(data.decode("utf-8-sig"), object_pairs_hook=_object, parse_constant=_refuse)
    except UnicodeDecodeError as error:
        raise EvidenceError(f"{name}: it is not UTF-8 (byte {error.start})") from error
    except (ValueError, RecursionError) as error:  # also numbers of thousands of digits, brackets in brackets
        raise EvidenceError(f"{name}: no JSON that can be read: {error}") from error


def _object(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) < len(pairs):
        names = [name for name, _ in pairs]
        twice = next(name for name in names if names.count(name) > 1)
        raise ValueError(f"'{twice[:60]}' is there twice in one object")
    return found


def _refuse(text: str) -> Any:
    raise ValueError(f"{text} is no JSON")


def mistake(value: Any, shape: Mapping[str, Any], definitions: Mapping[str, Any], place: str) -> str | None:
    """What is wrong with *value*, a sentence that begins with *place*; None if it has the *shape*."""
    return next(_mistakes(value, shape, definitions, place), None)


def _mistakes(value: Any, shape: Mapping[str, Any], definitions: Mapping[str, Any], place: str) -> Iterator[str]:
    if "$ref" in shape:
        yield from _mistakes(value, definitions[shape["$ref"].rpartition("/")[2]], definitions, place)
        return
    if "const" in shape and not _same(value, shape["const"]):
        yield f"{place} is {_shown(value)}, not {_shown(shape['const'])}"
    if "enum" in shape and not any(_same(value, one) for one in shape["enum"]):
        yield f"{place} is {_shown(value)}, not one of {', '.join(map(_shown, shape['enum']))}"
    wanted = shape.get("type", ())
    wanted = (wanted,) if isinstance(wanted, str) else wanted
    if wanted and not any(_is(value, name) for name in wanted):
        yield f"{place} is {_shown(value)}, not {' or '.join(_NAMES[name] for name in wanted)}"
    elif isinstance(value, str):
        yield from _of_text(value, shape, place)
    elif isinstance(value, int):
        if not shape.get("minimum", value) <= value <= shape.get("maximum", value):
            yield f"{place} is {_shown(value)}, which is out of range"
    elif isinstance(value, list):
        if len(value) > shape.get("maxItems", len(value)):
            yield f"{place} has {len(value)} entries; at most {shape['maxItems']} are read"
            return
        for number, item in enumerate(value) if "items" in shape else ():
            yield from _mistakes(item, shape["items"], definitions, f"{place}[{number}]")
    elif isinstance(value, dict):
        yield from _of_object(value, shape, definitions, place)


def _same(value: Any, other: Any) -> bool:
    """As JSON means it: 1 is not true."""
    return bool(value == other) and isinstance(value, bool) == isinstance(other, bool)


def _of_text(value: str, shape: Mapping[str, Any], place: str) -> Iterator[str]:
    if len(value) > shape.get("maxLength", len(value)):
        yield f"{place} has {len(value)} characters; at most {shape['maxLength']} are read"
    elif "pattern" in shape and re.search(shape["pattern"], value) is None:
        yield f"{place} is {_shown(value)}, which is not of the form {shape['pattern']}"


def _of_object(
    value: Mapping[str, Any], shape: Mapping[str, Any], definitions: Mapping[str, Any], place: str
) -> Iterator[str]:
    if len(value) > shape.get("maxProperties", len(value)):
        yield f"{place} has {len(value)} members; at most {shape['maxProperties']} are read"
        return
    for name in shape.get("required", ()):
        if name not in value:
            yield f"{place} lacks '{name}'"
    known = shape.get("properties", {})
    others = shape.get("additionalProperties")
    for name, item in value.items():
        inner = known.get(name, others)
        if inner is not None:
            yield from _mistakes(item, inner, definitions, f"{place}.{name[:60]}")


def _is(value: Any, name: str) -> bool:
    if name == "integer" and isinstance(value, bool):
        return False
    return isinstance(value, _TYPES[name])


def _shown(value: Any) -> str:
    """*value*, as much as fits into a sentence; what is in objects and lists may be anything."""
    if isinstance(value, dict | list):
        return _NAMES["object" if isinstance(value, dict) else "array"]
    text = repr(value) if isinstance(value, str) else json.dumps(value)
    return text if len(text) <= 60 else f"{text[:57]}..."
