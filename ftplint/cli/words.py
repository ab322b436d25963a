"""The words of the command line, read from its parsers: commands, their options and what those take."""

from __future__ import annotations

import argparse
from typing import TYPE_CHECKING

from ftplint.named_tuple import NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterator


class Option(NamedTuple):
    """An option by its long name. ``values`` are those it can have, empty if it takes any; ``bare`` ones take none."""

    name: str
    help: str
    values: tuple[str, ...]
    bare: bool


class Words(NamedTuple):
    """A command, the actions that it has if any (``rules list``), and all its options."""

    command: str
    summary: str
    actions: tuple[str, ...]
    options: tuple[Option, ...]


def words() -> Iterator[Words]:
    """The commands in the order of the alphabet."""
    from ftplint.cli.arguments import command_names, command_parser

    for name in command_names():
        parser = command_parser(name)
        actions: dict[str, argparse.ArgumentParser] = {}
        for action in parser._actions:  # argparse has no public way to ask for them
            if isinstance(action, argparse._SubParsersAction):
                actions.update(action.choices)
        found: dict[str, Option] = {}
        for one in (parser, *actions.values()):
            for option in _options(one):
                found.setdefault(option.name, option)
        yield Words(name, parser.description or "", tuple(actions), tuple(found.values()))


def _options(parser: argparse.ArgumentParser) -> Iterator[Option]:
    for action in parser._actions:
        values = () if action.choices is None or action.option_strings == [] else tuple(map(str, action.choices))
        for name in action.option_strings:
            if name.startswith("--"):
                yield Option(name, (action.help or "").replace("%%", "%"), values, action.nargs == 0)
