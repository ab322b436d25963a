"""One line a finding: ``path:line:column: severity rule [site] message``, as editors and grep take it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ftplint.report.paint import paint
from ftplint.report.plain_text import harmless, plain
from ftplint.report.wording import many, place

if TYPE_CHECKING:
    from collections.abc import Iterator

    from ftplint.judging import Finding, Report
    from ftplint.report.view import View


def render(report: Report, view: View) -> Iterator[str]:
    """The lines; nothing where there is no finding."""
    for file in report.files:
        for finding in file.findings:
            where = paint("strong", f"{plain(place(finding.location))}:", view.color)
            kind = paint(finding.severity, f"{finding.severity} {plain(finding.rule)}", view.color)
            yield harmless(f"{where} {kind}{_sites(finding)} {plain(finding.message)}\n")


def _sites(finding: Finding) -> str:
    """The site, or the only one affected; of several the number, as a list of 10,000 names is no line."""
    if finding.site is None and len(finding.affected_sites) > 1:
        return f" [{many(len(finding.affected_sites), 'site')}]"
    site = next(iter(finding.affected_sites), None) if finding.site is None else finding.site
    return "" if site is None else f" [{plain(site)}]"
