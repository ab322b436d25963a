"""What is said of a word that the command line does not know: one line, with the nearest word that it does."""

from __future__ import annotations

import argparse
import re
import sys
from typing import TYPE_CHECKING, NoReturn

if TYPE_CHECKING:
    from collections.abc import Iterable

_UNKNOWN = re.compile(r"unrecognized arguments: (\S+)")


def nearest(word: str, known: Iterable[str]) -> str:
    """``; did you mean 'check'?``, or nothing where no word is near."""
    from ftplint.schema import closest

    names = {name.lower(): name for name in known}
    near = closest(word.lower(), names, 0.6)
    return "" if near is None else f"; did you mean '{names[near]}'?"


class Parser(argparse.ArgumentParser):
    """Says what is wrong in one line, without the whole usage."""

    def error(self, message: str) -> NoReturn:
        """Ends the program with exit code 2."""
        from ftplint.report import harmless, plain

        hint = ""
        _, wrong, rest = message.partition("invalid choice: '")
        word, _, choices = rest.partition("' (choose from ")
        if wrong:
            hint = nearest(word, re.findall(r"'([^']*)'", choices))
        elif unknown := _UNKNOWN.search(message):
            options = [text for text in self._option_string_actions if text.startswith("--")]
            hint = nearest(unknown[1].partition("=")[0], options)
        sys.stderr.write(f"{self.prog}: {harmless(plain(message))}{hint}\n")
        sys.stderr.write(f"'{self.prog} --help' lists the options\n")
        raise SystemExit(2)
