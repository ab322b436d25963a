"""The clients that CI has do what they are told to, and docs/clients.md has the clients and tasks of the code."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest

from tests.clients.page import PAGE, columns, rows
from tests.clients.programs import clients
from tests.clients.pyftpdlib_suite.run import pyftpdlib
from tests.clients.pyftpdlib_suite.verdicts import VERDICTS
from tests.clients.serving import Server, serving
from tests.clients.tasks import TASKS, attempt

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tests.clients.client import Client

IN_CI = ("curl", "FileZilla", "lftp", "Mono FtpWebRequest", "PHP", "Python ftplib", "rclone", "tnftp")
"""What .ci/run installs."""
SLOW = ("FileZilla", "Mono FtpWebRequest", "rclone")
"""Those that take longest to start."""


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    with serving(tmp_path_factory.mktemp("clients")) as running:
        yield running


@pytest.mark.parametrize(
    "client",
    [
        pytest.param(one, id=one.name, marks=pytest.mark.slow if one.name in SLOW else ())
        for one in clients()
        if one.name in IN_CI
    ],
)
def test_a_client_does_every_task_that_it_can(
    client: Client, server: Server, tmp_path_factory: pytest.TempPathFactory
) -> None:
    if not client.there:
        pytest.skip(f"{client.name} is not installed ({client.package})")
    folder = tmp_path_factory.mktemp("work")
    outcomes = {task.name: attempt(client, task, server, folder) for task in TASKS}
    assert {name: why for name, (kind, why) in outcomes.items() if kind not in ("works", "cannot")} == {}


def test_the_page_has_the_clients_and_tasks_of_the_code() -> None:
    text = PAGE.read_text(encoding="utf-8")
    assert columns(text) == [task.name for task in TASKS]
    expected = [
        (client.name, ["-" if task.name in client.cannot else "works" for task in TASKS]) for client in clients()
    ]
    assert rows(text) == expected, "make clients"
    assert set(IN_CI) <= {name for name, _ in expected}


def test_the_page_judges_the_tests_of_the_pyftpdlib_that_is_installed() -> None:
    text = PAGE.read_text(encoding="utf-8")
    assert f"The tests of pyftpdlib {pyftpdlib()}" in text, "make clients"
    failed = set(re.findall(r"^\| `(test_\w+)` \|", text, re.MULTILINE))
    assert set(VERDICTS) <= failed, "a verdict on a test that passes"
    assert "**ours**" not in text
