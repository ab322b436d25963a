"""jing as a second opinion: the same rule files over the same effective document, violations counted by rule."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from collections import Counter
from copy import deepcopy
from typing import TYPE_CHECKING

from lxml import etree

from ftplint.engine.load import load_rules
from ftplint.engine.rule import SCHEMATRON

if TYPE_CHECKING:
    from pathlib import Path

_SCH = f"{{{SCHEMATRON}}}"


def combine(target: Path) -> None:
    """All built-in rules as one Schematron schema, each message beginning with its rule's id in brackets."""
    schema = etree.Element(f"{_SCH}schema", nsmap={"sch": SCHEMATRON}, queryBinding="xslt")
    for rule in load_rules():
        for pattern in rule.element.findall(f"{_SCH}pattern"):
            copied = deepcopy(pattern)
            for test in copied.iter(f"{_SCH}assert", f"{_SCH}report"):
                test.text = f"[{rule.id}] {test.text or ''}"
            schema.append(copied)
    target.write_bytes(etree.tostring(schema, xml_declaration=True, encoding="UTF-8"))


def jing_counts(schema: Path, effective: Path) -> Counter[str]:
    """How often jing finds each rule violated."""
    command = ["jing", str(schema), str(effective)]
    output = subprocess.run(command, capture_output=True, text=True, check=False).stdout
    return Counter(re.findall(r"^\s*\[([A-Z]+\d+)\] ", output, re.MULTILINE))


def ftplint_counts(config: Path) -> Counter[str]:
    """How often ftplint finds each rule violated: a finding with several affected sites counts once for each."""
    command = [sys.executable, "-m", "ftplint", str(config), "--output-format", "json"]
    output = subprocess.run(command, capture_output=True, text=True, check=False).stdout
    counts: Counter[str] = Counter()
    for finding in json.loads(output)["findings"]:
        counts[finding["rule"]] += max(1, len(finding["affected_sites"]))
    return counts
