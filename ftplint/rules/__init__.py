"""Rule files: what a rule is, loading, the index of the built-in ones, selecting."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ftplint.faces import when_asked
from ftplint.rules.load import load_rules
from ftplint.rules.messages import Expression
from ftplint.rules.model import (
    FTP,
    SCHEMATRON,
    SEVERITIES,
    Change,
    Context,
    Fix,
    Needs,
    Pointer,
    Rule,
    RuleError,
    Severity,
    Test,
    line_of,
)
from ftplint.rules.select import PROFILES, Selection, SelectionError, fits, known_selectors, parse_severity
from ftplint.rules.wording import ClientView, client_view, fix, plain_text, references, why

if TYPE_CHECKING:
    from ftplint.rules.example import examples
    from ftplint.rules.scenarios import REFUSED, Actor, Expectation, scenario

__all__ = [
    "FTP",
    "PROFILES",
    "REFUSED",
    "SCHEMATRON",
    "SEVERITIES",
    "Actor",
    "Change",
    "ClientView",
    "Context",
    "Expectation",
    "Expression",
    "Fix",
    "Needs",
    "Pointer",
    "Rule",
    "RuleError",
    "Selection",
    "SelectionError",
    "Severity",
    "Test",
    "client_view",
    "examples",
    "fits",
    "fix",
    "known_selectors",
    "line_of",
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
