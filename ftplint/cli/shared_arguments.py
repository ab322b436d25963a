"""Arguments that several commands take."""

from __future__ import annotations

import argparse


def add_settings(parser: argparse._ActionsContainer) -> None:
    group = parser.add_mutually_exclusive_group()
    group.add_argument("--config", metavar="FILE", help="use this settings file instead of the nearest ftplint.toml")
    group.add_argument("--isolated", action="store_true", help="use no settings file")


def whole_number(text: str) -> int:
    if not text.isdigit() or int(text) < 1:
        raise argparse.ArgumentTypeError(f"'{text}' is not a number from 1")
    return int(text)


def add_paths(parser: argparse.ArgumentParser, text: str, count: str | None = None) -> None:
    if count:
        parser.add_argument("paths", metavar="PATH", nargs=count, help=text)
    else:
        parser.add_argument("path", metavar="PATH", help=text)


def add_selection(parser: argparse._ActionsContainer) -> None:
    for name, text in (
        ("select", "only these rules: ids, prefixes of ids, names; comma-separated, repeatable"),
        ("ignore", "not these rules; a longer selector beats a shorter one"),
    ):
        parser.add_argument(f"--{name}", action="append", default=[], metavar="RULES", help=text)
    parser.add_argument(
        "--severity", action="append", default=[], metavar="RULE=LEVEL", help="give a rule another severity; repeatable"
    )
    parser.add_argument(
        "--rules", action="append", default=[], metavar="DIR", help="a folder with more rules; repeatable"
    )


def port_offset(text: str) -> int:
    if not text.isdigit() or int(text) > 65_535:
        raise argparse.ArgumentTypeError(f"'{text}' is not a number from 0 to 65535")
    return int(text)


def add_color(parser: argparse.ArgumentParser) -> None:
    """Adds --color."""
    choices = ("auto", "always", "never")
    parser.add_argument("--color", choices=choices, default="auto", help="default: auto; see NO_COLOR")


def add_search(parser: argparse._ActionsContainer) -> None:
    """Adds --include and --exclude, for folders."""
    for name, text in (
        ("include", "in folders: files whose name matches, beside applicationHost.config ('*.config'); repeatable"),
        ("exclude", "in folders: leave out files and folders whose name matches; repeatable"),
    ):
        parser.add_argument(f"--{name}", action="append", default=[], metavar="PATTERN", help=text)


def iis_version(text: str) -> str:
    """``10`` is ``10.0``."""
    return text if "." in text else f"{text}.0"


def profile(text: str) -> str:
    """A profile by its name, or by the beginning of it: ``cis``."""
    from ftplint.rules import PROFILES

    fitting = [name for name in PROFILES if name.startswith(text.lower())]
    return fitting[0] if len(fitting) == 1 else text


def add_reports(parser: argparse._ActionsContainer) -> None:
    """The format of the report, its file, and further reports."""
    from ftplint.report import FORMATS

    parser.add_argument("--output-format", "--format", choices=sorted(FORMATS), default="text", help="default: text")
    parser.add_argument(
        "--output-file", metavar="FILE", help="write the report to this file instead of standard output"
    )
    parser.add_argument(
        "--report", metavar="FORMAT:FILE", action="append", default=[], help="write one more report; repeatable"
    )


def report_output(text: str) -> tuple[str, str]:
    """Format and file of a ``--report``. Raises SelectionError."""
    from ftplint.report import FORMATS
    from ftplint.rules import SelectionError

    name, _, file = text.partition(":")
    if not file or name not in FORMATS:
        known = ", ".join(sorted(FORMATS))
        raise SelectionError(f"'{text}' is not of the form FORMAT:FILE with one of the formats {known}")
    return name, file
