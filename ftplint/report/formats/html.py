"""One self-contained page: verdict, servers, sites, findings, settings, remedies. It loads nothing, all is escaped."""

from __future__ import annotations

import base64
import hashlib
import json
from collections import Counter
from pathlib import Path
from typing import TYPE_CHECKING, Any

from ftplint.judging import CLASSES, SEVERITIES
from ftplint.report.controls import STATUSES, controls
from ftplint.report.file_names import names_of
from ftplint.report.page_lines import Lines
from ftplint.report.plain_text import plain
from ftplint.report.site_rows import headline, site_rows, sites_of
from ftplint.report.trend import counted
from ftplint.report.unchecked import told
from ftplint.report.wording import client_view, fix_title, many, place

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from ftplint.judging import FileReport, Finding, Fix, Report, RuleInfo, Trend
    from ftplint.report.controls import Control
    from ftplint.report.site_rows import SiteRow
    from ftplint.report.view import View

_NAMELESS = "(no name)"
_SCRIPTS = 4_000_000
"""Characters of scripts in a page: those of hundreds of files would make it too large to open."""
_FOLDER = Path(__file__).parents[1] / "page"
_STYLES = ("page.css", "findings.css", "print.css")
_PROGRAM = (
    *("parts.js", "verdict.js", "filters.js", "servers.js", "matrix.js", "probed.js", "remedies.js", "findings.js"),
    *("settings.js", "sheets.js", "about.js"),
)
"""One program in the order of the page, each file a chapter of it."""


PAGE = True
"""It shows what ``FileReport.page`` holds."""
FINGERPRINTS = True
"""It shows the SHA-256 of files."""


def render(report: Report, _: View) -> Iterator[str]:
    """The page."""
    from jinja2 import Environment, FileSystemLoader, StrictUndefined

    style = "".join((_FOLDER / name).read_text(encoding="utf-8") for name in _STYLES)
    script = "".join((_FOLDER / name).read_text(encoding="utf-8") for name in _PROGRAM)
    script = f'"use strict";\n(() => {{\n{script}}})();\n'
    environment = Environment(loader=FileSystemLoader(_FOLDER), autoescape=True, undefined=StrictUndefined)
    date = report.run.date or ""
    yield environment.get_template("page.html.j2").render(
        title=_title(report),
        version=report.version,
        date=date,
        date_said=date.replace("T", " ").replace("Z", " UTC"),
        style=style,
        script=script,
        style_hash=_hash(style),
        script_hash=_hash(script),
        data=_embedded(_data(report)),
    )


def _title(report: Report) -> str:
    if len(report.files) > 1:
        return many(len(report.files), "server")
    return plain(report.files[0].path) if report.files else "ftplint"


def _hash(text: str) -> str:
    return "sha256-" + base64.b64encode(hashlib.sha256(text.encode("utf-8")).digest()).decode("ascii")


def _embedded(data: dict[str, Any]) -> str:
    """JSON that nothing in it can end: no tag, no comment, no line separator of JavaScript."""
    text = json.dumps(data, ensure_ascii=True, separators=(",", ":"))
    return text.replace("<", "\\u003c").replace(">", "\\u003e").replace("&", "\\u0026")


def _data(report: Report) -> dict[str, Any]:
    known = {rule.id: rule for rule in report.rules}
    files = sorted(
        ((file, site_rows(file, known, report.run.sites)) for file in report.files), key=lambda one: _badness(*one)
    )
    shown = [file.page for file, _ in files if file.page is not None]
    sites = [row for _, found in files for row in found]
    rows, blocks, places = _rows(files)
    broken = sum(len(found) for file, found in files if file.obstacle)
    data = {
        "files": [
            _file(file, name) for (file, _), name in zip(files, names_of([file.path for file, _ in files]), strict=True)
        ],
        "broken": [sum(row.entry.kind == "no" for row in found) for _, found in files],
        "headline": headline(sites, broken=broken, limited=bool(_limits(report))) if shown else [],
        "limits": _limits(report),
        "unchecked": told(report),
        "findings": len(report.findings),
        "suppressed": report.suppressed,
        "counts": {severity: report.count(severity) for severity in SEVERITIES},
        "columns": shown[0]["columns"] if shown else [],
        "rows": rows,
        "rules": list(_rules([file for file, _ in files], known, places)),
        "blocks": blocks,
        "languages": shown[0]["languages"] if shown else {},
        "about": _about(report),
        "suppressions": _suppressions(report),
        "controls": [
            [one.id, one.status, list(one.looked_for), list(one.rules), _results(one)] for one in controls(report)
        ],
        "profile": report.run.profile,
        "since": None if report.since is None else _since(report.since),
    }
    if report.probed:
        data["probed"] = [[one.site, one.fact, one.verdict, one.says, one.does] for one in report.probed]
    return {**_seen(data), "scripts": _scripts([file for file, _ in files])}


