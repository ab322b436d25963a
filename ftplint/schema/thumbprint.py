"""What a thumbprint of a certificate looks like, and the one that is none."""

from __future__ import annotations

import re

PLACEHOLDER = "57686f6120447564652c2049495320526f636b73"
"""The thumbprint of every sample in Microsoft's documentation: ASCII for ``Whoa Dude, IIS Rocks``."""
_DIGITS = re.compile(r"[0-9a-fA-F]{40}\Z")


def is_thumbprint(text: str) -> bool:
    """Whether *text* is 40 hexadecimal digits."""
    return _DIGITS.match(text) is not None
