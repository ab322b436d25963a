"""Text that a terminal may be given: no control characters, no surrogates; and how wide it is."""

from __future__ import annotations

import re

_CONTROL = re.compile("[\x00-\x1f\x7f-\x9f\u200e\u200f\u2028-\u202e\u2066-\u2069\ufeff\ud800-\udfff]")


def plain(text: str) -> str:
    """*text* with every character that could steer a terminal replaced by U+FFFD."""
    return _CONTROL.sub("\ufffd", text) if not text.isascii() or not text.isprintable() else text


def columns(text: str) -> int:
    """How many columns *text* takes in a terminal."""
    if text.isascii():
        return len(text)
    import unicodedata

    wide = (unicodedata.east_asian_width(c) for c in text if not unicodedata.combining(c))
    return sum(2 if width in "WF" else 1 for width in wide)
