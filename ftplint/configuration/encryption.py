"""Encrypted values in a file: ``[enc:PROVIDER:DATA:enc]`` (iis-config-system 2.5)."""

from __future__ import annotations

import re

TOKEN = re.compile(r"\[enc:([^:\]]+):[^:\]]*:enc\]")
"""Provider and data between colons; text that merely resembles it is taken literally."""
