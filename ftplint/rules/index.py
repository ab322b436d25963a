"""The index of the built-in rules: all of them in one file, without their examples, since a start takes no 150 files.

``rules/rules.xml`` is generated (``python -m ftplint.tooling``). A checkout whose rule files are not those of the index
is read file by file, so a stale index costs time and nothing else.
"""

from __future__ import annotations

import os
import zlib
from pathlib import Path
from typing import TYPE_CHECKING, cast

from lxml import etree

from ftplint.resources import INSTALLED, RULES
from ftplint.rules.model import Needs, Scope

if TYPE_CHECKING:
    from collections.abc import Iterator

    from lxml.etree import _Element


NAME = "rules.xml"


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
    try:
        return [(Path(path), entry[0], _seen(entry.get("seen") or "")) for path, entry in entries]
    except ValueError:  # made by another version
        return None


def stamp() -> object:
    """What changes where a file of the built-in rules does, for a process that has read them already."""
    if INSTALLED:
        return RULES
    try:
        seen = [(path, file.stat()) for path, file in _files()]
    except OSError:  # whoever reads them says so
        return RULES, None
    return RULES, [(path, one.st_size, one.st_mtime_ns, one.st_ino) for path, one in seen]


def _fresh(known: dict[str, str]) -> bool:
    """Whether the rule files are those of the index, *known* by path and checksum: their contents decide, no clock."""
    found = 0
    for path, file in _files():
        if file.name == NAME:
            continue
        if known.get(path) != checksum(file.path):
            return False
        found += 1
    return found == len(known)


def _files() -> Iterator[tuple[str, os.DirEntry[str]]]:
    """The index and the rule files, each with its path as the index has it."""
    with os.scandir(RULES) as entries:
        for entry in entries:
            if entry.name == NAME:
                yield f"{RULES}/{NAME}", entry
            elif entry.is_dir():
                with os.scandir(entry.path) as files:
                    for file in files:
                        if file.name.endswith(".sch"):
                            yield f"{RULES}/{entry.name}/{file.name}", file


def _seen(text: str) -> list[Seen]:
    found: list[Seen] = []
    for part in text.split(";"):
        scope, named, flags, kinds, compared = part.split(":")
        on = flags.split()
        names = [name.rpartition("?") for name in named.split()]
        pairs = [pair.partition("=") for pair in compared.split()]
        needs = Needs(
            None if "*" in on else frozenset([name or told for told, _, name in names]),
            "server_level" in on,
            "site_name" in on,
            "host_or_not" in on,
            "whole" in on,
            "ports" in on,
            frozenset(kinds.split()),
            None if "**" in on else frozenset([name for _, _, name in names if name]),
            frozenset([(name, text) for name, _, text in pairs]),
            "name_decides" in on,
        )
        found.append((cast("Scope", scope), needs))
    return found


def seen_text(scope: Scope, needs: Needs) -> str:
    """What ``indexed`` reads: scope, names (with a ``?`` those that decide nothing), flags, kinds, comparisons."""
    names, decisive = needs.names or frozenset(), needs.decisive or frozenset()
    named = " ".join(sorted(name if name in decisive else f"{name}?" for name in names | decisive))
    flags = [flag for flag in _FLAGS if getattr(needs, flag)]
    flags += (["*"] if needs.names is None else []) + (["**"] if needs.decisive is None else [])
    compared = " ".join(f"{name}={text}" for name, text in sorted(needs.compared))
    return ":".join((scope, named, " ".join(flags), " ".join(sorted(needs.kinds)), compared))


_FLAGS = ("server_level", "site_name", "host_or_not", "whole", "ports", "name_decides")
"""The fields of ``Needs`` that are true or false."""


def checksum(path: str) -> str:
    """The checksum of a rule file, whatever line ends the checkout gave it."""
    with open(path, "rb") as stream:  # noqa: PTH123 - paths are texts here, which is faster
        return f"{zlib.crc32(stream.read().replace(_CRLF, _LF)):08x}"


_CRLF, _LF = b"\r\n", b"\n"
