"""``ftplint verify``: every rule's scenario against the reference server: claimed, seen, agreed."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

from ftplint.cli.commands.serve import NEEDS
from ftplint.cli.files import write
from ftplint.cli.observed_choices import add_observations, observed_choices
from ftplint.rules import Selection, load_rules
from ftplint.source import UnreadableError

if TYPE_CHECKING:
    from argparse import ArgumentParser, Namespace
    from collections.abc import Iterator

    from ftplint.rules import Rule
    from ftplint.verify import Lab, RuleVerdict

_PROGRAMS = ("curl", "lftp", "openssl")


SUMMARY = "test every rule against the reference server"
EXIT = "exit codes: 0 every session agreed, 1 one did not, 2 error"


def add_arguments(parser: ArgumentParser) -> None:
    """Arguments of ``ftplint verify``."""
    parser.add_argument("rules", metavar="ID", nargs="*", help="ids, prefixes or names of rules; default: all")
    parser.add_argument(
        "--client",
        choices=("builtin", "ftplib", "curl", "lftp", "openssl", "all"),
        default="builtin",
        help="the client to use; default: builtin",
    )
    parser.add_argument("--transcript", action="store_true", help="print every line of every session")
    parser.add_argument(
        "--output-format", "--format", choices=("text", "json", "junit"), default="text", help="default: text"
    )
    parser.add_argument("--output-file", metavar="FILE", help="write to this file instead of standard output")
    parser.add_argument(
        "--truth-table",
        choices=("certificates", "wide"),
        nargs="?",
        const="certificates",
        help="instead of rules: lint and play all combinations of the settings of certificate logon; wide: thousands of"
        " all settings that decide on a logon (minutes)",
    )
    parser.add_argument(
        "--alternatives", action="store_true", help="also play with the other choice for each open point of the server"
    )
    add_observations(parser)


def run(options: Namespace) -> int:
    """Plays the scenarios; returns 0 if every session agreed, else 1. Raises UnreadableError, SelectionError."""
    try:
        import OpenSSL
        import pyftpdlib  # noqa: F401
    except ImportError as error:
        raise UnreadableError(f"{NEEDS} ({error.name} is missing)") from error
    del OpenSSL
    from ftplint.server import DEFAULT, alternatives
    from ftplint.verify import Lab, verify_rules

    lab = Lab()
    if options.truth_table and options.observations:
        raise UnreadableError("--truth-table plays the default choices; leave out --observations")
    if options.truth_table == "wide":
        return _wide_table(options)
    if options.truth_table:
        return _truth_table(lab, options)
    start = observed_choices(options.observations)
    rules = _rules(options.rules)
    clients = _clients(options.client)
    verdicts = list(verify_rules(rules, clients, lab, start))
    agreed = all(verdict.agreed for verdict in verdicts)
    if options.alternatives:
        for name, turned_choices in alternatives().items():
            default, other = getattr(DEFAULT, name), getattr(turned_choices, name)
            choices = start._replace(**{name: other if getattr(start, name) == default else default})
            turned = [verdict for verdict in verify_rules(rules, clients, lab, choices) if not verdict.agreed]
            print(f"ftplint: with the other choice for {name}: {_names(turned)}", file=sys.stderr)
            agreed = agreed and not turned
    write(_report(verdicts, options), options.output_file)
    return 0 if agreed else 1


def _truth_table(lab: Lab, options: Namespace) -> int:
    from ftplint.verify import play_truth_table, truth_table_text

    rows = list(play_truth_table(lab))
    write(truth_table_text(rows), options.output_file)
    return 0 if all(row.explained for row in rows) else 1


def _wide_table(options: Namespace) -> int:
    from ftplint.verify import configurations, play_wide_table, wide_table_text

    rows = list(play_wide_table(configurations()))
    write(wide_table_text(rows), options.output_file)
    return 1 if any(row.disagreements for row in rows) else 0


def _report(verdicts: list[RuleVerdict], options: Namespace) -> Iterator[str]:
    from ftplint.verify import as_json, as_junit, as_text

    if options.output_format == "json":
        yield as_json(verdicts, transcript=options.transcript)
    elif options.output_format == "junit":
        yield as_junit(verdicts)
    else:
        yield from as_text(verdicts, transcript=options.transcript)


def _names(verdicts: list[RuleVerdict]) -> str:
    return "all agreed" if not verdicts else f"disagreed: {', '.join(verdict.id for verdict in verdicts)}"


def _rules(selectors: list[str]) -> tuple[Rule, ...]:
    every = load_rules()
    if not selectors:
        return every
    wanted = tuple(word for selector in selectors for word in selector.split(",") if word)
    return Selection(select=wanted).apply(every)


def _clients(wanted: str) -> tuple[str, ...]:
    """The clients to play with. Raises UnreadableError for a program that is not installed, unless all are wanted."""
    from ftplint.verify.clients import available

    if wanted != "all":
        if wanted in _PROGRAMS and not available(wanted):
            raise UnreadableError(f"{wanted} is not installed")
        return (wanted,)
    missing = [name for name in _PROGRAMS if not available(name)]
    if missing:
        print(f"ftplint: not installed, so left out: {', '.join(missing)}", file=sys.stderr)
    return ("builtin", "ftplib", *(name for name in _PROGRAMS if name not in missing))
