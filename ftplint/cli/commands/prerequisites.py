"""``ftplint prerequisites``: what client certificate logon needs, one row per FTP site, one column per prerequisite."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ftplint.analysis import blocking_reason
from ftplint.cli.files import write
from ftplint.cli.matrix import matrix
from ftplint.cli.resolved_file import chosen_sites, resolved
from ftplint.cli.shared_arguments import add_color, add_paths
from ftplint.cli.terminal import use_color
from ftplint.configuration import COLUMNS, Row, rows
from ftplint.report import harmless

if TYPE_CHECKING:
    from argparse import ArgumentParser, Namespace
    from collections.abc import Iterator


SUMMARY = "show what client certificate logon needs, site by site"


def add_arguments(parser: ArgumentParser) -> None:
    """The arguments of the command."""
    add_paths(parser, "the file, or - for standard input")
    parser.add_argument("--site", action="append", default=[], metavar="NAME", help="only this site; repeatable")
    parser.add_argument("--format", "--output-format", choices=("text", "json"), default="text", help="default: text")
    add_color(parser)


def run(options: Namespace) -> int:
    """Prints the matrix of ``options.path``; returns 0. Raises UnreadableError."""
    path, parsed = resolved(options.path)
    assert parsed.configuration is not None
    table = list(rows(chosen_sites(parsed.configuration, options.site, path)))
    stands = blocking_reason(parsed, path)
    if options.format == "json":
        write(_json(path, table, stands), None)
    else:
        write(map(harmless, matrix(path, table, stands, color=use_color(options.color), width=_width())), None)
    return 0


def _width() -> int | None:
    """The width of the terminal; None where there is none, and a table may be as wide as it likes."""
    import shutil
    import sys

    return shutil.get_terminal_size((100, 24)).columns if sys.stdout.isatty() else None


def _json(path: str, table: list[Row], obstacle: str | None) -> Iterator[str]:
    import json

    listed = [
        {
            "site": row.site,
            "enabled": row.enabled,
            "works": row.works and obstacle is None,
            "verdict": row.verdict,
            "prerequisites": {
                name: {"met": c.met, "setting": c.setting, "value": c.text, "origin": c.level}
                for name, c in zip(COLUMNS, row.cells, strict=True)
            },
        }
        for row in table
    ]
    yield json.dumps({"schema_version": "1", "path": path, "obstacle": obstacle, "sites": listed}, indent=2)
    yield "\n"
