"""The results of a run: findings, and the report that holds them. Reporters read these and judge nothing."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Literal

from ftplint.named_tuple import NamedTuple
from ftplint.rules import SEVERITIES

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from ftplint.rules import Fix, Severity

FailOn = Literal["info", "warning", "error", "never"]

Origin = Literal["schema", "siteDefaults", "site", "server", "location"]


class Location(NamedTuple):
    """Where in a file: lines and columns from 1, columns in characters, the end exclusive."""

    path: str
    line: int
    column: int
    end_line: int
    end_column: int


class Related(NamedTuple):
    """Another place that has a part in a finding, with a note that says which part."""

    location: Location
    note: str


class Also(NamedTuple):
    """The place of a finding on another site that it reaches."""

    site: str
    location: Location


class Cause(NamedTuple):
    """The finding that another one comes from, by its rule and place: with it fixed, the other may well be gone."""

    rule: str
    location: Location


class Edit(NamedTuple):
    """A stretch of the file (empty for an insertion), and the text that takes its place."""

    location: Location
    text: str


class Suppression(NamedTuple):
    """Why a finding does not count. ``location`` is the comment that silences it, where it is one.

    ``expires`` is the ISO date after which the finding counts again.
    """

    kind: Literal["comment", "settings", "baseline"]
    reason: str
    expires: str | None = None
    location: Location | None = None


class Finding(NamedTuple):
    """One mistake, where it was made, what it does, and what to do.

    ``setting`` is a path below the site or the configuration, ``ftpServer/security/ssl/@serverCertHash``; ``value`` is
    its effective value, never a secret, or None where the finding is on no single value.
    ``origin`` is the level that gave the value. ``reply`` and ``substatus`` are the FTP reply code and the IIS
    sub-status (KB 969061) that a client meets, where known. ``affected_sites`` are names in file order.
    ``fingerprint`` stays the same when lines move (hexadecimal; empty if not asked for). A finding with a
    ``suppression`` is shown but does not count. ``edits`` make the changes of ``fix`` in the file, in the order of the
    text; empty if not asked for, if the fix is manual, or if those of another finding come first.
    A default that is wrong on several sites is one finding, placed on the first; ``also`` are places on the next ones.
    ``because`` is the finding that this one is a consequence of.
    """

    rule: str
    name: str
    severity: Severity
    message: str
    location: Location
    site: str | None = None
    setting: str | None = None
    value: str | None = None
    origin: Origin | None = None
    affected_sites: tuple[str, ...] = ()
    reply: int | None = None
    substatus: int | None = None
    client: str | None = None
    why: str = ""
    related: tuple[Related, ...] = ()
    fix: Fix | None = None
    fingerprint: str = ""
    suppression: Suppression | None = None
    edits: tuple[Edit, ...] = ()
    also: tuple[Also, ...] = ()
    because: Cause | None = None


class About(NamedTuple):
    """What few reports want to know of a rule: why it exists, its published page or a source, its text (Markdown)."""

    why: str
    href: str | None
    page: str


class RuleInfo(NamedTuple):
    """What a report needs to know of a rule. ``scope`` is ``site`` for rules judged per FTP site, else ``file``.

    ``security`` is from 0.0 to 10.0 as CVSS counts, None for a rule that is none of security. ``profiles`` are the
    published baselines that ask for it, with their ids: ``cis-iis10 6.1``. ``about`` reads more when it is wanted.
    """

    id: str
    name: str
    severity: Severity
    title: str
    scope: Literal["site", "file"]
    security: float | None = None
    profiles: tuple[str, ...] = ()
    about: Callable[[], About] | None = None
    evidence: tuple[str, ...] = ()
    """The facts from outside the file without which the rule does not look."""


class RunInfo(NamedTuple):
    """What a run went by, for whoever reads its report later.

    ``date`` is ISO 8601 in UTC, None if it was not given. ``sites`` are those that the findings are limited to; empty
    means all. ``options`` are further settings as they were given, a name and a text each.
    """

    date: str | None = None
    profile: str = "all"
    iis_version: str = ""
    min_severity: Severity = "info"
    sites: tuple[str, ...] = ()
    options: tuple[tuple[str, str], ...] = ()
    docs_url: str = ""
    """Where the documentation is published; empty if it is nowhere."""


class FileReport(NamedTuple):
    """The findings of one file, in a stable order, and what a reporter needs to show them.

    ``suppressed`` are the findings that were silenced, each with its suppression; they are not in ``findings``.
    ``source_line`` gives the text of a line (from 1) without its line end, secrets blotted out character by
    character so that columns still fit, or None where there is no such line.
    """

    path: str
    findings: tuple[Finding, ...]
    sites: tuple[str, ...]
    ftp_sites: tuple[str, ...]
    source_line: Callable[[int], str | None]
    suppressed: tuple[Finding, ...] = ()
    obstacle: str | None = None
    """Why no site of the file works: a sentence, or None."""
    shut: Mapping[str, str] = {}
    """The FTP sites that let nobody in, by name, and what keeps everybody out (``shut-by``)."""
    judged: bool = True
    """Whether the file has anything of FTP, or a finding: if not, that nothing was found says nothing."""
    page: dict[str, Any] | None = None
    """The matrix, the settings of the sites and the scripts, where a page is to be made of them."""
    sha256: str = ""
    """The SHA-256 of the file, hexadecimal; empty if not asked for."""
    evidence: frozenset[str] = frozenset()
    """The facts from outside that were given for the file, as rules name them."""
    lacking: Mapping[str, str] = {}
    """Why some facts are not there, where that is known."""


class Gone(NamedTuple):
    """A finding of an earlier report that is not there any more."""

    rule: str
    severity: Severity
    message: str
    path: str
    line: int
    site: str | None


class Trend(NamedTuple):
    """What changed since the earlier report in the file ``path``; ``date`` is its date, if it says one.

    ``suppressed`` and ``unchecked`` are counts of earlier findings that are neither there nor fixed: silenced since,
    or left out of this run. ``notes`` are sentences on what else differs between the two runs.
    """

    path: str
    date: str | None
    new: tuple[Finding, ...]
    fixed: tuple[Gone, ...]
    remaining: int
    suppressed: int
    unchecked: int
    notes: tuple[str, ...]


class Comparison(NamedTuple):
    """One fact of a running server: what the file says, what the server does, and whether the two agree.

    ``site`` is its name with its address, ``fact`` what it is about. ``does`` is why it was not seen, where it was not.
    """

    site: str
    fact: str
    verdict: Literal["agrees", "differs", "not seen", "noted"]
    says: str
    does: str


class Report(NamedTuple):
    """Everything one run found."""

    version: str
    files: tuple[FileReport, ...]
    rules: tuple[RuleInfo, ...]
    fail_on: FailOn = "warning"
    run: RunInfo = RunInfo()
    left_out: tuple[RuleInfo, ...] = ()
    """Rules of the profile that the settings leave out."""
    since: Trend | None = None
    """What changed since an earlier report, where one was given."""
    explained: bool = True
    """Whether ``ftplint rules show`` knows the rules."""
    probed: tuple[Comparison, ...] = ()
    """What a running server does beside what its file says, where one was probed; what differs first."""

    @property
    def suppressed(self) -> int:
        """How many findings were silenced with a reason."""
        return sum(len(file.suppressed) for file in self.files)

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
