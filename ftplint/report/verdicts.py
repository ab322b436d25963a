"""What the findings come to for each site: does it work, is it secure, and what is the worst of it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal

from ftplint.named_tuple import NamedTuple
from ftplint.report.wording import many

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from ftplint.judging import FileReport, Finding, RuleInfo

State = Literal["fails", "errors", "insecure", "warnings", "clean"]
STATES: tuple[State, ...] = ("fails", "errors", "insecure", "warnings", "clean")
"""From the worst: nobody can log in; other errors; a weakness of security; other warnings; none of these."""
SHUT = {
    "methods": "every method of logon is off",
    "connections": "maxConnections is 0",
    "addresses": "every address is refused",
    "commands": "a command that logon needs is refused",
    "tls": "TLS is required and cannot work",
    "certificates": "certificate logon cannot work",
    "isolation": "userIsolation ActiveDirectory needs basicAuthentication",
    "users": "no user of IIS Manager gets into the site",
    "rules": "no authorization rule allows anybody anything",
    "root": "the site has no root",
}
"""What keeps everybody out (``FileReport.shut``), in words."""


class Verdict(NamedTuple):
    """What the findings come to for one FTP site. ``worst`` is the finding to look at first, None if there is none.

    ``shut_by`` is what keeps everybody out, None if somebody gets in.
    """

    site: str
    state: State
    errors: int
    warnings: int
    worst: Finding | None
    shut_by: str | None = None


def verdicts(file: FileReport, rules: Mapping[str, RuleInfo]) -> list[Verdict]:
    """The FTP sites of *file*, the worst first. Remarks do not count, and neither do suppressed findings.

    A finding that names no site counts for every site if IIS cannot use the file because of it, else for none: it
    stands below the sites. *rules* are those of the run by their ids.
    """
    everywhere: list[Finding] = []
    of_site: dict[str, list[Finding]] = {site: [] for site in file.ftp_sites}
    for finding in file.findings:
        if finding.severity == "info":
            continue
        named = finding.affected_sites or (() if finding.site is None else (finding.site,))
        if not named and finding.severity == "error":
            everywhere.append(finding)
        for site in named:
            if site in of_site:
                of_site[site].append(finding)
    first, more = everywhere[:1], max(0, len(everywhere) - 1)
    shown = [_verdict(site, [*found, *first], more, rules, file.shut.get(site)) for site, found in of_site.items()]
    return sorted(shown, key=lambda one: (STATES.index(one.state), -one.errors))


def _verdict(
    site: str, found: Sequence[Finding], more: int, rules: Mapping[str, RuleInfo], shut_by: str | None
) -> Verdict:
    """*more* errors of the whole server count as well, beside those in *found*."""
    errors = [finding for finding in found if finding.severity == "error"]
    weak = [finding for finding in found if _security(finding, rules)]
    other = [finding for finding in errors if not _security(finding, rules)]
    state: State
    if shut_by is not None:
        state = "fails"
    elif other:
        state = "errors"
    elif weak:
        state = "insecure"
    else:
        state = "warnings" if found else "clean"
    candidates = other or sorted(weak, key=lambda one: (one.severity != "error", -_security(one, rules))) or found
    worst = candidates[0] if candidates else None
    return Verdict(site, state, len(errors) + more, len(found) - len(errors), worst, shut_by)


def _security(finding: Finding, rules: Mapping[str, RuleInfo]) -> float:
    rule = rules.get(finding.rule)
    return 0.0 if rule is None else rule.security or 0.0


_WORDS: dict[State, str] = {
    "fails": "nobody can log in",
    "errors": "has errors",
    "insecure": "is not secure",
    "warnings": "has warnings",
    "clean": "no errors or warnings",
}


def sentence(verdict: Verdict, rules: Mapping[str, RuleInfo]) -> str:
    """The verdict in words: ``nobody can log in: serverCertHash is malformed (FTP211), 2 more errors``."""
    text = _WORDS[verdict.state]
    worst = verdict.worst
    if verdict.shut_by is not None and (worst is None or worst.severity != "error"):
        return f"{text}: {SHUT[verdict.shut_by]}"
    if worst is None:
        return text
    rule = rules.get(worst.rule)
    title = worst.message.rstrip(".") if rule is None else rule.title
    errors = verdict.errors - (worst.severity == "error")
    warnings = verdict.warnings - (worst.severity == "warning")
    more = [many(errors, "more error")] if errors else []
    more += [many(warnings, "warning" if more else "more warning")] if warnings else []
    return f"{text}: {title} ({worst.rule})" + (f", {' and '.join(more)}" if more else "")
