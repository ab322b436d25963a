"""The entry point: chooses the command, and turns every failure into one line and an exit code."""

from __future__ import annotations

import os
import sys
from typing import TYPE_CHECKING

from ftplint import __version__
from ftplint.errors import FtplintError

if TYPE_CHECKING:
    from collections.abc import Sequence

_HELP = ("help", "/?", "-?", "/h", "/help")
"""How people ask for help on Windows and elsewhere, beside --help."""
_OTHERWISE = {"explain": "ftplint rules show", "lint": "ftplint check", "validate": "ftplint check"}
"""What other linters call a command, and what it is called here."""
TROUBLE = 2
"""Exit code: the job could not be done."""
_BROKEN_PIPE = 141
"""Exit code where the reader of the output went away, as shells have it: 128 and SIGPIPE."""


def main(arguments: Sequence[str] | None = None) -> int:
    """Runs ftplint and returns the exit code: 0 clean, 1 findings, 2 could not do the job.

    For programs that call it: it changes nothing but the files it is asked to write.
    """
    return _main(list(sys.argv[1:] if arguments is None else arguments), [])


def _main(arguments: list[str], kept: list[object]) -> int:
    """*kept* takes what a process that ends soon need not take apart."""
    try:
        return _run(arguments, kept)
    except BrokenPipeError:
        raise
    except KeyboardInterrupt:
        print("ftplint: interrupted", file=sys.stderr)
        return 130
    except Exception as error:
        return _failed(error)


def console() -> None:
    """The program ``ftplint``: ``main`` in a process of its own, which ends with it."""
    import gc

    from ftplint.cli.terminal import prepare

    prepare(sys.stdout)
    prepare(sys.stderr)
    lasting = sys.argv[1:2] in (["probe"], ["serve"], ["verify"])
    if not lasting and sys.argv[1:2] != ["lsp"]:
        gc.disable()  # a run is short and makes no cycles worth mentioning; looking for them takes a tenth of it
    kept: list[object] = []
    try:
        code = _main(sys.argv[1:], kept)
        sys.stdout.flush()
    except BrokenPipeError:  # the reader went away (ftplint ... | head)
        sys.stdout = open(os.devnull, "w")  # noqa: SIM115 - a second failure at exit would be shown
        code = _BROKEN_PIPE
    if lasting:
        sys.exit(code)
    sys.stderr.flush()
    os._exit(code)  # taking a large tree apart takes longer than it is worth


def _run(arguments: list[str], kept: list[object]) -> int:
    from ftplint.cli.arguments import command_names, command_parser, parser
    from ftplint.cli.commands import command

    if not arguments:
        parser().print_help(sys.stderr)
        return TROUBLE
    if arguments in (["--version"], ["-V"]):  # without the parsers of all commands, which take ten times as long
        print(f"ftplint {__version__}")
        return 0
    names = command_names()
    first = arguments[0]
    if first in _HELP and not os.path.exists(first):
        arguments = [*arguments[1:2], "--help"] if arguments[1:2] and arguments[1] in names else ["--help"]
    elif first == "version" and not os.path.exists(first):
        arguments = ["--version"]
    elif first not in names and first not in ("-h", "--help", "-V", "--version"):
        if _mistyped(first):
            from ftplint.cli.suggestions import nearest

            hint = f"; it is '{_OTHERWISE[first]}'" if first in _OTHERWISE else nearest(first, names)
            raise FtplintError(f"there is no command and no file '{first}'{hint}")
        arguments = ["check", *arguments]
    if arguments[0] in names:
        options = command_parser(arguments[0]).parse_args(arguments[1:])
    else:
        options = parser().parse_args(arguments)
    options.kept = kept
    return command(options.command).run(options)


def _mistyped(word: str) -> bool:
    """Whether *word* is a command that does not exist rather than a file that does not: a bare word of letters."""
    return word.replace("-", "").isalpha() and not word.startswith("-") and not os.path.exists(word)


def _failed(error: Exception) -> int:
    from ftplint.report import harmless, plain

    if isinstance(error, FtplintError):
        print(f"ftplint: {harmless(plain(str(error)))}", file=sys.stderr)
    elif isinstance(error, OSError):
        where = f"{error.filename}: " if error.filename else ""
        print(f"ftplint: {harmless(plain(where))}{error.strerror or error}", file=sys.stderr)
    elif isinstance(error, MemoryError):
        print("ftplint: out of memory", file=sys.stderr)
    else:
        if os.environ.get("FTPLINT_DEBUG"):
            raise error
        what = f"{type(error).__name__}: {error}"
        print(
            f"ftplint: a bug in ftplint ({harmless(plain(what))}); set FTPLINT_DEBUG=1 for the details", file=sys.stderr
        )
    return TROUBLE
