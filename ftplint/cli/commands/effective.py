"""``ftplint effective``: the effective configuration of a file, each value with its origin."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ftplint.cli.effective_formats import as_json, as_text, as_xml
from ftplint.cli.files import write
from ftplint.cli.resolved_file import chosen_sites, resolved
from ftplint.cli.shared_arguments import add_paths
from ftplint.judging import server_xml
from ftplint.source import UnreadableError

if TYPE_CHECKING:
    from argparse import ArgumentParser, Namespace

    from ftplint.analysis import ParsedFile


SUMMARY = "show the effective configuration, each value with its origin"


def add_arguments(parser: ArgumentParser) -> None:
    """The arguments of the command."""
    add_paths(parser, "the file, or - for standard input")
    parser.add_argument("--diff", metavar="OTHER", help="show what is different in OTHER, as text or json")
    parser.add_argument("--site", action="append", default=[], metavar="NAME", help="only this site; repeatable")
    parser.add_argument(
        "--format", "--output-format", choices=("text", "json", "xml"), default="text", help="default: text"
    )
    parser.add_argument("--origins", action="store_true", help="xml: say where each written attribute is from")
    parser.add_argument("--explicit", action="store_true", help="text, json: leave out defaults")
    parser.add_argument("--output-file", metavar="FILE", help="write to this file instead of standard output")


def run(options: Namespace) -> int:
    """Prints the effective configuration of ``options.path``; returns 0. Raises UnreadableError."""
    path, parsed = resolved(options.path, facts=options.format == "xml")
    assert parsed.configuration is not None
    if options.diff is not None:
        return _diff(options, path, parsed)
    sites = chosen_sites(parsed.configuration, options.site, path)
    if options.format == "xml":
        problems = () if options.site else parsed.problems
        evidence = "" if options.site else parsed.evidence()
        plain = server_xml(parsed.configuration, problems, sites, evidence)
        write(as_xml(parsed, sites) if options.origins else plain, options.output_file)
    elif options.format == "json":
        write(as_json(path, parsed, sites, options.explicit), options.output_file)
    else:
        write(as_text(path, parsed, sites, options.explicit), options.output_file)
    return 0


def _diff(options: Namespace, path: str, before: ParsedFile) -> int:
    """Prints what is different in ``options.diff``; returns 0, whatever it is."""
    from ftplint.cli.effective_diff import as_json, as_text, differences

    if options.format == "xml":
        raise UnreadableError("--diff is printed as text or json, not as xml")
    other, after = resolved(options.diff)
    assert before.configuration is not None
    there = {site.name.lower() for site in before.configuration.ftp_sites}
    chosen = [name for name in options.site if name.lower() not in there]
    if chosen:  # not in the first file, so it has to be in the second
        assert after.configuration is not None
        chosen_sites(after.configuration, chosen, other)
    found = differences(before, after, options.site)
    write((as_json if options.format == "json" else as_text)((path, other), found), options.output_file)
    return 0
