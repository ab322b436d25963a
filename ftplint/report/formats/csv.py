"""CSV for spreadsheets (UTF-8, comma, quotes doubled): a row for each finding and site that it reaches."""

from __future__ import annotations

import csv
import io
from typing import TYPE_CHECKING

from ftplint.report.plain_text import plain
from ftplint.report.wording import fix_title

if TYPE_CHECKING:
    from collections.abc import Iterator

    from ftplint.judging import Finding, Report
    from ftplint.report.view import View

COLUMNS = (
    *("file", "site", "severity", "rule", "name", "message", "setting", "value", "wanted", "origin", "line", "column"),
    *("reply", "substatus", "fix", "fix_title", "suppressed"),
)
"""The headings. ``wanted`` is what the fix sets; ``suppressed`` is the reason, empty for findings that count."""

_FORMULA = ("=", "+", "-", "@")
"""What a spreadsheet takes for the beginning of a formula."""


def render(report: Report, _: View) -> Iterator[str]:
    """The heading and the rows."""
    yield _row(COLUMNS)
    for file in report.files:
        for finding in (*file.findings, *file.suppressed):
            sites = finding.affected_sites or ("" if finding.site is None else finding.site,)
            for site in sites:
                yield _row(_cells(finding, site))


def _cells(finding: Finding, site: str) -> Iterator[object]:
    at, fix = finding.location, finding.fix
    changes = () if fix is None else fix.changes
    wanted = [change.value for change in changes if change.setting == finding.setting] or [
        f"{change.setting}={change.value}" for change in changes
    ]
    yield from (at.path, site, finding.severity, finding.rule, finding.name, finding.message)
    yield from (finding.setting, finding.value, "; ".join(wanted), finding.origin, at.line, at.column)
    yield from (finding.reply, finding.substatus, None if fix is None else fix.safety)
    yield None if fix is None else fix_title(fix)
    yield None if finding.suppression is None else finding.suppression.reason


def _row(cells: tuple[object, ...] | Iterator[object]) -> str:
    line = io.StringIO()
    csv.writer(line, lineterminator="\n").writerow([_cell(cell) for cell in cells])
    return line.getvalue()


def _cell(value: object) -> object:
    """Text made plain, and none of it a formula (OWASP: CSV injection)."""
    if not isinstance(value, str):
        return "" if value is None else value
    text = plain(value)
    return f"'{text}" if text.startswith(_FORMULA) else text
