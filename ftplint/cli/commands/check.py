"""``ftplint check``: lints files and writes reports."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

from ftplint.api import report
from ftplint.batch import FEW, RulesByPath, lint_files
from ftplint.cli.files import expand, known_sites, write
from ftplint.cli.progress import Progress
from ftplint.cli.run_settings import run_settings
from ftplint.cli.shared_arguments import (
    add_color,
    add_paths,
    add_reports,
    add_search,
    add_selection,
    add_settings,
    iis_version,
    profile,
    report_output,
    whole_number,
)
from ftplint.cli.terminal import use_color
from ftplint.outside import add_arguments as add_arguments_of_sources
from ftplint.report import plain, render, shows, since
from ftplint.rules import PROFILES, SEVERITIES, SelectionError
from ftplint.schema import LATEST, VERSIONS
from ftplint.source import UnreadableError, read_bytes

if TYPE_CHECKING:
    from argparse import ArgumentParser, Namespace
    from collections.abc import Sequence

    from ftplint.api import Judged
    from ftplint.cli.run_settings import Run
    from ftplint.judging import FileReport, Report


SUMMARY = "lint configuration files (the default command)"


def add_arguments(parser: ArgumentParser) -> None:
    """The arguments of the command."""
    add_paths(parser, "files, folders (searched for applicationHost.config), or - for standard input", "+")
    add_reports(parser)
    add_search(parser)
    add_selection(parser)
    parser.add_argument(
        "--fail-on",
        choices=(*SEVERITIES, "never"),
        help="exit with 1 for findings of this severity or higher; default: warning",
    )
    parser.add_argument("--min-severity", choices=SEVERITIES, help="leave out milder findings; default: info")
    parser.add_argument(
        "--profile", type=profile, choices=PROFILES, help="only the rules that a published baseline asks for"
    )
    parser.add_argument(
        "--iis-version",
        type=iis_version,
        choices=VERSIONS,
        help=f"the version of IIS that the servers have; default: {LATEST}",
    )
    parser.add_argument(
        "--site", action="append", default=[], metavar="NAME", help="only findings on this site; repeatable"
    )
    parser.add_argument("--baseline", metavar="FILE", help="leave out the findings in this file; report new ones only")
    parser.add_argument(
        "--write-baseline", metavar="FILE", help="write all findings to this file as known, and exit with 0"
    )
    parser.add_argument(
        "--prune-baseline", action="store_true", help="remove entries that no longer match from the baseline file"
    )
    parser.add_argument(
        "--diff-base", metavar="FILE", help="an earlier version of the file: report only what the change caused"
    )
    parser.add_argument(
        "--since", metavar="FILE", help="an earlier JSON report: show what is new, fixed and remaining since then"
    )
    add_settings(parser)
    add_arguments_of_sources(parser)
    parser.add_argument(
        "--jobs", type=whole_number, metavar="N", help="number of processes; default: one for each core"
    )
    parser.add_argument("--statistics", action="store_true", help="count the findings of each rule on standard error")
    add_color(parser)
    parser.add_argument("-q", "--quiet", action="store_true", help="text: the summary line only")
    parser.add_argument(
        "-v",
        "--verbose",
        action="store_true",
        help="text: severity info, reasons, every finding in full; says what is read",
    )


def run(options: Namespace) -> int:
    """Lints ``options.paths``; returns 0, 1, or 2 where one of several files could not be read."""
    outputs = [(options.output_format, options.output_file), *map(report_output, options.report)]
    marks, edits, page = (any(shows(name, what) for name, _ in outputs) for what in ("FINGERPRINTS", "EDITS", "PAGE"))
    marks = marks or options.since is not None
    this = run_settings(options, fingerprints=marks, edits=edits, page=page)
    paths = expand(options.paths, options.include, options.exclude)
    judged, unreadable = _lint(paths, this, options)
    if options.write_baseline:
        from ftplint.cli.housekeeping import write_baseline

        return write_baseline(options.write_baseline, judged) or (2 if unreadable else 0)
    files = [one.report for one in judged]
    _known_sites(files, this.settings.sites)
    if this.file is not None or this.baseline is not None:
        from ftplint.cli.housekeeping import on_baseline, on_settings

        files += [*on_settings(this), *on_baseline(this, judged, prune=options.prune_baseline)]
    result = report(files, this.rules.chosen, this.settings, this.rules.left_out)
    if options.since is not None:
        text = read_bytes(options.since).decode("utf-8", "replace")
        result = result._replace(since=since(result, text, options.since))
    for name, file in outputs:
        color = file is None and use_color(options.color)
        write(render(result, name, color=color, width=_width(file), quiet=options.quiet, verbose=options.verbose), file)
    if options.statistics:
        _statistics(result)
    if files and not any(file.judged for file in files) and not getattr(options, "iis_schema", None):
        names = ", ".join(plain(file.path) for file in files[:3]) + (" ..." if len(files) > 3 else "")
        print(f"ftplint: nothing was judged: there is no FTP site and no setting of FTP in {names}", file=sys.stderr)
        return 2
    return 2 if unreadable else 1 if result.failed else 0


def _lint(paths: list[str], this: Run, options: Namespace) -> tuple[list[Judged], bool]:
    """What rules make of the files that can be read, and whether one cannot."""
    judged: list[Judged] = []
    jobs = this.jobs if len(paths) >= FEW or options.jobs else 1
    with Progress(len(paths)) as progress:
        by_path = RulesByPath(this.rules, this.settings, this.overrides)
        for outcome in lint_files(paths, by_path, jobs, options.kept):
            if options.verbose:
                print(f"ftplint: read {plain(outcome.path)}", file=sys.stderr)
            if outcome.judged is not None:
                judged.append(outcome.judged)
            elif len(paths) == 1:
                raise UnreadableError(outcome.error)
            else:
                print(f"ftplint: {plain(outcome.error)}", file=sys.stderr)
            progress.step(outcome.path)
    return judged, len(judged) < len(paths)


def _known_sites(files: Sequence[FileReport], wanted: Sequence[str]) -> None:
    """Raises SelectionError for a --site that no file has: silence about it would look like an all-clear."""
    known = {site.lower(): site for file in files for site in file.sites} if wanted else {}
    for name in wanted:
        if known and name.lower() not in known:
            ftp = list(dict.fromkeys(site for file in files for site in file.ftp_sites)) or list(known.values())
            raise SelectionError(f"no file has a site '{plain(name)}'{known_sites(name, ftp)}")


def _width(file: str | None) -> int:
    if file is not None or not sys.stdout.isatty():
        return 100
    import shutil

    return max(60, min(200, shutil.get_terminal_size((100, 24)).columns))


def _statistics(result: Report) -> None:
    counts: dict[tuple[str, str], int] = {}
    for finding in result.findings:
        counts[finding.rule, finding.name] = counts.get((finding.rule, finding.name), 0) + 1
    for (rule, name), count in sorted(counts.items(), key=lambda item: (-item[1], item[0])):
        print(f"{count:7d}  {rule}  {name}", file=sys.stderr)
