"""Rules applied to a configuration: findings, each with the place where the setting at fault was written."""

from __future__ import annotations

from ftplint.judging.evaluate import judge, judge_problems, server_xml
from ftplint.judging.finding import (
    About,
    Also,
    Cause,
    Comparison,
    Edit,
    FailOn,
    FileReport,
    Finding,
    Gone,
    Location,
    Related,
    Report,
    RuleInfo,
    RunInfo,
    Suppression,
    Trend,
)
from ftplint.judging.identity import Key, fingerprint, keys
from ftplint.judging.one_cause import of_parts, together
from ftplint.judging.pending_finding import PendingFinding, Silence, finish
from ftplint.judging.violation import violations
from ftplint.rules import CLASSES, SEVERITIES, Change, Fix, Severity

__all__ = [
    "CLASSES",
    "SEVERITIES",
    "About",
    "Also",
    "Cause",
    "Change",
    "Comparison",
    "Edit",
    "FailOn",
    "FileReport",
    "Finding",
    "Fix",
    "Gone",
    "Key",
    "Location",
    "PendingFinding",
    "Related",
    "Report",
    "RuleInfo",
    "RunInfo",
    "Severity",
    "Silence",
    "Suppression",
    "Trend",
    "fingerprint",
    "finish",
    "judge",
    "judge_problems",
    "keys",
    "of_parts",
    "server_xml",
    "together",
    "violations",
]
