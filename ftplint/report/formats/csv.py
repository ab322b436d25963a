"""CSV for spreadsheets (UTF-8, comma, quotes doubled): a row for each finding, with the number of its sites."""

from __future__ import annotations

import csv
import io
from typing import TYPE_CHECKING

from ftplint.report.plain_text import plain
from ftplint.report.wording import because, fix_title

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from ftplint.judging import Finding, Report
    from ftplint.report.view import View

COLUMNS = (
    *("file", "site", "severity", "rule", "name", "message", "setting", "value", "wanted", "origin", "line", "column"),
    *("reply", "substatus", "fix", "fix_title", "suppressed", "sites", "site_names", "because"),
)
"""The headings. ``wanted`` is what the fix sets; ``suppressed`` is the reason, empty for findings that count.

``site`` is empty where the finding reaches several; ``sites`` is their number and ``site_names`` what they are called.
"""

_ROOM = 30_000
"""Characters of ``site_names``: a cell of Excel takes 32,767. JSON has all of them."""

_FORMULA = ("=", "+", "-", "@")
"""What a spreadsheet takes for the beginning of a formula."""


def render(report: Report, _: View) -> Iterator[str]:
    """The heading and the rows."""
    yield _row(COLUMNS)
    for file in report.files:
        for finding in (*file.findings, *file.suppressed):
            yield _row(_cells(finding))


def _cells(finding: Finding) -> Iterator[object]:
    sites = finding.affected_sites or (() if finding.site is None else (finding.site,))
    site = sites[0] if len(sites) == 1 else ""
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
    yield from (len(sites), _names(sites), because(finding))


def _names(sites: Sequence[str]) -> str:
    """As many names as a cell has room for, and how many more there are."""
    shown, room = 0, _ROOM
    for site in sites:
        room -= len(plain(site)) + len("; ")
        if room < 0:
            break
        shown += 1
    rest = f"; and {len(sites) - shown:,} more" if shown < len(sites) else ""
    return "; ".join(sites[:shown]) + rest


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
