"""Servers for all tests of a worker, since one takes a second to start: for a client that can do all, and a plain one."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest

from tests.lsp.client import Client

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

PLAIN = {"textDocument": {"hover": {"contentFormat": ["plaintext"]}, "codeAction": {}}, "workspace": {}}
"""No edits later than the action, no snippets, no Markdown, no versions of texts."""


@pytest.fixture(scope="session")
def able(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Client]:
    with Client(tmp_path_factory.mktemp("work")) as one:
        yield one


@pytest.fixture(scope="module")
def client(able: Client, request: pytest.FixtureRequest) -> Client:
    """The able client, in a folder of this file's own below the one that is open."""
    able.close_all()
    able.folder = able.root / request.module.__name__.rpartition(".")[2]
    able.folder.mkdir(exist_ok=True)  # the tests of a file need not follow one another
    return able


@pytest.fixture(scope="session")
def plain(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Client]:
    """A client that can do little but ask for reasons."""
    with Client(tmp_path_factory.mktemp("plain"), abilities=PLAIN, askForReason=True) as one:
        yield one


@pytest.fixture
def folder(client: Client, request: pytest.FixtureRequest) -> Path:
    """A folder of the test's own below that of the client."""
    made = client.folder / re.sub(r"[^\w-]", "_", request.node.name, flags=re.ASCII)
    made.mkdir()
    return made
