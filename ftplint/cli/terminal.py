"""Standard output and the terminal: which bytes are written, and whether colours are understood."""

from __future__ import annotations

import os
import sys
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from typing import TextIO

_STDOUT = -11
_VIRTUAL_TERMINAL = 0x0004
"""ENABLE_VIRTUAL_TERMINAL_PROCESSING: the console obeys escape sequences (Windows 10 1511 and later)."""


def prepare(stream: TextIO, *, windows: bool = sys.platform == "win32") -> None:
    """What is written to *stream* arrives as it is.

    A console that lacks a character shows a stand-in instead of failing. Left alone, Windows would make CR CR LF of the
    line ends of a CRLF file, in a diff or a script that is redirected, and write a report in the code page of the
    system: there the line ends stay, and what is no console gets UTF-8.
    """
    if not hasattr(stream, "reconfigure"):  # something else stands in for it
        return
    stream.reconfigure(errors="backslashreplace")
    if windows:
        stream.reconfigure(newline="\n")
        if not stream.isatty():
            stream.reconfigure(encoding="utf-8")


def use_color(choice: str) -> bool:
    """Whether to colour: as asked, else on a terminal that understands colours, unless NO_COLOR is set."""
    if choice == "never":
        return False
    if choice == "auto" and (os.environ.get("NO_COLOR") or os.environ.get("TERM") == "dumb" or not sys.stdout.isatty()):
        return False
    return _console_obeys() or choice == "always"


def _console_obeys() -> bool:
    """Whether escape sequences are obeyed. On Windows a console has to be told to."""
    if sys.platform != "win32":
        return True
    import ctypes

    kernel = ctypes.windll.kernel32
    handle, mode = kernel.GetStdHandle(_STDOUT), ctypes.c_ulong()
    if not kernel.GetConsoleMode(handle, ctypes.byref(mode)):
        return False
    return bool(mode.value & _VIRTUAL_TERMINAL or kernel.SetConsoleMode(handle, mode.value | _VIRTUAL_TERMINAL))
