"""Rule files: what a rule is, loading, the index of the built-in ones, selecting."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ftplint.faces import when_asked
from ftplint.rules.context import FTP, SCHEMATRON, Context, Pointer, RuleError, Test, line_of
from ftplint.rules.load import load_rules
from ftplint.rules.messages import Expression
from ftplint.rules.model import (
    CERTIFICATE,
    CLASSES,
    SEVERITIES,
    Change,
    Effect,
    Fix,
    Needs,
    OnceNamed,
    Rule,
    Safety,
    Severity,
)
from ftplint.rules.select import PROFILES, Selection, SelectionError, fits, known_selectors, parse_severity
from ftplint.rules.wording import ClientView, client_view, effects, fix, graver, plain_text, references, why

if TYPE_CHECKING:
    from ftplint.rules.example import examples
    from ftplint.rules.scenarios import REFUSED, Actor, Expectation, Other, Part, parts, scenario

__all__ = [
    "CERTIFICATE",
    "CLASSES",
    "FTP",
    "PROFILES",
    "REFUSED",
    "SCHEMATRON",
    "SEVERITIES",
    "Actor",
    "Change",
    "ClientView",
    "Context",
    "Effect",
    "Expectation",
    "Expression",
    "Fix",
    "Needs",
    "OnceNamed",
    "Other",
    "Part",
    "Pointer",
    "Rule",
    "RuleError",
    "Safety",
    "Selection",
    "SelectionError",
    "Severity",
    "Test",
    "client_view",
    "effects",
    "examples",
    "fits",
    "fix",
    "graver",
    "known_selectors",
    "line_of",
    "load_rules",
    "parse_severity",
    "parts",
    "plain_text",
    "references",
    "scenario",
    "why",
]

_WHEN_ASKED = {
    "example": ("examples",),
    "scenarios": ("Actor", "Expectation", "Other", "Part", "REFUSED", "parts", "scenario"),
}

if not TYPE_CHECKING:
    __getattr__ = when_asked(__name__, _WHEN_ASKED)
