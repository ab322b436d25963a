"""Fleets of a few servers, judged in one process of their own."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from ftplint.api import Settings
from ftplint.fleet import Cache, Fleet, Law, LocalPool, items
from ftplint.rules import load_rules
from tests.report.pages import server

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from pathlib import Path

    from ftplint.fleet import Permitted, Result

load_rules()  # once, and not in each process that is forked
NOW = datetime(2026, 11, 29, 12, tzinfo=UTC)
FINE = ("SslRequire", "SslRequire", "ab" * 20, "basic", "")
OPEN = ("SslAllow", "SslAllow", "", "basic", "")
SHUT = ("SslRequire", "SslRequire", "", "basic", "")
HALF = ("SslRequire", "SslRequire", "cd" * 20, "clientCert", "")
"""Certificate logon without what it needs."""

Sites = dict[str, tuple[str, str, str, str, str]]


def written(folder: Path, servers: Mapping[str, Sites | bytes]) -> Path:
    """A folder with an applicationHost.config for each of *servers*."""
    for name, sites in servers.items():
        file = folder / name / "applicationHost.config"
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(sites if isinstance(sites, bytes) else server(sites))
    return folder


def judge(
    sources: Sequence[str | Path],
    results: Path,
    settings: Settings = Settings(),  # noqa: B008 - immutable
    *,
    cache: Path | None = None,
    now: datetime = NOW,
    exceptions: Sequence[Permitted] = (),
    **law: Any,
) -> Result:
    """Judges *sources* into *results*."""
    kept = None if cache is None else Cache(cache, 10_000_000)
    with LocalPool(1) as pool:
        fleet = Fleet(Law.of(settings, now, **law), pool, results, kept, exceptions)
        return fleet.judge(items(list(map(str, sources))), f"{now:%Y-%m-%dT%H:%M:%SZ}")


def tables(results: Path) -> dict[str, bytes]:
    """The files of the tables, but for history, which has the time of the run."""
    return {file.name: file.read_bytes() for file in sorted(results.glob("*.parquet"))}
