"""``ftplint check``: lints files and writes reports."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING

from ftplint.api import Settings, lint_bytes, report
from ftplint.cli.files import expand, redirections, use_color, write
from ftplint.cli.progress import Progress
from ftplint.engine.load import load_rules
from ftplint.engine.select import Selection, SelectionError, parse_severity
from ftplint.report import FORMATS, render
from ftplint.report.plain import plain
from ftplint.source.read import UnreadableError, read_bytes

if TYPE_CHECKING:
    from argparse import Namespace

    from ftplint.engine.finding import FileReport, Report


def run(options: Namespace) -> int:
    """Lints ``options.paths``; returns 0, 1, or 2 where one of several files could not be read."""
    settings = _settings(options)
    outputs = [(options.output_format, options.output_file), *map(_output, options.report)]
    rules = settings.selection.apply(load_rules(settings.rules))
    files: list[FileReport] = []
    unreadable = False
    paths = expand(options.paths)
    for sentence in redirections(paths):
        print(f"ftplint: {sentence}", file=sys.stderr)
    with Progress(len(paths)) as progress:
        for path in paths:
            if options.verbose:
                print(f"ftplint: reading {path}", file=sys.stderr)
            try:
                files.append(lint_bytes("<stdin>" if path == "-" else path, read_bytes(path), rules, settings))
            except UnreadableError as error:
                if len(paths) == 1:
                    raise
                print(f"ftplint: {plain(str(error))}", file=sys.stderr)
                unreadable = True
            progress.step(path)
    _known_sites(files, settings.sites)
    result = report(files, rules, settings)
    for name, file in outputs:
        color = file is None and use_color(options.color)
        write(render(result, name, color=color, width=_width(file), quiet=options.quiet), file)
    if options.statistics:
        _statistics(result)
    return 2 if unreadable else 1 if result.failed else 0


def _known_sites(files: list[FileReport], wanted: tuple[str, ...]) -> None:
    """Raises SelectionError for a --site that no file has: silence about it would look like an all-clear."""
    known = {site.lower(): site for file in files for site in file.sites}
    for name in wanted:
        if known and name.lower() not in known:
            shown = ", ".join(f"'{plain(site)}'" for site in list(known.values())[:10])
            raise SelectionError(f"no file has a site '{plain(name)}'; the sites are: {shown}")


def _settings(options: Namespace) -> Settings:
    return Settings(
        Selection(_split(options.select), _split(options.ignore), dict(map(parse_severity, options.severity))),
        tuple(Path(folder) for folder in options.rules),
        tuple(options.site),
        options.min_severity,
        options.fail_on,
    )


def _split(values: list[str]) -> tuple[str, ...]:
    return tuple(part.strip() for value in values for part in value.split(",") if part.strip())


def _output(text: str) -> tuple[str, str]:
    name, colon, file = text.partition(":")
    if not colon or not file or name not in FORMATS:
        raise SelectionError(f"'{text}' is not of the form FORMAT:FILE with one of the formats {', '.join(FORMATS)}")
    return name, file


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
