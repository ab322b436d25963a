"""The arguments of every command, apart from running them."""

from __future__ import annotations

import argparse

from ftplint import __version__
from ftplint.cli.fix_arguments import add_fix
from ftplint.cli.server_arguments import add_evidence, add_serve, add_verify
from ftplint.report import FORMATS
from ftplint.rules import PROFILES, SEVERITIES
from ftplint.schema import LATEST, VERSIONS

_EXIT = "exit codes: 0 nothing at or above --fail-on, 1 findings, 2 could not do the job"


def _formatter(prog: str) -> argparse.HelpFormatter:
    """Of a fixed width: argparse makes one for each argument, and asking for the terminal's size takes time."""
    return argparse.HelpFormatter(prog, width=100)


def command_parser(name: str) -> argparse.ArgumentParser:
    """The parser of one command alone, which is quicker to make than that of all."""
    summary, add = _COMMANDS[name]
    sub = argparse.ArgumentParser(prog=f"ftplint {name}", description=summary, epilog=_EXIT, formatter_class=_formatter)
    sub.set_defaults(command=name)
    add(sub)
    return sub


def parser() -> argparse.ArgumentParser:
    """The parser that knows all commands, for help on them."""
    top = argparse.ArgumentParser(
        prog="ftplint",
        formatter_class=_formatter,
        description="Lints the FTP configuration of Microsoft IIS (applicationHost.config).",
        epilog="'ftplint PATH' is short for 'ftplint check PATH'. " + _EXIT,
    )
    top.add_argument("--version", action="version", version=f"ftplint {__version__}")
    commands = top.add_subparsers(dest="command", metavar="COMMAND")
    for name, (summary, add) in _COMMANDS.items():
        sub = commands.add_parser(name, help=summary, description=summary, epilog=_EXIT, formatter_class=_formatter)
        add(sub)
    return top


def _check(sub: argparse.ArgumentParser) -> None:
    _paths(sub, "files, folders (searched for applicationHost.config), or - for standard input", "+")
    sub.add_argument("--output-format", choices=sorted(FORMATS), default="text", help="default: text")
    sub.add_argument("--output-file", metavar="FILE", help="write the report there instead of to standard output")
    sub.add_argument(
        "--report", metavar="FORMAT:FILE", action="append", default=[], help="write one more report; repeatable"
    )
    _selection(sub)
    sub.add_argument("--fail-on", choices=(*SEVERITIES, "never"), help="exit with 1 from here on; default: warning")
    sub.add_argument("--min-severity", choices=SEVERITIES, help="leave milder findings out; default: info")
    sub.add_argument("--profile", choices=PROFILES, help="only the rules that a published baseline asks for")
    sub.add_argument(
        "--iis-version", choices=VERSIONS, help=f"the version of IIS that the servers have; default: {LATEST}"
    )
    sub.add_argument(
        "--site", action="append", default=[], metavar="NAME", help="only findings on this site; repeatable"
    )
    sub.add_argument(
        "--baseline", metavar="FILE", help="leave out the findings that this file names; only new ones count"
    )
    sub.add_argument("--write-baseline", metavar="FILE", help="write all findings there as known, and exit with 0")
    sub.add_argument(
        "--prune-baseline", action="store_true", help="take what nothing fits any more out of the baseline file"
    )
    sub.add_argument(
        "--diff-base", metavar="FILE", help="an earlier state of the file: only what the change brought counts"
    )
    _settings(sub)
    add_evidence(sub)
    sub.add_argument("--jobs", type=_count, metavar="N", help="processes for several files; default: one for each core")
    sub.add_argument("--statistics", action="store_true", help="count the findings of each rule on standard error")
    sub.add_argument("--color", choices=("auto", "always", "never"), default="auto", help="default: auto; see NO_COLOR")
    sub.add_argument("-q", "--quiet", action="store_true", help="text: the summary line only")
    sub.add_argument("-v", "--verbose", action="store_true", help="say on standard error what is read")


def _settings(sub: argparse.ArgumentParser) -> None:
    group = sub.add_mutually_exclusive_group()
    group.add_argument("--config", metavar="FILE", help="this settings file, not the nearest ftplint.toml")
    group.add_argument("--isolated", action="store_true", help="no settings file")


def _count(text: str) -> int:
    if not text.isdigit() or int(text) < 1:
        raise argparse.ArgumentTypeError(f"'{text}' is not a number from 1")
    return int(text)