def _badness(file: FileReport, rows: list[SiteRow]) -> tuple[int, ...]:
    """The worst server first: its sites that let nobody in, its errors, its warnings."""
    severities = Counter(finding.severity for finding in file.findings)
    return (
        -bool(file.obstacle),
        -sum(row.entry.kind == "no" for row in rows),
        *(-severities[severity] for severity in reversed(SEVERITIES)),
    )


def _file(file: FileReport, name: str) -> dict[str, Any]:
    severities = Counter(finding.severity for finding in file.findings)
    worst = next((finding for finding in file.findings if finding.severity != "info"), None)
    return {
        "path": file.path,
        "name": name,
        "sha256": file.sha256,
        "ftp": len(file.ftp_sites),
        "n": [severities[severity] for severity in reversed(SEVERITIES)],
        "obstacle": file.obstacle,
        "rule": None if worst is None else worst.rule,
        "severity": None if worst is None else worst.severity,
    }


def _rows(
    files: list[tuple[FileReport, list[SiteRow]]],
) -> tuple[list[dict[str, Any]], list[Any], list[dict[str, list[int]]]]:
    """The rows of the sites, the different listings of settings, and for each file the rows of a site by its name."""
    rows: list[dict[str, Any]] = []
    blocks: dict[str, int] = {}
    places: list[dict[str, list[int]]] = []
    for number, (file, found) in enumerate(files):
        names: dict[str, list[int]] = {}
        places.append(names)
        for row in found:
            assert file.page is not None, "it has rows"
            site, logon = file.page["sites"][row.number], file.page["matrix"][row.number]
            names.setdefault(site["name"], []).append(len(rows))
            rows.append(
                {
                    "at": len(rows),
                    "site": site["name"] or _NAMELESS,
                    "file": number,
                    "cells": [list(row.entry), list(row.encrypted), list(row.certificate)],
                    "rule": None if row.worst is None else row.worst.rule,
                    "severity": None if row.worst is None else row.worst.severity,
                    "n": list(row.counts),
                    "logon": {"enabled": logon["enabled"], "cells": logon["cells"] if logon["enabled"] else []},
                    "bindings": site["bindings"],
                    "block": blocks.setdefault(json.dumps(site["settings"]), len(blocks)),
                }
            )
    return rows, [json.loads(key) for key in blocks], places


def _limits(report: Report) -> str:
    """What the reader does not see here, and might take for an all-clear."""
    run = report.run
    said = [f"the rules of the profile {run.profile}"] if run.profile != "all" else []
    said += [f"findings of severity {run.min_severity} and higher"] if run.min_severity != "info" else []
    said += [f"the {'site' if len(run.sites) == 1 else 'sites'} {', '.join(run.sites)}"] if run.sites else []
    said += [f"{name} {text}" for name, text in run.options if name in ("select", "ignore")]
    return f"Not everything was asked for: {'; '.join(said)}." if said else ""


def _about(report: Report) -> list[list[str]]:
    run = report.run
    facts = [
        ("judged on", (run.date or "").replace("T", " ").replace("Z", " UTC") or "not recorded"),
        ("by", f"ftplint {report.version}, {len(report.rules)} rules"),
        ("profile", run.profile),
        ("version of IIS", run.iis_version),
        ("least severity", run.min_severity),
        ("sites", ", ".join(run.sites) or "all"),
        *run.options,
        ("not looked at", "NTFS permissions, firewalls and Active Directory, unless facts of them were given"),
    ]
    return [[name, text] for name, text in facts if text]


def _results(control: Control) -> list[list[Any]]:
    """Each status that it has, with servers and reasons."""
    found: dict[tuple[str, str], list[tuple[str, tuple[str, ...]]]] = {}
    for result in control.results:
        found.setdefault((result.status, result.reason), []).append((result.path, result.sites))
    order = sorted(found, key=lambda key: [STATUSES.index(status) for status in STATUSES if status == key[0]])
    return [
        [status, reason, [[path, list(sites)] for path, sites in found[status, reason]]] for status, reason in order
    ]


