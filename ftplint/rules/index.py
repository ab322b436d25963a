"""The index of the built-in rules: all of them in one file, without their examples, since a start takes no 300 files.

``rules/rules.json`` is generated (``python -m ftplint.tooling``). A checkout whose rule files are not those of the
index is read file by file, so a stale index costs time and nothing else.
"""

from __future__ import annotations

import json
import os
import zlib
from typing import TYPE_CHECKING, Any

from ftplint.resources import INSTALLED, RULES
from ftplint.rules.model import Needs, Pattern, Rule
from ftplint.rules.rule_file import RuleFile

if TYPE_CHECKING:
    from collections.abc import Iterator


NAME = "rules.json"


def indexed() -> tuple[Rule, ...] | None:
    """The built-in rules, or None if the index is not that of their files."""
    try:
        with open(f"{RULES}/{NAME}", "rb") as stream:  # noqa: PTH123 - paths are texts here, which is faster
            entries = json.loads(stream.read())
        if not INSTALLED and not _fresh({f"{RULES}/{entry['path']}": entry["crc"] for entry in entries}):
            return None
        return tuple(map(_rule, entries))
    except (OSError, ValueError, TypeError, KeyError):  # there is none, or one made by another version
        return None


def entry_of(rule: Rule, path: str, schema: str) -> dict[str, Any]:
    """What the index has of *rule*: the *path* of its file below the folder of rules, and its *schema* as text."""
    facts = rule._asdict()
    del facts["file"], facts["patterns"]
    patterns = [{"scope": one.scope, "needs": _written(one.needs)} for one in rule.patterns]
    return {"path": path, "crc": checksum(f"{RULES}/{path}"), "rule": facts, "patterns": patterns, "schema": schema}


def _rule(entry: dict[str, Any]) -> Rule:
    facts = entry["rule"]
    facts["profiles"] = tuple([tuple(profile) for profile in facts["profiles"]])
    facts["evidence"] = tuple(facts["evidence"])
    file = RuleFile(f"{RULES}/{entry['path']}", entry["schema"])
    patterns = [Pattern(file, n, one["scope"], _needs(one["needs"])) for n, one in enumerate(entry["patterns"])]
    return Rule(file=file, patterns=tuple(patterns), **facts)


_SETS = ("names", "kinds", "decisive")
"""The fields of ``Needs`` that are sets of names."""


def _written(needs: Needs) -> dict[str, Any]:
    """*needs* as the index has it: lists for sets, and of what they are by default nothing."""
    found = {}
    for name, value in needs._asdict().items():
        if value != Needs._field_defaults[name]:
            found[name] = sorted(value) if isinstance(value, frozenset) else value
    return found


def _needs(written: dict[str, Any]) -> Needs:
    for name in _SETS:
        if name in written:
            written[name] = frozenset(written[name])
    if "compared" in written:
        written["compared"] = frozenset([(name, text) for name, text in written["compared"]])
    return Needs(**written)


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


def checksum(path: str) -> str:
    """The checksum of a rule file, whatever line ends the checkout gave it."""
    with open(path, "rb") as stream:  # noqa: PTH123 - paths are texts here, which is faster
        return f"{zlib.crc32(stream.read().replace(_CRLF, _LF)):08x}"


_CRLF, _LF = b"\r\n", b"\n"
