"""Checkstyle's XML, which many CI servers and editors read: a file element a file, an error element a finding."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ftplint.report.plain_text import plain
from ftplint.source import escape_ascii

if TYPE_CHECKING:
    from collections.abc import Iterator

    from ftplint.judging import Finding, Report
    from ftplint.report.view import View


def render(report: Report, _: View) -> Iterator[str]:
    """The document, ASCII only. Files without findings are listed too: they were looked at."""
    yield '<?xml version="1.0" encoding="UTF-8"?>\n<checkstyle version="4.3">\n'
    for file in report.files:
        yield f' <file name="{_text(file.path)}">\n'
        yield from map(_error, file.findings)
        yield " </file>\n"
    yield "</checkstyle>\n"


def _error(finding: Finding) -> str:
    at = finding.location
    return (
        f'  <error line="{at.line}" column="{at.column}" severity="{finding.severity}"'
        f' message="{_text(finding.message)}" source="ftplint.{_text(finding.rule)}"/>\n'
    )


def _text(text: str) -> str:
    """*text* as the value of an attribute. What is plain holds no character that XML 1.0 forbids."""
    return escape_ascii(plain(text))
