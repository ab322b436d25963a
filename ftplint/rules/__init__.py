"""Rule files: what a rule is, loading, the index of the built-in ones, selecting."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ftplint.faces import when_asked
from ftplint.rules.load import load_rules
from ftplint.rules.model import FTP, SCHEMATRON, SEVERITIES, Change, Context, Fix, Rule, RuleError, Severity, Test
from ftplint.rules.select import PROFILES, Selection, SelectionError, fits, known_selectors, parse_severity
from ftplint.rules.wording import change_select, changes, client_view, fix, plain_text, references, why
from ftplint.rules.xpath_names import SERVER, SITES, joined

if TYPE_CHECKING:
    from ftplint.rules.example import examples
    from ftplint.rules.scenarios import REFUSED, Actor, Expectation, scenario

__all__ = [
    "FTP",
    "PROFILES",
    "REFUSED",
    "SCHEMATRON",
    "SERVER",
    "SEVERITIES",
    "SITES",
    "Actor",
    "Change",
    "Context",
    "Expectation",
    "Fix",
    "Rule",
    "RuleError",
    "Selection",
    "SelectionError",
    "Severity",
    "Test",
    "change_select",
    "changes",
    "client_view",
    "examples",
    "fits",
    "fix",
    "joined",
    "known_selectors",
    "load_rules",
    "parse_severity",
    "plain_text",
    "references",
    "scenario",
    "why",
]

_WHEN_ASKED = {
    "example": ("examples",),
    "scenarios": ("Actor", "Expectation", "REFUSED", "scenario"),
}

if not TYPE_CHECKING:
    __getattr__ = when_asked(__name__, _WHEN_ASKED)
