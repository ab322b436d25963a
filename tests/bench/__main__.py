"""Generates the files, measures, prints the table of the design's budgets, and writes it into the README."""

from __future__ import annotations

import argparse
import json
import math
import os
import shutil
import subprocess
import sys
from itertools import pairwise
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from ftplint.resources import SCHEMAS
from tests.bench.generate import write
from tests.bench.measure import Measured, measure
from tests.bench.page import page_lines
from tests.bench.second_opinion import combine, ftplint_counts, jing_counts, write_matrix
from tests.bench.seconds import timed

if TYPE_CHECKING:
    from collections.abc import Iterator

ROOT = Path(__file__).resolve().parents[2]
FOLDER = ROOT / ".bench"
XSD = SCHEMAS / "applicationHost.xsd"
BEGIN, END = "<!-- bench: begin (written by `make bench`) -->", "<!-- bench: end -->"


class Line(NamedTuple):
    """One line of the table."""

    what: str
    measured: str
    budget: str
    stretch: str
    verdict: str


def main() -> int:
    """Runs the benchmark; returns 1 when the second opinion differs."""
    arguments = argparse.ArgumentParser(prog="make bench", description=__doc__)
    arguments.add_argument("--sites", nargs="+", type=int, default=[1000, 10000, 50000])
    arguments.add_argument("--runs", type=int, default=3)
    arguments.add_argument("--files", type=int, default=1000)
    options = arguments.parse_args()
    for tool in ("xmllint", "jing"):
        if shutil.which(tool) is None:
            print(f"{tool} is not installed (Debian: apt-get install libxml2-utils jing)", file=sys.stderr)
            return 2
    FOLDER.mkdir(exist_ok=True)
    os.environ["PYTHONPATH"] = str(_installed())
    ftplint = [sys.executable, "-P", "-m", "ftplint"]  # -P: not the checkout that this is run in
    lines = list(_small(ftplint, options.runs))
    times: dict[tuple[int, bool], Measured] = {}
    for count in options.sites:
        for distinct in (False, True):
            file = FOLDER / f"{count}-{'distinct' if distinct else 'few'}.config"
            write(file, count, distinct=distinct)
            times[count, distinct] = _lint(ftplint, file, options.runs)
            _say(
                f"{count} sites, {'all distinct' if distinct else 'few distinct'}: {times[count, distinct].seconds:.2f} s"
            )
    middle = 10000 if 10000 in options.sites else options.sites[-1]
    lines += _large(middle, times, options.runs)
    lines += _all_wrong(ftplint, middle, options.runs)
    lines.append(_growth(options.sites, times))
    lines += _jobs(ftplint, options.files)
    for work in timed():
        verdict = "met" if work.seconds <= work.budget else "MISSED"
        lines.append(Line(work.what, f"{work.seconds:.2f} s", f"{work.budget:g} s", "", verdict))
        _say(f"{work.what}: {work.seconds:.2f} s")
    for shown in page_lines(500):
        lines.append(Line(shown.what, shown.measured, shown.budget, "", shown.verdict))
        _say(f"{shown.what}: {shown.measured}")
    agreed, compared = _agreement(ftplint)
    table = _table(lines, compared, options.sites, times)
    print(table)
    _into_readme(table)
    return 0 if agreed else 1


def _installed() -> Path:
    """A folder with ftplint as users have it: installed, so that nobody looks whether rule files were edited."""
    folder = FOLDER / "installed"
    shutil.rmtree(folder, ignore_errors=True)
    pip = [sys.executable, "-m", "pip", "install", "--quiet", "--disable-pip-version-check", "--no-deps"]
    subprocess.run([*pip, "--no-build-isolation", "--target", str(folder), str(ROOT)], check=True)
    return folder


def _small(ftplint: list[str], runs: int) -> Iterator[Line]:
    file = FOLDER / "20.config"
    write(file, 20, distinct=False)
    bare, whole = [sys.executable, "-c", "import lxml.etree"], [*ftplint, file]
    # In turns, so that both see the same moods of the machine.
    pairs = [(measure(bare, 1).seconds, measure(whole, 1).seconds) for _ in range(runs * 10)]
    base, ours = (min(times) for times in zip(*pairs, strict=True))
    yield _line('20 sites, text, whole process, against `python -c "import lxml.etree"`', ours / base, 2.4, 2.0)


