"""Makes mutants of a package, runs the tests that cover it against each, and tells which no test noticed: `make mutants`.

Not mutmut, which makes mutants of function bodies only (the tables and constants that decide most here are outside), nor
cosmic-ray, which starts pytest anew for each of its thousands, most of them variants of one comparison. Here a process
that has the libraries loaded forks for each mutant, in a copy of the checkout, so that programs that tests start see the
mutant too.
"""

from __future__ import annotations

import argparse
import contextlib
import json
import os
import random
import shutil
import signal
import subprocess
import sys
import tempfile
import time
import tomllib
from concurrent.futures import ThreadPoolExecutor
from importlib import import_module
from importlib.metadata import entry_points
from pathlib import Path
from queue import SimpleQueue
from typing import NamedTuple

import pytest

if sys.platform != "win32":
    import resource

from tests.mutants.nearest import NearestFirst, Reached, Recorder
from tests.mutants.operators import Mutant, mutants, mutated

ROOT = Path(__file__).resolve().parents[2]
MEASURED = Path(__file__).with_name("measured.json")
"""The outcome of the last sample of each plan."""


class Plan(NamedTuple):
    """What is mutated and by what it is judged: globs of modules, and pytest's arguments."""

    modules: list[str]
    tests: list[str]


def plans() -> dict[str, Plan]:
    """Those of pyproject.toml, by name."""
    known = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["tool"]["mutants"]
    return {name: Plan(**one) for name, one in known.items()}


def possible(plan: Plan) -> list[Mutant]:
    """The mutants of a plan."""
    paths = sorted({path for pattern in plan.modules for path in ROOT.glob(pattern)})
    return [one for path in paths for one in mutants(path.relative_to(ROOT).as_posix(), path.read_text("utf-8"))]


def chosen(every: list[Mutant], sample: int, seed: int) -> list[Mutant]:
    """All of them, or *sample* of them if that is fewer; the same ones for the same *seed*.

    In a random order, so that those that were run before a run was broken off are a sample too.
    """
    return random.Random(seed).sample(every, min(sample or len(every), len(every)))


