"""What takes how many seconds: large reports, places, edits, fixes, the server's start, all rules played.

Tests count what is done there; the seconds depend on the machine and are measured here. The budgets are about five times
what was measured where they were set.
"""

from __future__ import annotations

import subprocess
import sys
import time
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, NamedTuple

from lxml import etree

from tests.bench.generate import write

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator


class Timed(NamedTuple):
    """A piece of work, the ``seconds`` that it took, and what it may take."""

    what: str
    seconds: float
    budget: float


def timed() -> Iterator[Timed]:
    """Each piece of work, done once."""
    yield from _reports()
    yield from _files()
    yield from _whole()


def _clock(work: Callable[[], object]) -> float:
    start = time.perf_counter()
    work()
    return time.perf_counter() - start


def _reports() -> Iterator[Timed]:
    from tests.report.test_growth import large, rendered

    for name, findings, budget in (("json", 30_000, 2.0), ("text", 100_000, 12.0), ("concise", 100_000, 2.0)):
        yield Timed(f"{findings:,} findings as {name}", _clock(rendered(large(findings), name)), budget)
    yield Timed("30,000 findings as junit", _clock(rendered(large(30_000), "junit")), 6.0)


def _files() -> Iterator[Timed]:
    from ftplint.source.edit import Editor, Wanted
    from ftplint.source.parsing import parse
    from ftplint.source.place import Place
    from ftplint.source.positions import Positions
    from ftplint.source.read import decode
    from tests.configuration.builder import site
    from tests.remedy.fixing import TEXTS, fixed, server

    inner = "<security><ssl x='1' y='2'/></security>" * 7
    one = f"<site name='a'>{inner}</site>"
    source = decode("x", f"<c>{one * 33_000}</c>".encode()).source
    root = parse(source).root
    assert root is not None
    places = [Place.of_value(element, "name") for element in list(root)[::3]]
    yield Timed("11,000 places in 10 MB", _clock(lambda: Positions(source, root).spans(places)), 2.5)
    sites = "".join(f'\n  <site name="s{n}">\n    <ftpServer />\n  </site>' for n in range(10_000))
    text = decode("x", f"<f>{sites}\n</f>".encode()).source
    tree = etree.fromstring(text.data)
    wanted = {}
    for element in tree:
        wanted[element] = Wanted()
        wanted[element].attributes["a"] = "1"
    yield Timed("10,000 edits", _clock(lambda: Editor(text, tree, lambda _: ()).replacements(wanted)), 10.0)
    broken = '<ftpServer><messages greetingMessage="Hello {} %UserName%" expandVariables="false"/></ftpServer>'
    data = server(*(site(f"s{n}", broken.format(n), n) for n in range(1, 1001)))
    yield Timed("1,000 findings fixed", _clock(lambda: fixed(data, TEXTS)), 15.0)


def _whole() -> Iterator[Timed]:
    from ftplint.verify.lab import Lab
    from ftplint.verify.play import verify_rules
    from tests.verify.test_rules import PLAYED

    lab = Lab()
    yield Timed(
        "all rules played by the builtin client", _clock(lambda: list(verify_rules(PLAYED, ("builtin",), lab))), 60.0
    )
    yield Timed("serve, until it is ready", _clock(lambda: _served("tests/demo/applicationHost.config")), 3.0)
    with TemporaryDirectory() as folder:
        many = Path(folder, "many.config")
        write(many, 1000, distinct=False)
        yield Timed("serve 1,000 sites, until it is ready", _clock(lambda: _served(many)), 2.0)
        lab = ("--lab", str(Path(folder, "lab")))
        yield Timed("the same with a lab, its folders and commands", _clock(lambda: _served(many, *lab)), 5.0)


def _served(path: str | Path, *more: str) -> None:
    command = [sys.executable, "-m", "ftplint", "serve", str(path), "--anyway", "--port-offset", "23000", *more]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        assert any(line.startswith("ftplint: ready") for line in process.stdout)
        process.kill()
