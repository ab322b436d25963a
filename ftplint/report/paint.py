"""The colours of the reports for people; which of them are wanted is for the caller to say."""

from __future__ import annotations

_STYLES = {
    "error": "\x1b[1;31m",
    "warning": "\x1b[1;33m",
    "info": "\x1b[1;36m",
    "frame": "\x1b[34m",
    "strong": "\x1b[1m",
    "good": "\x1b[32m",
    "plain": "",
}
_END = "\x1b[0m"


def paint(style: str, text: str, color: bool) -> str:
    """*text* in a style: a severity or another of ``_STYLES``. As it is, unless *color* is wanted."""
    return f"{_STYLES[style]}{text}{_END}" if color and text and _STYLES[style] else text
