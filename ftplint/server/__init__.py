"""The reference FTPS server: does what an effective configuration says. Needs the extra ``ftplint[server]``.

Nothing is loaded until a name is used.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from ftplint.faces import when_asked

if TYPE_CHECKING:
    from ftplint.server.access.addresses import ANYWHERE
    from ftplint.server.access.home import isolated_path
    from ftplint.server.access.identity import Identity
    from ftplint.server.background_service import BackgroundService, in_background, on_loopback
    from ftplint.server.content.storage import Storage, StorageError
    from ftplint.server.endpoints import Endpoint
    from ftplint.server.further_points import FURTHER, Further
    from ftplint.server.open_points import DEFAULT, GIVEN, SEEN_BY, Choices, alternatives
    from ftplint.server.options import Listening, Options
    from ftplint.server.protocol.commands import COMMANDS, step_of, verbs_of
    from ftplint.server.protocol.replies import DETAILS, REPLIES, SYSTEM
    from ftplint.server.readings import MET, Heard, Reading, Seen, Turn, Unseen, said
    from ftplint.server.service import Service
    from ftplint.server.site import SiteSettings
    from ftplint.server.transport.tls import Trust
    from ftplint.server.w3c_log import LogLine, log_header

__all__ = [
    "ANYWHERE",
    "COMMANDS",
    "DEFAULT",
    "DETAILS",
    "FURTHER",
    "GIVEN",
    "MET",
    "REPLIES",
    "SEEN_BY",
    "SYSTEM",
    "BackgroundService",
    "Choices",
    "Endpoint",
    "Further",
    "Heard",
    "Identity",
    "Listening",
    "LogLine",
    "Options",
    "Reading",
    "Seen",
    "Service",
    "SiteSettings",
    "Storage",
    "StorageError",
    "Trust",
    "Turn",
    "Unseen",
    "alternatives",
    "in_background",
    "isolated_path",
    "log_header",
    "on_loopback",
    "said",
    "step_of",
    "verbs_of",
]

_WHEN_ASKED = {
    "access.addresses": ("ANYWHERE",),
    "access.home": ("isolated_path",),
    "access.identity": ("Identity",),
    "background_service": ("BackgroundService", "in_background", "on_loopback"),
    "content.storage": ("Storage", "StorageError"),
    "endpoints": ("Endpoint",),
    "further_points": ("FURTHER", "Further"),
    "open_points": ("DEFAULT", "GIVEN", "SEEN_BY", "Choices", "alternatives"),
    "options": ("Listening", "Options"),
    "protocol.commands": ("COMMANDS", "step_of", "verbs_of"),
    "protocol.replies": ("DETAILS", "REPLIES", "SYSTEM"),
    "readings": ("Heard", "MET", "Reading", "Seen", "Turn", "Unseen", "said"),
    "service": ("Service",),
    "site": ("SiteSettings",),
    "transport.tls": ("Trust",),
    "w3c_log": ("LogLine", "log_header"),
}

if not TYPE_CHECKING:
    __getattr__ = when_asked(__name__, _WHEN_ASKED)
