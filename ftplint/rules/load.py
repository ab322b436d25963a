"""Loads rule files: ISO Schematron schemas with ftp: elements, one rule a file."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from lxml import etree

from ftplint.resources import RULES
from ftplint.rules import index
from ftplint.rules.model import (
    FTP,
    SCHEMATRON,
    SEVERITIES,
    Context,
    Pattern,
    Rule,
    RuleError,
    Scope,
    Test,
    changes,
    conditions,
    line_of,
    pointers,
)

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from pathlib import Path

    from lxml.etree import _Element

    from ftplint.rules.index import Seen


_SCH = f"{{{SCHEMATRON}}}"
_FTP = f"{{{FTP}}}"
_ASSERT = f"{_SCH}assert"
_ROOT = re.compile(r"[\w.]+")
_ID = re.compile(r"[A-Z]{2,}[0-9]{3,}\Z")
_NAME = re.compile(r"[a-z][a-z0-9]*(-[a-z0-9]+)*\Z")
_ROOTS = {
    "server": "",
    "siteDefaults": "/server",
    "site": "/server",
    "location": "/server/site",
    "port": "/server",
    "problem": "/server",
}
"""Where the first step of a context stands in the effective document."""


def load_rules(folders: Iterable[Path] = ()) -> tuple[Rule, ...]:
    """The built-in rules and those of *folders*, by id.

    Raises RuleError for a file that cannot be used: one with an XPath that can select nothing too, since its rule
    would sleep for ever.
    """
    rules: dict[str, Rule] = {}
    names: dict[str, Rule] = {}
    for folder in (RULES, *folders):
        for rule in _built_in() if folder is RULES else map(load_rule, rule_files(folder)):
            path = rule.path
            if folder is not RULES:  # those of ftplint are checked by its tests
                _refuse(rule)
            for other in (rules.get(rule.id), names.get(rule.name)):
                if other is not None:
                    what = f"id {rule.id}" if other.id == rule.id else f"name {rule.name}"
                    raise RuleError(path, line_of(rule.element), f"the {what} belongs to {other.path} already")
            rules[rule.id] = names[rule.name] = rule
    return tuple(rules[id_] for id_ in sorted(rules))


_made: tuple[object, tuple[Rule, ...]] = (None, ())
"""The built-in rules as they were made last, and the stamp of their files then."""


def _built_in() -> tuple[Rule, ...]:
    """The rules of ftplint. A process makes them once, since that takes longer than to judge a small file with them."""
    global _made
    now = index.stamp()
    before, rules = _made
    if before != now:
        known = index.indexed()
        if known is None:
            rules = tuple(map(load_rule, rule_files(RULES)))
        else:
            rules = tuple(_rule(path, schema, seen) for path, schema, seen in known)
        _made = (now, rules)
    return rules


def rule_files(folder: Path) -> list[Path]:
    """The rule files below *folder*, in a stable order. Raises RuleError if there is no such folder."""
    if not folder.is_dir():
        raise RuleError(folder, None, "there is no such folder of rules")
    return sorted(folder.rglob("*.sch"))


def load_rule(path: Path) -> Rule:
    """The rule in the file *path*. Raises RuleError, with the line, for anything that makes it unusable."""
    return _rule(path, rule_document(path))


def rule_document(path: Path) -> _Element:
    """The root element of the rule file *path*. Raises RuleError if it cannot be read."""
    try:
        data = path.read_bytes()
        return etree.fromstring(data, etree.XMLParser(resolve_entities=False, no_network=True, remove_comments=True))
    except OSError as error:
        raise RuleError(path, None, error.strerror or str(error)) from error
    except etree.XMLSyntaxError as error:
        raise RuleError(path, error.lineno, f"not well-formed XML: {error.msg}") from error


def _rule(path: Path, schema: _Element, seen: Sequence[Seen] | None = None) -> Rule:
    """The rule of *schema*; *seen* is what the index knows of each of its patterns."""
    if schema.tag != f"{_SCH}schema":
        raise RuleError(path, line_of(schema), f"the root element must be schema of {SCHEMATRON}")
    meta = schema.find(f"{_FTP}rule")
    if meta is None:
        raise RuleError(path, line_of(schema), "the element ftp:rule with name and severity is missing")
    patterns = schema.findall(f"{_SCH}pattern")
    if not patterns:
        raise RuleError(path, line_of(schema), "there is no sch:pattern")
    id_, name, severity = patterns[0].get("id", ""), meta.get("name", ""), meta.get("severity", "")
    if not _ID.match(id_):
        raise RuleError(
            path, line_of(patterns[0]), f"the first pattern's id must be a rule id like FTP101, not '{id_}'"
        )
    if not _NAME.match(name):
        raise RuleError(path, line_of(meta), f"the name must be lower-case words joined by '-', not '{name}'")
    if severity not in SEVERITIES:
        raise RuleError(path, line_of(meta), f"the severity must be one of {', '.join(SEVERITIES)}, not '{severity}'")
    loaded = tuple(
        _pattern(path, pattern, schema, None if seen is None else seen[number])
        for number, pattern in enumerate(patterns)
    )
    security = meta.get("security")
    title = schema.findtext(f"{_SCH}title") or ""
    return Rule(
        id_,
        name,
        severity,
        meta.get("since", ""),
        " ".join(title.split()),
        _rule_scope(path, patterns[0], loaded),
        loaded,
        path,
        schema,
        pointers(schema),
        changes(schema),
        conditions(schema),
        seen is None,
        meta.get("suppressible") != "false",
        meta.get("optional") == "true",
        None if security is None else float(security),
        tuple((e.get("name", ""), e.get("id", "")) for e in schema.iterchildren(f"{_FTP}profile")),
        tuple(meta.get("evidence", "").split()),
    )


def _refuse(rule: Rule) -> None:
    """Raises RuleError for the first thing in *rule* that is wrong."""
    from ftplint.rules.check.faults import rule_faults

    first = next((fault for fault in rule_faults(rule) if not fault.hint), None)
    if first is not None:
        raise RuleError(rule.path, first.line, first.message)


def _pattern(path: Path, pattern: _Element, schema: _Element, seen: Seen | None) -> Pattern:
    if seen is None:
        _supported(path, pattern)
    contexts = tuple(_context(path, rule) for rule in pattern.iterchildren(f"{_SCH}rule"))
    if seen is not None:
        return Pattern(contexts, *seen)
    from ftplint.rules.xpath import scope_and_needs

    return Pattern(contexts, *scope_and_needs(contexts, schema))


def _supported(path: Path, pattern: _Element) -> None:
    """Raises RuleError for what Schematron has and ftplint has not."""
    for name in ("abstract", "is-a", "documents"):
        if pattern.get(name) is not None:
            raise RuleError(path, line_of(pattern), f"patterns with '{name}' are not supported")
    for outer in (pattern, pattern.getparent()):
        for let in () if outer is None else outer.iterchildren(f"{_SCH}let"):
            raise RuleError(path, line_of(let), "sch:let is supported inside sch:rule only")
    for element in pattern.iter(f"{_SCH}extends"):
        raise RuleError(path, line_of(element), "sch:extends is not supported")


def _context(path: Path, rule: _Element) -> Context:
    context = rule.get("context")
    if context is None:
        raise RuleError(path, line_of(rule), "a sch:rule needs a context")
    context = context.strip()
    root = _ROOT.match(context)
    if root is None or root.group() not in _ROOTS:
        known = ", ".join(sorted(_ROOTS))
        raise RuleError(path, line_of(rule), f"the context '{context}' must start with one of {known}")
    tests = []
    for element in rule.iterchildren(f"{_SCH}assert", f"{_SCH}report"):
        test = element.get("test", "")
        tests.append(Test(f"not({test})" if element.tag == _ASSERT else f"boolean({test})", element))
    return Context(f"{_ROOTS[root.group()]}/{context}", _lets(rule), tuple(tests), rule)


def _lets(element: _Element) -> tuple[tuple[str, str], ...]:
    return tuple((let.get("name", ""), let.get("value", "")) for let in element.iterchildren(f"{_SCH}let"))


def _rule_scope(path: Path, pattern: _Element, patterns: tuple[Pattern, ...]) -> Scope:
    """The widest thing that reports want to know: a rule with a pattern on sites counts as one on sites."""
    scopes = {loaded.scope for loaded in patterns if loaded.contexts}
    if not scopes:
        raise RuleError(path, line_of(pattern), "there is no sch:rule")
    if "problem" in scopes and len(scopes) > 1:
        raise RuleError(path, line_of(pattern), "contexts on problem and on other elements do not mix in one rule")
    return "problem" if "problem" in scopes else "site" if "site" in scopes else "server"
