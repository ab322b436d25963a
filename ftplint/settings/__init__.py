"""Settings files: ftplint.toml, or [tool.ftplint] in pyproject.toml."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ftplint.faces import when_asked
from ftplint.settings.find import find_settings

if TYPE_CHECKING:
    from ftplint.settings.read import FileSettings, Override, SettingsError, is_address, read_settings

__all__ = ["FileSettings", "Override", "SettingsError", "find_settings", "is_address", "read_settings"]

_WHEN_ASKED = {"read": ("FileSettings", "Override", "SettingsError", "is_address", "read_settings")}

if not TYPE_CHECKING:
    __getattr__ = when_asked(__name__, _WHEN_ASKED)
