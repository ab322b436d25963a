"""How much work an XPath can be: an upper bound, from its parsed tree, in powers of the sizes of the document."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from ftplint.named_tuple import NamedTuple
from ftplint.rules.xpath.parse import XPathError, parse, step_of

if TYPE_CHECKING:
    from ftplint.rules.context import Context, Test

_WIDE = ("descendant", "descendant-or-self", "following", "preceding")
_SIBLINGS = ("following-sibling", "preceding-sibling")
_REPEATED = frozenset(
    {
        *("site", "port", "address", "host", "binding", "application", "virtualDirectory", "location", "problem"),
        *("add", "provider", "*", ""),
        *("account", "certificate", "folder", "firewall-rule", "group", "issuer", "listener", "member"),
        *("feature", "host", "permission", "reader", "service", "subfolder"),
    }
)
"""Children of which there can be many. The empty name is that of ``node()``."""


class Work(NamedTuple):
    """``nodes`` is how many times all nodes of the document are multiplied, ``siblings`` all those of one parent."""

    nodes: int = 0
    siblings: int = 0

    def __add__(self, other: object) -> Work:
        """The work of doing one for each result of the other."""
        assert isinstance(other, Work)
        return Work(self.nodes + other.nodes, self.siblings + other.siblings)

    @property
    def weight(self) -> float:
        """To compare by: a document has about as many nodes as the square of its sites."""
        return self.nodes + self.siblings / 2

    @property
    def hopeless(self) -> bool:
        """Whether even a small document takes too long."""
        return self.weight >= _HOPELESS

    def visits(self, nodes: int, siblings: int) -> float:
        """The number of steps in a document of so many *nodes*, of which *siblings* at most have one parent."""
        return float(nodes) ** self.nodes * float(siblings) ** self.siblings


_HOPELESS = 3
_NONE = Work()
_ONE = Work(1, 0)
_LIST = Work(0, 1)


def work_of(context: Context, test: Test) -> Work:
    """The work of finding the nodes of *context* and judging all of them by *test*, variables and message included."""
    try:
        begin, size = _measured(parse(context.context))
        each = [parse(test.violation), *(parse(value.text) for _, value in context.lets)]
        for printed in test.element.iter("{*}value-of", "{*}name"):
            each.append(parse(printed.get("select") or printed.get("path") or "."))
        return _most(begin, *(size + _measured(token)[0] for token in each))
    except XPathError:
        return _NONE


def _most(*several: Work) -> Work:
    return max(several, key=lambda one: one.weight, default=_NONE)


def _measured(token: Any) -> tuple[Work, Work]:
    """The work of evaluating *token* for one node, and how many nodes it can give."""
    symbol, parts = str(token.symbol), list(token)
    if symbol in ("/", "//"):
        if len(parts) < 2:
            done, found = _NONE, _NONE
        else:
            done, found = _measured(parts[0])
        if symbol == "//":
            done, found = _most(done, found + _ONE), _ONE
        if parts:
            more, size = _measured(parts[-1])
            done, found = _most(done, found + more), _most(found, size)
        return done, found
    if symbol == "[":
        done, found = _measured(parts[0])
        return _most(done, found + _measured(parts[1])[0]), found
    step = step_of(token)
    if step is not None:
        axis, _, name = step
        size = _ONE if axis in _WIDE else _NONE
        if axis in _SIBLINGS or (axis == "child" and name in _REPEATED):
            size = _LIST
        return size, size
    measured = [_measured(part) for part in parts] if symbol != "$" else []
    done = _most(_NONE, *(one for one, _ in measured))
    if symbol == "$":
        return _NONE, _LIST
    if symbol == "|" or (symbol in ("=", "!=", "<", "<=", ">", ">=") and len(measured) == 2):
        # Each node of the one side is held against each of the other.
        done = _most(done, measured[0][1] + measured[1][1])
    return done, _most(_NONE, *(size for _, size in measured)) if symbol in ("|", "(") else _NONE
