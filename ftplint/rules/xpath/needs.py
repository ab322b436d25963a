"""What the XPaths of a rule can reach in the effective document, and so what they must see, from their parsed trees.

Each expression is followed step by step through a document that has everything a real one can have; predicates are
followed, never applied. What is not parsed, or looks where a reduced document differs, needs the whole document.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any, Literal

from ftplint.rules.context import FTP, SCHEMATRON
from ftplint.rules.model import Needs
from ftplint.rules.xpath.axes import ROOT, Attribute, along, is_named
from ftplint.rules.xpath.first_step import first_step, kinds_of, root_name
from ftplint.rules.xpath.parse import XPathError, parse, step_of
from ftplint.rules.xpath.populated import populated

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from lxml.etree import _Element

    from ftplint.rules.context import Context
    from ftplint.rules.model import Scope
    from ftplint.rules.xpath.axes import Node

_FTP = f"{{{FTP}}}"
_SCH = f"{{{SCHEMATRON}}}"

Use = Literal["exists", "value", "name", "pointer"]
"""What becomes of selected nodes: they are counted; their text is read; the first one's name is; they are shown."""

_UP = ("self", "parent", "ancestor", "ancestor-or-self")
"""Axes on which a reduced document has what the whole one has."""
_NUMBERS = frozenset({"number", "count", "sum", "floor", "ceiling", "round", "string-length", "position", "last"})
_OPERATORS = frozenset({"=", "!=", "<", "<=", ">", ">=", "+", "-", "*", "div", "mod"})
_TEXTS = frozenset(
    {
        *("concat", "starts-with", "contains", "substring-before", "substring-after", "substring", "string-length"),
        *("normalize-space", "translate", "string", "number", "sum", "floor", "ceiling", "round"),
    }
)
_NAMES = frozenset({"name", "local-name", "namespace-uri"})
_PLAIN = re.compile(r"[\w.,*/\\@|%()-]*", re.ASCII)
"""A text that is written as it is, whatever the quotes; with any other an attribute is taken to be read in full."""
_EVIDENCE = "evidence"
_LITERALS = ("(string)", "(integer)", "(decimal)", "(float)", "(double)")


def scope_and_needs(contexts: Sequence[Context], schema: _Element) -> tuple[Scope, Needs]:
    """What a pattern with *contexts* in the rule file *schema* is judged on, and what it needs to see."""
    if not contexts:
        return "site", _Walk("site").needs()
    try:
        steps = [first_step(parse(context.context)) for context in contexts]
        roots = {None if step is None else root_name(step) for step in steps}
        if roots == {"problem"}:
            return "problem", _walked("problem", contexts, schema).needs(kinds_of(steps))
        if roots == {"site"}:
            walk = _walked("site", contexts, schema)
            if not walk.whole:
                return "site", walk.needs()
        return "server", _walked("server", contexts, schema).needs()
    except XPathError:
        return "server", Needs()


def facts_used(contexts: Sequence[Context], schema: _Element) -> frozenset[str]:
    """The elements of ``server/evidence`` that a pattern asks for by their names, or by names that only they have."""
    try:
        return frozenset(_walked("server", contexts, schema).facts)
    except XPathError:
        return frozenset()


def _walked(scope: Scope, contexts: Sequence[Context], schema: _Element) -> _Walk:
    walk = _Walk(scope)
    for context in contexts:
        walk.context(context, schema)
    return walk


