"""Makes rules/index.json and rules/texts.xml, from which a start reads all built-in rules at once."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from lxml import etree

from ftplint.resources import RULES
from ftplint.rules import FTP, SCHEMATRON
from ftplint.rules.index import NAME, TEXTS, checksum_of, entry_of
from ftplint.rules.load import load_rule, rule_files

if TYPE_CHECKING:
    from pathlib import Path

_FTP = f"{{{FTP}}}"
_MIXED = (f"{{{SCHEMATRON}}}assert", f"{{{SCHEMATRON}}}report")


def index_files() -> dict[Path, str]:
    """What the files of the index have to be, by their paths. Both have a line for each rule, in the same order."""
    paths = rule_files(RULES)
    texts = "\n".join([_HEAD, *map(_reduced, paths), "</rules>\n"])
    entries = (entry_of(load_rule(path), path.relative_to(RULES).as_posix()) for path in paths)
    rules = ",\n".join(json.dumps(entry) for entry in entries)
    index = f'{{"texts": "{checksum_of(texts.encode())}", "rules": [\n{rules}\n]}}\n'
    return {RULES / NAME: index, RULES / TEXTS: texts}


_HEAD = '<?xml version="1.0" encoding="UTF-8"?><!-- Generated: python -m ftplint.tooling -->\n<rules>'


def _reduced(path: Path) -> str:
    """The rule file in one line, without its examples, comments and white space."""
    schema = etree.parse(path, etree.XMLParser(remove_comments=True)).getroot()
    for example in schema.findall(f"{_FTP}example"):
        schema.remove(example)
    for element in schema.iter("*"):
        if element.tag not in _MIXED and len(element):  # in a message, white space between values counts
            element.text = None
            for child in element:
                child.tail = None
    return etree.tostring(schema, encoding="unicode", with_tail=False).replace("\n", " ")
