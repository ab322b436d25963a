"""Parses an XPath 1.0 expression into elementpath's tree, or says in plain words why it is none."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Any

from elementpath import ElementPathError, XPath1Parser
from lxml import etree

from ftplint.errors import FtplintError
from ftplint.schema import closest

FUNCTIONS = (
    *(
        "boolean",
        "ceiling",
        "concat",
        "contains",
        "count",
        "false",
        "floor",
        "id",
        "lang",
        "last",
        "local-name",
        "name",
    ),
    *("namespace-uri", "normalize-space", "not", "number", "position", "round", "starts-with", "string"),
    *("string-length", "substring", "substring-after", "substring-before", "sum", "translate", "true"),
)
"""All that XPath 1.0 has; XSLT's ``current`` and the like are not among them."""

AXES = frozenset(
    {
        *("ancestor", "ancestor-or-self", "attribute", "child", "descendant", "descendant-or-self", "following"),
        *("following-sibling", "parent", "preceding", "preceding-sibling", "self"),
    }
)
KINDS = ("text", "node", "comment", "processing-instruction")
"""Node tests that are no names."""


class XPathError(FtplintError):
    """An expression that is no XPath 1.0; ``str`` says why."""


@lru_cache(maxsize=256)
def parse(xpath: str) -> Any:
    """The tree of *xpath*. Raises XPathError."""
    try:
        etree.XPath(xpath)  # libxml2 has the last word, since it evaluates
    except etree.XPathError as error:
        raise XPathError(f"'{xpath}' is no XPath 1.0 expression: {error}") from error
    try:
        return XPath1Parser().parse(xpath)
    except ElementPathError as error:
        raise XPathError(_reason(xpath, str(error))) from error
    except (RecursionError, ArithmeticError, LookupError, TypeError, ValueError) as error:
        raise XPathError(f"'{xpath}' is not understood: {error}") from error


def _reason(xpath: str, error: str) -> str:
    unknown = re.match(r"'([^']*)'.*unknown function", error)
    if unknown is None:
        return f"'{xpath}' is no XPath 1.0 expression: {re.sub(r' at line .*?: ', ': ', error)}"
    name = unknown.group(1)
    near = closest(name, FUNCTIONS, 0.75)
    others = f"did you mean '{near}'?" if near else "there are contains, starts-with, substring and others"
    return f"XPath 1.0 has no function '{name}'; {others}"


def node_test(token: Any) -> tuple[str, str]:
    """A node test as its kind and the name in it."""
    symbol = str(token.symbol)
    if symbol in KINDS:
        return symbol, ""
    return "name", "*" if symbol == "*" else str(token.value)


def step_of(token: Any) -> tuple[str, str, str] | None:
    """The axis, the kind of node test and the name of *token*, or None if it is no step."""
    symbol = str(token.symbol)
    if symbol == "..":
        return "parent", "node", ""
    if symbol == "@":
        return "attribute", *node_test(token[0])
    if symbol in AXES:
        return symbol, *node_test(token[0])
    if symbol in ("(name)", "*", *KINDS) and not (symbol == "*" and len(token)):
        return "child", *node_test(token)
    return None
