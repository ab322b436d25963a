"""Text that may be shown to people: no character that steers a terminal, measured and wrapped by display width."""

from __future__ import annotations

import re
from functools import lru_cache

_STEERING = (
    "["
    "\x00-\x1f\x7f-\x9f"  # C0 and C1: escape sequences, line ends, a bell
    "\xad\u061c\u180e\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb\U000e0000-\U000e007f"  # unseen; reorder
    "\ud800-\udfff\ufffe\uffff"  # cannot be encoded, or not be written in XML 1.0
    "]"
)
_NAMED = {"\t": r"\t", "\n": r"\n", "\r": r"\r"}
_SPACES = str.maketrans("\t\r\n", "   ")


def plain(text: str) -> str:
    r"""*text* with every control, invisible, reordering and surrogate character written as ``\x1b`` or ``\u200e``.

    A name that differs from another only in what cannot be seen becomes one that can be told apart.
    """
    if text.isprintable():
        return text
    return re.sub(_STEERING, _escape, text)  # compiled on first need: it takes a millisecond, and is seldom needed


def _escape(match: re.Match[str]) -> str:
    character = match[0]
    code = ord(character)
    if code > 0xFFFF:
        return f"\\U{code:08x}"
    return _NAMED.get(character) or (f"\\x{code:02x}" if code <= 0xFF else f"\\u{code:04x}")


def harmless(line: str) -> str:
    """*line*, or several, with nothing that a build server takes for a command; just as wide.

    GitHub and Azure Pipelines look for ``::name::`` behind the blanks at the beginning of a line, and for ``##[`` and
    ``##vso[`` anywhere in it (actions/runner, ActionCommand.cs).
    """
    if "##" in line:
        line = line.replace("##[", "?#[").replace("##vso[", "?#vso[")
    if "::" in line:
        line = "".join(map(_no_command, line.splitlines(keepends=True)))
    return line


def _no_command(line: str) -> str:
    bare = line.lstrip()
    return f"{line[: -len(bare)]}?{bare[1:]}" if bare.startswith("::") and "::" in bare[2:] else line


def columns(text: str) -> int:
    """How many columns of a terminal *text*, which is plain, takes up: East Asian wide characters take two."""
    return len(text) if text.isascii() else sum(map(_size, text))


def _size(character: str) -> int:
    from unicodedata import category, east_asian_width

    if category(character) in ("Mn", "Me") or "\u1160" <= character <= "\u11ff":  # vowels and finals of Hangul
        return 0
    return 2 if east_asian_width(character) in "WF" else 1


def fold(text: str, width: int) -> tuple[str, ...]:
    """*text*, which is plain, cut into pieces of at most *width* columns (at least 2), each mark with its letter."""
    pieces, used = [""], 0
    for character in text:
        size = _size(character)
        if used + size > width:
            pieces.append("")
            used = 0
        pieces[-1] += character
        used += size
    return tuple(pieces)


@lru_cache(maxsize=4096)  # what a client sees and what to do are the same words for every finding of a rule
def wrap(text: str, width: int, first: str = "", rest: str = "") -> tuple[str, ...]:
    """*text* made plain and filled into lines of at most *width* columns, white space folded.

    Lines begin with *first*, then with *rest*. A word is never broken: settings and paths stay whole, so that they
    can be copied. None of the lines after the first begins with ``::``, as a command for a build server would.
    """
    lines: list[str] = []
    line, used, empty = first, columns(first), True
    for word in filter(None, plain(text.translate(_SPACES)).split(" ")):
        size = columns(word)
        if empty:
            line, used, empty = line + word, used + size, False
        elif used + 1 + size <= width or word.lstrip().startswith("::"):
            line, used = f"{line} {word}", used + 1 + size
        else:
            lines.append(line)
            line, used = rest + word, columns(rest) + size
    lines.append(line.rstrip() if empty else line)
    return tuple(lines)
