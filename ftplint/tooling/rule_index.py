"""Makes rules/rules.json, from which a start reads all built-in rules at once."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from lxml import etree

from ftplint.resources import RULES
from ftplint.rules import FTP, SCHEMATRON
from ftplint.rules.index import NAME, entry_of
from ftplint.rules.load import load_rule, rule_files

if TYPE_CHECKING:
    from pathlib import Path

TARGET: Path = RULES / NAME
_FTP = f"{{{FTP}}}"
_MIXED = (f"{{{SCHEMATRON}}}assert", f"{{{SCHEMATRON}}}report")


def index_text() -> str:
    """What ``rules/rules.json`` has to be."""
    rules = ((load_rule(path), path) for path in rule_files(RULES))
    entries = (entry_of(rule, path.relative_to(RULES).as_posix(), _reduced(path)) for rule, path in rules)
    return "[\n" + ",\n".join(json.dumps(entry) for entry in entries) + "\n]\n"  # one line a rule


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
