"""What changed since an earlier JSON report: new, fixed and remaining findings, compared by their fingerprints."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, Any

from ftplint.errors import FtplintError
from ftplint.judging import SEVERITIES, Gone, Trend
from ftplint.report.file_names import names_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from ftplint.judging import Report


class EarlierReportError(FtplintError):
    """A file that is no JSON report of ftplint; ``str`` says which and what to do."""


def since(report: Report, text: str, path: str) -> Trend:
    """Compares *report*, which has fingerprints, with the JSON report *text* that the file *path* holds.

    What is suppressed now, was left out of this run, or is on a server that is not in it, does not count as fixed.
    Raises EarlierReportError.
    """
    earlier, shown = _read(text, path)
    before = [file["path"] for file in earlier["files"]]
    now = [file.path for file in report.files]
    same = dict(zip(before, before, strict=True)), dict(zip(now, now, strict=True))
    if len(set(before)) == len(set(now)) == 1:
        same = {before[0]: ""}, {now[0]: ""}
    elif not set(before) & set(now):  # the same servers in another folder
        same = dict(zip(before, names_of(before), strict=True)), dict(zip(now, names_of(now), strict=True))
    known: Counter[tuple[str, str]] = Counter((same[0].get(f["path"], f["path"]), f["fingerprint"]) for f in shown)
    new, remaining = [], 0
    for file in report.files:
        for finding in file.findings:
            key = (same[1][file.path], finding.fingerprint)
            if known[key] > 0:
                known[key] -= 1
                remaining += 1
            else:
                new.append(finding)
    suppressed = {(same[1][file.path], finding.fingerprint) for file in report.files for finding in file.suppressed}
    fixed, silenced, unchecked = [], 0, 0
    for one in shown:
        key = (same[0].get(one["path"], one["path"]), one["fingerprint"])
        if known[key] <= 0:
            continue
        known[key] -= 1
        if key in suppressed:
            silenced += 1
        elif key[0] not in same[1].values() or not _asked_for(one, report):
            unchecked += 1
        else:
            fixed.append(Gone(one["rule"], one["severity"], one["message"], one["path"], one["line"], one["site"]))
    run = earlier.get("run") or {}
    return Trend(
        path, run.get("date"), tuple(new), tuple(fixed), remaining, silenced, unchecked, tuple(_notes(run, report))
    )


def _asked_for(finding: Mapping[str, Any], report: Report) -> bool:
    """Whether this run would have found it again."""
    names = {name.lower() for name in report.run.sites}
    reached = {str(site).lower() for site in (*finding["affected_sites"], finding["site"] or "") if site}
    if names and reached and not names & reached:
        return False
    severity = next((rule.severity for rule in report.rules if rule.id == finding["rule"]), None)
    return severity is not None and SEVERITIES.index(severity) >= SEVERITIES.index(report.run.min_severity)


def _notes(run: Mapping[str, Any], report: Report) -> Iterable[str]:
    """What makes the two reports differ besides the files."""
    asked = (("profile", "profile", report.run.profile), ("iis_version", "version of IIS", report.run.iis_version))
    for name, said, text in asked:
        if run.get(name, text) != text:
            yield f"The earlier report has another {said}: {run[name]}, not {text}."


def _read(text: str, path: str) -> tuple[dict[str, Any], list[dict[str, Any]]]:
    """The report, and its findings with a fingerprint."""
    import json

    try:
        earlier = json.loads(text)
        if not isinstance(earlier, dict) or earlier.get("schema_version") != "1":
            raise EarlierReportError(f"{path}: not a JSON report of ftplint; --output-format json writes one")
        shown = [finding for finding in earlier["findings"] if finding["fingerprint"]]
        texts = ("rule", "message", "path", "fingerprint")
        for one in shown:
            right = all(isinstance(one[name], str) for name in texts) and isinstance(one["line"], int)
            if not right or one["severity"] not in SEVERITIES or not isinstance(one["affected_sites"], list):
                raise ValueError
            if one["site"] is not None and not isinstance(one["site"], str):
                raise ValueError
        if not all(isinstance(file["path"], str) for file in earlier["files"]):
            raise ValueError
        run = earlier.get("run") or {}
        if not isinstance(run, dict) or not all(
            isinstance(run.get(name) or "", str) for name in ("date", "profile", "iis_version")
        ):
            raise ValueError
    except json.JSONDecodeError as error:
        raise EarlierReportError(f"{path}:{error.lineno}:{error.colno}: not JSON: {error.msg}") from error
    except (KeyError, TypeError, ValueError, AttributeError, RecursionError) as error:
        raise EarlierReportError(f"{path}: a damaged JSON report of ftplint; write it anew") from error
    return earlier, shown


def counted(trend: Trend) -> str:
    """``3 new, 5 fixed, 12 remaining``, and what else there is."""
    said = f"{len(trend.new):,} new, {len(trend.fixed):,} fixed, {trend.remaining:,} remaining"
    said += f", {trend.suppressed:,} suppressed since" if trend.suppressed else ""
    return said + (f", {trend.unchecked:,} not checked in this run" if trend.unchecked else "")
