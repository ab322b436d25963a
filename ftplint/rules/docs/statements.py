"""What the documentation says about FTP settings (rules/statements.xml), and which rule answers which statement."""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING

from lxml import etree

from ftplint.named_tuple import NamedTuple
from ftplint.resources import RULES
from ftplint.rules.model import FTP
from ftplint.rules.wording import plain_text

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

    from ftplint.rules.model import Rule

STATEMENTS: Path = RULES / "statements.xml"
_NS = "{urn:ftplint:statements}"
_DOCUMENTATION = "https://learn.microsoft.com/en-us/"


class Statement(NamedTuple):
    """One statement; ``where`` and ``text`` are Markdown. ``unseen`` says why no file can show it, if none can."""

    id: str
    severity: str
    basis: str
    source: str
    where: str
    text: str
    unseen: str | None

    @property
    def href(self) -> str | None:
        """The address of its page, None for an article without one of its own."""
        if not self.source.endswith(".md"):
            return None
        return _DOCUMENTATION + self.source.removesuffix(".md").removesuffix("/index").lower()


class Group(NamedTuple):
    """A section of the catalogue."""

    number: str
    title: str
    statements: tuple[Statement, ...]


class Cover(NamedTuple):
    """That a rule answers a statement. ``milder`` says why its severity is below the statement's, if it is."""

    rule: Rule
    statement: str
    milder: str | None


@lru_cache(maxsize=1)
def groups() -> tuple[Group, ...]:
    """All statements, by section."""
    root = etree.parse(STATEMENTS, etree.XMLParser(remove_comments=True)).getroot()
    return tuple(
        Group(
            section.get("number", ""),
            section.get("title", ""),
            tuple(
                Statement(
                    element.get("id", ""),
                    element.get("severity", ""),
                    element.get("basis", ""),
                    element.get("source", ""),
                    plain_text(element.find(f"{_NS}where")),
                    plain_text(element.find(f"{_NS}text")),
                    plain_text(element.find(f"{_NS}unseen")) or None,
                )
                for element in section
            ),
        )
        for section in root
    )


@lru_cache(maxsize=1)
def statements() -> dict[str, Statement]:
    """All statements by id, in order."""
    return {statement.id: statement for group in groups() for statement in group.statements}


def covers(rule: Rule) -> tuple[Cover, ...]:
    """The statements that *rule* says it answers, in the order of its file."""
    return tuple(
        Cover(rule, element.get("statement", ""), " ".join(element.get("milder", "").split()) or None)
        for element in rule.element.iterchildren(f"{{{FTP}}}covers")
    )


def covered(rules: Iterable[Rule]) -> dict[str, list[Cover]]:
    """What answers each statement, by its id; a statement that no rule answers is not there."""
    found: dict[str, list[Cover]] = {}
    for rule in rules:
        for cover in covers(rule):
            found.setdefault(cover.statement, []).append(cover)
    return found
