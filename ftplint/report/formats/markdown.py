"""Markdown for a comment on a pull request or the summary of a job."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from ftplint.judging import SEVERITIES
from ftplint.report.plain_text import plain
from ftplint.report.unchecked import told
from ftplint.report.wording import because, client_view, fix_title, many, place, reach

if TYPE_CHECKING:
    from collections.abc import Iterator

    from ftplint.judging import Finding, Report
    from ftplint.report.view import View

LIMIT = 65_000
"""Characters; a comment on GitHub may have 65,536."""

_MARKUP = re.compile(r"[\\`*_{}\[\]#|~<>&@]|:(?=//)|(?<=\bwww)\.", re.IGNORECASE)
_ENTITIES = {"<": "&lt;", ">": "&gt;", "&": "&amp;", "@": "&#64;", ":": "&#58;", ".": "&#46;", "#": "&#35;"}
"""Where a backslash does not help: raw HTML, mentions, references, links that Markdown makes by itself."""


def render(report: Report, _: View) -> Iterator[str]:
    """The counts, a table of rules, and the findings, the gravest first, as many as fit into a comment."""
    head = "".join(_head(report))
    yield head
    left = LIMIT - len(head)
    findings = [f for severity in reversed(SEVERITIES) for f in report.findings if f.severity == severity]
    for number, finding in enumerate(findings):
        text = "".join(_finding(finding))
        if len(text) > left - 200:
            yield f"\n*{len(findings) - number} more findings are left out here; another format has them all.*\n"
            return
        left -= len(text)
        yield text


def _head(report: Report) -> Iterator[str]:
    counts = ", ".join(
        f"{count} info" if severity == "info" else many(count, severity)
        for severity in reversed(SEVERITIES)
        if (count := report.count(severity))
    )
    yield f"# ftplint: {counts or 'no problems found'}\n\n"
    sites = sum(len(file.ftp_sites) for file in report.files)
    suppressed = f" {many(report.suppressed, 'finding')} suppressed." if report.suppressed else ""
    yield f"{many(len(report.files), 'file')}, {many(sites, 'FTP site')}.{suppressed}\n"
    missing = told(report)
    yield f"\n{_text(missing)}\n" if missing else ""
    by_rule: dict[tuple[int, str], list[Finding]] = {}
    for finding in report.findings:
        by_rule.setdefault((-SEVERITIES.index(finding.severity), finding.rule), []).append(finding)
    if by_rule:
        yield "\n| rule | | severity | findings |\n| --- | --- | --- | ---: |\n"
    for (_, rule), found in sorted(by_rule.items()):
        yield f"| {rule} | {_text(found[0].name)} | {found[0].severity} | {len(found)} |\n"


def _finding(finding: Finding) -> Iterator[str]:
    yield f"\n## {finding.rule}: {_text(finding.message)}\n\n"
    yield f"* **{finding.severity}** at {_code(place(finding.location))}\n"
    if finding.setting:
        yield f"* setting {_code(finding.setting)}\n"
    for label, text in (
        ("affects", reach(finding)),
        ("client sees", client_view(finding)),
        ("because of", because(finding)),
    ):
        if text:
            yield f"* {label}: {_text(text)}\n"
    if finding.fix is not None:
        yield f"* fix ({finding.fix.safety}): {_text(fix_title(finding.fix))}\n"
        yield from (f"  * {_code(change.setting)} = {_code(change.value)}\n" for change in finding.fix.changes)


def _text(text: str) -> str:
    """*text* with all that could be markup, a mention or a link taken literally."""
    return _MARKUP.sub(_literal, plain(text))


def _literal(match: re.Match[str]) -> str:
    sign = match.group()
    return _ENTITIES.get(sign) or f"\\{sign}"


def _code(text: str) -> str:
    """*text* as a code span: fenced by more backticks than it has in a row."""
    shown = plain(text) or " "
    ticks = "`" * (max((len(run) for run in re.findall(r"`+", shown)), default=0) + 1)
    pad = " " if shown.startswith("`") or shown.endswith("`") else ""
    return f"{ticks}{pad}{shown}{pad}{ticks}"
