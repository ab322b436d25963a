"""JSON Lines for programs that read as they go: an object a finding, as in the JSON report."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ftplint.report.encode import encoded
from ftplint.report.formats.json import finding_object

if TYPE_CHECKING:
    from collections.abc import Iterator

    from ftplint.judging import Report
    from ftplint.report.view import View

FINGERPRINTS = True
"""It shows the fingerprints of findings."""
EDITS = True
"""It shows the edits of fixes."""


def render(report: Report, _: View) -> Iterator[str]:
    """A line a finding, the suppressed ones of a file after those that count; nothing where there is none."""
    for file in report.files:
        for finding in (*file.findings, *file.suppressed):
            yield encoded(finding_object(finding)) + "\n"
