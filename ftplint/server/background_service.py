"""Runs a service in a thread of this process: for tests, for ``ftplint verify``."""

from __future__ import annotations

import contextlib
import threading
from typing import TYPE_CHECKING

from ftplint.server.service import Service

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from ftplint.configuration import Configuration
    from ftplint.server.endpoints import Endpoint
    from ftplint.server.options import Listening, Options


class BackgroundService:
    """A running service and where it listens."""

    def __init__(self, service: Service, listening: tuple[Listening, ...]) -> None:
        self.service = service
        self.listening = listening

    def port(self, configured: int = 21, host: str = "") -> int:
        """The port on loopback that stands for a configured one. Raises LookupError if nothing listens there."""
        for one in self.listening:
            if one.endpoint.port == configured and host.lower() in one.endpoint.hosts:
                return one.port
        raise LookupError(f"no endpoint with port {configured} and host name '{host}'")


@contextlib.contextmanager
def in_background(
    configuration: Configuration,
    options: Options,
    known: Sequence[Endpoint] | None = None,
    only: Callable[[Endpoint], bool] | None = None,
) -> Iterator[BackgroundService]:
    """Serves on free ports of 127.0.0.1 (and ::1) while the block runs; *known* as for ``Service``, of the endpoints
    *only* some."""
    service = Service(configuration, options, known)
    if only is not None:
        service.endpoints = tuple(filter(only, service.endpoints))
    listening = service.listen(on_loopback)
    thread = threading.Thread(target=service.run, name="ftplint-server", daemon=True)
    thread.start()
    try:
        yield BackgroundService(service, listening)
    finally:
        service.stop()
        thread.join(10)


def on_loopback(endpoint: Endpoint) -> tuple[str, int]:
    """A free port of the loopback address of the endpoint's family."""
    return ("::1" if endpoint.address.startswith("[") else "127.0.0.1"), 0
