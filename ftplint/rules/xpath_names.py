"""The words of a rule: the elements and attributes that its XPaths name, and so all that its findings depend on."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from ftplint.configuration import NAMED
from ftplint.rules.model import FTP

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from lxml.etree import _Element

    from ftplint.rules.model import Context

SERVER, SITES = "/server", "/site"
"""Words that no element has: an expression reads the server level; it reads sites from outside of them. ``NAMED``: it
asks whether a binding has a host name, and not which."""

_FTP = f"{{{FTP}}}"
_WILD = re.compile(r"(?:[@/:\[(|,]|^|\b(?:and|or)\b)\s*\*|node\(\)|\b(?:name|local-name)\(", re.MULTILINE)
"""Expressions that see what they do not name."""
_LITERAL = re.compile(r"'[^']*'|\"[^\"]*\"")
_WORD = re.compile(r"[\w.]+(?:-[\w.]+)*")
_OF_SERVER = re.compile(r"/server/system\.ftpServer\b|/server/@|/server\[")
_OF_SITES = re.compile(r"(?:/|::)site\b")
_HOST_OR_NOT = re.compile(r"@host\s*!?=\s*''")
_MARKS = ((SERVER, _OF_SERVER), (SITES, _OF_SITES), (NAMED, _HOST_OR_NOT))


def words_of(contexts: Sequence[Context], schema: _Element) -> frozenset[str] | None:
    """The words of the patterns with *contexts* in the rule *schema*; None if they see what they do not name."""
    text = _LITERAL.sub("''", "\n".join(_expressions(contexts, schema)))
    if _WILD.search(text):
        return None
    marks = [mark for mark, pattern in _MARKS if pattern.search(text)]
    return frozenset([*_WORD.findall(_HOST_OR_NOT.sub("", text)), *marks])


def joined(several: Iterable[frozenset[str] | None]) -> frozenset[str] | None:
    """The words of several patterns together."""
    found: set[str] = set()
    for words in several:
        if words is None:
            return None
        found |= words
    return frozenset(found)


def _expressions(contexts: Sequence[Context], schema: _Element) -> Iterator[str]:
    for context in contexts:
        yield context.context
        yield from (value for _, value in context.lets)
        yield from (test.violation for test in context.tests)
        yield from (element.get("select", "") for element in context.element.iter("*"))
    yield from (element.get("select", "") for element in schema.iterchildren(f"{_FTP}at", f"{_FTP}related"))
    for change in schema.iterfind(f"{_FTP}fix/{_FTP}set"):
        yield f"{change.get('element', '')}/@{change.get('attribute', '')}"
