"""A judged server as rows of the tables, in JSON Lines. Whoever names it puts the column ``server`` before them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from ftplint.configuration import rows as certificate_logon
from ftplint.configuration import server_settings, site_settings
from ftplint.page_facts import methods
from ftplint.report import control_results, encoded, fix_title, site_verdicts, sites_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from ftplint.analysis import ParsedFile
    from ftplint.configuration import Setting
    from ftplint.evidence import KnownCertificate
    from ftplint.judging import FileReport, Finding, Report, RuleInfo
    from ftplint.outside import Outside

PROFILES = ("cis-iis10", "stig")
"""The published baselines whose controls have ids."""


def lines(found: Iterable[Mapping[str, Any]]) -> str:
    """A line each."""
    return "".join(f"{encoded(row)}\n" for row in found)


def findings(file: FileReport, rules: Mapping[str, RuleInfo]) -> Iterator[dict[str, Any]]:
    """The rows of ``findings``."""
    for finding in (*file.findings, *file.suppressed):
        yield _finding(finding, rules.get(finding.rule))


def _finding(finding: Finding, rule: RuleInfo | None) -> dict[str, Any]:
    fix, why = finding.fix, finding.suppression
    sites = sites_of(finding)
    return {
        "path": finding.location.path,
        "rule": finding.rule,
        "name": finding.name,
        "severity": finding.severity,
        "message": finding.message,
        "line": finding.location.line,
        "col": finding.location.column,
        "site": sites[0] if len(sites) == 1 else None,
        "sites": sites,
        "setting": finding.setting,
        "value": finding.value,
        "origin": finding.origin,
        "reply": finding.reply,
        "substatus": finding.substatus,
        "security": None if rule is None else rule.security,
        "fix": None if fix is None else fix.safety,
        "fix_title": None if fix is None else fix_title(fix),
        "fingerprint": finding.fingerprint,
        "suppressed": None if why is None else why.kind,
        "reason": None if why is None else why.reason,
    }


def sites(
    file: FileReport, parsed: ParsedFile, rules: Mapping[str, RuleInfo], outside: Outside | None
) -> Iterator[dict[str, Any]]:
    """The rows of ``sites``, in the order of the file."""
    configuration = parsed.configuration
    if configuration is None:
        return
    judged = {verdict.site: verdict for verdict in site_verdicts(file, rules)}
    logons = certificate_logon(configuration.ftp_sites)
    certificates = () if outside is None else outside.facts.get("server_certificates") or ()
    for site, logon in zip(configuration.ftp_sites, logons, strict=True):
        verdict = judged[site.name]
        ssl = site.ftp.child("security").child("ssl")
        thumbprint = ssl.value("serverCertHash").text
        known = _certificate(certificates, thumbprint, ssl.value("serverCertStoreName").text)
        yield {
            "site": site.name,
            "id": site.id,
            "bindings": [f"{b.address}:{b.port}:{b.host}" for b in site.bindings],
            "state": verdict.state,
            "shut_by": verdict.shut_by,
            "errors": verdict.errors,
            "warnings": verdict.warnings,
            "worst": None if verdict.worst is None else verdict.worst.rule,
            "methods": methods(site),
            "tls": configuration.conditions.of(site).tls == "possible",
            "control": ssl.value("controlChannelPolicy").text,
            "data": ssl.value("dataChannelPolicy").text,
            "certificate_logon": "not used" if not logon.enabled else "works" if logon.works else "cannot work",
            "thumbprint": thumbprint or None,
            "certificate": None if known is None else known.name,
            "certificate_expires": None if known is None else f"{known.not_after:%Y-%m-%d %H:%M:%S}",
        }


def _certificate(known: Sequence[KnownCertificate], thumbprint: str, store: str) -> KnownCertificate | None:
    """The certificate that a site uses, as rules find it: in its store, with a key if there are several."""
    here = [
        one
        for one in known
        if one.thumbprint.lower() == thumbprint and (not one.store or one.store.lower() == store.lower())
    ]
    return max(here, key=lambda one: one.has_key, default=None)


def settings(parsed: ParsedFile) -> Iterator[dict[str, Any]]:
    """A row for the server level and for each site, which has all its values, to be unnested."""
    configuration = parsed.configuration
    if configuration is None:
        return
    yield {"site": None, "rows": _values(server_settings(configuration))}
    for site in configuration.ftp_sites:
        yield {"site": site.name, "rows": _values(site_settings(configuration, site))}


def _values(found: Iterable[Setting]) -> list[tuple[str | None, str, str, str]]:
    return [(one.location, one.path, one.text, one.level) for one in found]


def control_rows(base: Report, file: FileReport) -> Iterator[dict[str, Any]]:
    """The rows of ``controls``. *base* has no file yet, and says which rules ran and which did not."""
    for profile in PROFILES:
        report = base._replace(files=(file,), run=base.run._replace(profile=profile))
        for control in control_results(report):
            for result in control.results:
                yield {
                    "profile": profile,
                    "control": control.id,
                    "status": result.status,
                    "reason": result.reason or None,
                    "sites": result.sites,
                    "accepted": result.accepted,
                }


def server(file: FileReport) -> dict[str, Any]:
    """What ``servers`` has of a server that was judged."""
    counts = dict.fromkeys(("error", "warning", "info"), 0)
    for finding in file.findings:
        counts[finding.severity] += 1
    return {
        "sha256": file.sha256,
        "evidence": sorted(file.evidence),
        "obstacle": file.obstacle,
        "sites": len(file.sites),
        "ftp_sites": len(file.ftp_sites),
        "errors": counts["error"],
        "warnings": counts["warning"],
        "infos": counts["info"],
        "suppressed": len(file.suppressed),
    }
