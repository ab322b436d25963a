"""Logging commands of Azure Pipelines: each finding becomes an issue of the build, with its place."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ftplint.report.plain_text import harmless, plain
from ftplint.report.wording import fix_title, place

if TYPE_CHECKING:
    from collections.abc import Iterator

    from ftplint.judging import Finding, Report
    from ftplint.report.view import View

_MESSAGE = str.maketrans({"%": "%AZP25", "\r": "%0D", "\n": "%0A"})
_PROPERTY = str.maketrans({"%": "%AZP25", "\r": "%0D", "\n": "%0A", ";": "%3B", "]": "%5D"})
"""As the agent of Azure Pipelines takes them apart (azure-pipelines-agent, Command.cs)."""


def render(report: Report, _: View) -> Iterator[str]:
    """A command a finding, the worst first. Azure knows errors and warnings; info is a line of the log."""
    for severity in ("error", "warning", "info"):
        for file in report.files:
            yield from (_line(finding) for finding in file.findings if finding.severity == severity)


def _line(finding: Finding) -> str:
    at = finding.location
    message = harmless(plain(finding.message))
    if finding.fix is not None:
        message += f" Fix ({finding.fix.safety}): {harmless(plain(fix_title(finding.fix)))}"
    if finding.severity == "info":
        return harmless(f"{plain(place(at))}: info {finding.rule}: {message}\n")
    properties = {
        "type": finding.severity,
        "sourcepath": plain(at.path),
        "linenumber": str(at.line),
        "columnnumber": str(at.column),
        "code": finding.rule,
    }
    listed = "".join(f"{name}={text.translate(_PROPERTY)};" for name, text in properties.items())
    return f"##vso[task.logissue {listed}]{message.translate(_MESSAGE)}\n"
