"""Observations of the undocumented points of a server: made from sessions, written, read, turned into choices.

Nothing is loaded until a name is used.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from ftplint.faces import when_asked

if TYPE_CHECKING:
    from ftplint.observations.from_sessions import observe, seen_by
    from ftplint.observations.model import FORMAT, VERSION, Observation, Observations, Server, Session
    from ftplint.observations.names_taken_out import nameless, nameless_lines
    from ftplint.observations.read import ObservationError, Placed, read_observations
    from ftplint.observations.to_choices import Settlement, as_text, settle
    from ftplint.observations.write import as_json

__all__ = [
    "FORMAT",
    "VERSION",
    "Observation",
    "ObservationError",
    "Observations",
    "Placed",
    "Server",
    "Session",
    "Settlement",
    "as_json",
    "as_text",
    "nameless",
    "nameless_lines",
    "observe",
    "read_observations",
    "seen_by",
    "settle",
]

_WHEN_ASKED = {
    "model": ("FORMAT", "Observation", "Observations", "Server", "Session", "VERSION"),
    "names_taken_out": ("nameless", "nameless_lines"),
    "from_sessions": ("observe", "seen_by"),
    "read": ("ObservationError", "Placed", "read_observations"),
    "to_choices": ("Settlement", "as_text", "settle"),
    "write": ("as_json",),
}

if not TYPE_CHECKING:
    __getattr__ = when_asked(__name__, _WHEN_ASKED)
