"""Fills the table of docs/evidence.md: the rules that need facts from outside the file, by kind of fact."""

from __future__ import annotations

import re
from pathlib import Path

from ftplint.rules.load import load_rules

TARGET = Path(__file__).resolve().parents[2] / "docs" / "evidence.md"
_TABLE = re.compile(r"(<!-- rules: generated -->\n).*?(<!-- end -->\n)", re.DOTALL)


def evidence(text: str) -> str:
    """*text* with the table as the rules are today."""
    rows = ["| rule | reports | severity | needs |\n", "| --- | --- | --- | --- |\n"]
    for rule in load_rules():
        if rule.evidence:
            needs = ", ".join(rule.evidence)
            rows.append(f"| [{rule.id}](rules/{rule.id}.md) | {rule.title} | {rule.severity} | {needs} |\n")
    return _TABLE.sub(lambda block: block.group(1) + "".join(rows) + block.group(2), text)
