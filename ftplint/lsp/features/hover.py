"""Hover: what an element, an attribute or a rule is for, what it may say, and what applies here and from where."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from lsprotocol import types

from ftplint.configuration import item_text, rows
from ftplint.lsp.declared import attributes_of, documentation, element_of, outer_attributes, versions
from ftplint.lsp.effective import LEVELS, Effective, effective, heirs
from ftplint.lsp.spot import spot
from ftplint.report import plain
from ftplint.rules import why

if TYPE_CHECKING:
    from collections.abc import Iterator

    from ftplint.lsp.analysis import Analysis
    from ftplint.lsp.outline import Node
    from ftplint.rules import Rule
    from ftplint.schema import Attribute

_WORD = re.compile(r"[A-Za-z][\w-]*")
_MOST = 12
"""Values of one element that are listed."""
_KINDS = {
    "int": "a whole number",
    "uint": "a whole number, not negative",
    "int64": "a whole number",
    "timeSpan": "a time span, 00:01:00",
    "thumbprint": "40 hexadecimal digits",
    "string": "text",
}


def hover(analysis: Analysis, position: types.Position, *, markdown: bool) -> types.Hover | None:
    """What is to be said of the place; None if there is nothing."""
    at = analysis.text.offset(position)
    tree = analysis.tree
    found = spot(tree.outline, at, under=True)
    lines: list[str] = []
    if found.kind == "hidden":
        word = _rule_at(analysis, found.start, found.end, at)
        if word is None:
            return None
        rule, found = word[0], found._replace(start=word[1], end=word[2])
        lines = list(of_rule(rule))
    elif found.node is not None and found.attribute is not None:
        lines = list(_of_attribute(analysis, found.node, found.attribute.name))
    elif found.node is not None and found.kind in ("tag", "end"):
        lines = list(_of_element(analysis, found.node))
    if not lines:
        return None
    text = "\n\n".join(lines)
    kind = types.MarkupKind.Markdown if markdown else types.MarkupKind.PlainText
    value = text if markdown else without_marks(text)
    return types.Hover(types.MarkupContent(kind, value), analysis.text.range(found.start, found.end))


def without_marks(text: str) -> str:
    """Markdown as written here, as plain text."""
    return text.replace("**", "").replace("`", "").replace(_BRACKET, "[").replace(_LESS, "<")


_BRACKET, _LESS = "&#91;", "&lt;"


def _harmless(text: str) -> str:
    """A name of the file in Markdown: no image, which an editor would load, and no link."""
    return plain(text).replace("`", "'").replace("[", _BRACKET).replace("<", _LESS)


def of_rule(rule: Rule) -> Iterator[str]:
    """What a rule finds and why."""
    yield f"**{rule.id}** {rule.name} ({rule.severity})"
    yield f"{_harmless(rule.title)}."
    yield why(rule).replace("![", f"!{_BRACKET}")


def of_declared(node: Node, name: str) -> Iterator[str]:
    """What an attribute of *node* is for, its default and what it may say."""
    declared = attributes_of(node).get(name)
    if declared is None:
        if name in outer_attributes(node):
            yield outer_attributes(node)[name]
        return
    yield from described(declared)
    first = versions(element_of(node), declared)
    if first:
        yield f"IIS {first} and later"


def described(declared: Attribute) -> Iterator[str]:
    """What an attribute is for, its default and what it may say."""
    if declared.documentation:
        yield declared.documentation
    yield (
        "Required" if declared.required else f"Default: `{declared.default}`" if declared.default else "Default: empty"
    )
    yield f"Permitted: {permitted(declared)}"
    if declared.encrypted:
        yield "IIS encrypts it."


def permitted(declared: Attribute) -> str:
    """What an attribute may say, in words."""
    type_ = declared.type
    if type_.kind == "bool":
        return "`true`, `false`"
    if type_.names:
        newer = dict(type_.newer)
        names = [f"`{n}`" + (f" (IIS {newer[n.lower()]})" if n.lower() in newer else "") for n, _ in type_.names]
        return ", ".join(names) + (", several separated by commas" if type_.kind == "flags" else "")
    text = _KINDS.get(type_.kind, "text") + (", not empty" if type_.filled else "")
    if type_.minimum is not None and type_.maximum is not None:
        text += f", {type_.minimum} to {type_.maximum}"
    return text


def _rule_at(analysis: Analysis, start: int, end: int, at: int) -> tuple[Rule, int, int] | None:
    """The rule that a word of a comment names."""
    if analysis.project is None or "ftplint:" not in analysis.text.content[start:end]:
        return None
    rules = {word: rule for rule in analysis.project.rules.chosen for word in (rule.id.lower(), rule.name)}
    for word in _WORD.finditer(analysis.text.content, start, end):
        if word.start() <= at < word.end() and word[0].lower() in rules:
            return rules[word[0].lower()], *word.span()
    return None


def _of_element(analysis: Analysis, node: Node) -> Iterator[str]:
    declared, said = element_of(node), documentation(node)
    if not said and declared is None:
        return
    yield f"**{node.name}**" + (f" `{declared.path}`" if declared is not None and declared.path != node.name else "")
    if said:
        yield said
    first = versions(declared)
    if first:
        yield f"IIS {first} and later"
    if node.name == "site":
        yield from _of_site(analysis, node)
    found = effective(analysis.tree, node)
    if found is not None and found.element.declaration.attributes:
        names = list(found.element.declaration.attributes)
        lines = [f"- {name}: {_value(analysis, found, name)}" for name in names[:_MOST]]
        more = [f"- and {len(names) - _MOST} more"] if len(names) > _MOST else []
        yield "\n".join([_heading(analysis, found) + "\n", *lines, *more])


def _of_site(analysis: Analysis, node: Node) -> Iterator[str]:
    site = analysis.tree.site(node)
    if site is not None and site.is_ftp:
        ports = ", ".join(sorted({f"{one.address}:{one.port}" for one in site.bindings}))
        yield f"FTP on {_harmless(ports)}. Client certificate logon: {next(rows([site])).verdict}"
    elif site is not None:
        yield "No FTP site: it has no binding with protocol ftp."


def _of_attribute(analysis: Analysis, node: Node, name: str) -> Iterator[str]:
    said = list(of_declared(node, name))
    if not said:
        return
    declared = element_of(node)
    yield f"**{name}**" + (f" `{declared.path}/@{name}`" if declared is not None else "")
    yield from said
    found = effective(analysis.tree, node)
    if found is not None and name in found.element.declaration.attributes:
        yield f"{_heading(analysis, found)} {_value(analysis, found, name)}"
        sites = {heir.site.name: None for heir in heirs(analysis.tree, node, name)}
        if sites:
            shown = ", ".join(f"'{_harmless(site)}'" for site in list(sites)[:5])
            more = f" and {len(sites) - 5} more" if len(sites) > 5 else ""
            yield f"Inherited by {shown}{more}"


def _heading(analysis: Analysis, found: Effective) -> str:
    guess = "" if analysis.tree.whole else ", as far as the text can be read"
    return f"In effect for {_harmless(found.where)}{guess}:"


def _value(analysis: Analysis, found: Effective, name: str) -> str:
    value = found.element.value(name)
    text = plain(item_text(found.element, name)).replace("`", "'")
    shown = f"`{text}`" if text else "empty"
    origin = found.origin(value)
    node = None if origin is None else analysis.tree.node(origin)
    if node is None:
        return f"{shown}, {LEVELS[value.level]}"
    at = next((one.at for one in node.attributes if one.name == name), node.start)
    return f"{shown}, from {LEVELS[value.level]}, line {analysis.text.position(at).line + 1}"
