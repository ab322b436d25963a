"""SARIF 2.1.0 (OASIS), for GitHub code scanning and other tools: rules, places, fixes, suppressions, fingerprints.

What GitHub accepts of one file is in its documentation, "SARIF support for code scanning": 25,000 results, 1,000 places
a result, 20 tags a rule. More is cut, the mildest first, and a notification says how much.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from ftplint.judging import SEVERITIES, About
from ftplint.report.encode import encoded
from ftplint.report.unchecked import told
from ftplint.report.uri import uri
from ftplint.report.wording import because, client_view, fix_title

if TYPE_CHECKING:
    from collections.abc import Iterator

    from ftplint.judging import Finding, Location, Report, RuleInfo, Suppression
    from ftplint.report.view import View

SCHEMA = "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json"
RESULTS = 25_000
"""As many results as GitHub accepts in one run."""
PLACES = 100
"""As many places as GitHub shows of one result."""
TAGS = 20
_LEVELS = {"error": "error", "warning": "warning", "info": "note"}
_LINK = re.compile(r"\[([^\]]*)\]\((?!https?://)[^)]*\)")


FINGERPRINTS = True
"""It shows the fingerprints of findings."""
EDITS = True
"""It shows the edits of fixes."""


def render(report: Report, _: View) -> Iterator[str]:
    """One run, a line a result. Gravest first if results have to be cut, else in the order of the report."""
    results = [finding for file in report.files for finding in (*file.findings, *file.suppressed)]
    cut = len(results) - RESULTS
    if cut > 0:
        order = sorted(range(len(results)), key=lambda number: _rank(results[number]))
        results = [results[number] for number in sorted(order[:RESULTS])]
    used = {finding.rule for finding in results}
    rules = [rule for rule in report.rules if rule.id in used]
    index = {rule.id: number for number, rule in enumerate(rules)}
    driver = {
        "name": "ftplint",
        "version": report.version,
        "semanticVersion": report.version,
        **({"informationUri": report.run.docs_url} if report.run.docs_url else {}),
        "rules": [_rule(rule) for rule in rules],
    }
    yield f'{{\n "$schema": {encoded(SCHEMA)},\n "version": "2.1.0",\n "runs": [{{\n'
    yield f'  "tool": {{"driver": {encoded(driver)}}},\n'
    yield f'  "columnKind": "unicodeCodePoints",\n  "invocations": [{encoded(_invocation(cut, told(report)))}],\n'
    yield '  "originalUriBaseIds": {"%SRCROOT%": {"description": {"text": "the folder that ftplint ran in"}}},\n'
    yield '  "results": ['
    separator = "\n   "
    for finding in results:
        yield separator + encoded(_result(finding, index))
        separator = ",\n   "
    yield "\n  ]\n }]\n}\n"


def _rank(finding: Finding) -> tuple[bool, int]:
    """Smaller for what should rather be kept."""
    return finding.suppression is not None, -SEVERITIES.index(finding.severity)


def _invocation(cut: int, not_checked: str) -> dict[str, Any]:
    notifications = []
    if not_checked:
        notifications.append({"level": "note", "message": {"text": not_checked}, "descriptor": {"id": "not-checked"}})
    if cut > 0:
        text = f"{cut} results are left out, the mildest first: GitHub accepts {RESULTS} in one run."
        notifications.append({"level": "warning", "message": {"text": text}, "descriptor": {"id": "results-cut"}})
    return {"executionSuccessful": True, "toolExecutionNotifications": notifications}


def _rule(rule: RuleInfo) -> dict[str, Any]:
    about = About("", None, "") if rule.about is None else rule.about()
    page = _LINK.sub(r"\1", about.page)
    why = about.why or rule.title or rule.name
    tags = [*(["security"] if rule.security is not None else []), "iis", "ftp", *rule.profiles][:TAGS]
    properties: dict[str, Any] = {"tags": tags}
    if rule.security is not None:
        properties["security-severity"] = f"{rule.security:.1f}"
    described = {
        "id": rule.id,
        "name": rule.name,
        "shortDescription": {"text": rule.title or rule.name},
        "fullDescription": {"text": why},
        "defaultConfiguration": {"level": _LEVELS[rule.severity]},
        "properties": properties,
    }
    if page:
        described["help"] = {"text": why, "markdown": page}
    if about.href:
        described["helpUri"] = about.href
    return described


def _result(finding: Finding, index: dict[str, int]) -> dict[str, Any]:
    result: dict[str, Any] = {
        "ruleId": finding.rule,
        "level": _LEVELS[finding.severity],
        "message": {"text": finding.message},
        "locations": [_location(finding.location, finding)],
    }
    if finding.rule in index:
        result["ruleIndex"] = index[finding.rule]
    related = [*_related(finding)]
    if related:
        result["relatedLocations"] = [
            {"id": number, "message": {"text": note}, **_location(at)}
            for number, (note, at) in enumerate(related[:PLACES], 1)
        ]
    if finding.fingerprint:
        result["partialFingerprints"] = {"ftplint/v1": finding.fingerprint}
    fixes = _fixes(finding)
    if fixes:
        result["fixes"] = fixes
    if finding.suppression is not None:
        result["suppressions"] = [_suppression(finding.suppression)]
    seen = client_view(finding)
    properties = {
        "setting": finding.setting,
        "origin": finding.origin,
        "affectedSites": list(finding.affected_sites),
        "because": because(finding),
        "clientSees": seen or None,
        "fix": None if finding.fix is None else finding.fix.title,
        "fixSafety": None if finding.fix is None else finding.fix.safety,
    }
    result["properties"] = {name: value for name, value in properties.items() if value}
    return result


def _related(finding: Finding) -> Iterator[tuple[str, Location]]:
    """Notes and places: what brings the finding, what has a part in it, and where it is on the next sites."""
    if finding.because is not None:
        yield f"{finding.because.rule} here brings this", finding.because.location
    yield from ((related.note, related.location) for related in finding.related)
    yield from ((f"the same on site '{one.site}'", one.location) for one in finding.also)


def _location(at: Location, finding: Finding | None = None) -> dict[str, Any]:
    reference, relative = uri(at.path)
    artifact = {"uri": reference, "uriBaseId": "%SRCROOT%"} if relative else {"uri": reference}
    found: dict[str, Any] = {"physicalLocation": {"artifactLocation": artifact, "region": _region(at)}}
    if finding is not None:
        named = [name for name in (finding.site, finding.setting) if name]
        if named:
            found["logicalLocations"] = [{"name": named[-1], "fullyQualifiedName": "/".join(named), "kind": "element"}]
    return found


def _region(at: Location) -> dict[str, int]:
    return {
        "startLine": at.line,
        "startColumn": at.column,
        "endLine": at.end_line,
        "endColumn": at.end_column,
    }


def _fixes(finding: Finding) -> list[dict[str, Any]]:
    """The fix as replacements, where its edits are known."""
    if finding.fix is None or not finding.edits:
        return []
    reference, relative = uri(finding.location.path)
    artifact = {"uri": reference, "uriBaseId": "%SRCROOT%"} if relative else {"uri": reference}
    replacements = [
        {"deletedRegion": _region(edit.location), "insertedContent": {"text": edit.text}} for edit in finding.edits
    ]
    change_of_file = {"artifactLocation": artifact, "replacements": replacements}
    sentence = f"{fix_title(finding.fix)} [{finding.fix.safety}]"
    return [{"description": {"text": sentence}, "artifactChanges": [change_of_file]}]


def _suppression(suppression: Suppression) -> dict[str, Any]:
    until = f" (until {suppression.expires})" if suppression.expires else ""
    found: dict[str, Any] = {
        "kind": "inSource" if suppression.kind == "comment" else "external",
        "status": "accepted",
        "justification": suppression.reason + until,
    }
    if suppression.location is not None:
        found["location"] = _location(suppression.location)
    return found
