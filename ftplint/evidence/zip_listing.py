"""How long the list of files in a ZIP is, before zipfile makes an object of a kilobyte of each of its entries."""

from __future__ import annotations

import os
import re
from typing import IO

_END = b"PK\x05\x06"
_LARGE_END = b"PK\x06\x06"
_COMMENT = 65_535


def listing_size(stream: IO[bytes]) -> int:
    """How many bytes the list of files has at most, by all that could be the end of the ZIP (APPNOTE 4.3.14, 4.3.16):
    which of them zipfile goes by is its own affair. 0 if it has no end."""
    end = stream.seek(0, os.SEEK_END)
    stream.seek(max(0, end - _COMMENT - 22 - 76))
    tail = stream.read()
    stream.seek(0)
    sizes = [tail[one.start() + 12 : one.start() + 16] for one in re.finditer(_END, tail)]
    sizes += [tail[one.start() + 40 : one.start() + 48] for one in re.finditer(_LARGE_END, tail)]
    found = [int.from_bytes(size, "little") for size in sizes]
    return max((size for size in found if size != 0xFFFFFFFF), default=0)
