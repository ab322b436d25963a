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
    from ftplint.server.open_points import DEFAULT, Choices, alternatives
    from ftplint.server.options import Listening, Options
    from ftplint.server.protocol.commands import COMMANDS, step_of, verbs_of
    from ftplint.server.service import Service
    from ftplint.server.transport.tls import Trust
    from ftplint.server.w3c_log import LogLine, log_header

__all__ = [
    "ANYWHERE",
    "COMMANDS",
    "DEFAULT",
    "BackgroundService",
    "Choices",
    "Endpoint",
    "Identity",
    "Listening",
    "LogLine",
    "Options",
    "Service",
    "Storage",
    "StorageError",
    "Trust",
    "alternatives",
    "in_background",
    "isolated_path",
    "log_header",
    "on_loopback",
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
    "open_points": ("DEFAULT", "Choices", "alternatives"),
    "options": ("Listening", "Options"),
    "protocol.commands": ("COMMANDS", "step_of", "verbs_of"),
    "service": ("Service",),
    "transport.tls": ("Trust",),
    "w3c_log": ("LogLine", "log_header"),
}

if not TYPE_CHECKING:
    __getattr__ = when_asked(__name__, _WHEN_ASKED)