class _Walk:
    """Follows the expressions of a pattern and gathers what they look at.

    In the scope ``site`` the context is one site, the middle one of three, so that looking aside is seen.
    """

    def __init__(self, scope: Scope) -> None:
        self.whole = False
        self.facts: set[str] = set()
        """The children of ``evidence`` that are looked at."""
        self._scope = scope
        self._document = populated()
        self._names: set[str] | None = set()
        self._decisive: set[str] | None = set()
        self._compared: set[tuple[str, str]] = set()
        self._deciding = True
        """Whether it is a context, variable or test that is followed, and not what a finding prints and points at."""
        self._server_level = self._site_name = self._name_decides = self._host_or_not = self._ports = False
        self._own = self._document.sites[1]
        self._own_step: Any = None
        self._of_sites: list[Any] = []
        """The predicates of the context's first step: a position in them is one among all sites."""
        self._among_sites = False
        self._variables: dict[str, list[Node] | None] = {}

    def needs(self, kinds: frozenset[str] = frozenset()) -> Needs:
        """What was gathered."""
        if self.whole:
            return Needs(kinds=kinds)
        return Needs(
            None if self._names is None else frozenset(self._names),
            self._server_level,
            self._site_name,
            self._host_or_not,
            False,
            self._ports,
            kinds,
            None if self._decisive is None else frozenset(self._decisive),
            frozenset(self._compared),
            self._name_decides,
        )

    def context(self, context: Context, schema: _Element) -> None:
        """Follows everything that is evaluated for *context* and the nodes it selects. Raises XPathError."""
        token = parse(context.context)
        self._own_step, self._of_sites = None, []
        first = first_step(token)
        if self._scope == "site" and first is not None:
            while str(first.symbol) == "[":
                self._of_sites.append(first)
                first = first[0]
            self._own_step = first
        nodes = self._nodes(token, [ROOT])
        self._own_step, self._of_sites = None, []
        if not nodes:
            self.whole = True
            return
        self._use(nodes, "exists")
        self._variables = {}
        for name, value in context.lets:
            self._variables[name] = self._nodes(parse(value.text), nodes)
            self._use(self._variables[name], "value")
        for test in context.tests:
            self._used(parse(test.violation), nodes, "exists")
        self._deciding = False
        for test in context.tests:
            self._message(test.element, nodes)
        for select in _pointers(context, schema):
            self._used(parse(select), nodes, "pointer")
        for when in schema.iterfind(f"{_FTP}fix/{_FTP}when"):
            self._used(parse(when.get("test", "")), nodes, "exists")
        self._deciding = True

    def _message(self, element: _Element, nodes: list[Node]) -> None:
        for printed in element.iter(f"{_SCH}value-of", f"{_SCH}name"):
            token = parse(printed.get("select") or printed.get("path") or ".")
            found = self._nodes(token, nodes)
            names = printed.tag == f"{_SCH}name"
            if not names and found and all(self._is_site_name(node) for node in found):
                continue  # a stand-in is printed, which becomes the name of the site that the finding is about
            self._use(found, "name" if names else "value")

    def _is_site_name(self, node: Node) -> bool:
        return isinstance(node, Attribute) and node.element is self._own and node.name == "name"

    def _used(self, token: Any, context: Sequence[Node], use: Use) -> None:
        self._use(self._nodes(token, context), use)

    def _use(self, nodes: Iterable[Node] | None, use: Use) -> None:
        """Notes what it takes to have *nodes* for *use*."""
        if nodes is None:
            return
        tops = set()
        for node in nodes:
            outer = node.element if isinstance(node, Attribute) else node
            top = self._document.tops.get(outer)
            tops.add(top)
            if isinstance(node, Attribute):
                self._attribute(node, top, use)
            elif use == "value" and top is None:
                self.whole = True  # the text of server is the white space between its children
        if use != "exists":
            self._mixed(tops)

    def _attribute(self, node: Attribute, top: _Element | None, use: Use) -> None:
        if self._scope == "problem" and top is None:
            self.whole = True
        if self._scope != "site" or top is not self._own:
            return
        if node.element is not self._own or node.name != "name":
            self._name(node.name)
        elif use == "value":
            self._site_name = True
            self._name_decides |= self._deciding

    def _mixed(self, tops: set[_Element | None]) -> None:
        """The server level stands before the sites in a reduced document, and behind them in the whole one."""
        if self._scope == "site" and self._own in tops and any(t is not None and t is not self._own for t in tops):
            self.whole = True

    def _name(self, name: str) -> None:
        if self._names is not None:
            self._names.add(name)
        if self._deciding and self._decisive is not None:
            self._decisive.add(name)

    def _reach(self, nodes: Iterable[Node]) -> None:
        """Notes the elements that have to be there so that *nodes* are found."""
        for node in nodes:
            outer = node.element if isinstance(node, Attribute) else node
            top = self._document.tops.get(outer)
            if top is None:  # the document or server
                continue
            kind = str(top.tag)
            if self._scope == "site" and top is self._own:
                while outer is not self._own:
                    self._name(str(outer.tag))
                    outer = outer.getparent()  # type: ignore[assignment]
            elif self._scope == "problem":
                self.whole |= kind != "problem"
            elif kind == "system.ftpServer":
                self._server_level = True
            elif self._scope == "server" and kind in ("port", "siteDefaults"):
                self._ports |= kind == "port"
            else:
                self.whole = True

    def _nodes(self, token: Any, context: Sequence[Node]) -> list[Node] | None:
        """The nodes that *token* can select from *context*, or None if it gives no nodes."""
        symbol, parts = str(token.symbol), list(token)
        if symbol in ("/", "//"):
            return self._path(symbol, parts, context)
        if symbol == "[":
            return self._filtered(token, parts, context)
        if symbol == "|":
            return [node for part in parts for node in self._nodes(part, context) or ()]
        if symbol == "(":
            return self._nodes(parts[0], context) if parts else None
        if symbol == "$":
            name = str(parts[0].value)
            self.whole |= name not in self._variables
            return self._variables.get(name)
        if symbol == ".":
            return list(context)
        step = step_of(token)
        if step is not None:
            return self._step(token, *step, context)
        self._computed(symbol, parts, context)
        return None

    def _path(self, symbol: str, parts: list[Any], context: Sequence[Node]) -> list[Node] | None:
        start: Sequence[Node] | None = [ROOT] if len(parts) < 2 else self._nodes(parts[0], context)
        if start is None:
            self.whole = True
            return []
        self._use([node for node in start if isinstance(node, Attribute)], "exists")
        if not parts:
            return list(start)
        if symbol == "//":
            start = along("descendant-or-self", start, self._document.root)
            inner = parts[-1]
            while str(inner.symbol) == "[":
                inner = inner[0]
            step = step_of(inner)
            if step is None or step[0] not in ("child", "attribute"):
                self._everything(start)
        return self._nodes(parts[-1], start)

    def _filtered(self, token: Any, parts: list[Any], context: Sequence[Node]) -> list[Node] | None:
        base = self._nodes(parts[0], context)
        if base is None:
            self.whole = True
            return []
        self._mixed({self._document.tops.get(n.element if isinstance(n, Attribute) else n) for n in base})
        outer, self._among_sites = self._among_sites, any(token is one for one in self._of_sites)
        if self._among_sites and self._is_number(parts[1]):
            self.whole = True
        self._used(parts[1], base, "exists")
        self._among_sites = outer
        return base

    def _step(self, token: Any, axis: str, kind: str, name: str, context: Sequence[Node]) -> list[Node]:
        if token is self._own_step:
            return [self._own]
        reached = along(axis, context, self._document.root)
        if kind not in ("name", "node"):  # white space of server, comments: no reduced document has them
            self.whole = True
            return []
        found = [node for node in reached if kind == "node" or is_named(node, name)]
        if kind == "node" or name == "*":
            if axis not in _UP:
                self._everything(reached)
        elif context and not found:  # a name that ftplint does not know
            self.whole = True
        if self._scope == "site" and any(self._is_aside(axis, node) for node in found):
            self.whole = True
        self._reach(found)
        self._note_facts(found)
        return found

    def _note_facts(self, nodes: Sequence[Node]) -> None:
        """Notes whose facts *nodes* are, if they are nothing else."""
        outer = [node.element if isinstance(node, Attribute) else node for node in nodes]
        if all(getattr(self._document.tops.get(one), "tag", "") == _EVIDENCE for one in outer):
            for one in outer:
                self.facts.update(str(e.tag) for e in (one, *one.iterancestors()) if _is_fact(e))

    def _is_aside(self, axis: str, node: Node) -> bool:
        """Whether *node*, found on *axis*, is in another place of a reduced document, or not in it."""
        if isinstance(node, Attribute):
            return False
        top = self._document.tops.get(node)
        if axis in ("following", "preceding"):
            return top is not self._own
        return axis.endswith("-sibling") and node is top

    def _everything(self, nodes: Iterable[Node]) -> None:
        """*nodes* are selected whatever they are called."""
        for node in nodes:
            outer = node.element if isinstance(node, Attribute) else node
            if self._document.tops.get(outer) is self._own:
                self._names = None
                if self._deciding:
                    self._decisive = None
                return

    def _computed(self, symbol: str, parts: list[Any], context: Sequence[Node]) -> None:
        """Operators and functions: everything that gives no nodes."""
        if symbol in ("and", "or", "not", "boolean", "count"):
            for part in parts:
                self._used(part, context, "exists")
        elif symbol in ("=", "!=") and self._compares(parts, context):
            pass
        elif symbol in _OPERATORS or symbol in _TEXTS:
            for part in parts:
                self._used(part, context, "value")
            if not parts:
                self._use(context, "value")
        elif symbol in _NAMES:
            for part in parts:
                self._used(part, context, "name")
            if not parts:
                self._use(context, "name")
        elif symbol in ("position", "last"):
            self.whole |= self._among_sites
        elif symbol not in ("true", "false", *_LITERALS):
            self.whole = True  # id() and lang() among them: no rule has a use for them

    def _compares(self, parts: list[Any], context: Sequence[Node]) -> bool:
        """Notes that attributes of the site are compared with a text, if that is all: ``@mode = 'None'``."""
        for one, other in (parts, reversed(parts)):
            text = str(other.value)
            if str(other.symbol) != "(string)" or not _PLAIN.fullmatch(text):
                continue
            found = self._nodes(one, context)
            if not found or not all(isinstance(node, Attribute) and self._is_of_site(node) for node in found):
                continue
            names = {(node.name, node.element.tag) for node in found if isinstance(node, Attribute)}
            if self._deciding:
                self._compared.update((name, text) for name, _ in names)
            if text == "" and names == {("host", "binding")}:
                self._host_or_not = True
            elif self._names is not None:
                self._names.update(name for name, _ in names)
            return True
        return False

    def _is_of_site(self, node: Attribute) -> bool:
        """Whether it is an attribute of the site looked at, and not the site's name."""
        return self._document.tops.get(node.element) is self._own and not self._is_site_name(node)

    def _is_number(self, token: Any) -> bool:
        """Whether the predicate *token* is, or may be, a position."""
        symbol = str(token.symbol)
        if symbol == "(":
            return bool(len(token)) and self._is_number(token[0])
        if symbol == "$":
            return self._variables.get(str(token[0].value)) is None
        if symbol == "*":
            return len(token) > 0
        return symbol in _NUMBERS or symbol in ("+", "-", "div", "mod", *_LITERALS[1:])


def _pointers(context: Context, schema: _Element) -> Iterator[str]:
    """The expressions that point at settings: of the context itself, of the whole file, of the fix."""
    for outer in (context.element, schema):
        for element in outer.iterchildren(f"{_FTP}at", f"{_FTP}related"):
            yield element.get("select", ".")
    for change in schema.iterfind(f"{_FTP}fix/{_FTP}set"):
        inner, attribute = change.get("element"), f"@{change.get('attribute', '')}"
        yield f"{inner}/{attribute}" if inner else attribute


def _is_fact(element: _Element) -> bool:
    parent = element.getparent()
    return parent is not None and parent.tag == _EVIDENCE
