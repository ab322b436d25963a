"""``ftplint rules``: lists rules, shows one, writes a new one, and tests rule files."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING

from ftplint.cli.files import write
from ftplint.report import many
from ftplint.rules import SelectionError, load_rules

if TYPE_CHECKING:
    from argparse import ArgumentParser, Namespace
    from collections.abc import Iterator

    from ftplint.rules import Rule


SUMMARY = "list, show, write and test rules"
EXIT = "exit codes: 0 done, 1 if 'rules test' finds a fault, 2 error"


def add_arguments(parser: ArgumentParser) -> None:
    """The arguments of the command."""
    actions = parser.add_subparsers(dest="action", metavar="ACTION", required=True)
    listed = actions.add_parser("list", help="list every rule")
    listed.add_argument("--format", "--output-format", choices=("text", "json"), default="text")
    show = actions.add_parser("show", help="everything about a rule")
    show.add_argument("rule", metavar="ID", help="id or name, FTP106 or directory-mapping-off")
    new = actions.add_parser("new", help="write a rule to start from")
    new.add_argument("folder", metavar="DIR", help="the folder of your rules; created if it does not exist")
    new.add_argument("--id", metavar="ID", help="ACME001 for example; default: the next free one of the folder")
    new.add_argument("--name", metavar="NAME", help="lower-case words joined by '-' that read well after \"allow\"")
    new.add_argument("--title", metavar="TEXT", help="what is wrong, in a few words")
    test = actions.add_parser("test", help="check rule files and run their examples")
    test.add_argument("folder", metavar="DIR", nargs="?", help="a folder of rules; default: the built-in ones")
    test.add_argument("--strict", action="store_true", help="hints are faults too, as they are for the built-in rules")
    for action in (listed, show):
        action.add_argument("--rules", action="append", default=[], metavar="DIR", help="a folder with more rules")


def run(options: Namespace) -> int:
    """Carries out ``options.action``; ``test`` returns 1 when a rule file has a fault."""
    if options.action == "test":
        return _test(None if options.folder is None else Path(options.folder), options.strict)
    if options.action == "new":
        return _new(options)
    rules = load_rules([Path(folder) for folder in options.rules])
    if options.action == "show":
        write(_show(options.rule, rules, "" if options.rules else "; a rule of your own needs --rules DIR"), None)
    else:
        from ftplint.rules.docs import as_json, as_text

        write(as_json(rules) if options.format == "json" else as_text(rules), None)
    return 0


def _show(wanted: str, rules: tuple[Rule, ...], otherwise: str) -> Iterator[str]:
    from ftplint.rules.docs import page

    for rule in rules:
        if wanted.upper() == rule.id or wanted.lower() == rule.name:
            return page(rule)
    from ftplint.schema import closest

    near = closest(wanted, [name for rule in rules for name in (rule.id, rule.name)])
    raise SelectionError(f"there is no rule '{wanted}'" + (f"; did you mean '{near}'?" if near else otherwise))


def _new(options: Namespace) -> int:
    from ftplint.rules.docs import new_rule

    path = new_rule(Path(options.folder), options.id, options.name, options.title)
    print(f"wrote {path}; now: ftplint rules test {options.folder}")
    return 0


def _test(folder: Path | None, strict: bool) -> int:
    from ftplint.rules.check import check_rules

    result = check_rules(folder, strict=strict)
    for fault in sorted((*result.faults, *result.hints), key=lambda f: (f.path, f.line)):
        print(f"{fault.path}:{fault.line}: {'hint: ' if fault in result.hints else ''}{fault.message}")
    outcome = many(len(result.faults), "fault") if result.faults else "no faults"
    if result.hints:
        outcome += f", {many(len(result.hints), 'hint')} (faults with --strict)"
    tried = f"{many(result.rules, 'rule')}, {many(result.examples, 'example')}"
    print(f"{tried}: {outcome}", file=sys.stderr if result.faults else sys.stdout)
    return 1 if result.faults else 0
