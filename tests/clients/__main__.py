"""`python -m tests.clients` runs all of them and writes docs/clients.md; with names of clients, a table on the screen."""

from __future__ import annotations

import argparse
import sys
import tempfile
from pathlib import Path

from tests.clients.client import Client
from tests.clients.page import PAGE, page
from tests.clients.programs import clients
from tests.clients.pyftpdlib_suite import run as suite
from tests.clients.pyftpdlib_suite.verdicts import verdict
from tests.clients.serving import serving
from tests.clients.tasks import TASKS, Outcome, attempt


def _tried(names: list[str]) -> dict[Client, list[Outcome]]:
    matrix: dict[Client, list[Outcome]] = {}
    with tempfile.TemporaryDirectory(prefix="clients-") as place, serving(Path(place)) as server:
        for client in clients():
            if names and client.name not in names:
                continue
            print(client.name, flush=True)
            matrix[client] = []
            for task in TASKS:
                outcome = attempt(client, task, server, Path(place) / "work")
                matrix[client].append(outcome)
                print(f"  {task.name:14}{outcome.kind}  {outcome.why[:700]}", flush=True)
    return matrix


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("names", nargs="*", metavar="CLIENT")
    names = parser.parse_args().names
    matrix = _tried(names)
    bad = [client.name for client, outcomes in matrix.items() if any(one.kind == "fails" for one in outcomes)]
    if not names:
        print("pyftpdlib's tests", flush=True)
        with tempfile.TemporaryDirectory(prefix="suite-") as place:
            results = suite.results(Path(place))
        versions = {client: client.version() if client.there else "" for client in matrix}
        PAGE.write_text(page(matrix, versions, suite.pyftpdlib(), results), encoding="utf-8")
        print(f"wrote {PAGE}")
        failed = {(one.name, one.over_tls) for one in results if one.outcome == "failed"}
        bad += sorted(name for name, over_tls in failed if verdict(name, over_tls).kind == "ours")
    if bad:
        sys.exit(f"failed: {', '.join(bad)}")