def _lint(ftplint: list[str], file: Path, runs: int) -> Measured:
    return measure([*ftplint, file, "--output-format", "json"], runs)


def _large(count: int, times: dict[tuple[int, bool], Measured], runs: int) -> Iterator[Line]:
    for distinct, budget, stretch in ((False, 4.0, 3.0), (True, 9.0, 6.0)):
        file = FOLDER / f"{count}-{'distinct' if distinct else 'few'}.config"
        size = file.stat().st_size / 1e6
        xmllint = measure(["xmllint", "--noout", "--schema", XSD, file], runs)
        ours = times[count, distinct]
        kind = "every site distinct" if distinct else "few distinct"
        _say(
            f"xmllint on {file.name}: {xmllint.seconds:.2f} s, {xmllint.megabytes:.0f} MB; ftplint {ours.megabytes:.0f} MB"
        )
        what = f"{count:,} sites ({size:.0f} MB), {kind}, JSON, against `xmllint --schema`"
        yield _line(what, ours.seconds / xmllint.seconds, budget, stretch)
        yield _line(f"the same, peak memory, {kind}", ours.megabytes / xmllint.megabytes, 2.0, 1.5)
        combined, effective = FOLDER / "rules.sch", FOLDER / "effective.xml"
        combine(combined)
        with effective.open("wb") as stream:
            subprocess.run(
                [sys.executable, "-m", "ftplint", "effective", "--format", "xml", str(file)], stdout=stream, check=True
            )
        try:
            jing = measure(["jing", combined, effective], 1)
        except RuntimeError as error:
            _say(str(error))
            continue
        _say(f"jing on {effective.name}: {jing.seconds:.2f} s")
        faster = (xmllint.seconds + jing.seconds) / ours.seconds
        verdict = "stretch" if faster >= 3 else "met" if faster > 1 else "MISSED"
        yield Line(
            f"the same, against `xmllint --schema` + `jing` with the same rules, {kind}",
            f"{faster:.1f} times faster",
            "faster",
            "3 times faster",
            verdict,
        )


def _all_wrong(ftplint: list[str], count: int, runs: int) -> Iterator[Line]:
    """A file with findings on every site, and what the other formats take for it."""
    file = FOLDER / f"{count}-wrong.config"
    write(file, count, distinct=True, all_wrong=True)
    formats = ("json", "text", "sarif", "html")
    took: dict[str, list[float]] = {name: [] for name in (*formats, "xmllint")}
    for _ in range(runs):  # in turns
        took["xmllint"].append(measure(["xmllint", "--noout", "--schema", XSD, file], 1).seconds)
        for name in formats:
            took[name].append(measure([*ftplint, file, "--output-format", name], 1).seconds)
    least = {name: min(seconds) for name, seconds in took.items()}
    found = subprocess.run([*ftplint, file, "--output-format", "json"], capture_output=True, check=False).stdout
    number = len(json.loads(found)["findings"])
    what = f"{count:,} sites, all distinct, {number:,} findings, JSON, against `xmllint --schema`"
    yield _line(what, least["json"] / least["xmllint"], 9.0, 6.0)
    for name, budget in (("text", 1.3), ("sarif", 1.3), ("html", 3.0)):
        yield _line(f"the same as {name}, against JSON", least[name] / least["json"], budget, 1.0)


def _growth(sites: list[int], times: dict[tuple[int, bool], Measured]) -> Line:
    """The worst exponent between neighbouring sizes: 1 is linear, 2 quadratic. A little over 1 is the processor's cache."""
    worst = 0.0
    for distinct in (False, True):
        for small, large in pairwise(sites):
            grown = times[large, distinct].seconds / times[small, distinct].seconds
            worst = max(worst, math.log(grown) / math.log(large / small))
    what = f"growth from {sites[0]:,} to {sites[-1]:,} sites: exponent, the worst of all steps (1 linear, 2 quadratic)"
    return Line(what, f"{worst:.2f}", "linear", "", "met" if worst <= 1.2 else "MISSED")


