"""Fills the tables of docs/evidence.md (rules that need facts from outside the file) and docs/house-rules.md (the facts)."""

from __future__ import annotations

import re
from pathlib import Path
from typing import TYPE_CHECKING

from ftplint.observed import ELEMENTS
from ftplint.rules.load import load_rules

if TYPE_CHECKING:
    from collections.abc import Iterator

    from ftplint.observed import FactElement

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


HOUSE_RULES = TARGET.with_name("house-rules.md")
_FACTS = re.compile(r"(<!-- facts: generated -->\n).*?(<!-- end -->\n)", re.DOTALL)


def house_rules(text: str) -> str:
    """*text* of docs/house-rules.md with the table of the elements that facts are."""
    rows = ["| element | kind | is | attributes |\n", "| --- | --- | --- | --- |\n"]
    rows += [row for element in ELEMENTS for row in _rows(element, element.name)]
    return _FACTS.sub(lambda block: block.group(1) + "".join(rows) + block.group(2), text)


def _rows(element: FactElement, path: str) -> Iterator[str]:
    attributes = [f"`{one.name}`: {one.meaning}" for one in element.attributes]
    attributes += [f"`{member}`: how many `{child.name}` follow" for member, child in element.children.items()]
    yield f"| `{path}` | {element.kind} | {element.meaning} | {'<br>'.join(attributes)} |\n"
    for child in element.children.values():
        yield from _rows(child, f"{path}/{child.name}")
