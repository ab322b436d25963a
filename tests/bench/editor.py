"""``python -m tests.bench.editor``: the processor time of one keystroke in an editor, from the change to the message.

It does what ``ftplint lsp`` does for a keystroke, without the pipe and the pause: the change is made, the file is judged
by all rules, the diagnostics become a message. Files of 75 kB with few findings, with a finding on each site, with many on
each of many small sites, and one that is not well-formed; and the first answer of a new process.
"""

from __future__ import annotations

import json
import os
import re
import statistics
import subprocess
import sys
import time
from pathlib import Path
from typing import TYPE_CHECKING

from lsprotocol import converters, types

from ftplint.api import RuleSet, Settings
from ftplint.lsp import Project, Projects
from ftplint.lsp.analysis import Analysis
from ftplint.lsp.document import Document
from ftplint.lsp.features.diagnostics import diagnostics
from tests.bench.generate import write

if TYPE_CHECKING:
    from collections.abc import Callable

ROOT = Path(__file__).resolve().parents[2]
FOLDER = ROOT / ".bench"
SIZE = 75_000
BUDGET = 150.0
"""Milliseconds of processor time for a keystroke."""
KEYSTROKES = 15
_SITE = """
    <site name="ftp{0}.example.com" id="{0}">
        <application path="/"><virtualDirectory path="/" physicalPath="D:\\ftp\\{0}" /></application>
        <bindings><binding protocol="ftp" bindingInformation="*:{0}:" /></bindings>
        <ftpServer><security>
            <ssl controlChannelPolicy="SslAllow" />
            <authentication><basicAuthentication enabled="true" /></authentication>
        </security></ftpServer>
    </site>"""


def main() -> int:
    """Prints a table; returns 1 if a kind of file takes longer than the budget."""
    FOLDER.mkdir(exist_ok=True)
    settings = Settings(fingerprints=False)
    rules = RuleSet.load(settings)
    projects = Projects(lambda *_: Project(rules, settings), lambda _: None)
    kinds: dict[str, Callable[[], str]] = {
        "sites as make bench writes them": _plain,
        "the same without authorization": lambda: re.sub(r"(?s)<authorization>.*?</authorization>", "", _plain()),
        "small sites, three mistakes on each": _with_findings,
        "half typed": lambda: _plain().replace("</sites>", "</si", 1),
    }
    slow = 0
    print(f"{'75 kB file':36} {'findings':>8} {'median':>9} {'worst':>9}")
    for name, text in kinds.items():
        times, found = _keystrokes(text(), projects)
        median = statistics.median(times)
        slow += median > BUDGET
        print(f"{name:36} {found:8} {median:6.0f} ms {max(times):6.0f} ms")
    print(f"a million additions take {_additions():.0f} ms here: to compare machines, and how busy they are")
    print(
        f"budget of a keystroke {BUDGET:.0f} ms of processor time; the first answer of a new process: {_first():.0f} ms"
    )
    return 1 if slow else 0


def _keystrokes(text: str, projects: Projects) -> tuple[list[float], int]:
    """The milliseconds of processor time of each keystroke, and how many diagnostics the last message had."""
    document = Document(types.TextDocumentItem((FOLDER / "applicationHost.config").as_uri(), "xml", 0, text))
    converter = converters.get_converter()
    at = document.text.position(text.index("<sites>"))
    times, found = [], 0
    for number in range(KEYSTROKES + 1):
        begun = time.process_time()
        change = types.TextDocumentContentChangePartial(types.Range(at, at), " ")
        document.change([change], number + 1)
        shown = diagnostics(Analysis(document, projects), related=True)
        message = types.PublishDiagnosticsParams(document.uri, shown, document.version)
        json.dumps(converter.unstructure(message))
        times.append(1000 * (time.process_time() - begun))
        found = len(shown)
    return times[1:], found  # the first fills caches


def _plain() -> str:
    file = FOLDER / "editor.config"
    count = 10
    while True:
        write(file, count, distinct=True)
        if file.stat().st_size >= SIZE:
            return file.read_text("utf-8")
        count += 2


def _with_findings() -> str:
    sites = [_SITE.format(number) for number in range(1, 1000)]
    while sum(map(len, sites)) > SIZE:
        sites.pop()
    return (
        f"<configuration>\n<system.applicationHost>\n<sites>{''.join(sites)}</sites>\n</system.applicationHost>\n"
        "</configuration>\n"
    )


def _additions() -> float:
    """Milliseconds of processor time of a million additions."""
    begun = time.process_time()
    sum(number for number in range(1_000_000))
    return 1000 * (time.process_time() - begun)


def _first() -> float:
    """Milliseconds of processor time of a server that answers once."""
    file = FOLDER / "editor.config"
    item = {"uri": file.as_uri(), "languageId": "xml", "version": 1, "text": file.read_text("utf-8")}
    messages = [
        {"id": 1, "method": "initialize", "params": {"processId": None, "rootUri": None, "capabilities": {}}},
        {"method": "initialized", "params": {}},
        {"method": "textDocument/didOpen", "params": {"textDocument": item}},
        {"id": 2, "method": "textDocument/codeLens", "params": {"textDocument": {"uri": file.as_uri()}}},
        {"id": 3, "method": "shutdown"},
        {"method": "exit"},
    ]
    bodies = [json.dumps({"jsonrpc": "2.0", **one}).encode() for one in messages]
    sent = b"".join(b"Content-Length: %d\r\n\r\n%s" % (len(body), body) for body in bodies)
    before = os.times()
    subprocess.run(
        [sys.executable, "-m", "ftplint", "lsp"], input=sent, cwd=ROOT, stdout=subprocess.DEVNULL, check=True
    )
    after = os.times()
    return 1000 * (after.children_user + after.children_system - before.children_user - before.children_system)


if __name__ == "__main__":
    sys.exit(main())
