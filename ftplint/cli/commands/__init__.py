"""The commands: one command, one file, which says what it is for, which arguments it takes, and does it."""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Protocol, cast

from ftplint.faces import module_names

if TYPE_CHECKING:
    from argparse import ArgumentParser, Namespace


class Command(Protocol):
    """What a module of this folder has. It imports what it needs to run only when it runs."""

    SUMMARY: str

    @staticmethod
    def add_arguments(parser: ArgumentParser) -> None:
        """Adds the arguments of the command to its parser."""

    @staticmethod
    def run(options: Namespace) -> int:
        """Does the job and returns the exit code."""


def command_names() -> tuple[str, ...]:
    """The names of all commands: those of the files."""
    return module_names(__path__)


def command(name: str) -> Command:
    """The command of that name."""
    return cast("Command", import_module(f"{__name__}.{name}"))
