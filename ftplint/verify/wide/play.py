"""Lints and plays the configurations of the wide truth table: many sites in one file, one server, the whole family."""

from __future__ import annotations

import os
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING

from ftplint.analysis import analyse
from ftplint.evidence import MemoryDirectory
from ftplint.judging import judge
from ftplint.rules import Actor, load_rules
from ftplint.verify.lab import PASSWORD, Lab
from ftplint.verify.stage import stage
from ftplint.verify.wide.compare import Row
from ftplint.verify.wide.family import ADDRESSES, Door, visits
from ftplint.verify.wide.site import file_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from ftplint.evidence import Account
    from ftplint.verify.wide.factors import Settings

_IN_ONE_FILE = 250
"""Sites in one file: each listens on a port of its own."""


def play_wide_table(rows: Sequence[Settings], jobs: int = 0) -> Iterator[Row]:
    """A row for each of *rows*, grouped by what they inherit, with *jobs* processes (0: as many as cores)."""
    batches = list(_batches(rows))
    jobs = min(jobs or os.cpu_count() or 1, len(batches))
    if jobs < 2:
        for batch in batches:
            yield from _play(batch)
        return
    from concurrent.futures import ProcessPoolExecutor
    from multiprocessing import get_context

    with ProcessPoolExecutor(jobs, get_context("spawn")) as pool:
        for played in pool.map(_play, batches):
            yield from played


def _batches(rows: Sequence[Settings]) -> Iterator[tuple[Settings, ...]]:
    alike: dict[str, list[Settings]] = {}
    for row in rows:
        alike.setdefault(row.inherited, []).append(row)
    for some in alike.values():
        for start in range(0, len(some), _IN_ONE_FILE):
            yield tuple(some[start : start + _IN_ONE_FILE])


def _play(rows: tuple[Settings, ...]) -> list[Row]:
    lab = _lab()
    text = file_of(rows, lab.thumbprint)
    parsed = analyse("table", text.encode("utf-8"))
    assert parsed.configuration is not None
    found: dict[str, dict[str, str]] = {}
    for pending in judge(parsed, load_rules()):
        for site in pending.sites:
            found.setdefault(site, {})[pending.rule.id] = pending.rule.severity
    facts = {site.name: parsed.configuration.conditions.of(site) for site in parsed.configuration.ftp_sites}
    played = []
    with stage(text, Actor(surroundings="file"), lab) as running, tempfile.TemporaryDirectory() as temporary:
        folder = Path(temporary)
        lab.write(folder)
        doors = {
            site.name: Door(one.port, one.endpoint.implicit, folder, running.log)
            for one in running.background.listening
            for site in one.endpoint.sites
        }
        for number, row in enumerate(rows):
            name = f"s{number}"
            addresses = ADDRESSES if row.addresses != "all" else ADDRESSES[:1]
            met = tuple(visits(doors[name], addresses))
            played.append(Row(row, found.get(name, {}), met, facts[name].shut_by, facts[name].anonymous))
    return played


def _lab() -> Lab:
    """The lab, in which zoe has a password and a home too, and is in no group of alice's."""
    lab = Lab()
    lab.directory = MemoryDirectory(_accounts(lab))
    return lab


def _accounts(lab: Lab) -> Iterable[Account]:
    for account in lab.directory.accounts:
        if account.name == "zoe":
            yield account._replace(password=PASSWORD, groups=("Staff",), ftp_root="D:\\homes", ftp_dir="zoe")
        else:
            yield account
