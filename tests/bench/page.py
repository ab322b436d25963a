"""The page of hundreds of servers: how long it takes to make, to open, and to filter while somebody types.

``python -m tests.bench.page`` prints the lines; ``--write`` puts them into the table in docs/performance.md. ``make bench`` has them too.
"""

from __future__ import annotations

import argparse
import contextlib
import resource
import shutil
import statistics
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

from tests.bench.fleet import write_fleet

if TYPE_CHECKING:
    from collections.abc import Iterator

PERFORMANCE = Path(__file__).resolve().parents[2] / "docs" / "performance.md"
MADE = "the page of {} files, made (processor time), against JSON"
OPENED = "the same page, opened in Chromium: until it can be used"
TYPED = (
    "the same page, a keystroke in a filter: until its picture changes, the slowest of 24 (each the least of 5 times)"
)


class PageLine(NamedTuple):
    """A line of the table in docs/performance.md."""

    what: str
    measured: str
    budget: str
    verdict: str


def page_lines(files: int) -> Iterator[PageLine]:
    """The three lines; only the first one where there is no Chromium."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        write_fleet(folder / "servers", files)
        page = folder / "page.html"
        ratio = _processor(folder, "html", page) / _processor(folder, "json", folder / "report.json")
        yield PageLine(MADE.format(f"{files:,}"), f"{ratio:.1f} x", "3 x", "met" if ratio < 3 else "MISSED")
        if shutil.which("chromium") is None or shutil.which("chromedriver") is None:
            return
        with _browser() as browser:
            opened = min(_open(browser, page) for _ in range(3))
            yield PageLine(OPENED, f"{opened / 1000:.2f} s", "2 s", "met" if opened < 2000 else "MISSED")
            times = [min(same) for same in zip(*(_keystrokes(browser) for _ in range(5)), strict=True)]
            slowest, middle = max(times), statistics.median(times)
            measured = f"{slowest:.0f} ms (median {middle:.0f} ms)"
            yield PageLine(TYPED, measured, "100 ms", "met" if slowest < 100 else "MISSED")


def _processor(folder: Path, format: str, file: Path) -> float:
    """Seconds of processor time in one process: wall time would be that of whatever else runs."""
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    command = [sys.executable, "-m", "ftplint", str(folder / "servers"), "--jobs", "1", "--output-format", format]
    subprocess.run([*command, "--output-file", str(file), "--fail-on", "never"], check=True, stderr=subprocess.DEVNULL)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime


@contextlib.contextmanager
def _browser() -> Iterator[Any]:
    from selenium import webdriver
    from selenium.webdriver.chrome.service import Service

    options = webdriver.ChromeOptions()
    options.binary_location = shutil.which("chromium") or ""
    for argument in ("--headless", "--no-sandbox", "--disable-gpu", "--no-first-run", "--window-size=1400,900"):
        options.add_argument(argument)
    driver = webdriver.Chrome(options, Service(shutil.which("chromedriver")))
    try:
        yield driver
    finally:
        driver.quit()


def _open(browser: Any, page: Path) -> float:
    """Milliseconds from the start of the navigation until the program of the page has run."""
    browser.get(page.as_uri())
    return float(browser.find_element("tag name", "html").get_attribute("data-ready"))


_TYPE = """
const [field, text, done] = arguments;
const input = document.getElementById(field);
const times = [];
input.value = "";
(function next(at) {
  if (at === text.length) { done(times); return; }
  const start = performance.now();
  input.value += text[at];
  input.dispatchEvent(new Event("input", { bubbles: true }));
  document.body.getBoundingClientRect();
  requestAnimationFrame(() => setTimeout(() => { times.push(performance.now() - start); setTimeout(next, 30, at + 1); }, 0));
})(0);
"""


def _keystrokes(browser: Any) -> Iterator[float]:
    """Milliseconds from each of 24 keystrokes until the picture that it leads to is laid out and painted."""
    browser.set_script_timeout(120)
    for field, text in (("filter", "FTP Back"), ("server", "srv12340"), ("search", "FTP20 cl")):
        yield from browser.execute_async_script(_TYPE, field, text)
        browser.execute_script("document.getElementById('clear').click()")


def _write(lines: list[PageLine]) -> None:
    """Puts the lines at the end of the table in docs/performance.md, in place of those that are there."""
    text = PERFORMANCE.read_text(encoding="utf-8").split("\n")
    starts = tuple(f"| {what}" for what in ("the page of ", OPENED, TYPED))
    kept = [line for line in text if not line.startswith(starts)]
    last = max(number for number, line in enumerate(kept) if line.startswith("| 1,000 files of"))
    rows = [f"| {line.what} | {line.measured} | {line.budget} |  | {line.verdict} |" for line in lines]
    PERFORMANCE.write_text("\n".join([*kept[: last + 1], *rows, *kept[last + 1 :]]), encoding="utf-8")


def main() -> int:
    """Measures and prints."""
    arguments = argparse.ArgumentParser(prog="python -m tests.bench.page", description=__doc__)
    arguments.add_argument("--files", type=int, default=500)
    arguments.add_argument("--write", action="store_true", help="put the lines into docs/performance.md")
    options = arguments.parse_args()
    lines = []
    for line in page_lines(options.files):
        lines.append(line)
        print(f"{line.what}: {line.measured}; budget {line.budget}: {line.verdict}", flush=True)
    if options.write:
        _write(lines)
    return 0


if __name__ == "__main__":
    sys.exit(main())
