"""Loads rule files: ISO Schematron schemas with ftp: elements, one rule a file."""

from __future__ import annotations

import re
from functools import partial
from typing import TYPE_CHECKING

from ftplint.resources import RULES
from ftplint.rules import index
from ftplint.rules.model import FTP, SCHEMATRON, SEVERITIES, Needs, Pattern, Rule, RuleError, Scope, line_of
from ftplint.rules.rule_file import RuleFile

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from pathlib import Path

    from lxml.etree import _Element


_SCH = f"{{{SCHEMATRON}}}"
_FTP = f"{{{FTP}}}"
_ID = re.compile(r"[A-Z]{2,}[0-9]{3,}\Z")
_NAME = re.compile(r"[a-z][a-z0-9]*(-[a-z0-9]+)*\Z")


def load_rules(folders: Iterable[Path] = ()) -> tuple[Rule, ...]:
    """The built-in rules and those of *folders*, by id.

    Raises RuleError for a file that cannot be used: one with an XPath that can select nothing too, since its rule
    would sleep for ever.
    """
    rules: dict[str, Rule] = {}
    names: dict[str, Rule] = {}
    for folder in (RULES, *folders):
        for rule in _built_in() if folder is RULES else map(load_rule, rule_files(folder)):
            if folder is not RULES:  # those of ftplint are checked by its tests
                _refuse(rule)
            for other in (rules.get(rule.id), names.get(rule.name)):
                if other is not None:
                    what = f"id {rule.id}" if other.id == rule.id else f"name {rule.name}"
                    reason = f"the {what} belongs to {other.path} already"
                    raise RuleError(rule.path, line_of(rule.element), reason)
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
        rules = tuple(map(load_rule, rule_files(RULES))) if known is None else known
        _made = (now, rules)
    return rules


def rule_files(folder: Path) -> list[Path]:
    """The rule files below *folder*, in a stable order. Raises RuleError if there is no such folder."""
    if not folder.is_dir():
        raise RuleError(folder, None, "there is no such folder of rules")
    return sorted(folder.rglob("*.sch"))


def load_rule(path: Path) -> Rule:
    """The rule in the file *path*. Raises RuleError, with the line, for anything that makes it unusable."""
    file = RuleFile(str(path))
    schema = file.schema
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
    loaded = _patterns(path, patterns, file)
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
        file,
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


def _patterns(path: Path, patterns: Sequence[_Element], file: RuleFile) -> tuple[Pattern, ...]:
    from ftplint.rules.xpath import scope_and_needs

    for pattern in patterns:
        _supported(path, pattern)
    found = enumerate(scope_and_needs(contexts, file.schema) for contexts in file.contexts)
    return tuple(Pattern(file, number, scope, partial(Needs._make, needs)) for number, (scope, needs) in found)


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


def _rule_scope(path: Path, pattern: _Element, patterns: tuple[Pattern, ...]) -> Scope:
    """The widest thing that reports want to know: a rule with a pattern on sites counts as one on sites."""
    scopes = {loaded.scope for loaded in patterns if loaded.contexts}
    if not scopes:
        raise RuleError(path, line_of(pattern), "there is no sch:rule")
    if "problem" in scopes and len(scopes) > 1:
        raise RuleError(path, line_of(pattern), "contexts on problem and on other elements do not mix in one rule")
    return "problem" if "problem" in scopes else "site" if "site" in scopes else "server"
