"""The controls of a published baseline: which are met, which are not, and which this run cannot tell."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal

from ftplint.judging import SEVERITIES
from ftplint.named_tuple import NamedTuple
from ftplint.report.site_rows import sites_of

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from ftplint.judging import FileReport, Report, RuleInfo

Status = Literal["failed", "not checked", "not visible", "passed", "not applicable"]
STATUSES: tuple[Status, ...] = ("failed", "not checked", "not visible", "passed", "not applicable")
"""From the gravest. ``not checked``: the settings of the run leave it out. ``not visible``: the file does not tell."""


class Result(NamedTuple):
    """A control on one server. ``sites`` are those on which it is not met; ``reason`` says why, may be empty.

    ``accepted``: it is not met, and all its findings are suppressed.
    """

    path: str
    status: Status
    reason: str
    sites: tuple[str, ...]
    accepted: bool = False


class Control(NamedTuple):
    """One control. ``looked_for`` are the titles of its rules: what would break it. ``results`` are of each server."""

    profile: str
    id: str
    rules: tuple[str, ...]
    looked_for: tuple[str, ...]
    results: tuple[Result, ...]

    @property
    def status(self) -> Status:
        """The gravest status of all servers."""
        found = {result.status for result in self.results}
        return next((status for status in STATUSES if status in found), "not applicable")

    def count(self, status: Status) -> int:
        """On how many servers it has exactly this *status*."""
        return sum(result.status == status for result in self.results)


def controls(report: Report) -> tuple[Control, ...]:
    """The controls of the profile of the run, in the order of their ids; none for a profile without ids."""
    profile = report.run.profile
    rules: dict[str, list[RuleInfo]] = {}
    for rule in (*report.rules, *report.left_out):
        for one in rule.profiles:
            name, _, id_ = one.partition(" ")
            if name == profile and id_:
                rules.setdefault(id_, []).append(rule)
    left_out = {rule.id for rule in report.left_out}
    servers = [file for file in report.files if not _own_affairs(file)]
    return tuple(
        Control(
            profile,
            id_,
            tuple(rule.id for rule in asked),
            tuple(rule.title for rule in asked),
            tuple(_result(file, asked, left_out, report) for file in servers),
        )
        for id_, asked in sorted(rules.items())
    )


def _result(file: FileReport, rules: Sequence[RuleInfo], left_out: set[str], report: Report) -> Result:
    ids = {rule.id for rule in rules}
    failed = [finding for finding in file.findings if finding.rule in ids]
    accepted = [finding for finding in file.suppressed if finding.rule in ids]
    if failed or accepted:
        named = dict.fromkeys(site for finding in (*failed, *accepted) for site in sites_of(finding))
        reasons = [one.suppression.reason for one in accepted if one.suppression is not None]
        reason = f"accepted: {'; '.join(dict.fromkeys(reasons))}" if reasons else ""
        return Result(file.path, "failed", reason, tuple(named), accepted=not failed)
    if file.obstacle:
        return Result(file.path, "not visible", file.obstacle, ())
    missing = [*_unchecked(rules, left_out, report)]
    if missing:
        return Result(file.path, "not checked", "; ".join(missing), ())
    if not file.ftp_sites:
        if any(finding.severity == "error" for finding in file.findings) and not file.sites:
            return Result(file.path, "not visible", "the file cannot be read", ())
        return Result(file.path, "not applicable", "no FTP site", ())
    reason = f"only these sites: {', '.join(report.run.sites)}" if report.run.sites else ""
    return Result(file.path, "passed", reason, ())


def _unchecked(rules: Sequence[RuleInfo], left_out: set[str], report: Report) -> Iterator[str]:
    """Why no finding of *rules* is no proof."""
    least = SEVERITIES.index(report.run.min_severity)
    for rule in rules:
        if rule.id in left_out:
            yield f"{rule.id} did not run"
        elif SEVERITIES.index(rule.severity) < least:
            yield f"findings of {rule.id} are left out by their severity"


def _own_affairs(file: FileReport) -> bool:
    """Whether these are findings on a settings file or a baseline, which is no server."""
    return not file.sites and bool(file.findings) and all(one.rule.startswith("FTP9") for one in file.findings)
