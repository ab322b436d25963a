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

from ftplint.rules.context import SCHEMATRON
from ftplint.rules.load import load_rules

if TYPE_CHECKING:
    from pathlib import Path

_SCH = f"{{{SCHEMATRON}}}"


def write_matrix(path: Path, step: int = 1) -> int:
    """A server with a site for every combination of the settings that rules look at, and some mistakes of the file.

    With *step* 11 each eleventh combination, in which every value meets every other. Returns the number of sites.
    """
    from tests.rules.test_matrix import SETUPS, site

    sites = "\n".join(site(number, setup) for number, setup in enumerate(SETUPS[::step]))
    wrong = (
        '<site name="s1" id="1"><ftpServer state="Started"><connections maxConnections="-1" Timeout="1"/>'
        '<security><ssl ssl128="yes"/><ssl/></security><mesages/></ftpServer></site>'
        '<siteDefaults><ftpServer><logFile period="2"/><userIsolation mode="nobody"/></ftpServer></siteDefaults>'
    )
    rules = '<add users="*"/><add accessType="Allow" users="a"/><add accessType="Deny" users="a"/><remove users="b"/>'
    located = f"<system.ftpServer><security><authorization>{rules}</authorization></security><log/></system.ftpServer>"
    path.write_text(
        f"<configuration><system.applicationHost><sites>{sites}\n{wrong}</sites></system.applicationHost>\n"
        f'<location path="nobody" allowOverride="true" overrideMode="Allow">{located}</location></configuration>\n',
        encoding="utf-8",
    )
    return len(SETUPS[::step]) + 1


def combine(target: Path) -> None:
    """All built-in rules but the optional ones as one Schematron schema, each message beginning with its rule's id in brackets."""
    schema = etree.Element(f"{_SCH}schema", nsmap={"sch": SCHEMATRON}, queryBinding="xslt")
    for rule in load_rules():
        if rule.optional:  # a plain run leaves it out
            continue
        for pattern in rule.element.findall(f"{_SCH}pattern"):
            copied = deepcopy(pattern)
            copied.attrib.pop("id", None)  # unique in a file, not in all of them together
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
