"""How many servers a second: judged for the first time, from the cache, with a hundredth changed, and on a Dask cluster.

``--files 20000`` or ``--write`` writes the table into docs/fleet.md. ``--seconds`` bounds the first run: the rate is that of the servers
that were judged by then.
"""

from __future__ import annotations

import argparse
import os
import resource
import shutil
import sys
import time
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from ftplint.api import Settings
from ftplint.fleet import Cache, ClusterPool, Fleet, Law, LocalPool, items
from tests.bench.fleet import write_fleet

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from ftplint.fleet import Item, Pool

ROOT = Path(__file__).resolve().parents[2]
FOLDER = ROOT / ".bench" / "fleet"
PAGE = ROOT / "docs" / "fleet.md"
BEGIN, END = "<!-- bench-fleet: begin (written by `make bench-fleet FILES=20000`) -->\n", "<!-- bench-fleet: end -->"
_WRITTEN_FROM = 20_000
_LIMIT = 100 * 1024**3
_CLUSTER = 500
"""Servers that a cluster is given."""


class Line(NamedTuple):
    """One measured run."""

    what: str
    servers: int
    seconds: float
    processor: float | None = None
    """Seconds of all processes; None where they are not ours."""

    @property
    def text(self) -> str:
        """A row of the table."""
        rate = self.servers / self.seconds
        hours = 1_000_000 / rate / 3600
        each = "" if self.processor is None else f"{self.processor / self.servers * 1000:.1f} ms"
        return f"| {self.what} | {self.servers:,} | {self.seconds:.0f} s | {rate:,.0f} | {hours:.1f} hours | {each} |"


def main() -> int:
    """Measures, prints the table, and writes it if there were enough files."""
    arguments = argparse.ArgumentParser(prog="make bench-fleet", description=__doc__)
    arguments.add_argument("--files", type=int, default=200)
    arguments.add_argument("--seconds", type=float, default=180)
    arguments.add_argument("--write", action="store_true", help="write the table into docs/fleet.md")
    arguments.add_argument("--jobs", type=int, default=os.cpu_count() or 1)
    options = arguments.parse_args()
    shutil.rmtree(FOLDER, ignore_errors=True)
    write_fleet(FOLDER / "servers", options.files)
    print(f"bench: {options.files:,} files written", file=sys.stderr, flush=True)
    lines = list(_measured(options.files, options.seconds, options.jobs))
    table = _table(lines, options.jobs)
    print(table)
    if options.write or options.files >= _WRITTEN_FROM:
        before, rest = PAGE.read_text(encoding="utf-8").split(BEGIN)
        PAGE.write_text(f"{before}{BEGIN}{table}{END}{rest.split(END, 1)[1]}", encoding="utf-8")
    shutil.rmtree(FOLDER)
    return 0


def _measured(count: int, seconds: float, jobs: int) -> Iterator[Line]:
    processes = f"{jobs} processes" if jobs > 1 else "1 process"
    first = _run(LocalPool(jobs), seconds=seconds)
    yield Line(f"first run, {processes}", *first)
    yield Line("nothing changed, from the cache", *_run(LocalPool(jobs), most=first[0]))
    files = sorted((FOLDER / "servers").glob("*/applicationHost.config"))[: first[0]]
    for file in files[::100]:
        file.write_bytes(file.read_bytes() + b"\n")
    yield Line("one of a hundred changed", *_run(LocalPool(jobs), most=first[0]))
    from distributed import LocalCluster

    with LocalCluster(n_workers=jobs, threads_per_worker=1, dashboard_address=None, silence_logs="CRITICAL") as cluster:
        pool = ClusterPool(cluster.scheduler_address)
        _run(pool, most=jobs * 64, cache=False)  # the workers load ftplint
        yield Line(f"on a Dask cluster of {processes}", *_run(pool, most=min(count, _CLUSTER), cache=False)[:2])


def _run(pool: Pool, *, seconds: float = 1e9, most: int = 10**9, cache: bool = True) -> tuple[int, float, float]:
    """How many servers were judged, in how many seconds and how many of processors, tables and all."""
    now = datetime.now(UTC).replace(microsecond=0)
    kept = Cache(FOLDER / "cache", _LIMIT) if cache else None
    start, used = time.perf_counter(), _processor()

    def until() -> Iterator[Item]:
        for number, one in enumerate(items([str(FOLDER / "servers")])):
            if number == most or time.perf_counter() - start > seconds:
                return
            yield one

    with pool:
        result = Fleet(Law.of(Settings(), now), pool, FOLDER / "results", kept).judge(
            until(), f"{now:%Y-%m-%dT%H:%M:%SZ}"
        )
    return result.servers, time.perf_counter() - start, _processor() - used


def _processor() -> float:
    """Seconds of this process, and of those of the pools that have ended."""
    found = [resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)]
    return sum(one.ru_utime + one.ru_stime for one in found)


def _table(lines: Sequence[Line], jobs: int) -> str:
    rows = [
        "| run | servers | time | servers a second | a million | processor time of a server |",
        "| --- | --- | --- | --- | --- | --- |",
    ]
    rows += [line.text for line in lines]
    load = os.getloadavg()[0]
    busy = f" on a busy machine (load {load:.0f}, {os.cpu_count()} cores)" if load > jobs + 1 else ""
    return "\n".join(rows) + f"\n\nMeasured{busy or f' on {os.cpu_count()} cores'}. {_sizes(lines[0].servers)}\n"


def _sizes(servers: int) -> str:
    cache = sum(file.stat().st_size for file in (FOLDER / "cache").rglob("*") if file.is_file()) / servers
    return f"The cache takes {cache / 1000:.1f} kB for a server, {cache / 1000:.0f} GB for a million."


if __name__ == "__main__":
    sys.exit(main())
