"""Paths as URI references, for formats that want those."""

from __future__ import annotations

import re
from urllib.parse import quote

_DRIVE = re.compile(r"[A-Za-z]:/")


def uri(path: str) -> tuple[str, bool]:
    """*path* as a URI reference, and whether it is relative. Bytes that are not UTF-8 stay the bytes they are."""
    slashed = path.replace("\\", "/")
    encoded = quote(slashed.encode("utf-8", "surrogateescape"), safe="/~!$&'()*+,;=@")
    if _DRIVE.match(slashed):
        return f"file:///{slashed[0]}:{encoded[4:]}", False
    if slashed.startswith("//"):
        return f"file:{encoded}", False
    if slashed.startswith("/"):
        return f"file://{encoded}", False
    return encoded.removeprefix("./"), True
