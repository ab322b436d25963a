"""``ftplint schema``: prints the JSON Schemas; says where the schema files of a server differ from ftplint's."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ftplint.cli.files import write
from ftplint.iis_schema import differences_in_ftp, load_schema
from ftplint.report import plain
from ftplint.resources import SCHEMAS

if TYPE_CHECKING:
    from argparse import ArgumentParser, Namespace
    from collections.abc import Iterator, Sequence

    from ftplint.iis_schema import Difference

SUMMARY = (
    "print a JSON Schema: of settings, reports, bundles, observations; compare a server's IIS schema with ftplint's"
)
EXIT = "exit codes: 0 done, 1 if a comparison finds a difference, 2 error"
_PRINTED = {
    "settings": "print the JSON Schema of ftplint.toml, for editors",
    "report": "print the JSON Schema of --output-format json, for programs",
    "bundle": "print the JSON Schema of a bundle of evidence, for whoever makes one",
    "raw-bundle": "print the JSON Schema of a bundle of version 2, which the script of 'ftplint collect' makes",
    "observations": "print the JSON Schema of what probe --observe writes and serve --observations reads",
}


def add_arguments(parser: ArgumentParser) -> None:
    """The arguments of the command."""
    actions = parser.add_subparsers(dest="action", metavar="ACTION", required=True)
    for name, summary in _PRINTED.items():
        actions.add_parser(name, help=summary, description=summary)
    compared = actions.add_parser("compare", help="where the FTP schema of a server differs from ftplint's")
    compared.add_argument("folder", metavar="DIR", help="the folder of the files: inetsrv\\config\\schema")
    compared.add_argument("--format", "--output-format", choices=("text", "json"), default="text", help="default: text")


def run(options: Namespace) -> int:
    """Prints a schema; or compares, and returns 1 if there is a difference. Raises FtplintError."""
    if options.action in _PRINTED:
        write([(SCHEMAS / f"{options.action}.schema.json").read_text(encoding="utf-8")], None)
        return 0
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
