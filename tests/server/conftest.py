"""The servers of the fault tests, each a process of its own."""

from __future__ import annotations

import contextlib
import json
import shutil
import socket
import sys
from collections.abc import Callable, Iterator
from typing import Any

import pytest

from ftplint.verify.lab import CLIENTS, Lab
from tests.samba.controller import PASSWORD, Controller
from tests.server.faulty_sites import SITES, configuration
from tests.server.running import Running, started
from tests.server.wire import Papers

Serve = Callable[..., contextlib.AbstractContextManager[Running]]


@pytest.fixture
def no_sockets(monkeypatch: pytest.MonkeyPatch) -> None:
    """A session that touches the network fails."""

    def refuse(*_: object, **__: object) -> None:
        raise AssertionError("a socket in the protocol")

    monkeypatch.setattr(socket, "socket", refuse)


@pytest.fixture(scope="session")
def lab() -> Lab:
    """Certificates, revocation list and accounts."""
    return Lab()


@pytest.fixture(scope="session")
def serve(lab: Lab, tmp_path_factory: pytest.TempPathFactory) -> Serve:
    """Starts a server: `with serve(limits=..., deny_by_failure=..., **fields of Wanted) as running`."""

    @contextlib.contextmanager
    def start(limits: str = "", deny_by_failure: str = 'enabled="false"', **wanted: Any) -> Iterator[Running]:
        folder = tmp_path_factory.mktemp("server")
        lab.write(folder)
        (folder / "sites.config").write_text(configuration(limits, deny_by_failure), encoding="utf-8")
        homes = {name: folder / "root" / "D" / name for name in SITES}
        for home in homes.values():
            home.mkdir(parents=True)
        root = folder / "ca.pem"
        papers = {"none": Papers(root), **{name: Papers(root, folder / "clients" / f"{name}.pem") for name in CLIENTS}}
        command = [sys.executable, "-m", "tests.server.launch", json.dumps({"folder": str(folder), **wanted})]
        try:
            with started(command, folder / "standard-error.txt", homes, papers) as running:
                yield running
        finally:
            shutil.rmtree(folder, ignore_errors=True)

    return start


@pytest.fixture(scope="module")
def served(serve: Serve) -> Iterator[Running]:
    """A server without any special wish."""
    with serve() as running:
        yield running


@pytest.fixture(scope="module")
def alerting(serve: Serve) -> Iterator[Running]:
    """It refuses certificates with a TLS alert."""
    with serve(alert=True) as running:
        yield running


@pytest.fixture(scope="module")
def strict(serve: Serve) -> Iterator[Running]:
    """An upload over TLS that ends without close_notify is cut."""
    with serve(strict=True) as running:
        yield running


@pytest.fixture(scope="module")
def hasty(serve: Serve) -> Iterator[Running]:
    """All its time-outs are 2 s."""
    with serve('unauthenticatedTimeout="2" controlChannelTimeout="2" dataChannelTimeout="2"') as running:
        yield running


@pytest.fixture(scope="module")
def guarded(serve: Serve) -> Iterator[Running]:
    """Four failed logons in ten minutes shut an address out."""
    with serve(deny_by_failure='enabled="true" maxFailure="4" entryExpiration="00:10:00"') as running:
        yield running


@pytest.fixture(scope="module")
def cramped(serve: Serve) -> Iterator[Running]:
    """No file of it can grow beyond 300,000 bytes."""
    with serve(file_size=300_000) as running:
        yield running


@pytest.fixture(scope="module")
def crowded(serve: Serve) -> Iterator[Running]:
    """It has 64 file descriptors."""
    with serve(descriptors=64) as running:
        yield running


@pytest.fixture(scope="module")
def controller(samba: Controller, lab: Lab) -> Controller:
    """The domain controller with the lab's accounts, and with a certificate of the lab's authority."""
    samba.add_accounts(lab.directory.accounts)
    samba.stop()
    samba.certify(lab.authority)
    samba.start()
    return samba


@pytest.fixture(scope="module")
def domain(serve: Serve, controller: Controller) -> Iterator[Running]:
    """It asks the domain controller, and shuts out whoever fails four times."""
    guard = 'enabled="true" maxFailure="4" entryExpiration="00:10:00"'
    with serve(deny_by_failure=guard, directory=controller.url(), bind_password=PASSWORD) as running:
        yield running
