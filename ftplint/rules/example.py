"""The examples of a rule: a configuration each, whether the rule reports it, and facts from outside the file."""

from __future__ import annotations

from typing import TYPE_CHECKING

from lxml import etree

from ftplint.named_tuple import NamedTuple
from ftplint.rules.model import FTP, line_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    from lxml.etree import _Element

    from ftplint.rules.model import Rule

_FTP = f"{{{FTP}}}"


class Example(NamedTuple):
    """One example of a rule: a configuration (or any text) and whether the rule fires, ``broken``, or not."""

    verdict: str
    name: str
    inherited: bool
    text: str
    line: int
    version: str | None = None
    """The version of IIS that the server has, where it is not the latest."""
    baseline: str | None = None
    """A baseline for a file named ``config``, for rules on baselines."""
    evidence: _Element | None = None
    """``ftp:evidence``: facts from outside the file, for ``outside.from_example``."""


def examples(rule: Rule) -> Iterator[Example]:
    """The examples in file order: an XML element as it stands, or ``ftp:text`` where it need not be XML."""
    for element in rule.file.with_examples.iterchildren(f"{_FTP}example"):
        literal = element.find(f"{_FTP}text")
        if literal is not None:
            text = (literal.text or "").removeprefix("\n")
        else:
            inner = [
                etree.tostring(_bare(child), encoding="unicode", with_tail=False)
                for child in element.iterchildren("*")
                if not str(child.tag).startswith(_FTP)
            ]
            text = "\n".join(inner)
        yield Example(
            element.get("verdict", ""),
            element.get("name", ""),
            element.get("inherited") == "true",
            text,
            line_of(element),
            element.get("version"),
            element.findtext(f"{_FTP}baseline"),
            element.find(f"{_FTP}evidence"),
        )


def _bare(element: _Element) -> _Element:
    """A copy without the namespace declarations of the rule file."""
    from copy import deepcopy

    copied = deepcopy(element)
    etree.cleanup_namespaces(copied)
    return copied
