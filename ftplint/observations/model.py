"""What was seen of the open points of one server, without its names: the model of a file of observations."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ftplint.named_tuple import NamedTuple

if TYPE_CHECKING:
    from ftplint.server import Turn

FORMAT = "ftplint-observations"
VERSION = 1
"""The version of the format that is written and understood."""


class Observation(NamedTuple):
    """One open point as it was seen. ``choice`` is None where something else was seen than any known choice."""

    point: str
    choice: bool | str | None
    given: tuple[str, ...]
    turns: tuple[Turn, ...]


class Server(NamedTuple):
    """What the server says of itself, with the names taken out: lines of its banner, its SYST, versions of TLS."""

    banner: tuple[str, ...] = ()
    system: str = ""
    tls: tuple[str, ...] = ()


class Observations(NamedTuple):
    """Everything of one file."""

    server: Server
    observations: tuple[Observation, ...]


class Session(NamedTuple):
    """One connection as it was played: what was so (keys of ``GIVEN``), and its turns as they came, names and all."""

    given: frozenset[str]
    turns: tuple[Turn, ...]
    private: frozenset[str] = frozenset()
    """Words that must not get into a file even if they are ordinary ones: user, password, host, folders."""
