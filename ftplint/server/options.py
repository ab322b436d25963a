"""What a service is given beside the configuration, and what it says when it listens."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ftplint.evidence import Certificates, MemoryDirectory
from ftplint.named_tuple import NamedTuple
from ftplint.server.open_points import DEFAULT, Choices
from ftplint.server.transport.tls import Trust

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import tzinfo
    from pathlib import Path

    from ftplint.evidence import Directory
    from ftplint.server.endpoints import Endpoint
    from ftplint.server.w3c_log import LogLine


class Options(NamedTuple):
    """What a service is given beside the configuration.

    ``slow_directory`` looks accounts up in threads. ``local_clients`` treats clients as if they were
    on the server itself: they get detailed errors. ``log_files`` keeps the log files that the configuration asks for,
    below the root; ``zone`` is their local time, None for that of this machine. ``log`` gets every line. ``host_name``
    looks up the name of a client's address and raises OSError if it has none; None asks the system. ``seen_from`` is
    the address that ``ipSecurity`` judges in the place of the client's own; empty for that one, ANYWHERE to let all
    pass.
    """

    root: Path
    certificates: Certificates = Certificates(())
    trust: Trust = Trust()
    directory: Directory = MemoryDirectory(())
    choices: Choices = DEFAULT
    weak_mappings: bool = False
    slow_directory: bool = False
    local_clients: bool = False
    log_files: bool = False
    zone: tzinfo | None = None
    host_name: Callable[[str], str] | None = None
    seen_from: str = ""
    log: Callable[[LogLine], None] | None = None
    trouble: Callable[[str], None] | None = None


class Listening(NamedTuple):
    """Where an endpoint of the file listens in fact. ``problem`` is why AUTH would fail, None if TLS works."""

    endpoint: Endpoint
    address: str
    port: int
    problem: str | None
