"""One line a finding: ``path:line:column: severity rule [site] message``."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ftplint.report.plain import plain

if TYPE_CHECKING:
    from collections.abc import Iterator

    from ftplint.engine.finding import Report


def render(report: Report, *, color: bool, width: int, quiet: bool) -> Iterator[str]:  # noqa: ARG001 - one signature
    """The lines; nothing where there is no finding."""
    for finding in report.findings:
        at = finding.location
        others = len(finding.affected_sites) - 1
        sites = f" [{finding.site}]" if finding.site is not None else ""
        if finding.site is None and finding.affected_sites:
            sites = f" [{finding.affected_sites[0]}{f' and {others} more' if others > 0 else ''}]"
        line = f"{at.path}:{at.line}:{at.column}: {finding.severity} {finding.rule}{sites} {finding.message}"
        yield plain(line) + "\n"
