"""Fills docs/fleet.md: the tables with their columns, and the questions that have names."""

from __future__ import annotations

import re
from pathlib import Path
from typing import TYPE_CHECKING

from ftplint.fleet import TABLES, questions

if TYPE_CHECKING:
    from collections.abc import Iterator

TARGET = Path(__file__).resolve().parents[2] / "docs" / "fleet.md"


def fleet(text: str) -> str:
    """*text* with the tables and questions as they are today."""
    for name, lines in (("questions", _questions()), ("tables", _tables())):
        block = re.compile(rf"(<!-- {name}: generated -->\n).*?(<!-- end -->\n)", re.DOTALL)
        made = "".join(lines)
        text = block.sub(lambda found, made=made: found.group(1) + made + found.group(2), text)
    return text


def _questions() -> Iterator[str]:
    yield "| question | what it answers |\n| --- | --- |\n"
    for question in questions().values():
        values = "".join(f" {name.upper()}" for name in question.values)
        given = "".join(f" {name.upper()}: {about}." for name, about in question.values.items())
        yield f"| `{question.name}{values}` | {question.about}{given} |\n"


def _tables() -> Iterator[str]:
    for table in TABLES:
        yield f"### {table.name}\n\n{table.about[0].upper()}{table.about[1:]}.\n\n"
        yield "| column | type | |\n| --- | --- | --- |\n"
        for column in table.columns:
            yield f"| `{column.name}` | {column.type} | {column.about} |\n"
        yield "\n"
