"""``ftplint fleet``: judges many servers into tables, and answers questions about them."""

from __future__ import annotations

import os
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from ftplint.cli.shared_arguments import (
    add_search,
    add_selection,
    add_settings,
    iis_version,
    profile,
    report_output,
    whole_number,
)
from ftplint.rules import PROFILES, SEVERITIES
from ftplint.schema import LATEST, VERSIONS

if TYPE_CHECKING:
    from argparse import ArgumentParser, Namespace

    from ftplint.fleet import Cache, Pool, Result


SUMMARY = "judge many servers into tables, and ask them questions"
QUERY = "query"
"""The word after which a question follows."""
RESULTS = "ftplint-fleet"
"""The folder of the results, if nobody names one."""
_MEGABYTE = 1024 * 1024


def add_arguments(parser: ArgumentParser) -> None:
    """The arguments of the command."""
    parser.usage = "ftplint fleet SOURCE ... [options]\n       ftplint fleet query QUESTION [VALUE ...] [options]"
    parser.add_argument(
        "words",
        metavar="SOURCE",
        nargs="*",
        help="folders, patterns, ZIPs, bundles of evidence, URLs of object stores; or 'query' and a question: its name "
        "with its values, or SQL",
    )
    parser.add_argument(
        "--results", metavar="DIR", default=RESULTS, help=f"the folder of the results; default: {RESULTS}"
    )
    asked = parser.add_argument_group("to ask: ftplint fleet query")
    asked.add_argument("--list", action="store_true", help="list the questions that have names")
    asked.add_argument("--format", choices=("text", "csv", "json"), default="text", help="default: text")
    asked.add_argument("--output-file", metavar="FILE", help="write the answer to this file")
    judged = parser.add_argument_group("to judge")
    add_search(judged)
    add_selection(judged)
    judged.add_argument("--profile", type=profile, choices=PROFILES, help="only the rules that a baseline asks for")
    judged.add_argument(
        "--iis-version", type=iis_version, choices=VERSIONS, help=f"the version of IIS; default: {LATEST}"
    )
    judged.add_argument("--min-severity", choices=SEVERITIES, help="leave out milder findings; default: info")
    judged.add_argument(
        "--fail-on", choices=(*SEVERITIES, "never"), help="exit with 1 from this severity on; default: warning"
    )
    judged.add_argument("--baseline", metavar="FILE", help="suppress the findings in this file")
    judged.add_argument("--against", metavar="FILE", help="a model server: list the settings that differ from it")
    judged.add_argument("--exceptions", metavar="FILE", help="differences that are permitted (TOML), with reasons")
    judged.add_argument(
        "--report", metavar="FORMAT:FILE", action="append", default=[], help="write a report too; repeatable"
    )
    add_settings(judged)
    where = parser.add_argument_group("where and how")
    where.add_argument("--jobs", type=whole_number, metavar="N", help="number of processes; default: one for each core")
    where.add_argument("--scheduler", metavar="URL", help="judge on a Dask cluster: tcp://host:8786")
    where.add_argument("--cache", metavar="DIR", help="the folder of earlier answers; default: the user's cache folder")
    where.add_argument("--cache-limit", type=whole_number, metavar="MB", help="the size of the cache; default: 1024")
    where.add_argument("--no-cache", action="store_true", help="judge everything, keep no answers")


def run(options: Namespace) -> int:
    """Judges sources, or answers a question; returns 0, 1, or 2 where a server could not be judged."""
    from ftplint.fleet import FleetError

    if options.words[:1] == [QUERY] or options.list:
        from ftplint.cli.fleet_query import answer

        return answer(options, options.words[1:])
    if not options.words:
        raise FleetError("name a SOURCE to judge, or ask: ftplint fleet query --list")
    return _judge(options)


def _judge(options: Namespace) -> int:
    from datetime import UTC, datetime

    from ftplint.api import run_date
    from ftplint.cli.files import write
    from ftplint.cli.fleet_report import without_other_options, write_reports
    from ftplint.cli.progress import Progress
    from ftplint.cli.run_settings import run_settings
    from ftplint.fleet import Fleet, FleetError, Law, Model, Search, fleet_page, items, read_exceptions
    from ftplint.report import many, plain, shows

    if options.exceptions is not None and options.against is None:
        raise FleetError("--exceptions are from a model server: name it with --against FILE")
    outputs = list(map(report_output, options.report))
    edits, page = (any(shows(name, what) for name, _ in outputs) for what in ("EDITS", "PAGE"))
    this = run_settings(without_other_options(options), fingerprints=True, edits=edits, page=page)
    date = run_date()
    now = datetime.fromisoformat(date).astimezone(UTC)
    model = None if options.against is None else Model.read(options.against)
    permitted = () if options.exceptions is None else read_exceptions(Path(options.exceptions))
    law = Law.of(this.settings, now, this.overrides, bool(outputs), model)
    search = Search(tuple(options.include), tuple(options.exclude))
    cache = _cache(options)
    with _pool(options, this.jobs) as pool, Progress(0) as progress:
        fleet = Fleet(law, pool, Path(options.results), cache, permitted)
        result = fleet.judge(items(options.words, search), date, progress.step)
    write_reports(result, this, outputs)
    write([fleet_page(Path(options.results), date)], str(Path(options.results, "index.html")))
    if model is not None:
        print(f"{many(result.differences, 'difference')} from {plain(options.against)}")
    _tell(result, options.results, "" if cache is None else cache.trouble)
    if result.errors:
        return 2
    limit = this.settings.fail_on
    return int(limit != "never" and any(result.counts[one] for one in SEVERITIES[SEVERITIES.index(limit) :]))


def _pool(options: Namespace, jobs: int) -> Pool:
    from ftplint.fleet import ClusterPool, LocalPool

    return LocalPool(options.jobs or jobs) if options.scheduler is None else ClusterPool(options.scheduler)


def _cache(options: Namespace) -> Cache | None:
    from ftplint.fleet import LIMIT, default_folder
    from ftplint.fleet import Cache as Kept

    if options.no_cache:
        return None
    folder = default_folder() if options.cache is None else Path(options.cache)
    return Kept(folder, (options.cache_limit or LIMIT) * _MEGABYTE)


def _tell(result: Result, folder: str, trouble: str) -> None:
    from ftplint.report import harmless, many, plain

    for sentence in (*result.errors, *([trouble] if trouble else [])):
        print(harmless(f"ftplint: {plain(sentence)}"), file=sys.stderr)
    counts = result.counts
    found = [many(counts["error"], "error"), many(counts["warning"], "warning"), many(counts["info"], "info")]
    print(f"{many(result.servers, 'server')}: {', '.join(found)}")
    if result.errors:
        print(f"{many(len(result.errors), 'server')} could not be judged")
    print(f"{many(result.cached, 'server')} unchanged since an earlier run")
    where = "" if folder == RESULTS else f" --results {folder}"
    print(harmless(plain(f"The results are in {folder}{os.sep}; index.html there is a page of them")))
    print(harmless(plain(f"Ask them: ftplint fleet query --list{where}")))
