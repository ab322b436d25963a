"""Keeps secrets and control characters out of what is shown: blots character by character, so that columns fit."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from ftplint.source.read import Source

_SECRET_NAME = r"[\w.-]*(?:pass?w|passp|secret|encryptedvalue|api[._-]?key|token|credential|pwd)[\w.-]*"
"""Misspelt ones too: what is written pasword is a password all the same."""
_IS_SECRET = re.compile(_SECRET_NAME, re.IGNORECASE)
_SECRETS = rf"""
      (?<![\w.-])(?:{_SECRET_NAME})\s*=\s*"(?P<double>[^"<]*(?:"(?=[^\s/>?])[^<>]*)?)
    | (?<![\w.-])(?:{_SECRET_NAME})\s*=\s*'(?P<single>[^'<]*(?:'(?=[^\s/>?])[^<>]*)?)
    | <(?:{_SECRET_NAME})(?:\s[^<>]*)?>(?P<inner>[^<]*)
    | (?P<token>\[enc:[^\]<>"']*\]?)
    | (?:password|pwd)\s*=\s*(?P<part>[^;"'<>&\s][^;"'<>]*)
    | (?<![\w.-])key\s*=\s*["'][^"'<]*["'][^<>]*?\bvalue\s*=\s*["'](?P<after>[^"'<]*)
    | (?<![\w.-])value\s*=\s*["'](?P<before>[^"'<]*)["'][^<>]*?\bkey\s*=\s*["']
    """
"""Compiled only when there is a sign of a secret, since that takes longer than a small file."""
_GROUPS = ("double", "single", "inner", "token", "part", "after", "before")
_CONTROL = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u200e\u200f\u202a-\u202e\u2066-\u2069\ufeff]")
_SIGNS = ("pasw", "passw", "passp", "pwd", "secret", "key", "token", "credential", "encryptedvalue", "[enc:")
"""Without one of these there is no secret; looking for them is quick, also in a large file."""


@lru_cache(maxsize=1024)
def is_secret_attribute(name: str) -> bool:
    """Whether an attribute (or the key of a parameter) with this *name* holds a secret."""
    return _IS_SECRET.fullmatch(name) is not None


def redacted(text: str) -> str:
    """*text*, any stretch of configuration, with every secret overwritten by ``*`` of the same length."""
    lowered = text.lower()
    if not any(sign in lowered for sign in _SIGNS):
        return text
    parts, last = [], 0
    for match in re.finditer(_SECRETS, text, re.IGNORECASE | re.VERBOSE):
        for group in _GROUPS:
            start, end = match.span(group)
            if start >= last:
                parts += [text[last:start], _blot(text[start:end])]
                last = end
    return "".join(parts) + text[last:]


def _blot(secret: str) -> str:
    """Stars of the same length; line ends stay."""
    return "".join(end if end in "\r\n" else "*" * len(end) for end in re.split(r"([\r\n])", secret))


class SourceLines:
    """The lines of a source as they may be shown. Secrets are looked for in whole start tags, not in single lines."""

    def __init__(self, source: Source) -> None:
        self._text = source.text
        self._ends: list[int] | None = None

    def line(self, number: int) -> str | None:
        """The text of line *number* (from 1) without its end, or None. Control characters become U+FFFD."""
        if self._ends is None:
            self._ends = [match.start() for match in re.finditer("\n", self._text)] + [len(self._text)]
        if not 1 <= number <= len(self._ends):
            return None
        start = self._ends[number - 2] + 1 if number > 1 else 0
        end = self._ends[number - 1]
        first, last = self._surroundings(start, end)
        shown = redacted(self._text[first:last])[start - first : end - first]
        return _CONTROL.sub("\ufffd", shown.rstrip("\r"))

    def _surroundings(self, start: int, end: int) -> tuple[int, int]:
        """The stretch whose tags can reach into a line. Three '<' back, since a stray one may stand in a value."""
        first = start
        for _ in range(3):
            first = max(self._text.rfind("<", 0, first), 0)
        last = self._text.find(">", end)
        return first, len(self._text) if last < 0 else last + 1
