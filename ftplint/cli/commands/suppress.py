"""``ftplint suppress``: writes the comment that lets a finding stay, with the reason."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

from ftplint.analysis import analyse
from ftplint.api import RuleSet, Settings, unsilenced
from ftplint.cli.difference import unified
from ftplint.cli.files import file_to_change, write
from ftplint.cli.resolved_file import chosen_sites
from ftplint.cli.shared_arguments import add_paths
from ftplint.report import harmless, many, plain
from ftplint.rules import Selection
from ftplint.source import UnreadableError, apply, read_bytes

if TYPE_CHECKING:
    from argparse import ArgumentParser, Namespace

SUMMARY = "write the comment that suppresses a rule's findings, with the reason"


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
    from ftplint.silencing import suppressing_comments

    path = file_to_change(options.path)
    data = read_bytes(path)
    settings = Settings(Selection(select=(options.rule,)), tuple(Path(folder) for folder in options.rules))
    rules = RuleSet.load(settings)
    (rule, *others) = rules.chosen
    if others:
        raise UnreadableError(f"'{options.rule}' means {len(rules.chosen)} rules; name one")
    if not rule.suppressible:
        raise UnreadableError(f"{rule.id} cannot be suppressed; 'ftplint rules show {rule.id}' says why")
    parsed = analyse(path, data)
    if options.site and parsed.configuration is not None:
        chosen_sites(parsed.configuration, options.site, path)
    found = unsilenced(path, parsed, rules, settings)
    sites = {name.lower() for name in options.site}
    edits = suppressing_comments(parsed, found, _words(rule.id, options), sites)
    if not edits:
        where = f" on {many(len(sites), 'site')}" if sites else ""
        write([harmless(plain(f"ftplint: {rule.id} finds nothing in {path}{where}")) + "\n"], None)
        return 1
    changed = apply(parsed.source, edits)
    if not options.write:
        write(unified(path, data, changed), None)
        return 0
    try:
        replace_file(Path(path), data, changed)
    except WriteError as error:
        raise UnreadableError(str(error)) from error
    write([harmless(plain(f"ftplint: wrote {many(len(edits), 'comment')} for {rule.id} into {path}")) + "\n"], None)
    return 0


def _words(rule: str, options: Namespace) -> str:
    """What the comment says. Raises UnreadableError for a reason that a comment cannot hold, or a date that is none."""
    reason = " ".join(options.reason.split())
    if not reason:
        raise UnreadableError("--reason is empty: say why the finding may stay")
    if "--" in reason or reason.endswith("-"):
        raise UnreadableError("--reason has '--' in it or ends with '-', which a comment in XML cannot hold")
    if plain(reason) != reason:
        raise UnreadableError("--reason has a character that cannot be seen")
    if options.until is None:
        return f"{rule} {reason}"
    try:
        day = date.fromisoformat(options.until)
    except ValueError:
        raise UnreadableError(f"--until must be a date, 2027-01-31, not '{options.until}'") from None
    return f"{rule} until {day.isoformat()} {reason}"
