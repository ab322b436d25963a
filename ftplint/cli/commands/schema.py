"""``ftplint schema``: the schema files of a server, and where they differ from what ftplint goes by."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ftplint.cli.files import write
from ftplint.iis_schema import differences_in_ftp, load_schema
from ftplint.report import plain

if TYPE_CHECKING:
    from argparse import ArgumentParser, Namespace
    from collections.abc import Iterator, Sequence

    from ftplint.iis_schema import Difference

SUMMARY = "compare the schema files of a server with ftplint's own"


def add_arguments(parser: ArgumentParser) -> None:
    """The arguments of the command."""
    actions = parser.add_subparsers(dest="action", metavar="ACTION", required=True)
    compared = actions.add_parser("compare", help="where the FTP schema of a server differs from ftplint's")
    compared.add_argument("folder", metavar="DIR", help="the folder of the files: inetsrv\\config\\schema")
    compared.add_argument("--format", "--output-format", choices=("text", "json"), default="text", help="default: text")


def run(options: Namespace) -> int:
    """Compares; returns 1 if there is a difference. Raises FtplintError."""
    schema = load_schema(options.folder)
    found = list(differences_in_ftp(schema))
    write(_as_json(options.folder, found) if options.format == "json" else _as_text(schema.files, found), None)
    return 1 if found else 0


def _as_text(files: Sequence[str], found: Sequence[Difference]) -> Iterator[str]:
    yield f"read {plain(', '.join(files))}\n"
    for one in found:
        yield f"{plain(one.where)}\n  server:  {plain(one.server)}\n  ftplint: {plain(one.ftplint)}\n"
    count = len(found)
    yield f"{count} {'difference' if count == 1 else 'differences'} in FTP\n" if count else "the same in FTP\n"


def _as_json(folder: str, found: Sequence[Difference]) -> Iterator[str]:
    import json

    listed = [one._asdict() for one in found]
    yield json.dumps({"schema_version": "1", "folder": folder, "differences": listed}, indent=2) + "\n"
