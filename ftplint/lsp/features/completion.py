"""Completion: elements, attributes and values that the schema allows here, sites, and rules in suppressions."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from lsprotocol import types

from ftplint.lsp.declared import attributes_of, children_of, element_of, outer_attributes, versions
from ftplint.lsp.features.hover import described, of_rule, without_marks
from ftplint.lsp.spot import spot
from ftplint.named_tuple import NamedTuple
from ftplint.schema import FTP_GROUP

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from ftplint.lsp.analysis import Analysis
    from ftplint.lsp.declared import Child
    from ftplint.lsp.outline import Node
    from ftplint.lsp.spot import Spot

TRIGGERS = ["<", "/", " ", '"', "'", ",", ":"]
_VERBS = {
    "ignore": "Suppresses rules in the next element, or in the one before on the same line.",
    "ignore-site": "Suppresses rules in the whole site.",
    "ignore-file": "Suppresses rules in the whole file.",
}
_VERB = re.compile(r"\s*+ftplint:\s*+([\w-]*+)\Z")
_RULES = re.compile(r"\s*+ftplint:\s*+ignore(?:-site|-file)?+\s++(?:[\w-]++\s*+,\s*+)*+([\w-]*+)\Z")
_START = re.compile(r"\s*+\w*+\Z")
_CLOSING = re.compile(r"</([^\s<>/]*+)\Z")


class Client(NamedTuple):
    """What the client can show: places in an insertion where typing goes on, documentation in Markdown."""

    snippets: bool = False
    markdown: bool = False


class _Offer(NamedTuple):
    """One thing to insert: what is shown, what is written (with ``$0`` and the like), and what is said of it."""

    label: str
    snippet: str
    lines: Iterable[str]
    kind: types.CompletionItemKind
    detail: str = ""


def completion(
    analysis: Analysis, position: types.Position, trigger: str | None, client: Client
) -> list[types.CompletionItem]:
    """What can stand at *position*; *trigger* is the character that was typed, if one asked for it."""
    at = analysis.text.offset(position)
    outline = analysis.tree.outline
    found = spot(outline, at)
    text = analysis.text.content
    start, end = at, at
    offers: Iterator[_Offer]
    if found.kind == "hidden":
        start, offers = _in_comment(analysis, text[found.start : at].removeprefix("<!--"), at)
    elif closing := _CLOSING.search(text, max(0, at - 200), at):
        start, offers = closing.start(1), _closing(found, text[at : at + 1])
    elif found.kind == "tag" and found.node is not None:
        start, end, offers = found.start, found.end, _elements(found.node.parent, "", done=not found.node.unfinished)
    elif found.kind == "content":
        offers = iter(()) if trigger not in (None, "<") else _elements(found.node, "<", done=False)
    elif found.kind in ("attribute", "blank") and found.node is not None:
        start, end, offers = found.start, found.end, _attributes(found.node, found)
    elif found.kind == "value" and found.node is not None and found.attribute is not None:
        written = text[found.start : at]
        start = found.start + written.rfind(",") + 1 if _is_flags(found.node, found.attribute.name) else found.start
        start += len(text[start:at]) - len(text[start:at].lstrip())
        comma = text.find(",", at, found.end)
        end = comma if start > found.start and comma >= 0 else found.end
        offers = _values(analysis, found.node, found.attribute.name)
    else:
        return []
    return [_item(analysis, number, one, start, end, client) for number, one in enumerate(offers)]


def _item(analysis: Analysis, number: int, offer: _Offer, start: int, end: int, client: Client) -> types.CompletionItem:
    text = "\n\n".join(offer.lines)
    kind = types.MarkupKind.Markdown if client.markdown else types.MarkupKind.PlainText
    said = types.MarkupContent(kind, text if client.markdown else without_marks(text))
    snippet = client.snippets and "$" in offer.snippet
    new = offer.snippet if snippet else re.sub(r"\$\d", "", offer.snippet)
    return types.CompletionItem(
        offer.label,
        kind=offer.kind,
        detail=offer.detail or None,
        documentation=said if text else None,
        sort_text=f"{number:04}",
        filter_text=re.sub(r"\$\d.*", "", offer.snippet) if offer.snippet.startswith("<") else offer.label,
        insert_text_format=types.InsertTextFormat.Snippet if snippet else types.InsertTextFormat.PlainText,
        text_edit=types.TextEdit(analysis.text.range(start, end), new),
    )


def _elements(parent: Node | None, before: str, *, done: bool) -> Iterator[_Offer]:
    """The elements that may stand in *parent*; of a tag that is *done* the name alone."""
    for child in children_of(parent):
        yield _Offer(
            child.name,
            child.name if done else before + _whole(child),
            [child.documentation],
            types.CompletionItemKind.Class,
            f"IIS {first} and later" if (first := versions(child.element)) else "",
        )


def _whole(child: Child) -> str:
    """The element with its end, and a place to go on."""
    element = child.element
    inside = element is None or bool(element.children) or element.collection is not None
    if child.name in ("remove", "add") or not inside:
        return f"{child.name} $0/>"
    if child.name == "clear":
        return "clear />$0"
    attributes = {"site": ' name="$1" id="$2"', "location": ' path="$1"'}.get(child.name, "")
    return f"{child.name}{attributes}>$0</{child.name}>"


def _closing(found: Spot, behind: str) -> Iterator[_Offer]:
    """The end tag of the element around."""
    if found.node is not None and found.node.name:
        name = found.node.name
        yield _Offer(f"/{name}", name + ("" if behind == ">" else ">"), [], types.CompletionItemKind.Class)


def _attributes(node: Node, found: Spot) -> Iterator[_Offer]:
    """The attributes that *node* may have and has not yet."""
    present = {one.name for one in node.attributes if one is not found.attribute}
    has_value = found.attribute is not None and found.attribute.start is not None
    place = "" if has_value else '="$1"$0'
    for name, declared in attributes_of(node).items():
        if name not in present:
            first = versions(element_of(node), declared)
            detail = f"IIS {first} and later" if first else "required" if declared.required else ""
            yield _Offer(name, name + place, described(declared), types.CompletionItemKind.Property, detail)
    for name, text in outer_attributes(node).items():
        if name not in present:
            yield _Offer(name, name + place, [text], types.CompletionItemKind.Property)


def _is_flags(node: Node, name: str) -> bool:
    declared = attributes_of(node).get(name)
    return declared is not None and declared.type.kind == "flags"


def _values(analysis: Analysis, node: Node, name: str) -> Iterator[_Offer]:
    """What an attribute may say, where that can be listed."""
    if node.name == "location" and name == "path":
        yield from _sites(analysis)
        return
    declared = attributes_of(node).get(name)
    if declared is None:
        return
    said = list(described(declared))
    newer = dict(declared.type.newer)
    names = ["true", "false"] if declared.type.kind == "bool" else [name for name, _ in declared.type.names]
    if not names and declared.default:
        names = [declared.default]
    for one in names:
        notes = ["default"] if one == declared.default else []
        notes += [f"IIS {newer[one.lower()]} and later"] if one.lower() in newer else []
        yield _Offer(one, one, said, types.CompletionItemKind.EnumMember, ", ".join(notes))


def _sites(analysis: Analysis) -> Iterator[_Offer]:
    for node in analysis.tree.outline.nodes:
        if node.name == "site" and node.parent is not None and node.parent.name == "sites" and node.get("name"):
            name = node.get("name") or ""
            yield _Offer(name, name.replace("$", "\\$"), [f"The {FTP_GROUP} sections of this site."], _SITE)


_SITE = types.CompletionItemKind.Module


def _in_comment(analysis: Analysis, before: str, at: int) -> tuple[int, Iterator[_Offer]]:
    """What a comment for ftplint may go on with, and where that begins."""
    if found := _RULES.match(before):
        return at - len(found[1]), _rules(analysis)
    if found := _VERB.match(before):
        verbs = (_Offer(verb, f"{verb} $0", [text], types.CompletionItemKind.Keyword) for verb, text in _VERBS.items())
        return at - len(found[1]), verbs
    if found := _START.match(before):
        word = before.strip()
        whole = _Offer("ftplint: ignore", "ftplint: ignore $0", [_VERBS["ignore"]], types.CompletionItemKind.Keyword)
        return at - len(word), iter([whole])
    return at, iter(())


def _rules(analysis: Analysis) -> Iterator[_Offer]:
    """The rules that can be suppressed, those that find something first."""
    if analysis.project is None:
        return
    found = {finding.rule for finding in analysis.findings}
    rules = [rule for rule in analysis.project.rules.chosen if rule.suppressible]
    for rule in sorted(rules, key=lambda one: (one.id not in found, one.id)):
        note = "finds something here" if rule.id in found else ""
        yield _Offer(rule.id, f"{rule.id} $0", of_rule(rule), types.CompletionItemKind.Reference, note or rule.name)
