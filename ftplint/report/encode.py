"""Values as JSON that strict parsers take, whatever a path or a site name holds."""

from __future__ import annotations

from json import JSONEncoder
from typing import Any

_encode = JSONEncoder().encode


def encoded(value: object) -> str:
    """*value* as JSON, ASCII only. Lone surrogates (a path that is not UTF-8) are written as ``\\udc80`` in words.

    As an escape they would be JSON by its grammar, but strict parsers refuse what is no Unicode (RFC 8259 section 8.2).
    """
    text = _encode(value)
    return _encode(_encodable(value)) if "\\ud" in text else text


def _encodable(value: Any) -> Any:
    if isinstance(value, str):
        return value.encode("utf-8", "backslashreplace").decode("utf-8")
    if isinstance(value, dict):
        return {key: _encodable(item) for key, item in value.items()}
    if isinstance(value, (list, tuple)):
        return [_encodable(item) for item in value]
    return value
