"""One self-contained page: matrix, findings, effective configuration, remedies. It loads nothing, all is escaped."""

from __future__ import annotations

import base64
import hashlib
import json
from pathlib import Path
from typing import TYPE_CHECKING, Any

from ftplint.judging import CLASSES, SEVERITIES
from ftplint.report.page_lines import Lines
from ftplint.report.plain_text import plain
from ftplint.report.wording import client_view, fix_title, place

if TYPE_CHECKING:
    from collections.abc import Iterator

    from ftplint.judging import Finding, Report, RuleInfo
    from ftplint.report.view import View

_NAMELESS = "(no name)"
_SCRIPTS = 4_000_000
"""Characters of scripts in a page: those of hundreds of files would make it too large to open."""
_FOLDER = Path(__file__).parents[1] / "page"
_STYLES = ("page.css", "findings.css", "print.css")
_PROGRAM = ("parts.js", "totals.js", "matrix.js", "remedies.js", "findings.js", "settings.js")
"""One program in the order of the page, each file a chapter of it."""


PAGE = True
"""It shows what ``FileReport.page`` holds."""


def render(report: Report, _: View) -> Iterator[str]:
    """The page."""
    from jinja2 import Environment, FileSystemLoader, StrictUndefined

    style = "".join((_FOLDER / name).read_text(encoding="utf-8") for name in _STYLES)
    script = "".join((_FOLDER / name).read_text(encoding="utf-8") for name in _PROGRAM)
    script = f'"use strict";\n(() => {{\n{script}}})();\n'
    environment = Environment(loader=FileSystemLoader(_FOLDER), autoescape=True, undefined=StrictUndefined)
    names = ", ".join(file.path for file in report.files[:3]) + (" ..." if len(report.files) > 3 else "")
    yield environment.get_template("page.html.j2").render(
        title=plain(names) or "ftplint",
        version=report.version,
        style=style,
        script=script,
        style_hash=_hash(style),
        script_hash=_hash(script),
        data=_embedded(_data(report)),
    )


def _hash(text: str) -> str:
    return "sha256-" + base64.b64encode(hashlib.sha256(text.encode("utf-8")).digest()).decode("ascii")


def _embedded(data: dict[str, Any]) -> str:
    """JSON that nothing in it can end: no tag, no comment, no line separator of JavaScript."""
    text = json.dumps(data, ensure_ascii=True, separators=(",", ":"))
    return text.replace("<", "\\u003c").replace(">", "\\u003e").replace("&", "\\u0026")


def _data(report: Report) -> dict[str, Any]:
    shown = [(number, file, file.page) for number, file in enumerate(report.files) if file.page is not None]
    blocks: dict[str, int] = {}
    sites = []
    for number, _, facts in shown:
        for site in facts["sites"]:
            block = blocks.setdefault(json.dumps(site["settings"]), len(blocks))
            name = site["name"] or _NAMELESS
            sites.append({"name": name, "file": number, "bindings": site["bindings"], "block": block})
    data = {
        "files": [file.path for file in report.files],
        "obstacles": [file.obstacle for _, file, _ in shown if file.obstacle],
        "findings": len(report.findings),
        "suppressed": report.suppressed,
        "counts": {severity: report.count(severity) for severity in SEVERITIES},
        "columns": shown[0][2]["columns"] if shown else [],
        "matrix": [
            {**row, "site": row["site"] or _NAMELESS, "file": number}
            for number, _, facts in shown
            for row in facts["matrix"]
        ],
        "rules": list(_rules(report)),
        "sites": sites,
        "blocks": [json.loads(key) for key in blocks],
        "languages": shown[0][2]["languages"] if shown else {},
    }
    return {**_seen(data), "scripts": _scripts(report)}


def _scripts(report: Report) -> dict[str, list[dict[str, Any]]]:
    """Rule -> number of a file, its scripts by language, where they stop; as long as there is room for them."""
    found: dict[str, list[dict[str, Any]]] = {}
    room = _SCRIPTS
    for number, file in enumerate(report.files):
        for rule, (said, cut) in ({} if file.page is None else file.page["scripts"]).items():
            room -= sum(map(len, said.values()))
            if said and room > 0:
                found.setdefault(rule, []).append({"file": number, "said": said, "cut": cut})
    return found


def _rules(report: Report) -> Iterator[dict[str, Any]]:
    """The rules that found something, the worst first."""
    found: dict[str, list[tuple[Lines, Finding]]] = {}
    for file in report.files:
        lines = Lines(file)
        for finding in file.findings:
            found.setdefault(finding.rule, []).append((lines, finding))
    known: dict[str, RuleInfo] = {rule.id: rule for rule in report.rules}
    order = sorted(found, key=lambda id_: (-SEVERITIES.index(found[id_][0][1].severity), id_))
    for id_ in order:
        first = found[id_][0][1]
        fixes = [finding.fix for _, finding in found[id_] if finding.fix is not None]
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
            "fix": None if fix is None else fix_title(fix),
            "safety": None if fix is None else fix.safety,
            "options": "" if fix is None else "".join(f" --{name}" for name in fix.asks_for),
            "href": None if about is None else about.href,
            "findings": [_finding(lines, finding) for lines, finding in found[id_]],
        }


def _finding(lines: Lines, finding: Finding) -> dict[str, Any]:
    return {
        "message": finding.message,
        "path": finding.location.path,
        "line": finding.location.line,
        "column": finding.location.column,
        "excerpt": lines.around(finding.location),
        "setting": finding.setting,
        "origin": finding.origin,
        "sites": len(finding.affected_sites),
        "related": [{"note": one.note, "place": place(one.location)} for one in finding.related],
    }


def _seen(value: Any) -> Any:
    """Plain data with every text in it made plain: no name of a site turns the text around it, or hides a letter."""
    if isinstance(value, str):
        return plain(value)
    if isinstance(value, dict):
        return {key: _seen(one) for key, one in value.items()}
    return [_seen(one) for one in value] if isinstance(value, list | tuple) else value