def _since(trend: Trend) -> dict[str, Any]:
    return {
        "said": f"Since {trend.path}{f' of {trend.date}' if trend.date else ''}: {counted(trend)}.",
        "notes": list(trend.notes),
        "new": [[one.rule, one.severity, one.message, place(one.location)] for one in trend.new],
        "fixed": [[one.rule, one.severity, one.message, f"{one.path}:{one.line}"] for one in trend.fixed],
    }


def _suppressions(report: Report) -> list[list[Any]]:
    """Rule, kind, reason, last day and count of each reason why findings do not count."""
    found: Counter[tuple[str, str, str, str]] = Counter()
    for file in report.files:
        for finding in file.suppressed:
            if finding.suppression is not None:
                one = finding.suppression
                found[finding.rule, one.kind, one.reason, one.expires or ""] += 1
    return [[*key, count] for key, count in sorted(found.items())]


def _scripts(files: list[FileReport]) -> dict[str, list[dict[str, Any]]]:
    """Rule -> number of a file, its scripts by language, where they stop; as long as there is room for them."""
    found: dict[str, list[dict[str, Any]]] = {}
    room = _SCRIPTS
    for number, file in enumerate(files):
        for rule, (said, cut) in ({} if file.page is None else file.page["scripts"]).items():
            room -= sum(map(len, said.values()))
            if said and room > 0:
                found.setdefault(rule, []).append({"file": number, "said": said, "cut": cut})
    return found


def _rules(
    files: list[FileReport], known: Mapping[str, RuleInfo], places: list[dict[str, list[int]]]
) -> Iterator[dict[str, Any]]:
    """The rules that found something, the worst first."""
    found: dict[str, list[tuple[int, Lines, Finding]]] = {}
    for number, file in enumerate(files):
        lines = Lines(file)
        for finding in file.findings:
            found.setdefault(finding.rule, []).append((number, lines, finding))
    order = sorted(found, key=lambda id_: (-SEVERITIES.index(found[id_][0][2].severity), id_))
    for id_ in order:
        first = found[id_][0][2]
        fixes = [finding.fix for _, _, finding in found[id_] if finding.fix is not None]
        fix = max(fixes, key=lambda one: CLASSES.index(one.safety), default=None)
        info = known.get(id_)
        about = None if info is None or info.about is None else info.about()
        yield {
            "id": id_,
            "name": first.name,
            "severity": first.severity,
            "title": first.message if info is None else info.title,
            "why": [first.why] if first.why else [],
            "client": client_view(first) or None,
            "fix": None if fix is None else _changes(fix),
            "safety": None if fix is None else fix.safety,
            "options": "" if fix is None else "".join(f" --{name}" for name in fix.asks_for),
            "href": None if about is None else about.href,
            "findings": [
                _finding(number, files[number], lines, finding, places[number]) for number, lines, finding in found[id_]
            ],
        }


def _changes(fix: Fix) -> str:
    """What to do, with the values that are set."""
    made = ", ".join(f"{change.setting.rpartition('/')[2].lstrip('@')} = {change.value!r}" for change in fix.changes)
    return f"{fix_title(fix)}: {made}" if made else fix_title(fix)


def _finding(
    number: int, file: FileReport, lines: Lines, finding: Finding, places: dict[str, list[int]]
) -> dict[str, Any]:
    """The path is left out where it is that of the file: a page of hundreds of files has thousands of findings."""
    elsewhere = {"path": finding.location.path} if finding.location.path != file.path else {}
    return {
        "file": number,
        "rows": [row for site in sites_of(finding) for row in places.get(site, ())],
        "message": finding.message,
        **elsewhere,
        "line": finding.location.line,
        "column": finding.location.column,
        "excerpt": lines.around(finding.location),
        "setting": finding.setting,
        "origin": finding.origin,
        "related": [{"note": one.note, "place": place(one.location)} for one in finding.related],
        **({} if finding.because is None else {"because": [finding.because.rule, place(finding.because.location)]}),
    }


def _seen(value: Any) -> Any:
    """Plain data with every text in it made plain: no name of a site turns the text around it, or hides a letter."""
    if isinstance(value, str):
        return plain(value)
    if isinstance(value, dict):
        return {key: _seen(one) for key, one in value.items()}
    return [_seen(one) for one in value] if isinstance(value, list | tuple) else value
