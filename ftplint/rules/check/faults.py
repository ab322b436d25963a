"""What makes a rule file unusable: misspelt elements and attributes, and XPaths that select nothing or cannot run."""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING, Any

from lxml import etree

from ftplint.resources import SCHEMAS
from ftplint.rules.context import FTP, SCHEMATRON, line_of
from ftplint.rules.model import Fault
from ftplint.rules.wording import plain_text
from ftplint.rules.xpath import facts_used, xpath_faults
from ftplint.schema import closest

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from lxml.etree import _Element

    from ftplint.rules.model import Rule

_FTP = f"{{{FTP}}}"
_SCH = f"{{{SCHEMATRON}}}"
_TEXT = ("name", "value-of", "emph", "dir", "span")
_CHILDREN: Mapping[str, Sequence[str]] = {
    "schema": ("title", "pattern", "ns", "p", "let", "phase", "diagnostics", "properties", "include", "extends"),
    "pattern": ("rule", "title", "p", "let", "include", "param"),
    "rule": ("assert", "report", "let", "p", "include", "extends"),
    "assert": _TEXT,
    "report": _TEXT,
}
"""What can stand in what, of that which ISO/IEC 19757-3 has."""
_ANY = ("id", "role", "flag", "see", "icon", "fpi", "subject", "properties", "diagnostics", "lang", "space")
_ATTRIBUTES: Mapping[str, Sequence[str]] = {
    "schema": ("queryBinding", "schemaVersion", "defaultPhase", *_ANY),
    "pattern": ("abstract", "is-a", "documents", "name", *_ANY),
    "rule": ("context", "abstract", "visit-each", *_ANY),
    "assert": ("test", *_ANY),
    "report": ("test", *_ANY),
    "let": ("name", "value", "as", *_ANY),
    "value-of": ("select",),
    "name": ("path",),
}
_NEEDED = {"rule": ("context",), "assert": ("test",), "report": ("test",), "let": ("name", "value")}


def rule_faults(rule: Rule) -> Iterator[Fault]:
    """What is wrong with *rule*, and hints, in the order in which it is best fixed."""
    spelling = [*_spelling(rule.element), *_own_parts(rule), *_basis(rule)]
    yield from spelling
    if not spelling:
        yield from xpath_faults(rule)
        yield from _facts(rule)


def _spelling(schema: _Element) -> Iterator[Fault]:
    for element in schema.iter(f"{_SCH}*"):
        name = etree.QName(element).localname
        known = _ATTRIBUTES.get(name)
        if known is not None:
            for attribute in element.attrib:
                local = etree.QName(str(attribute))
                if local.namespace is None and local.localname not in known:
                    message = f"sch:{name} has no attribute '{local.localname}'"
                    yield Fault(line_of(element), message + _meant(local.localname, known))
        for needed in _NEEDED.get(name, ()):
            if not (element.get(needed) or "").strip():
                yield Fault(line_of(element), f"sch:{name} needs the attribute '{needed}'")
        children = _CHILDREN.get(name, _TEXT)
        for child in element.iterchildren("*"):
            yield from _child(name, child, children)


def _child(parent: str, child: _Element, known: Sequence[str]) -> Iterator[Fault]:
    tag = etree.QName(child)
    if tag.namespace is None and tag.localname in known:
        yield Fault(
            line_of(child), f"'{tag.localname}' is nothing in sch:{parent}; did you mean 'sch:{tag.localname}'?"
        )
    elif tag.namespace == SCHEMATRON and tag.localname not in known:
        elsewhere = any(tag.localname in names for names in _CHILDREN.values())
        if elsewhere:
            yield Fault(line_of(child), f"sch:{tag.localname} cannot stand in sch:{parent}")
        else:
            message = f"there is no element sch:{tag.localname} in sch:{parent}"
            yield Fault(line_of(child), message + _meant(tag.localname, known, "sch:"))


def _meant(name: str, known: Sequence[str], prefix: str = "") -> str:
    near = closest(name, known, 0.5)
    return f"; did you mean '{prefix}{near}'?" if near else ""


def _own_parts(rule: Rule) -> Iterator[Fault]:
    """Whether each ftp: element is as rule.xsd says."""
    schema, names = _rule_schema()
    for element in rule.element.iter(f"{_FTP}*"):
        parent = element.getparent()
        if parent is not None and str(parent.tag).startswith(_FTP):
            continue
        name = etree.QName(element).localname
        if name not in names:
            yield Fault(line_of(element), f"there is no element ftp:{name}" + _meant(name, names, "ftp:"))
        elif not schema.validate(element):
            log: Any = schema.error_log
            yield from (Fault(entry.line, _plain_message(entry.message)) for entry in _without_doubles(list(log)))


def _without_doubles(log: list[Any]) -> list[Any]:
    """Of a list libxml2 says that it is wrong, and which word of it is; the second is enough."""
    kept = [entry for entry in log if "is not a valid value of the local list type" not in entry.message]
    return kept or log


def _plain_message(message: str) -> str:
    """What libxml2 says, in the words of the other messages."""
    before, sign, rest = message.partition("[facet 'enumeration'] The value '")
    value, middle, known = rest.partition("' is not an element of the set {")
    if sign and middle:
        message = f"{before}'{value}' is not one of {known.removesuffix('}.')}"
    return message.replace(_FTP, "ftp:")


def _basis(rule: Rule) -> Iterator[Fault]:
    """What is inferred is no error, and says so (docs/severity.md)."""
    element = rule.element.find(f"{_FTP}rule")
    if element is None or element.get("basis") != "inferred":
        return
    if rule.severity == "error":
        yield Fault(line_of(element), "what is inferred is never an error; make it a warning")
    said = (rule.element.find(f"{_FTP}{name}") for name in ("why", "client"))
    if not any("not documented" in plain_text(one) for one in said):
        yield Fault(line_of(element), "what is inferred has to say 'not documented', in ftp:why or ftp:client")


def _facts(rule: Rule) -> Iterator[Fault]:
    """A rule that looks at facts says which, or it would take those that nobody gathered for missing."""
    from ftplint.observed import ELEMENTS

    kinds = {one.name: one.kind for one in ELEMENTS}
    for pattern in rule.patterns:
        for name in sorted(facts_used(pattern.contexts, rule.element)):
            if kinds[name] not in rule.evidence:
                needed = " ".join(sorted({*rule.evidence, kinds[name]}))
                message = f'the rule looks at server/evidence/{name}: write evidence="{needed}" in ftp:rule'
                yield Fault(
                    line_of(rule.element), f"{message}, so that it is not checked where these facts are missing"
                )


@lru_cache(maxsize=1)
def _rule_schema() -> tuple[etree.XMLSchema, tuple[str, ...]]:
    """rule.xsd, and the names of the elements that it declares."""
    document = etree.parse(SCHEMAS / "rule.xsd")
    names = (element.get("name", "") for element in document.getroot().iterchildren("{*}element"))
    return etree.XMLSchema(document), tuple(names)
