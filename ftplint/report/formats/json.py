"""JSON for programs, as schemas/report.schema.json describes it: ASCII only, every key always present."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from ftplint.report.controls import controls
from ftplint.report.encode import encoded
from ftplint.report.unchecked import unchecked

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from ftplint.judging import Cause, Edit, Finding, Fix, Location, Report, Suppression, Trend
    from ftplint.report.controls import Control
    from ftplint.report.view import View

SCHEMA_VERSION = "1"
"""Changes when a key is renamed, removed or means something else. A new key does not change it."""


FINGERPRINTS = True
"""It shows the fingerprints of findings."""
EDITS = True
"""It shows the edits of fixes."""


def render(report: Report, _: View) -> Iterator[str]:
    """One object, one line a finding."""
    yield "{\n"
    yield f' "schema_version": {encoded(SCHEMA_VERSION)},\n'
    yield f' "tool": {encoded({"name": "ftplint", "version": report.version})},\n'
    files = [
        {
            "path": f.path,
            "sites": len(f.sites),
            "ftp_sites": len(f.ftp_sites),
            "judged": f.judged,
            "sha256": f.sha256 or None,
            "evidence": sorted(f.evidence),
        }
        for f in report.files
    ]
    yield f' "run": {encoded(_run(report))},\n'
    yield f' "files": {encoded(files)},\n'
    yield f' "summary": {encoded(_summary(report))},\n'
    yield f' "controls": {encoded([_control(one) for one in controls(report)])},\n'
    yield f' "not_checked": {encoded([one._asdict() for one in unchecked(report)])},\n'
    yield f' "since": {encoded(None if report.since is None else _trend(report.since))},\n'
    yield from _listed("findings", (finding for file in report.files for finding in file.findings))
    yield ",\n"
    yield from _listed("suppressed", (finding for file in report.files for finding in file.suppressed))
    yield "\n}\n"


def _listed(key: str, findings: Iterable[Finding]) -> Iterator[str]:
    yield f' "{key}": ['
    separator = "\n  "
    for finding in findings:
        yield separator + encoded(finding_object(finding))
        separator = ",\n  "
    yield "\n ]"


def _run(report: Report) -> dict[str, Any]:
    run = report.run
    return {
        "date": run.date,
        "profile": run.profile,
        "iis_version": run.iis_version or None,
        "min_severity": run.min_severity,
        "sites": run.sites,
        "options": [{"name": name, "value": value} for name, value in run.options],
    }


def _control(control: Control) -> dict[str, Any]:
    results = [
        {"path": one.path, "status": one.status, "reason": one.reason or None, "sites": one.sites}
        for one in control.results
    ]
    return {
        "profile": control.profile,
        "id": control.id,
        "status": control.status,
        "rules": control.rules,
        "looked_for": control.looked_for,
        "results": results,
    }


def _trend(trend: Trend) -> dict[str, Any]:
    return {
        "path": trend.path,
        "date": trend.date,
        "new": [{"path": one.location.path, "fingerprint": one.fingerprint} for one in trend.new],
        "fixed": [one._asdict() for one in trend.fixed],
        "remaining": trend.remaining,
        "suppressed": trend.suppressed,
        "not_checked": trend.unchecked,
        "notes": trend.notes,
    }


def _summary(report: Report) -> dict[str, int]:
    return {
        "files": len(report.files),
        "sites": sum(len(file.sites) for file in report.files),
        "ftp_sites": sum(len(file.ftp_sites) for file in report.files),
        "error": report.count("error"),
        "warning": report.count("warning"),
        "info": report.count("info"),
        "suppressed": report.suppressed,
    }


def finding_object(finding: Finding) -> dict[str, Any]:
    """A finding as the formats for programs have it."""
    return {
        "rule": finding.rule,
        "name": finding.name,
        "severity": finding.severity,
        "message": finding.message,
        **_location(finding.location),
        "site": finding.site,
        "setting": finding.setting,
        "value": finding.value,
        "origin": finding.origin,
        "affected_sites": finding.affected_sites,
        "reply": finding.reply,
        "substatus": finding.substatus,
        "client": finding.client,
        "why": finding.why or None,
        "related": [{**_location(related.location), "note": related.note} for related in finding.related],
        "fix": None if finding.fix is None else _fix(finding.fix, finding.edits),
        "fingerprint": finding.fingerprint or None,
        "suppression": None if finding.suppression is None else _suppression(finding.suppression),
        "also": [{"site": one.site, **_location(one.location)} for one in finding.also],
        "because": None if finding.because is None else _because(finding.because),
    }


def _because(cause: Cause) -> dict[str, Any]:
    return {"rule": cause.rule, **_location(cause.location)}


def _suppression(suppression: Suppression) -> dict[str, Any]:
    at = suppression.location
    where = None if at is None else _location(at)
    return {"kind": suppression.kind, "reason": suppression.reason, "expires": suppression.expires, "location": where}


def _fix(fix: Fix, edits: Sequence[Edit]) -> dict[str, Any]:
    changes = [{"setting": change.setting, "value": change.value} for change in fix.changes]
    made = [{**_location(edit.location), "text": edit.text} for edit in edits]
    because = fix.because or None
    return {"safety": fix.safety, "title": fix.title, "because": because, "changes": changes, "edits": made}


def _location(location: Location) -> dict[str, Any]:
    return {
        "path": location.path,
        "line": location.line,
        "column": location.column,
        "end_line": location.end_line,
        "end_column": location.end_column,
    }
