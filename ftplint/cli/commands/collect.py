"""``ftplint collect``: prints the script that gathers evidence on a server."""

from __future__ import annotations

import os
import sys
from typing import TYPE_CHECKING

from ftplint.cli.files import one_file, write
from ftplint.errors import FtplintError
from ftplint.report import plain

if TYPE_CHECKING:
    from argparse import ArgumentParser, Namespace

SUMMARY = "print a PowerShell script that gathers evidence on the server, reading only"


def add_arguments(parser: ArgumentParser) -> None:
    """The arguments of the command."""
    parser.add_argument(
        "path",
        metavar="PATH",
        nargs="?",
        help="the file whose accounts and paths the script asks about, or - for standard input; "
        "without one, the applicationHost.config of the server that it runs on",
    )
    parser.add_argument(
        "--with",
        metavar="NAME,...",
        dest="more",
        help="collect these parts, too: clients (which accounts client certificates map to), log (times and results of "
        "the newest lines of the FTP log); in PowerShell in quotes",
    )
    parser.add_argument(
        "--parts",
        metavar="NAME,...",
        help="collect only these parts and the configuration files, to have less to read: server, certificates, tls, "
        "network, paths, accounts, clients, log; in PowerShell in quotes; default: all but clients and log",
    )
    parser.add_argument(
        "--output",
        "--output-file",
        metavar="FILE",
        help="write to this file, in the encoding that Windows PowerShell needs, instead of standard output",
    )


def run(options: Namespace) -> int:
    """Prints the script; returns 0.

    Raises UnreadableError for a file that cannot be read, FtplintError for a part that there is not, and OSError.
    """
    from ftplint import __version__
    from ftplint.collect import PARTS, USUAL, collector, names_of
    from ftplint.source import read_bytes

    names = None
    if options.path is not None:
        if options.path in PARTS and not os.path.exists(options.path):
            raise FtplintError(f'{options.path} is a part; put the list in quotes: --parts "paths,accounts"')
        path = one_file(options.path)
        names = names_of("<stdin>" if path == "-" else path, read_bytes(path))
        if names.left_out:
            print(f"ftplint: {names.left_out} names are more than the script asks about", file=sys.stderr)
    parts = list(USUAL) if options.parts is None else _parts(options.parts)
    text = collector(__version__, names, [*parts, *_parts(options.more or "")])
    if options.output in (None, "-"):
        write([text], None)
        return 0
    # Windows PowerShell 5.1 reads a file without a byte-order mark in the code page of the system.
    write(["\ufeff", text.replace("\n", "\r\n")], options.output)
    name = plain(os.path.basename(options.output))
    print(f"ftplint: wrote {plain(options.output)}. Read it; then, on the server, as administrator:", file=sys.stderr)
    print(f"powershell -NoProfile -ExecutionPolicy Bypass -File {name}", file=sys.stderr)
    print("ftplint: it writes a ZIP; 'ftplint check ZIP' checks the file and all that is beside it", file=sys.stderr)
    return 0


def _parts(text: str) -> list[str]:
    """The parts in *text*. Raises FtplintError for one that there is not."""
    from ftplint.collect import PARTS

    names = [name.strip() for name in text.split(",") if name.strip()]
    for name in names:
        if name not in PARTS:
            raise FtplintError(f"there is no part '{plain(name)}'; there are {', '.join(PARTS)}")
    return names
