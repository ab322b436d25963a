"""Diagnostics: the findings on a text, each at its exact place, with what belongs to it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from lsprotocol import types

if TYPE_CHECKING:
    from collections.abc import Iterator

    from ftplint.judging import Finding
    from ftplint.lsp.analysis import Analysis

SOURCE = "ftplint"
_SEVERITIES = {
    "error": types.DiagnosticSeverity.Error,
    "warning": types.DiagnosticSeverity.Warning,
    "info": types.DiagnosticSeverity.Information,
}


def diagnostics(analysis: Analysis, *, related: bool) -> list[types.Diagnostic]:
    """The diagnostics of a text; *related* says whether the client shows related places."""
    if analysis.error:
        top = analysis.text.range(0, analysis.text.content.find("\n") if "\n" in analysis.text.content else 0)
        message = f"Nothing was checked: {analysis.error}"
        return [types.Diagnostic(top, message, types.DiagnosticSeverity.Error, "settings", source=SOURCE)]
    pages = {name: _page(analysis, name) for name in {finding.rule for finding in analysis.findings}}
    return [_diagnostic(analysis, finding, pages[finding.rule], related) for finding in analysis.findings]


def _page(analysis: Analysis, rule: str) -> str | None:
    """The address of the documentation of a rule, or of its first source."""
    about = analysis.rules[rule].about if rule in analysis.rules else None
    return None if about is None else about().href


def _diagnostic(analysis: Analysis, finding: Finding, href: str | None, related: bool) -> types.Diagnostic:
    return types.Diagnostic(
        analysis.text.of(finding.location),
        _message(finding),
        _SEVERITIES[finding.severity],
        finding.rule,
        None if href is None else types.CodeDescription(href),
        SOURCE,
        related_information=list(_related(analysis, finding)) if related else None,
    )


def _message(finding: Finding) -> str:
    lines = [finding.message]
    if finding.client:
        lines.append(f"Client sees: {finding.client}")
    if finding.fix is not None:
        lines.append(f"Fix ({finding.fix.safety}): {finding.fix.title}")
    return "\n".join(lines)


def _related(analysis: Analysis, finding: Finding) -> Iterator[types.DiagnosticRelatedInformation]:
    places = [(one.location, one.note) for one in finding.related]
    places += [(one.location, f"site '{one.site}' too") for one in finding.also]
    if finding.because is not None:
        places.append((finding.because.location, f"this comes from {finding.because.rule}"))
    for location, note in places:
        yield types.DiagnosticRelatedInformation(types.Location(analysis.uri, analysis.text.of(location)), note)