def copied() -> Path:
    """The checkout as git knows it, in a folder of its own, compiled: only what is mutated is compiled again."""
    folder = Path(tempfile.mkdtemp(prefix="ftplint-mutants-"))
    listed = subprocess.run(
        ["git", "ls-files", "-co", "--exclude-standard"], cwd=ROOT, capture_output=True, text=True, check=True
    )
    for name in listed.stdout.splitlines():
        if (ROOT / name).is_file():
            (folder / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copy2(ROOT / name, folder / name)
    command = [sys.executable, "-m", "compileall", "-q", "--invalidation-mode", "unchecked-hash", "ftplint", "tests"]
    subprocess.run(command, cwd=folder, check=False)
    return folder


def outcome(
    folder: Path, mutant: Mutant | None, tests: list[str], patience: float, reached: Reached | None = None
) -> tuple[str, float]:
    """``killed``, ``survived`` or ``too slow``, and the processor's seconds; those near it by *reached* run first.

    *patience* are seconds of the processor; ten times as many may pass on the clock, since others use the machine too.
    Without a mutant the tests must pass, and what they reach is written to ``reached.json``.
    """
    path = folder / mutant.module if mutant else None
    before = path.read_bytes() if path else b""
    if path and mutant:
        path.write_text(mutated(before.decode(), mutant), encoding="utf-8")
        for compiled in path.parent.glob(f"__pycache__/{path.stem}.*.pyc"):
            compiled.unlink()
    start = time.monotonic()
    child = os.fork()
    if child == 0:
        plugin = Recorder(folder, folder / "reached.json") if mutant is None else NearestFirst(reached, mutant)
        resource.setrlimit(resource.RLIMIT_CPU, (int(patience), int(patience) + 1))
        _run(folder, tests, plugin)
    try:
        while True:
            done, status, used = os.wait4(child, os.WNOHANG)
            if done:
                code = os.waitstatus_to_exitcode(status)
                told = "survived" if code == 0 else "too slow" if code == -signal.SIGXCPU else "killed"
                return told, used.ru_utime + used.ru_stime
            if time.monotonic() - start > 10 * patience:
                with contextlib.suppress(ProcessLookupError):
                    os.killpg(child, signal.SIGKILL)
                os.waitpid(child, 0)
                return "too slow", patience
            time.sleep(0.05)
    finally:
        with contextlib.suppress(ProcessLookupError):
            os.killpg(child, signal.SIGKILL)
        if path:
            path.write_bytes(before)


def _run(folder: Path, tests: list[str], plugin: object) -> None:
    """In the child: pytest in *folder*, quietly. Never returns."""
    os.setpgid(0, 0)
    os.chdir(folder)
    sys.dont_write_bytecode = True
    os.environ["PYTHONDONTWRITEBYTECODE"] = "1"
    os.environ["PYTHONPATH"] = str(folder)
    sys.path[:] = [str(folder), *(entry for entry in sys.path if entry and Path(entry) != ROOT)]
    for name in [name for name in sys.modules if name.split(".")[0] in ("ftplint", "tests")]:
        del sys.modules[name]
    code = 1
    try:
        quiet = [
            "-x",
            "-q",
            "--no-header",
            "--tb=line",
            "--assert=plain",
            "-p",
            "no:cacheprovider",
            "-p",
            "no:unraisableexception",
        ]
        log = open(folder / "log.txt", "w")  # noqa: PTH123, SIM115 - until the process ends
        os.dup2(log.fileno(), 1)
        os.dup2(log.fileno(), 2)
        code = int(pytest.main([*quiet, *tests], plugins=[plugin]))
    finally:
        os._exit(code)


def _warm(tests: list[str]) -> None:
    """Loads what *tests* need and no mutant is in: libraries, pytest and its plugins."""
    for plugin in entry_points(group="pytest11"):
        plugin.load()
    for name in ("tests.conftest", *(test.removesuffix(".py").replace("/", ".") for test in tests if test[:1] != "-")):
        with contextlib.suppress(ImportError):  # an expression of -k
            import_module(name)


def judged(name: str, plan: Plan, made: list[Mutant], jobs: int, minutes: float) -> dict[str, object]:
    """Runs the mutants *made*, for *minutes* at most. Prints each one that no test noticed as it is found."""
    _warm(plan.tests)
    folders: SimpleQueue[Path] = SimpleQueue()
    every = [copied() for _ in range(jobs)]
    for folder in every:
        folders.put(folder)
    try:
        told, seconds = outcome(every[0], None, plan.tests, 3600)
        if told != "survived":
            sys.exit(f"{name}: the tests fail without any mutant:\n{(every[0] / 'log.txt').read_text()}")
        patience = 20 + 2 * seconds
        reached = Reached.read(every[0] / "reached.json")
        print(f"{name}: {len(made)} mutants, {seconds:.0f} s for the tests of one", flush=True)

        end = time.monotonic() + 60 * minutes

        def judge(mutant: Mutant) -> str:
            if time.monotonic() > end:
                return "not run"
            folder = folders.get()
            try:
                found, _ = outcome(folder, mutant, plan.tests, patience, reached)
            finally:
                folders.put(folder)
            if found == "survived":
                print(f"  {made.index(mutant) + 1}: {mutant}", flush=True)
            return found

        with ThreadPoolExecutor(jobs) as pool:
            outcomes = list(pool.map(judge, made))
    finally:
        for folder in every:
            shutil.rmtree(folder, ignore_errors=True)
    alive = [str(mutant) for mutant, found in zip(made, outcomes, strict=True) if found == "survived"]
    run = len(made) - outcomes.count("not run")
    killed = run - len(alive)
    slow = outcomes.count("too slow")
    print(f"{name}: {killed} of {run} killed ({100 * killed / max(run, 1):.1f} %), {slow} of them by time", flush=True)
    return {"run": run, "killed": killed, "survived": alive}


def main() -> int:
    """Judges the plans named, or all."""
    known = plans()
    parser = argparse.ArgumentParser(prog="make mutants", description=__doc__)
    parser.add_argument("names", nargs="*", choices=[*known, []], help="plans of pyproject.toml; none means all")
    parser.add_argument("--sample", type=int, default=0, help="so many mutants of each plan at most; 0 is all")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--jobs", type=int, default=2)
    parser.add_argument("--minutes", type=float, default=float("inf"), help="stop each plan after this time")
    parser.add_argument(
        "--again", action="store_true", help=f"the survivors in {MEASURED.name}, with the tests of today"
    )
    parser.add_argument(
        "--write", action="store_true", help=f"keep the outcome in {MEASURED.name}, for docs/mutants.md"
    )
    options = parser.parse_args()
    kept = json.loads(MEASURED.read_text(encoding="utf-8"))
    found = {}
    for name in options.names or known:
        every = possible(known[name])
        if options.again:
            made = [mutant for mutant in every if str(mutant) in kept.get(name, {"survived": ()})["survived"]]
        else:
            made = chosen(every, options.sample, options.seed)
        outcomes = judged(name, known[name], made, options.jobs, options.minutes)
        found[name] = {"of": len(every), "seed": options.seed, **outcomes}
    if options.write and not options.again:
        MEASURED.write_text(json.dumps(kept | found, indent=1) + "\n", encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
