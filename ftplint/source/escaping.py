"""Text as XML: what an attribute or an element holds, written so that a parser reads the same again."""

from __future__ import annotations

import re

_TABLES = {
    quote: str.maketrans({"&": "&amp;", "<": "&lt;", quote: named, "\n": "&#10;", "\r": "&#13;", "\t": "&#9;"})
    for quote, named in (('"', "&quot;"), ("'", "&apos;"))
}
_TABLES[">"] = str.maketrans({"&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;"})

_SPECIAL = re.compile("[&<>\"'\n\r\t]")


def escape(text: str, quote: str = '"') -> str:
    """*text* as the value of an attribute in these quotes."""
    return text if _SPECIAL.search(text) is None else text.translate(_TABLES[quote])


def legal(text: str) -> str:
    """*text* with a stand-in for every character that XML 1.0 does not allow."""
    if text.isprintable():
        return text
    return re.sub("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]", "\ufffd", text)


def escape_ascii(text: str) -> str:
    """*text*, which holds no character that XML forbids, as ASCII in an attribute in double quotes or in an element."""
    return text.translate(_TABLES[">"]).encode("ascii", "xmlcharrefreplace").decode("ascii")
