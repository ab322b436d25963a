"""The index of the built-in rules: all of them in one file, without their examples, since a start takes no 150 files.

``rules/index.xml`` is generated (``python -m tests.generate``). A checkout whose rule files are not those of the index
is read file by file, so a stale index costs time and nothing else.
"""

from __future__ import annotations

import zlib
from typing import TYPE_CHECKING

from lxml import etree

from ftplint.engine.rule import FTP, SCHEMATRON
from ftplint.resources import INSTALLED, RULES

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from lxml.etree import _Element

NAME = "index.xml"
_FTP = f"{{{FTP}}}"
_MIXED = (f"{{{SCHEMATRON}}}assert", f"{{{SCHEMATRON}}}report")


def indexed() -> list[tuple[Path, _Element]] | None:
    """The built-in rule files with their ``sch:schema`` elements, or None if the index is not theirs."""
    try:
        root = etree.parse(RULES / NAME, etree.XMLParser(resolve_entities=False, no_network=True)).getroot()
    except (OSError, etree.XMLSyntaxError):
        return None
    entries = [(RULES / (entry.get("path") or ""), entry) for entry in root.iterchildren("rule")]
    if not INSTALLED and [(path, entry.get("crc")) for path, entry in entries] != list(_state()):
        return None
    return [(path, entry[0]) for path, entry in entries]


def index_text() -> str:
    """What ``rules/index.xml`` has to be."""
    parts = ['<?xml version="1.0" encoding="UTF-8"?>\n<!-- Generated: python -m tests.generate -->\n<rules>\n']
    for path, crc in _state():
        schema = etree.parse(path, etree.XMLParser(remove_comments=True)).getroot()
        for example in schema.findall(f"{_FTP}example"):
            schema.remove(example)
        for element in schema.iter("*"):
            if element.tag not in _MIXED and len(element):  # in a message, white space between values counts
                element.text = None
                for child in element:
                    child.tail = None
        body = etree.tostring(schema, encoding="unicode", with_tail=False)
        parts.append(f'<rule path="{path.relative_to(RULES).as_posix()}" crc="{crc}">{body}</rule>\n')
    return "".join([*parts, "</rules>\n"])


def _state() -> Iterator[tuple[Path, str]]:
    """The rule files that are there, in order, each with a checksum of what it holds."""
    for folder in sorted(path for path in RULES.iterdir() if path.is_dir()):
        for path in sorted(folder.glob("*.sch")):
            yield path, f"{zlib.crc32(path.read_bytes().replace(_CRLF, _LF)):08x}"


_CRLF, _LF = b"\r\n", b"\n"
