"""What changed since an earlier JSON report: new, fixed and remaining findings, compared by their fingerprints.

A finding on a default reaches any number of sites and has one fingerprint. It is compared site by site: with one site
more it remains, and a note names that site; on other sites only it is new, and the earlier one is fixed.
"""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, Any

from ftplint.errors import FtplintError
from ftplint.judging import SEVERITIES, Gone, Trend
from ftplint.report.file_names import names_of
from ftplint.report.unchecked import unchecked_rules
from ftplint.report.wording import many, named

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

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
    old = [(one, _keys(same[0].get(one["path"], one["path"]), one)) for one in shown]
    known: Counter[_Key] = Counter(key for _, found in old for key in found)
    new, remaining = [], 0
    spread: dict[str, list[str]] = {}
    for file in report.files:
        for finding in file.findings:
            keys = _keys(same[1][file.path], finding._asdict())
            before = [key for key in keys if known[key] > 0]
            known.subtract(before)
            if before:
                remaining += 1
                spread.setdefault(finding.rule, []).extend(keys[key] for key in keys if key not in before)
            else:
                new.append(finding)
    suppressed = {
        key for file in report.files for one in file.suppressed for key in _keys(same[1][file.path], one._asdict())
    }
    fixed, silenced, unchecked = [], 0, 0
    blind = set(unchecked_rules(report))
    for one, found in old:
        left = [key for key in found if known[key] > 0]
        known.subtract(left)
        if len(left) < len(found):
            continue
        if suppressed.intersection(left):
            silenced += 1
        elif left[0][0] not in same[1].values() or one["rule"] in blind or not _asked_for(one, report):
            unchecked += 1
        else:
            fixed.append(Gone(one["rule"], one["severity"], one["message"], one["path"], one["line"], one["site"]))
    run = earlier.get("run") or {}
    return Trend(
        path,
        run.get("date"),
        tuple(new),
        tuple(fixed),
        remaining,
        silenced,
        unchecked,
        (*_notes(run, report), *_spread(spread)),
    )


_Key = tuple[str, str, str]
"""A file, a fingerprint and a site, in lower case."""


def _keys(path: str, finding: Mapping[str, Any]) -> dict[_Key, str]:
    """What is compared of *finding*, with the names of sites: one for each site of a default, else one.

    A value that is written has one place, however many sites take it from there.
    """
    sites = list(finding["affected_sites"]) if finding["origin"] == "schema" else []
    return {(path, finding["fingerprint"], str(site).lower()): str(site) for site in sites or [""]}


def _spread(spread: Mapping[str, Sequence[str]]) -> Iterable[str]:
    """What remains, and reaches sites that it did not reach."""
    for rule, sites in spread.items():
        if sites:
            yield f"{rule} reaches {many(len(sites), 'more site')} than before: {named(sites)}."


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
            if not all(isinstance(site, str) for site in one["affected_sites"]) or "origin" not in one:
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
