"""The results of a run: findings, and the report that holds them. Reporters read these and judge nothing."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    from collections.abc import Callable

Severity = Literal["info", "warning", "error"]
SEVERITIES: tuple[Severity, ...] = ("info", "warning", "error")
"""From the mildest to the gravest."""

Origin = Literal["schema", "siteDefaults", "site", "server", "location"]


@dataclass(frozen=True, slots=True)
class Location:
    """Where in a file: lines and columns from 1, columns in characters, the end exclusive."""

    path: str
    line: int
    column: int
    end_line: int
    end_column: int


@dataclass(frozen=True, slots=True)
class Related:
    """Another place that has a part in a finding, with a note that says which part."""

    location: Location
    note: str


@dataclass(frozen=True, slots=True)
class Change:
    """One setting and the value it should have."""

    setting: str
    value: str


@dataclass(frozen=True, slots=True)
class Fix:
    """What to do. ``safe`` and ``unsafe`` fixes list their changes; a ``manual`` one says what to decide."""

    safety: Literal["safe", "unsafe", "manual"]
    title: str
    changes: tuple[Change, ...] = ()


@dataclass(frozen=True, slots=True)
class Finding:
    """One mistake, where it was made, what it does, and what to do.

    ``setting`` is a path below the site or the configuration, ``ftpServer/security/ssl/@serverCertHash``.
    ``origin`` is the level that gave the value. ``reply`` and ``substatus`` are the FTP reply code and the IIS
    sub-status (KB 969061) that a client meets, where known. ``affected_sites`` are names in file order.
    """

    rule: str
    name: str
    severity: Severity
    message: str
    location: Location
    site: str | None = None
    setting: str | None = None
    origin: Origin | None = None
    affected_sites: tuple[str, ...] = ()
    reply: int | None = None
    substatus: int | None = None
    client: str | None = None
    why: str = ""
    related: tuple[Related, ...] = ()
    fix: Fix | None = None


@dataclass(frozen=True, slots=True)
class RuleInfo:
    """What a report needs to know of a rule. ``scope`` is ``site`` for rules judged per FTP site, else ``file``."""

    id: str
    name: str
    severity: Severity
    title: str
    scope: Literal["site", "file"]


@dataclass(frozen=True, slots=True)
class FileReport:
    """The findings of one file, in a stable order, and what a reporter needs to show them.

    ``source_line`` gives the text of a line (from 1) without its line end, secrets blotted out character by
    character so that columns still fit, or None where there is no such line.
    """

    path: str
    findings: tuple[Finding, ...]
    sites: tuple[str, ...]
    ftp_sites: tuple[str, ...]
    source_line: Callable[[int], str | None]


@dataclass(frozen=True, slots=True)
class Report:
    """Everything one run found. ``suppressed`` counts findings that were silenced with a reason."""

    version: str
    files: tuple[FileReport, ...]
    rules: tuple[RuleInfo, ...]
    fail_on: Literal["info", "warning", "error", "never"] = "warning"
    suppressed: int = 0

    @property
    def findings(self) -> tuple[Finding, ...]:
        """All findings, file by file."""
        return tuple(finding for file in self.files for finding in file.findings)

    def count(self, severity: Severity) -> int:
        """How many findings have exactly this *severity*."""
        return sum(finding.severity == severity for file in self.files for finding in file.findings)

    @property
    def failed(self) -> bool:
        """Whether a finding is at or above the level that fails the run."""
        if self.fail_on == "never":
            return False
        limit = SEVERITIES.index(self.fail_on)
        return any(SEVERITIES.index(finding.severity) >= limit for finding in self.findings)
