"""What a client is told to do."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ftplint.named_tuple import NamedTuple
from ftplint.verify.lab import PASSWORD, Lab

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

HOST = "localhost"


class Call(NamedTuple):
    """A session: connect, TLS, log in, and then the ``wanted`` steps (``list``, ``upload``, ``download``, ``ccc``).

    ``certificate`` is a PEM file with key, or None; ``channel`` and ``data`` are those of a scenario.
    """

    port: int
    implicit: bool
    authority: Path
    certificate: Path | None
    user: str
    password: str
    channel: str
    data: str
    path: str
    wanted: tuple[str, ...]
    content: bytes
    host: str = "127.0.0.1"
    name: str = HOST
    """What the client calls the server, and looks for in its certificate."""
    first: tuple[str, ...] = ()
    before: tuple[str, ...] = ()
    commands: tuple[str, ...] = ()
    """Commands in the client's own words, before AUTH, before the logon and after it."""
    idle: tuple[tuple[str, int], ...] = ()
    """Commands before which so many seconds pass."""
    newest_tls: str = ""
    """``1.2`` or ``1.3`` to hold the client to that version."""
    source: str = ""
    """The address that the client comes from, where it is not the usual one; ``data_source``: its data connections."""
    data_source: str = ""
    passes: int = 0
    """Seconds that pass in the middle of a slow upload."""
    wait: Callable[[int], None] | None = None
    """Lets so many seconds pass."""

    @property
    def upload_path(self) -> str:
        """Where an upload goes: beside the file that is downloaded, under another name with the same extension."""
        folder, slash, name = self.path.rpartition("/")
        return f"{folder}{slash}new-{name}"


def password_of(lab: Lab, certificate: str, password: str) -> str:
    """The text of a scenario's password: by default the right one without a certificate, none with one."""
    del lab
    kind = password or ("right" if certificate == "none" else "empty")
    return {"right": PASSWORD, "wrong": "not-the-password", "empty": ""}[kind]
