"""The parsers of the command line, and the arguments that several commands share."""

from __future__ import annotations

import argparse

from ftplint import __version__
from ftplint.cli.commands import Command, command, command_names
from ftplint.cli.suggestions import Parser

__all__ = ["command_names", "command_parser", "parser"]

_EXIT = "exit codes: 0 no finding at or above --fail-on, 1 findings, 2 error"
_EXIT_OF_OTHERS = "exit codes: 0 done, 2 error"


def _formatter(prog: str) -> argparse.HelpFormatter:
    """Of a fixed width: argparse makes one for each argument, and asking for the terminal's size takes time."""
    return argparse.HelpFormatter(prog, width=100)


def command_parser(name: str) -> argparse.ArgumentParser:
    """The parser of one command alone, which is quicker to make than that of all."""
    one = command(name)
    sub = Parser(prog=f"ftplint {name}", description=one.SUMMARY, formatter_class=_formatter)
    sub.set_defaults(command=name)
    one.add_arguments(sub)
    sub.epilog = _exit_codes(one, sub)
    return sub


def parser() -> argparse.ArgumentParser:
    """The parser that knows all commands, for help on them."""
    top = Parser(
        prog="ftplint",
        formatter_class=_formatter,
        description="Lints the FTP configuration of Microsoft IIS (applicationHost.config).",
        epilog="'ftplint PATH' is short for 'ftplint check PATH'. " + _EXIT,
    )
    top.add_argument("-V", "--version", action="version", version=f"ftplint {__version__}")
    commands = top.add_subparsers(dest="command", metavar="COMMAND")
    for name in command_names():
        one = command(name)
        sub = commands.add_parser(name, help=one.SUMMARY, description=one.SUMMARY, formatter_class=_formatter)
        one.add_arguments(sub)
        sub.epilog = _exit_codes(one, sub)
    return top


def _exit_codes(one: Command, sub: argparse.ArgumentParser) -> str:
    """The exit codes of a command: those of its ``EXIT`` if it has one, else by whether it has --fail-on."""
    findings = any("--fail-on" in action.option_strings for action in sub._actions)
    return getattr(one, "EXIT", _EXIT if findings else _EXIT_OF_OTHERS)
