"""Keeps secrets and control characters out of what is shown: blots character by character, so that columns fit.

Signs of a secret are looked for first, by a pattern without repetition; only around a sign is anything read. In a
file that is not well-formed nobody knows where a value ends, so nothing is shown behind a sign.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from functools import lru_cache
from itertools import accumulate
from typing import TYPE_CHECKING

from ftplint.source.markup import StartTag, start_tag

if TYPE_CHECKING:
    from ftplint.source.read import Source

_KEYS = r"(?:api|session|machine|validation|decryption|private)[._-]?key"
_SECRET = rf"pass?w|passp|secret|encryptedvalue|{_KEYS}|token|credential|pwd"
"""In the name of what is a secret. Misspelt ones too: what is written pasword is a password all the same."""
_IS_SECRET = re.compile(_SECRET, re.IGNORECASE)
_SIGN = rf"{_SECRET}|\[enc:|\bkey\b"
"""Where to look: ``key`` is the name of a parameter, whose value may be anything."""
_WORDS = ("pasw", "passw", "passp", "pwd", "secret", "key", "token", "credential", "encryptedvalue", "[enc:")
"""Without one of these there is no secret; looking for them is quick, also in a large file."""
_BROKEN = rf"{_SIGN}|\bvalue\b"
_NAME = re.compile(r"[\w.-]*+")
_SET_TO = re.compile(r"(?:&quot;|&apos;|[\"'])?[ \t\r\n]*+[=:][ \t\r\n]*+")
"""Between a name in a text and what it is set to."""
_OPEN = re.compile(r"&quot;|&apos;|&#34;|&#39;|[\"']")
_ATTRIBUTE = re.compile(r"[ \t]*+[\w:.-]++[ \t]*+=[ \t]*+[\"']")
_CONTROL = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u200e\u200f\u202a-\u202e\u2066-\u2069\ufeff]")
_BLOCK = 1024
"""Characters of a block, of which the number of line ends is kept: a number for each line would be too much."""
_BEFORE = 65_536
"""Characters before a line of a broken file in which a sign may stand that reaches into it."""

Stretches = list[tuple[int, int]]


@lru_cache(maxsize=1024)
def is_secret_attribute(name: str) -> bool:
    """Whether an attribute (or the key of a parameter) with this *name* holds a secret."""
    return _IS_SECRET.search(name) is not None


def redacted(text: str, *, broken: bool = False) -> str:
    """*text*, any stretch of configuration, with every secret overwritten by ``*`` of the same length.

    *broken* is a stretch of a file that is not well-formed.
    """
    if broken:
        return _blotted(text, _behind_signs(text))
    return _blotted(text, _in_markup(text)) if _has_sign(text) else text


def redacted_value(text: str) -> str:
    """*text*, the value of an attribute as it is meant, with the secrets in it overwritten."""
    return _blotted(text, _in_value(text, 0, len(text))) if _has_sign(text) else text


def _has_sign(text: str) -> bool:
    lowered = text.lower()
    return any(word in lowered for word in _WORDS)


def _blotted(text: str, stretches: Stretches) -> str:
    parts, last = [], 0
    for start, end in sorted(stretches):
        if end > last:
            start = max(start, last)
            parts += [text[last:start], _stars(text[start:end])]
            last = end
    return "".join(parts) + text[last:]


def _stars(secret: str) -> str:
    """Stars of the same length; line ends stay."""
    return re.sub(r"[^\r\n]", "*", secret)


def _in_markup(text: str) -> Stretches:
    """The secrets in well-formed markup: a tag that has a sign is read once, what is outside of tags line by line."""
    found: Stretches = []
    done = looked = tag_at = 0
    tag = _tag_at(text, 0)
    for sign in re.finditer(_SIGN, text, re.IGNORECASE):
        at = sign.start()
        if at < done:
            continue
        opened = text.rfind("<", looked, at)
        looked = at
        if opened >= 0:
            tag_at, tag = opened, _tag_at(text, opened)
        if tag is None or tag.end is None or tag.end <= at:
            start, end = _in_text(text, at, sign.end(), "-->" if text.startswith("<!--", tag_at) else "<")
            found.append((start, end))
            done = max(end, sign.end())
            continue
        done = tag.end
        keyed = "key" in tag.attributes
        for name, attribute in tag.attributes.items():
            if is_secret_attribute(name) or (keyed and name == "value"):
                found.append((attribute.start, attribute.end))
            else:
                found += _in_value(text, attribute.start, attribute.end)
        if not tag.alone and is_secret_attribute(text[tag.start + 1 : tag.name_end]):
            close = text.find("<", tag.end)
            found.append((tag.end, len(text) if close < 0 else close))
    return found


def _tag_at(text: str, at: int) -> StartTag | None:
    return start_tag(text, at) if text.startswith("<", at) and text[at + 1 : at + 2] not in ("!", "?") else None


def _in_value(text: str, start: int, end: int) -> Stretches:
    """The secrets in the value of an attribute: ``password=...;`` and what IIS has encrypted."""
    found: Stretches = []
    done = start
    for sign in re.compile(_SIGN, re.IGNORECASE).finditer(text, start, end):
        if sign.start() < done:
            continue
        done = sign.end()
        if sign[0].lower() == "key":
            continue
        if sign[0].lower() == "[enc:":
            close = text.find(":enc]", sign.start(), end)
            done = end if close < 0 else close + len(":enc]")
            found.append((sign.start(), done))
            continue
        done = _name_end(text, sign.end(), end)
        set_to = _SET_TO.match(text, done, end)
        if set_to is None or _is_assembly_token(text, sign.start(), start):
            continue
        done = _end_of_part(text, set_to.end(), end)
        found.append((set_to.end(), done))
    return found


def _name_end(text: str, at: int, end: int) -> int:
    name = _NAME.match(text, at, end)
    return at if name is None else name.end()


def _is_assembly_token(text: str, at: int, start: int) -> bool:
    """The PublicKeyToken of a .NET type is no secret."""
    return text[max(start, at - 9) : at].lower() == "publickey"


def _end_of_part(text: str, at: int, end: int) -> int:
    """Where a part ``name=part;`` of a value ends that begins at *at*, in quotes or not; *end* if nobody can tell."""
    opened = _OPEN.match(text, at, end)
    if opened is not None:
        close = text.find(opened[0], opened.end(), end)
        after = close + len(opened[0])
        return after if close >= 0 and text[after : min(after + 1, end)] in ("", ";", " ", ",") else end
    while (stop := text.find(";", at, end)) >= 0:
        reference = text.rfind("&", max(at, stop - 9), stop)
        if reference < 0 or not text[reference + 1 : stop].lstrip("#").isalnum():
            return stop
        at = stop + 1
    return end


def _in_text(text: str, at: int, sign_end: int, stop: str) -> tuple[int, int]:
    """What a sign outside of tags hides: all behind a name that is set to something, on its line and before *stop*."""
    start = _name_end(text, sign_end, len(text))
    set_to = _SET_TO.match(text, start)
    if text.startswith("[", at):
        start = at
    elif set_to is None or text[at:sign_end].lower() == "key":
        return start, start
    else:
        start = set_to.end()
    end = _line_end(text, start)
    stopped = text.find(stop, start, end)
    end = end if stopped < 0 else stopped
    quote = text[start : start + 1]
    if quote in ("'", '"') and text.find(quote, start + 1, end) < 0:
        close = text.find(quote, start + 1)
        end = len(text) if close < 0 else close
    return start, end


def _behind_signs(text: str) -> Stretches:
    """Everything behind a sign on its line, and the lines after it that may belong to its value."""
    found: Stretches = []
    done = 0
    for sign in re.finditer(_BROKEN, text, re.IGNORECASE):
        if sign.start() < done:
            continue
        start = sign.start() if sign[0].lower() == "[enc:" else _name_end(text, sign.end(), len(text))
        done = _line_end(text, start)
        line = text[start:done]
        quote = next((character for character in line if character in "\"'"), "")
        if quote and line.count(quote) % 2:  # its value goes on over the line
            close = text.find(quote, done)
            done = len(text) if close < 0 else _line_end(text, close)
        while done < len(text):
            following = done + 1
            end = _line_end(text, following)
            line = text[following:end]
            if line.lstrip().startswith("<") or _ATTRIBUTE.match(line):
                break
            done = end
        found.append((start, done))
    return found


def _line_end(text: str, at: int) -> int:
    found = text.find("\n", at)
    return len(text) if found < 0 else found


class SourceLines:
    """The lines of a source as they may be shown. Secrets are looked for in whole start tags, not in single lines.

    *broken* is a source that is not well-formed.
    """

    def __init__(self, source: Source, *, broken: bool = False) -> None:
        self._text = source.text
        self._broken = broken
        self._before: list[int] | None = None
        self._last: tuple[int, int, str] = (0, 0, "")

    def line(self, number: int) -> str | None:
        """The text of line *number* (from 1) without its end, or None. Control characters become U+FFFD."""
        start = self._start(number)
        if start is None:
            return None
        end = _line_end(self._text, start)
        first, last = self._surroundings(start, end)
        if self._last[:2] != (first, last):
            self._last = (first, last, redacted(self._text[first:last], broken=self._broken))
        return _CONTROL.sub("\ufffd", self._last[2][start - first : end - first].rstrip("\r"))

    def _start(self, number: int) -> int | None:
        """The offset of line *number*, None if there is none."""
        text = self._text
        if self._before is None:
            counts = (text.count("\n", at, at + _BLOCK) for at in range(0, len(text), _BLOCK))
            self._before = list(accumulate(counts, initial=0))
        if not 1 <= number <= self._before[-1] + 1:
            return None
        if number == 1:
            return 0
        block = bisect_right(self._before, number - 2) - 1  # that with the line end before the line
        at = block * _BLOCK - 1
        for _ in range(number - 1 - self._before[block]):
            at = text.index("\n", at + 1)
        return at + 1

    def _surroundings(self, start: int, end: int) -> tuple[int, int]:
        """The stretch whose tags can reach into a line."""
        if self._broken:
            first = max(0, start - _BEFORE)
            return self._text.rfind("\n", 0, first) + 1 if first else 0, end
        first = start
        for _ in range(3):
            first = max(self._text.rfind("<", 0, first), 0)
        last = self._text.find(">", end)
        return first, len(self._text) if last < 0 else last + 1
