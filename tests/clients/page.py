"""docs/clients.md: what each client does with each task, and what pyftpdlib's own tests say."""

from __future__ import annotations

import re
from itertools import groupby
from pathlib import Path
from typing import TYPE_CHECKING

from tests.clients.pyftpdlib_suite.verdicts import LEFT_OUT, verdict
from tests.clients.tasks import TASKS

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from tests.clients.client import Client
    from tests.clients.pyftpdlib_suite.run import Result
    from tests.clients.tasks import Outcome

PAGE = Path(__file__).parents[2] / "docs" / "clients.md"
_SIGNS = {"works": "works", "fails": "**fails**", "cannot": "-", "absent": "not run"}
NOT_TRIED = {
    "WinSCP": "a Windows program that no registry reached from here has",
    "Perl Net::FTPSSL": "not packaged by Debian; Perl's own Net::FTP does TLS as well",
    ".NET on Windows": "Mono's FtpWebRequest stands in for it: it ends uploads without close_notify too",
    "ftp-ssl, inetutils-ftp, gftp": "not driven yet",
}
"""Clients that are not in the table, and why."""
_KINDS = {
    "words": "the code agrees, the words differ",
    "IIS": "IIS",
    "unknown": "no source says what IIS does",
    "ours": "**ours**",
}


def page(
    matrix: Mapping[Client, Sequence[Outcome]], versions: Mapping[Client, str], suite: str, results: Iterable[Result]
) -> str:
    """The page. *suite* is the version of pyftpdlib."""
    return "\n".join((*_matrix(matrix, versions), *_suite(suite, list(results)))) + "\n"


def rows(text: str) -> list[tuple[str, list[str]]]:
    """Client and cells of each row of the first table of a page."""
    table = text.partition("\n| client ")[2].partition("\n\n")[0].splitlines()[2:]
    cells = [[cell.strip() for cell in line.strip("| ").split(" | ")] for line in table]
    return [(row[0], row[2:]) for row in cells]


def columns(text: str) -> list[str]:
    """The tasks of the first table of a page."""
    header = text.partition("\n| client ")[2].splitlines()[0]
    return [cell.strip() for cell in header.strip("| ").split(" | ")][1:]


def _matrix(matrix: Mapping[Client, Sequence[Outcome]], versions: Mapping[Client, str]) -> Iterable[str]:
    yield from (
        "# Clients",
        "",
        "<!-- Generated: make clients -->",
        "",
        "FTP clients that nobody here wrote, each sent to `ftplint serve` as it is, with nothing switched on for it. `make clients` runs them all and writes",
        "this page. Whatever is transferred is compared byte by byte: 300,000 bytes with every value, and an empty file.",
        "",
        "*certificate*: logon with a client certificate, no password. *explicit TLS*, *implicit TLS*, *plain*: logon with a password. These four and *IPv6* are a file",
        "there and back. *resume*: the rest of a download, by REST. *mget*: files by a wildcard that the server expands; rclone chooses by itself.",
        "The rest is done over explicit TLS, or in plain by clients without TLS. *-*: the client has no way to do it (see below the table).",
        "",
        f"| client | version | {' | '.join(task.name for task in TASKS)} |",
        f"| --- | --- {'| --- ' * len(TASKS)}|",
    )
    for client, outcomes in matrix.items():
        cells = " | ".join(_SIGNS[outcome.kind] for outcome in outcomes)
        yield f"| {client.name} | {versions[client]} | {cells} |"
    yield from ("", "Where a cell is no *works*:", "")
    for client, outcomes in matrix.items():
        named = [
            (outcome.kind, outcome.why, task.name) for task, outcome in zip(TASKS, outcomes, strict=True) if outcome.why
        ]
        for (kind, why), several in groupby(named, key=lambda one: one[:2]):
            names = ", ".join(name for *_, name in several)
            yield f"* {client.name}, {names}: {_quoted(why) if kind == 'fails' else why}."
    yield from ("", "Where they come from:", "")
    yield from (f"* {client.name}: {client.package}." for client in matrix)
    yield from ("", "Not tried:", "")
    yield from (f"* {name}: {why}." for name, why in NOT_TRIED.items())


def _suite(version: str, results: list[Result]) -> Iterable[str]:
    yield from (
        "",
        "## The functional tests of pyftpdlib",
        "",
        f"The tests of pyftpdlib {version}, whose parts this server is made of, with its own server replaced by a running `ftplint serve`: in plain, and once more over",
        "TLS. They say what pyftpdlib does; where IIS does otherwise, a failure is right. Of an expected error the code counts and the words do not.",
        "",
        "| tests | passed | failed | skipped by pyftpdlib |",
        "| --- | --- | --- | --- |",
    )
    for title, over_tls in (("in plain", False), ("over TLS", True)):
        outcomes = [one.outcome for one in results if one.over_tls == over_tls]
        yield f"| {title} | {' | '.join(str(outcomes.count(kind)) for kind in ('passed', 'failed', 'skipped'))} |"
    yield from ("", "| failed | where | why |", "| --- | --- | --- |")
    failed = sorted({(one.name, one.over_tls) for one in results if one.outcome == "failed"})
    judged = [(name, verdict(name, over_tls), over_tls) for name, over_tls in failed]
    for (name, what), several in groupby(judged, key=lambda one: one[:2]):
        where = ", ".join("TLS" if over_tls else "plain" for *_, over_tls in several)
        parts = f"{_KINDS[what.kind]}{' ' if what.kind == 'IIS' else '; '}{what.how}"
        yield f"| `{name}` | {where} | {parts} |"
    yield from ("", "Left out:", "")
    yield from (f"* `{name}` {why}." for name, why in LEFT_OUT.items())
    passed = sorted({one.name for one in results if one.outcome == "passed"} - {name for name, _ in failed})
    yield from ("", "Passed wherever they are run:", "", ", ".join(f"`{name}`" for name in passed) + ".")


def _quoted(text: str) -> str:
    """What a program said, without what differs from run to run."""
    calm = re.sub(r"/tmp/\S+|:\d{4,5}\b|\d{4}/\d\d/\d\d \d\d:\d\d:\d\d", "...", text)
    return calm[:200].replace("|", "/").replace("`", "'")
