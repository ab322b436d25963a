"""The XPaths and messages of rules, compiled when they are first needed."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from lxml import etree

if TYPE_CHECKING:
    from lxml.etree import _Element

_SCH = "{http://purl.oclc.org/dsdl/schematron}"


class Expression:
    """An XPath of a rule, compiled when it is first evaluated and for as long as the rule is there."""

    __slots__ = ("_compiled", "text")

    def __init__(self, text: str) -> None:
        self.text = text
        self._compiled: etree.XPath | None = None

    def __call__(self, node: _Element, variables: dict[str, Any] | None = None) -> Any:
        """The value of the expression for *node*."""
        compiled = self._compiled
        if compiled is None:
            compiled = self._compiled = etree.XPath(self.text)
        return compiled(node, **variables) if variables else compiled(node)


class Message:
    """The text of one assert or report, compiled: literal parts and XPaths whose values are filled in."""

    __slots__ = ("_parts",)

    def __init__(self, element: _Element) -> None:
        self._parts: list[str | Expression] = [element.text or ""]
        for child in element:
            if child.tag == f"{_SCH}value-of":
                self._parts.append(Expression(f"string({child.get('select', '')})"))
            elif child.tag == f"{_SCH}name":
                self._parts.append(Expression(f"name({child.get('path', '.')})"))
            else:
                self._parts.append("".join(map(str, child.itertext())))
            self._parts.append(child.tail or "")

    def fill(self, node: _Element, variables: dict[str, Any]) -> str:
        """The message for the context *node*, white space folded."""
        text = "".join(part if isinstance(part, str) else str(part(node, variables)) for part in self._parts)
        return " ".join(text.split())
