"""The index of the built-in rules, since a start takes no 300 files: by what they judge, and apart from it their texts.

``rules/index.json`` and ``rules/texts.xml``, a line a rule, are generated (``python -m ftplint.tooling``). A checkout
whose rule files are not those of the index is read file by file, so a stale index costs time and nothing else.
"""

from __future__ import annotations

import json
import os
import zlib
from functools import lru_cache, partial
from typing import TYPE_CHECKING, Any

from ftplint.resources import INSTALLED, RULES
from ftplint.rules.model import Needs, Pattern, Rule
from ftplint.rules.rule_file import Indexed, RuleFile

if TYPE_CHECKING:
    from collections.abc import Iterator


NAME, TEXTS = "index.json", "texts.xml"


def indexed() -> tuple[Rule, ...] | None:
    """The built-in rules, or None if the index is not that of their files."""
    try:
        index = json.loads(_read(f"{RULES}/{NAME}"))
        entries = index["rules"]
        if not INSTALLED and not _fresh(index["texts"], {f"{RULES}/{one['path']}": one["crc"] for one in entries}):
            return None
        return tuple(_rule(entry, f"{RULES}/{TEXTS}", number) for number, entry in enumerate(entries))
    except (OSError, ValueError, TypeError, KeyError):  # there is none, or one made by another version
        return None


def entry_of(rule: Rule, path: str) -> dict[str, Any]:
    """What the index has of *rule*, the *path* of whose file is below the folder of rules."""
    facts = rule._asdict()
    del facts["file"], facts["patterns"]
    patterns = [
        {"scope": one.scope, "needs": _written(one.needs), "contexts": contexts}
        for one, contexts in zip(rule.patterns, rule.file.written, strict=True)
    ]
    return {"path": path, "crc": checksum(f"{RULES}/{path}"), "rule": facts, "patterns": patterns}


def _rule(entry: dict[str, Any], texts: str, number: int) -> Rule:
    """The rule of an *entry*, whose text is line *number*, from 0, of the file *texts*."""
    facts, written = entry["rule"], entry["patterns"]
    facts["profiles"] = tuple([tuple(profile) for profile in facts["profiles"]])
    facts["evidence"] = tuple(facts["evidence"])
    contexts = [one["contexts"] for one in written]
    file = RuleFile(f"{RULES}/{entry['path']}", Indexed(partial(_text, texts, number), contexts))
    patterns = [Pattern(file, n, one["scope"], partial(_needs, one["needs"])) for n, one in enumerate(written)]
    return Rule(file=file, patterns=tuple(patterns), **facts)


def _text(path: str, number: int) -> bytes:
    return _lines(path)[number]


@lru_cache(maxsize=1)
def _lines(path: str) -> list[bytes]:
    """The lines of the texts, without those around them."""
    return _read(path).splitlines()[2:-1]


def _read(path: str) -> bytes:
    with open(path, "rb") as stream:  # noqa: PTH123 - paths are texts here, which is faster
        return stream.read()


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


def _fresh(texts: str, known: dict[str, str]) -> bool:
    """Whether the rule files are those of the index: their contents decide, no clock.

    *texts* is the checksum of their texts, *known* has those of the files by path.
    """
    found = 0
    for path, file in _files():
        if file.name == NAME:
            continue
        if (texts if file.name == TEXTS else known.get(path)) != checksum(file.path):
            return False
        found += 1
    return found == len(known) + 1


def _files() -> Iterator[tuple[str, os.DirEntry[str]]]:
    """The two files of the index and the rule files, each with its path as the index has it."""
    with os.scandir(RULES) as entries:
        for entry in entries:
            if entry.name in (NAME, TEXTS):
                yield f"{RULES}/{entry.name}", entry
            elif entry.is_dir():
                with os.scandir(entry.path) as files:
                    for file in files:
                        if file.name.endswith(".sch"):
                            yield f"{RULES}/{entry.name}/{file.name}", file


def checksum(path: str) -> str:
    """The checksum of a file, whatever line ends the checkout gave it."""
    return checksum_of(_read(path))


def checksum_of(data: bytes) -> str:
    """The checksum of the content of a file."""
    return f"{zlib.crc32(data.replace(_CRLF, _LF)):08x}"


_CRLF, _LF = b"\r\n", b"\n"
