"""One server for the tests of a file, in a folder of their own; another one where a test needs its own arguments."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest

from tests.lsp.client import Client

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path


@pytest.fixture(scope="module")
def client(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Client]:
    with Client(tmp_path_factory.mktemp("work")) as one:
        yield one


@pytest.fixture
def folder(client: Client, request: pytest.FixtureRequest) -> Path:
    """A folder of the test's own below that of the client."""
    made = client.folder / re.sub(r"[^\w-]", "_", request.node.name, flags=re.ASCII)
    made.mkdir()
    return made
