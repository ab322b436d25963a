"""Code Quality of GitLab: an array of issues, as its documentation describes them."""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING, Any

from ftplint.report.encode import encoded
from ftplint.report.plain_text import plain

if TYPE_CHECKING:
    from collections.abc import Iterator

    from ftplint.judging import Finding, Report
    from ftplint.report.view import View

_SEVERITIES = {"error": "critical", "warning": "major", "info": "info"}


FINGERPRINTS = True
"""It shows the fingerprints of findings."""


def render(report: Report, _: View) -> Iterator[str]:
    """One issue a line. Each has a fingerprint of its own: GitLab takes issues with the same one for the same."""
    seen: dict[str, int] = {}
    separator = "[\n "
    for file in report.files:
        for finding in file.findings:
            yield separator + encoded(_issue(finding, seen))
            separator = ",\n "
    yield "[]\n" if separator == "[\n " else "\n]\n"


def _issue(finding: Finding, seen: dict[str, int]) -> dict[str, Any]:
    path = plain(finding.location.path.replace("\\", "/").removeprefix("./"))
    identity = finding.fingerprint or f"{finding.rule}\0{finding.site}\0{finding.setting}\0{finding.message}"
    same = f"{path}\0{identity}"
    seen[same] = number = seen.get(same, 0) + 1
    return {
        "description": plain(finding.message),
        "check_name": f"{finding.rule} {finding.name}",
        "fingerprint": hashlib.sha256(f"{same}\0{number}".encode("utf-8", "backslashreplace")).hexdigest()[:32],
        "severity": _SEVERITIES[finding.severity],
        "location": {"path": path, "lines": {"begin": finding.location.line, "end": finding.location.end_line}},
    }
