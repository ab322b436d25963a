"""`python -m tests.clients [CLIENT ...]`: all of them and docs/clients.md, or a few of them and a table on the screen."""

from __future__ import annotations

import argparse
import tempfile
from pathlib import Path

from tests.clients.programs import clients
from tests.clients.serving import serving
from tests.clients.tasks import TASKS, attempt

if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("names", nargs="*", metavar="CLIENT")
    names = parser.parse_args().names
    with tempfile.TemporaryDirectory(prefix="clients-") as place, serving(Path(place)) as server:
        for client in clients():
            if names and client.name not in names:
                continue
            print(client.name, client.version() if client.there else "absent", flush=True)
            for task in TASKS:
                outcome = attempt(client, task, server, Path(place) / "work")
                print(f"  {task.name:14}{outcome.kind}  {outcome.why[-600:]}", flush=True)
