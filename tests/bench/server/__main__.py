"""Measures the reference server, stock pyftpdlib and proftpd in turns, prints the table, and writes it into the README."""

from __future__ import annotations

import argparse
import contextlib
import shutil
import ssl
import statistics
import sys
import tempfile
from collections.abc import Callable
from contextlib import AbstractContextManager, ExitStack
from pathlib import Path
from typing import NamedTuple

from ftplint.verify.lab import Lab
from tests.bench.server.load import FILE, FOLDER, MANY, Session, context_of, idle_memory, logons
from tests.bench.server.ours import ftplint
from tests.bench.server.table import Figures, table
from tests.other_servers.process import NotInstalledError, Other, Place
from tests.other_servers.proftpd import proftpd
from tests.other_servers.stock import stock

ROOT = Path(__file__).resolve().parents[3]
BEGIN, END = "<!-- bench-server: begin (written by `make bench-server`) -->", "<!-- bench-server: end -->"
SERVERS: dict[str, Callable[[Place], AbstractContextManager[Other]]] = {
    "ftplint": ftplint,
    "pyftpdlib": stock,
    "proftpd": proftpd,
}


class Sizes(NamedTuple):
    """How much is measured: *megabytes* a file, *logons* a round, *sessions* idle, and how many *rounds*."""

    rounds: int
    logons: int
    megabytes: int
    sessions: int


def main() -> int:
    """Runs the benchmark; returns 1 when a target is missed, 2 when proftpd is not there."""
    arguments = argparse.ArgumentParser(prog="make bench-server", description=__doc__)
    for name, default in zip(Sizes._fields, (5, 400, 256, 200), strict=True):
        arguments.add_argument(f"--{name}", type=int, default=default)
    arguments.add_argument("--servers", nargs="+", default=list(SERVERS), choices=list(SERVERS))
    options = vars(arguments.parse_args())
    names = options.pop("servers")
    try:
        measured = measure(names, Sizes(**options))
    except NotInstalledError as missing:
        print(missing, file=sys.stderr)
        return 2
    if len(names) < len(SERVERS):
        for name, figures in measured.items():
            print(name, figures)
        return 0
    text, met = table(measured)
    print(text)
    _into_readme(text)
    return 0 if met else 1


def measure(names: list[str], sizes: Sizes) -> dict[str, Figures]:
    """The servers take turns in each round, so that all see the same moods of the machine; the best round counts."""
    memory_disk = Path("/dev/shm")  # files on a disk would measure the disk
    folder = Path(tempfile.mkdtemp(prefix="ftplint-bench-", dir=memory_disk if memory_disk.is_dir() else None))
    try:
        lab = Lab()
        lab.write(folder / "lab")
        context = context_of(folder / "lab")
        places = {name: _place(folder, name, sizes.megabytes) for name in names}
        fresh = {name: _fresh(name, folder, context, sizes) for name in names}
        with ExitStack() as stack:
            servers = {name: stack.enter_context(SERVERS[name](places[name])) for name in names}
            found: dict[str, list[tuple[float, ...]]] = {name: [] for name in names}
            for number in range(sizes.rounds):
                for name, server in servers.items():
                    found[name].append(_round(server, context, sizes))
                _say(f"round {number + 1} of {sizes.rounds} done")
    finally:
        shutil.rmtree(folder, ignore_errors=True)
    result = {}
    for name, rounds in found.items():
        rates, costs, down, up, listed = zip(*rounds, strict=True)
        result[name] = Figures(
            max(rates), statistics.median(costs), max(up), max(down), min(listed) * 1000, *fresh[name]
        )
    return result


def _round(server: Other, context: ssl.SSLContext, sizes: Sizes) -> tuple[float, ...]:
    """Logons per second, processor milliseconds a logon, MB/s down and up, seconds of a listing."""
    rate, cost = logons(server, context, sizes.logons)
    size = sizes.megabytes * 1024 * 1024
    session = Session(server, context)
    session.protect()
    down, up, listed = session.download(size), session.upload(size), session.listing()
    session.quit()
    with contextlib.suppress(FileNotFoundError):
        (server.home / "new.bin").unlink()
    return rate, cost, size / down / 1e6, size / up / 1e6, listed


def _place(folder: Path, name: str, megabytes: int) -> Place:
    own = folder / name
    home = own / "home"
    home.mkdir(parents=True)
    with (home / FILE).open("wb") as file:
        for number in range(megabytes):
            file.write(number.to_bytes(4, "big") * 262_144)
    if megabytes:
        (home / FOLDER).mkdir()
        for number in range(MANY):
            (home / FOLDER / f"statement-{number:05}.pdf").touch()
    return Place(own, folder / "lab", home)


def _fresh(name: str, folder: Path, context: ssl.SSLContext, sizes: Sizes) -> tuple[float, float]:
    """KiB of an idle session in a server that has done nothing else, and milliseconds from its start to the first 220,
    the least of the rounds."""
    starts = []
    for number in range(sizes.rounds):
        with SERVERS[name](_place(folder, f"{name}-{number}", 0)) as server:
            starts.append(server.seconds * 1000)
            if number == 0:
                memory = idle_memory(server, context, sizes.sessions)
    return memory, min(starts)


def _into_readme(text: str) -> None:
    readme = ROOT / "docs" / "performance.md"
    before, begin, rest = readme.read_text(encoding="utf-8").partition(BEGIN)
    _, end, after = rest.partition(END)
    if begin and end:
        readme.write_text(f"{before}{BEGIN}\n{text}{END}{after}", encoding="utf-8")


def _say(text: str) -> None:
    print(f"bench: {text}", file=sys.stderr, flush=True)


if __name__ == "__main__":
    sys.exit(main())
