"""The words of a rule: messages with values filled in, the reason, the client's view, the fix, the references."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING, Any, NamedTuple

from lxml import etree

from ftplint.judging.finding import Change, Fix
from ftplint.rules.model import FTP, SCHEMATRON, line_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    from lxml.etree import _Element

    from ftplint.detectors.outside import Outside
    from ftplint.rules.model import Rule

_FTP = f"{{{FTP}}}"
_SCH = f"{{{SCHEMATRON}}}"


class ClientView(NamedTuple):
    """What the client will see: the FTP reply code, the IIS sub-status (KB 969061), and in words."""

    reply: int | None
    substatus: int | None
    text: str | None


class Reference(NamedTuple):
    """Where a reader can find out more."""

    title: str
    href: str | None


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
    evidence: Outside | None = None
    """Facts from outside the file."""


def plain_text(element: _Element | None) -> str:
    """All text of *element*, white space folded."""
    return "" if element is None else " ".join("".join(map(str, element.itertext())).split())


def why(rule: Rule) -> str:
    """Why the rule exists."""
    return plain_text(rule.element.find(f"{_FTP}why"))


def client_view(rule: Rule) -> ClientView:
    """What a client meets when the rule is broken, as far as it is known."""
    element = rule.element.find(f"{_FTP}client")
    if element is None:
        return ClientView(None, None, None)
    reply, substatus = element.get("reply"), element.get("substatus")
    return ClientView(int(reply) if reply else None, int(substatus) if substatus else None, plain_text(element) or None)


def fix(rule: Rule, setting_of: dict[str, str] | None = None) -> Fix | None:
    """The fix. *setting_of* gives, for the ``select`` (or ``@attribute``) of each change, the full setting path."""
    element = rule.element.find(f"{_FTP}fix")
    if element is None:
        return None
    changes = []
    for change in element.iterchildren(f"{_FTP}set"):
        select = change_select(change)
        changes.append(Change((setting_of or {}).get(select, select), change.get("value", "")))
    title = " ".join((element.get("title") or plain_text(element)).split())
    return Fix(element.get("safety", "manual"), title, tuple(changes))  # type: ignore[arg-type]


def change_select(change: _Element) -> str:
    """The XPath, from the context node, of the attribute that an ``ftp:set`` sets."""
    inner = change.get("element")
    attribute = f"@{change.get('attribute', '')}"
    return f"{inner}/{attribute}" if inner else attribute


def changes(rule: Rule) -> tuple[_Element, ...]:
    """The ``ftp:set`` elements of the rule's fix."""
    return _changes(rule.element)


@cache
def _changes(rule: _Element) -> tuple[_Element, ...]:
    element = rule.find(f"{_FTP}fix")
    return () if element is None else tuple(element.iterchildren(f"{_FTP}set"))


def references(rule: Rule) -> tuple[Reference, ...]:
    """The ``ftp:see`` elements."""
    return tuple(
        Reference(element.get("title") or plain_text(element), element.get("href"))
        for element in rule.element.iterchildren(f"{_FTP}see")
    )


def examples(rule: Rule) -> Iterator[Example]:
    """The examples in file order: an XML element as it stands, or ``ftp:text`` where it need not be XML."""
    document = rule.element if rule.whole else _whole(rule)
    for element in document.iterchildren(f"{_FTP}example"):
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
            None if (facts := element.find(f"{_FTP}evidence")) is None else _evidence(facts),
        )


def _evidence(element: _Element) -> Outside:
    from ftplint.rules.check.example_evidence import example_evidence

    return example_evidence(element)


def _whole(rule: Rule) -> _Element:
    from ftplint.rules.load import rule_document

    return rule_document(rule.path)


def _bare(element: _Element) -> _Element:
    """A copy without the namespace declarations of the rule file."""
    from copy import deepcopy

    copied = deepcopy(element)
    etree.cleanup_namespaces(copied)
    return copied


class Message:
    """The text of one assert or report, compiled: literal parts and XPaths whose values are filled in."""

    __slots__ = ("_parts",)

    def __init__(self, element: _Element) -> None:
        self._parts: list[str | etree.XPath] = [element.text or ""]
        for child in element:
            if child.tag == f"{_SCH}value-of":
                self._parts.append(etree.XPath(f"string({child.get('select', '')})"))
            elif child.tag == f"{_SCH}name":
                self._parts.append(etree.XPath(f"name({child.get('path', '.')})"))
            else:
                self._parts.append("".join(map(str, child.itertext())))
            self._parts.append(child.tail or "")

    def fill(self, node: _Element, variables: dict[str, Any]) -> str:
        """The message for the context *node*, white space folded."""
        text = "".join(part if isinstance(part, str) else str(part(node, **variables)) for part in self._parts)
        return " ".join(text.split())
