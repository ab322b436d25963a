"""The clients, one a file; a new file is a new row of the table."""

from __future__ import annotations

import pkgutil
from importlib import import_module

from tests.clients.client import Client


def clients() -> list[Client]:
    """All of them, by name."""
    found = []
    for module in pkgutil.iter_modules(__path__):
        for one in vars(import_module(f"{__name__}.{module.name}")).values():
            if isinstance(one, type) and issubclass(one, Client) and one.__module__.endswith(f".{module.name}"):
                found.append(one())
    return sorted(found, key=lambda client: client.name.lower())