def _fix(sub: argparse.ArgumentParser) -> None:
    add_fix(sub)
    _selection(sub)
    sub.add_argument("--profile", choices=PROFILES, help="only the rules that a published baseline asks for")
    sub.add_argument("--iis-version", choices=VERSIONS, help="the version of IIS that the server has")
    _settings(sub)
    add_evidence(sub)
    unused = {"min_severity": None, "fail_on": None, "baseline": None, "write_baseline": None, "jobs": None}
    sub.set_defaults(**unused, prune_baseline=False, diff_base=None)


def _effective(sub: argparse.ArgumentParser) -> None:
    _paths(sub, "the file, or - for standard input")
    sub.add_argument("--diff", metavar="OTHER", help="show what is different in OTHER, site by site, as text or json")
    sub.add_argument("--site", action="append", default=[], metavar="NAME", help="only this site; repeatable")
    sub.add_argument("--format", choices=("text", "json", "xml"), default="text", help="default: text")
    sub.add_argument("--origins", action="store_true", help="xml: say beside each written attribute where it is from")
    sub.add_argument("--explicit", action="store_true", help="text, json: leave out values that nobody writes")
    sub.add_argument("--output-file", metavar="FILE", help="write there instead of to standard output")


def _prerequisites(sub: argparse.ArgumentParser) -> None:
    _paths(sub, "the file, or - for standard input")
    sub.add_argument("--site", action="append", default=[], metavar="NAME", help="only this site; repeatable")
    sub.add_argument("--format", choices=("text", "json"), default="text", help="default: text")
    sub.add_argument("--color", choices=("auto", "always", "never"), default="auto", help="default: auto; see NO_COLOR")


def _rules(sub: argparse.ArgumentParser) -> None:
    actions = sub.add_subparsers(dest="action", metavar="ACTION", required=True)
    listed = actions.add_parser("list", help="every rule in a line")
    listed.add_argument("--format", choices=("text", "json"), default="text")
    show = actions.add_parser("show", help="everything about a rule")
    show.add_argument("rule", metavar="ID", help="id or name, FTP106 or directory-mapping-off")
    new = actions.add_parser("new", help="write a rule to start from")
    new.add_argument("folder", metavar="DIR", help="the folder of your rules; it is made if need be")
    new.add_argument("--id", metavar="ID", help="ACME001 for example; default: the next free one of the folder")
    new.add_argument("--name", metavar="NAME", help="lower-case words joined by '-' that read well after \"allow\"")
    new.add_argument("--title", metavar="TEXT", help="what is wrong, in a few words")
    test = actions.add_parser("test", help="check rule files and run their examples")
    test.add_argument("folder", metavar="DIR", nargs="?", help="a folder of rules; default: the built-in ones")
    for action in (listed, show):
        action.add_argument("--rules", action="append", default=[], metavar="DIR", help="a folder with more rules")


def _paths(sub: argparse.ArgumentParser, text: str, count: str | None = None) -> None:
    if count:
        sub.add_argument("paths", metavar="PATH", nargs=count, help=text)
    else:
        sub.add_argument("path", metavar="PATH", help=text)


def _selection(sub: argparse.ArgumentParser) -> None:
    for name, text in (
        ("select", "only these rules: ids, prefixes of ids, names; comma-separated, repeatable"),
        ("ignore", "not these rules; a longer selector beats a shorter one"),
    ):
        sub.add_argument(f"--{name}", action="append", default=[], metavar="RULES", help=text)
    sub.add_argument(
        "--severity", action="append", default=[], metavar="RULE=LEVEL", help="judge a rule differently; repeatable"
    )
    sub.add_argument("--rules", action="append", default=[], metavar="DIR", help="a folder with more rules; repeatable")


_COMMANDS = {
    "check": ("lint configuration files (the default command)", _check),
    "effective": ("show the effective configuration, each value with its origin", _effective),
    "prerequisites": ("show what client certificate logon needs, site by site", _prerequisites),
    "rules": ("list, show, write and test rules", _rules),
    "fix": ("mend a file, or write the script that mends the server", _fix),
    "serve": ("run the reference FTPS server for a configuration, on loopback", add_serve),
    "verify": ("hold every rule against the reference server: claimed, seen, agreed", add_verify),
}
