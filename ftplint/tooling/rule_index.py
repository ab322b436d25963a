"""Makes rules/rules.xml, from which a start reads all built-in rules at once."""

from __future__ import annotations

from typing import TYPE_CHECKING

from lxml import etree

from ftplint.resources import RULES
from ftplint.rules import FTP, SCHEMATRON
from ftplint.rules.index import NAME, checksum, seen_text
from ftplint.rules.load import load_rule, rule_files

if TYPE_CHECKING:
    from pathlib import Path

TARGET: Path = RULES / NAME
_FTP = f"{{{FTP}}}"
_MIXED = (f"{{{SCHEMATRON}}}assert", f"{{{SCHEMATRON}}}report")


def index_text() -> str:
    """What ``rules/rules.xml`` has to be."""
    parts = ['<?xml version="1.0" encoding="UTF-8"?>\n<!-- Generated: python -m ftplint.tooling -->\n<rules>\n']
    for path in rule_files(RULES):
        seen = ";".join(seen_text(pattern.scope, pattern.needs) for pattern in load_rule(path).patterns)
        name, crc = path.relative_to(RULES).as_posix(), checksum(str(path))
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
