"""Writes docs/catalogue.md: every statement of the documentation, and the rule that answers it.

`python -m tests.generate.catalogue --gaps` lists the statements marked error or warning that nothing answers yet.
"""

from __future__ import annotations

import sys
import textwrap
from pathlib import Path
from typing import TYPE_CHECKING

from ftplint.rules.docs.rule_page import markdown
from ftplint.rules.docs.statements import covered, groups
from ftplint.rules.load import load_rules
from ftplint.rules.model import SEVERITIES

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from ftplint.rules.docs.statements import Cover, Statement

TARGET = Path(__file__).resolve().parents[2] / "docs" / "catalogue.md"
_BASIS = {"D": "page", "I": "inferred", "K": "KB 969061"}

_HEAD = """\
# The catalogue

<!-- Generated: python -m tests.generate -->

What Microsoft's documentation says about FTP settings that a linter can judge, and which rule answers it.

{counts}

*Marked*: **error** does not work, is refused by IIS, or is plainly insecure; **warning** is risky or probably unintended; **info** is
background. Behind it the basis: *page*, the page says so; *inferred*, it follows from a default, a type or several pages together;
*KB 969061*, from the list of sub-statuses. Where a rule is milder than the mark, its reason stands beside it.
"""


def catalogue() -> str:
    """The whole page."""
    answers = covered(load_rules())
    return "".join([_HEAD.format(counts=_counts(answers)), *_sections(answers)])


def gaps() -> list[Statement]:
    """The statements marked error or warning that no rule answers and that have no reason why none can."""
    answers = covered(load_rules())
    return [
        statement
        for group in groups()
        for statement in group.statements
        if statement.severity != "info" and statement.unseen is None and statement.id not in answers
    ]


def is_milder(cover: Cover, statement: Statement) -> bool:
    """Whether the rule is less severe than the statement is marked."""
    return SEVERITIES.index(cover.rule.severity) < SEVERITIES.index(statement.severity)


def _counts(answers: dict[str, list[Cover]]) -> str:
    every = [statement for group in groups() for statement in group.statements]
    marked = [statement for statement in every if statement.severity != "info"]
    by_rule = sum(statement.id in answers for statement in marked)
    unseen = sum(statement.id not in answers and statement.unseen is not None for statement in marked)
    background = sum(statement.id in answers for statement in every) - by_rule
    said = (
        f"There are {len(every)} statements; {len(marked)} are marked error or warning. Rules answer {by_rule} of these; "
        f"{unseen} no configuration file can show. Rules also answer {background} of the {len(every) - len(marked)} that "
        "are marked info; the others are background."
    )
    open_ = len(marked) - by_rule - unseen
    said += f" **{open_} are not answered yet.**" if open_ else ""
    return textwrap.fill(said, 120)


def _sections(answers: dict[str, list[Cover]]) -> Iterator[str]:
    for group in groups():
        yield f"\n## {group.number} {group.title}\n\n"
        yield "| id | statement | about | marked | answered by |\n| --- | --- | --- | --- | --- |\n"
        for statement in group.statements:
            text = markdown(statement.text) + (f" ([page]({statement.href}))" if statement.href else "")
            cells = (
                statement.id,
                text,
                statement.where,
                f"{statement.severity}, {_BASIS[statement.basis]}",
                _answer(statement, answers.get(statement.id, ())),
            )
            yield "| " + " | ".join(cell.replace("|", "\\|") for cell in cells) + " |\n"


def _answer(statement: Statement, covers: Sequence[Cover]) -> str:
    if not covers:
        return statement.unseen or ("background" if statement.severity == "info" else "**nothing yet**")
    said = []
    for cover in covers:
        rule = f"[{cover.rule.id}](rules/{cover.rule.id}.md) {cover.rule.severity}"
        said.append(f"{rule}: {markdown(cover.milder)}" if cover.milder else rule)
    return "<br>".join(said)


if __name__ == "__main__":
    if "--gaps" in sys.argv[1:]:
        for found in gaps():
            print(f"{found.id:7} {found.severity:7} {found.text}")
        print(f"{len(gaps())} gaps")
    else:
        TARGET.write_text(catalogue(), encoding="utf-8", newline="\n")
        print(f"wrote {TARGET}")
