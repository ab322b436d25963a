"""``ftplint suppress``: writes the comment that lets a finding stay, with the reason."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from ftplint.cli.difference import unified
from ftplint.cli.files import file_to_change, write
from ftplint.cli.resolved_file import chosen_sites
from ftplint.cli.shared_arguments import add_paths
from ftplint.report import harmless, many, plain
from ftplint.source import UnreadableError, apply, read_bytes

if TYPE_CHECKING:
    from argparse import ArgumentParser, Namespace

SUMMARY = "write the comment that suppresses a rule's findings, with the reason"
EXIT = "exit codes: 0 done, 1 if the rule has no finding there, 2 error"


def add_arguments(parser: ArgumentParser) -> None:
    """The arguments of the command."""
    parser.add_argument("rule", metavar="RULE", help="the id or the name of the rule: FTP203")
    add_paths(parser, "the file")
    parser.add_argument("--reason", required=True, metavar="TEXT", help="why the finding may stay")
    parser.add_argument("--until", metavar="DATE", help="the last day of the suppression: 2027-01-31")
    parser.add_argument("--site", action="append", default=[], metavar="NAME", help="only on this site; repeatable")
    parser.add_argument("--rules", action="append", default=[], metavar="DIR", help="a folder with more rules")
    parser.add_argument("--write", action="store_true", help="change the file; without it the change is shown")


def run(options: Namespace) -> int:
    """Shows or makes the change; returns 0, or 1 if the rule has no finding there. Raises FtplintError."""
    from ftplint.remedy import WriteError, replace_file
    from ftplint.suppressing import suppressed

    path = file_to_change(options.path)
    data = read_bytes(path)
    folders = [Path(folder) for folder in options.rules]
    made = suppressed(path, data, options.rule, options.reason, options.until, sites=options.site, folders=folders)
    if options.site and made.parsed.configuration is not None:
        chosen_sites(made.parsed.configuration, options.site, path)
    if not made.edits:
        where = f" on {many(len(set(map(str.lower, options.site))), 'site')}" if options.site else ""
        write([harmless(plain(f"ftplint: {made.rule} finds nothing in {path}{where}")) + "\n"], None)
        return 1
    changed = apply(made.parsed.source, made.edits)
    if not options.write:
        write(unified(path, data, changed), None)
        return 0
    try:
        replace_file(Path(path), data, changed)
    except WriteError as error:
        raise UnreadableError(str(error)) from error
    wrote = f"ftplint: wrote {many(len(made.edits), 'comment')} for {made.rule} into {path}"
    write([harmless(plain(wrote)) + "\n"], None)
    return 0
