"""The entry point: chooses the command, and turns every failure into one line and an exit code."""

from __future__ import annotations

import gc
import os
import sys
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

FOUND, TROUBLE = 1, 2
"""Exit codes: findings at or above --fail-on; the job could not be done."""

COMMANDS = ("check", "effective", "prerequisites", "rules", "fix", "serve", "verify")


def main(arguments: Sequence[str] | None = None) -> int:
    """Runs ftplint and returns the exit code: 0 clean, 1 findings, 2 could not do the job."""
    given = list(sys.argv[1:] if arguments is None else arguments)
    for stream in (sys.stdout, sys.stderr):  # a console that lacks a character shows a stand-in instead of failing
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(errors="backslashreplace")
    try:
        code = _run(given)
        if arguments is None and given[:1] == ["check"]:
            _leave(code)
        return code
    except BrokenPipeError:  # the reader went away (ftplint ... | head)
        sys.stdout = open(os.devnull, "w")  # noqa: SIM115 - a second failure at exit would be shown
        return TROUBLE
    except KeyboardInterrupt:
        print("ftplint: interrupted", file=sys.stderr)
        return 130
    except Exception as error:
        return _failed(error)


def _leave(code: int) -> None:
    """Ends the process at once, with everything written: taking a large tree apart takes longer than it is worth."""
    sys.stdout.flush()
    sys.stderr.flush()
    os._exit(code)


def _run(arguments: list[str]) -> int:
    from ftplint.cli.arguments import command_parser, parser

    if not arguments:
        parser().print_help(sys.stderr)
        return TROUBLE
    if arguments[0] not in COMMANDS and arguments[0] not in ("-h", "--help", "--version"):
        arguments.insert(0, "check")
    gc.disable()  # a run is short and makes no cycles worth mentioning; looking for them takes a tenth of it
    if arguments[0] in COMMANDS:
        options = command_parser(arguments[0]).parse_args(arguments[1:])
    else:
        options = parser().parse_args(arguments)
    if options.command == "check":
        from ftplint.cli.check import run
    elif options.command == "effective":
        from ftplint.cli.effective import run
    elif options.command == "prerequisites":
        from ftplint.cli.prerequisites import run
    elif options.command == "rules":
        from ftplint.cli.rules import run
    elif options.command == "fix":
        from ftplint.cli.fix import run
    elif options.command == "serve":
        from ftplint.cli.serve import run
    else:
        from ftplint.cli.verify import run
    if options.command in ("serve", "verify"):
        gc.enable()
    return run(options)


def _failed(error: Exception) -> int:
    from ftplint.rules import RuleError, SelectionError
    from ftplint.settings import SettingsError
    from ftplint.silencing import BaselineError
    from ftplint.source import UnreadableError

    if isinstance(error, UnreadableError | RuleError | SelectionError | SettingsError | BaselineError):
        print(f"ftplint: {_plain(str(error))}", file=sys.stderr)
    elif isinstance(error, OSError):
        where = f"{error.filename}: " if error.filename else ""
        print(f"ftplint: {_plain(where)}{error.strerror or error}", file=sys.stderr)
    elif isinstance(error, MemoryError):
        print("ftplint: out of memory", file=sys.stderr)
    else:
        if os.environ.get("FTPLINT_DEBUG"):
            raise error
        what = f"{type(error).__name__}: {error}"
        print(f"ftplint: a bug in ftplint ({_plain(what)}); set FTPLINT_DEBUG=1 for the details", file=sys.stderr)
    return TROUBLE


def _plain(text: str) -> str:
    return "".join(c if c.isprintable() else "?" for c in text)


if __name__ == "__main__":
    sys.exit(main())