def _jobs(ftplint: list[str], count: int) -> Iterator[Line]:
    """Many files in one process and in two, in turns."""
    folder = FOLDER / "servers"
    for number in range(count):
        file = folder / f"server{number:04}" / "applicationHost.config"
        if not file.exists():
            file.parent.mkdir(parents=True, exist_ok=True)
            write(file, 64, distinct=False)
    size = file.stat().st_size / 1000
    count = sum(1 for _ in folder.iterdir())  # an earlier run may have made more
    runs = [
        [measure([*ftplint, folder, "--output-format", "json", "--jobs", jobs], 1).seconds for jobs in ("1", "2")]
        for _ in range(2)
    ]
    one, two = (min(times) for times in zip(*runs, strict=True))
    _say(f"{count} files of {size:.0f} kB: {one:.2f} s in one process, {two:.2f} s in two")
    faster = one / two
    what = f"{count:,} files of {size:.0f} kB, `--jobs 2` against `--jobs 1` on {os.cpu_count()} cores"
    verdict = "met" if faster >= 1.7 else "MISSED"
    yield Line(what, f"{faster:.2f} times faster", "1.7 times faster", "", verdict)
    each = one * 1000 / count
    verdict = "met" if each <= 12 else "MISSED"
    yield Line("the same files, each, in one process", f"{each:.1f} ms", "12 ms", "", verdict)


def _agreement(ftplint: list[str]) -> tuple[bool, str]:
    """Both on the matrix of all settings; returns whether they agree and a sentence."""
    file, effective, combined = FOLDER / "matrix.config", FOLDER / "effective.xml", FOLDER / "rules.sch"
    count = write_matrix(file)
    combine(combined)
    with effective.open("wb") as stream:
        subprocess.run([*ftplint, "effective", "--format", "xml", str(file)], stdout=stream, check=True)
    theirs, ours = jing_counts(combined, effective), ftplint_counts(file)
    listed = ", ".join(f"{rule} {ours[rule]}/{theirs[rule]}" for rule in sorted(ours | theirs))
    _say(f"violations by rule, ftplint/jing: {listed}")
    if ours == theirs and ours:
        found = f"{ours.total():,} violations of {len(ours)} rules"
        return True, f"jing and ftplint find the same {found} in a file with {count:,} combinations of settings."
    return False, f"JING AND FTPLINT DIFFER: {listed}"


def _line(what: str, ratio: float, budget: float, stretch: float) -> Line:
    verdict = "stretch" if ratio <= stretch else "met" if ratio <= budget else "MISSED"
    return Line(what, f"{ratio:.1f} x", f"{budget:g} x", f"{stretch:g} x", verdict)


def _table(lines: list[Line], compared: str, sites: list[int], times: dict[tuple[int, bool], Measured]) -> str:
    rows = ["| what | measured | budget | stretch | |", "| --- | --- | --- | --- | --- |"]
    rows += [f"| {' | '.join(line)} |" for line in lines]
    seconds = "; ".join(
        f"{count:,} sites {times[count, False].seconds:.2f} s (few distinct), {times[count, True].seconds:.2f} s (all distinct)"
        for count in sites
    )
    return "\n".join(rows) + f"\n\nWhole process on the machine of the run: {seconds}. {compared}\n"


def _into_readme(table: str) -> None:
    readme = ROOT / "docs" / "performance.md"
    text = readme.read_text(encoding="utf-8") if readme.exists() else ""
    if BEGIN in text and END in text:
        before, rest = text.split(BEGIN, 1)
        readme.write_text(f"{before}{BEGIN}\n{table}{END}{rest.split(END, 1)[1]}", encoding="utf-8")


def _say(text: str) -> None:
    print(f"bench: {text}", file=sys.stderr, flush=True)


if __name__ == "__main__":
    sys.exit(main())
