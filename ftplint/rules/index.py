"""The index of the built-in rules: all of them in one file, without their examples, since a start takes no 150 files.

``rules/rules.xml`` is generated (``python -m tests.generate``). A checkout whose rule files are not those of the index
is read file by file, so a stale index costs time and nothing else.
"""

from __future__ import annotations

import os
import zlib
from pathlib import Path
from typing import TYPE_CHECKING, cast

from lxml import etree

from ftplint.resources import INSTALLED, RULES
from ftplint.rules.model import FTP, SCHEMATRON, Needs, Scope

if TYPE_CHECKING:
    from lxml.etree import _Element

    from ftplint.rules.model import Pattern

NAME = "rules.xml"
_FTP = f"{{{FTP}}}"
_MIXED = (f"{{{SCHEMATRON}}}assert", f"{{{SCHEMATRON}}}report")


Seen = tuple[Scope, Needs]
"""What the index knows of a pattern: its scope, and what it needs to see."""


def indexed() -> list[tuple[Path, _Element, list[Seen]]] | None:
    """The built-in rule files with their ``sch:schema`` elements, or None if the index is not theirs."""
    try:
        root = etree.parse(RULES / NAME, etree.XMLParser(resolve_entities=False, no_network=True)).getroot()
    except (OSError, etree.XMLSyntaxError):
        return None
    entries = [(f"{RULES}/{entry.get('path')}", entry) for entry in root.iterchildren("rule")]
    if not INSTALLED and not _fresh({path: entry.get("crc") or "" for path, entry in entries}):
        return None
    return [(Path(path), entry[0], _seen(entry.get("seen") or "")) for path, entry in entries]


def _fresh(known: dict[str, str]) -> bool:
    """Whether the rule files are those of the index, *known* by path and checksum: their contents decide, no clock."""
    found = 0
    with os.scandir(RULES) as folders:
        for folder in folders:
            if not folder.is_dir():
                continue
            with os.scandir(folder.path) as files:
                for file in files:
                    if not file.name.endswith(".sch"):
                        continue
                    if known.get(f"{RULES}/{folder.name}/{file.name}") != _crc(file.path):
                        return False
                    found += 1
    return found == len(known)


def _seen(text: str) -> list[Seen]:
    found: list[Seen] = []
    for part in text.split(";"):
        scope, names, flags, kinds = part.split(":")
        on = flags.split()
        seen = None if names == "*" else frozenset(names.split())
        marks = ("server_level" in on, "site_name" in on, "host_or_not" in on, "whole" in on, "ports" in on)
        needs = Needs(seen, *marks, frozenset(kinds.split()))
        found.append((cast("Scope", scope), needs))
    return found


def _shown(pattern: Pattern) -> str:
    needs = pattern.needs
    names = "*" if needs.names is None else " ".join(sorted(needs.names))
    flags = " ".join(flag for flag in _FLAGS if getattr(needs, flag))
    return f"{pattern.scope}:{names}:{flags}:{' '.join(sorted(needs.kinds))}"


_FLAGS = ("server_level", "site_name", "host_or_not", "whole", "ports")
"""The fields of ``Needs`` that are true or false."""


def index_text() -> str:
    """What ``rules/rules.xml`` has to be."""
    from ftplint.rules.load import load_rule, rule_files

    parts = ['<?xml version="1.0" encoding="UTF-8"?>\n<!-- Generated: python -m tests.generate -->\n<rules>\n']
    for path in rule_files(RULES):
        seen = ";".join(map(_shown, load_rule(path).patterns))
        name, crc = path.relative_to(RULES).as_posix(), _crc(str(path))
        parts.append(f'<rule path="{name}" crc="{crc}" seen="{seen}">{_reduced(path)}</rule>\n')
    return "".join([*parts, "</rules>\n"])


def _reduced(path: Path) -> str:
    """The rule file without its examples, comments and white space."""
    schema = etree.parse(path, etree.XMLParser(remove_comments=True)).getroot()
    for example in schema.findall(f"{_FTP}example"):
        schema.remove(example)
    for element in schema.iter("*"):
        if element.tag not in _MIXED and len(element):  # in a message, white space between values counts
            element.text = None
            for child in element:
                child.tail = None
    return etree.tostring(schema, encoding="unicode", with_tail=False)


def _crc(path: str) -> str:
    """The checksum of a rule file, whatever line ends the checkout gave it."""
    with open(path, "rb") as stream:  # noqa: PTH123 - paths are texts here, which is faster
        return f"{zlib.crc32(stream.read().replace(_CRLF, _LF)):08x}"


_CRLF, _LF = b"\r\n", b"\n"
