"""A file that is open in an editor: its text as it is there, and the bytes that saving it would write."""

from __future__ import annotations

import re
import sys
from codecs import BOM_UTF8, BOM_UTF16_BE, BOM_UTF16_LE
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import unquote, urlsplit

from ftplint.lsp.text import Text
from ftplint.source import writes_xml

if TYPE_CHECKING:
    from collections.abc import Iterable

    from lsprotocol import types

_MARKS = ((BOM_UTF8, "utf-8"), (BOM_UTF16_LE, "utf-16-le"), (BOM_UTF16_BE, "utf-16-be"))
_DECLARED = re.compile(r"""\s*<\?xml\s[^>]{0,200}?encoding\s*=\s*["']([^"'<>]{1,40})["']""")


def path_of(uri: str) -> str | None:
    """The path that a ``file:`` URI names; None for another. A drive is a drive, a host a share of Windows."""
    try:
        parts = urlsplit(uri)
    except ValueError:
        return None
    if parts.scheme != "file" or not parts.path:
        return None
    path = unquote(parts.path)
    if parts.netloc and parts.netloc != "localhost":
        path = f"//{parts.netloc}{path}"
    elif re.match(r"/[A-Za-z]:", path):
        path = path[1:]
    return path.replace("/", "\\") if sys.platform == "win32" else path


class Document:
    """``path`` is that of the file, or a name for a text that is no file yet. Each change makes another ``text``."""

    def __init__(self, item: types.TextDocumentItem) -> None:
        self.uri = item.uri
        file = path_of(item.uri)
        self.path = file or item.uri.rpartition("/")[2] or "applicationHost.config"
        self.is_file = bool(file)
        self.version: int | None = item.version
        self.text = Text(item.text)
        self._mark = b""
        self.look()

    def look(self) -> None:
        """Looks at the file's byte-order mark, which editors keep when they save and do not send."""
        self._mark = b""
        if self.is_file:
            try:
                with Path(self.path).open("rb") as stream:
                    head = stream.read(3)
            except (OSError, ValueError):
                return
            self._mark = next((mark for mark, _ in _MARKS if head.startswith(mark)), b"")

    def change(self, changes: Iterable[types.TextDocumentContentChangeEvent], version: int | None) -> None:
        """Makes *changes*, one after the other."""
        for one in changes:
            self.text = self.text.edited(one)
        self.version = version

    def data(self) -> bytes:
        """The bytes of the file if it were saved now: as many characters as ``text.content`` has, in the same places.

        In the encoding of its mark, else in the one that it declares; what that cannot hold becomes a question mark.
        """
        content = self.text.content
        mark = BOM_UTF8 if self.text.raw.startswith("\ufeff") else self._mark
        encoding = next((name for known, name in _MARKS if known == mark), "")
        declared = _DECLARED.match(content)
        if not encoding and declared is not None:
            if declared[1].upper().replace("_", "-").startswith("UTF-16"):
                mark, encoding = BOM_UTF16_LE, "utf-16-le"  # what editors write for this name
            elif writes_xml(declared[1]):  # of others ftplint reports the name
                return content.encode(declared[1], "replace")
        return mark + content.encode(encoding or "utf-8", "replace")
