"""Workflow commands of GitHub Actions: each finding becomes an annotation at its line."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ftplint.report.plain_text import plain
from ftplint.report.wording import fix_title

if TYPE_CHECKING:
    from collections.abc import Iterator

    from ftplint.judging import Finding, Report
    from ftplint.report.view import View

_COMMANDS = {"error": "error", "warning": "warning", "info": "notice"}
_MESSAGE = str.maketrans({"%": "%25", "\r": "%0D", "\n": "%0A"})
_PROPERTY = str.maketrans({"%": "%25", "\r": "%0D", "\n": "%0A", ":": "%3A", ",": "%2C"})
"""As the toolkit of GitHub Actions escapes them (packages/core/src/command.ts)."""


def render(report: Report, _: View) -> Iterator[str]:
    """A command a finding. GitHub shows ten of each kind for a step, so the gravest come first."""
    for severity in ("error", "warning", "info"):
        for file in report.files:
            yield from (_command(finding) for finding in file.findings if finding.severity == severity)


def _command(finding: Finding) -> str:
    at = finding.location
    properties = {
        "file": plain(at.path.replace("\\", "/")),
        "line": str(at.line),
        "endLine": str(at.end_line),
        "col": str(at.column),
        "endColumn": str(at.end_column),
        "title": f"{finding.rule} {finding.name}",
    }
    if at.end_line != at.line:  # GitHub takes columns on a single line only
        del properties["col"], properties["endColumn"]
    listed = ",".join(f"{name}={text.translate(_PROPERTY)}" for name, text in properties.items())
    message = plain(finding.message)
    if finding.fix is not None:
        message += f"\nFix ({finding.fix.safety}): {plain(fix_title(finding.fix))}"
    return f"::{_COMMANDS[finding.severity]} {listed}::{message.translate(_MESSAGE)}\n"
