"""The messages of rules: the text of an assert or report with values filled in."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from lxml import etree

from ftplint.rules import SCHEMATRON

if TYPE_CHECKING:
    from lxml.etree import _Element

_SCH = f"{{{SCHEMATRON}}}"


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
