"""The truth table: every combination of the settings of client certificate logon, linted and played.

With client certificate authentication on, the rules FTP101 to FTP106 must be silent exactly when the logon and both
transfers succeed; with it off, no certificate ever logs in.
"""

from __future__ import annotations

import itertools
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING

from ftplint.analysis import analyse
from ftplint.judging import judge
from ftplint.named_tuple import NamedTuple
from ftplint.rules import Actor, load_rules
from ftplint.server import DEFAULT, Choices
from ftplint.verify.clients import Call, builtin
from ftplint.verify.dialogue import steps_of
from ftplint.verify.stage import CONTENT, stage

if TYPE_CHECKING:
    from collections.abc import Iterator

    from ftplint.verify.dialogue import Line
    from ftplint.verify.lab import Lab

PREREQUISITES = tuple(f"FTP10{number}" for number in range(1, 7))
_FIRST_PORT = 20_000


class Combination(NamedTuple):
    """One row: the seven settings."""

    certificate: bool
    control: str
    data: str
    policy: str
    mapping: bool
    client_certificate: bool
    basic: bool

    def site(self, number: int, thumbprint: str) -> str:
        """The site that has these settings, on a port of its own."""
        certificate = f' serverCertHash="{thumbprint}"' if self.certificate else ""
        return (
            f'<site name="s{number}" id="{number + 1}"><application path="/">'
            f'<virtualDirectory path="/" physicalPath="D:\\ftp\\s{number}"/></application><bindings>'
            f'<binding protocol="ftp" bindingInformation="*:{_FIRST_PORT + number}:"/></bindings><ftpServer><security>'
            f'<ssl{certificate} controlChannelPolicy="{self.control}" dataChannelPolicy="{self.data}"/>'
            f'<sslClientCertificates clientCertificatePolicy="{self.policy}"'
            f' useActiveDirectoryMapping="{str(self.mapping).lower()}"/><authentication>'
            f'<basicAuthentication enabled="{str(self.basic).lower()}"/>'
            f'<clientCertAuthentication enabled="{str(self.client_certificate).lower()}"/>'
            "</authentication></security></ftpServer></site>"
        )


class Row(NamedTuple):
    """A combination, what the rules say of it, and what a client with a mapped certificate meets.

    ``ended`` is the step and reply at which the session ended: ``download 226`` where all went well.
    """

    combination: Combination
    found: tuple[str, ...]
    works: bool
    ended: str

    @property
    def explained(self) -> bool:
        """Whether rules and server agree."""
        if not self.combination.client_certificate:
            return not self.works
        return self.works != bool(self.found)


def combinations() -> tuple[Combination, ...]:
    """All 432."""
    switch = (True, False)
    control = ("SslAllow", "SslRequire", "SslRequireCredentialsOnly")
    data = ("SslAllow", "SslRequire", "SslDeny")
    policy = ("CertIgnore", "CertAllow", "CertRequire")
    return tuple(Combination(*row) for row in itertools.product(switch, control, data, policy, switch, switch, switch))


def play_truth_table(lab: Lab, choices: Choices = DEFAULT) -> Iterator[Row]:
    """Every row, linted in one file and played against one server."""
    rows = combinations()
    text = _file(rows, lab.thumbprint)
    found = _findings(text)
    with stage(text, Actor(), lab, choices) as running, tempfile.TemporaryDirectory() as folder:
        lab.write(Path(folder))
        for number, row in enumerate(rows):
            port = running.background.port(_FIRST_PORT + number)
            lines = builtin.play(_call(port, Path(folder)))
            works, ended = _outcome(lines)
            yield Row(row, found.get(f"s{number}", ()), works, ended)


def _file(rows: tuple[Combination, ...], thumbprint: str) -> str:
    sites = "".join(row.site(number, thumbprint) for number, row in enumerate(rows))
    return (
        f"<configuration><system.applicationHost><sites>{sites}</sites></system.applicationHost><system.ftpServer>"
        '<security><authorization><add accessType="Allow" users="*" permissions="Read, Write"/></authorization>'
        "</security></system.ftpServer></configuration>"
    )


def _findings(text: str) -> dict[str, tuple[str, ...]]:
    rules = [rule for rule in load_rules() if rule.id in PREREQUISITES]
    found: dict[str, list[str]] = {}
    for pending in judge(analyse("table", text.encode("utf-8")), rules):
        for site in pending.sites:
            found.setdefault(site, []).append(pending.rule.id)
    return {site: tuple(sorted(ids)) for site, ids in found.items()}


def _call(port: int, folder: Path) -> Call:
    certificate = folder / "clients" / "mapped.pem"
    wanted = ("upload", "download")
    return Call(
        port, False, folder / "ca.pem", certificate, "alice", "", "tls", "private", "/file.txt", wanted, CONTENT
    )


def _outcome(lines: tuple[Line, ...]) -> tuple[bool, str]:
    steps = {step.name: step for step in steps_of(lines)}
    ended = [step for step in steps.values() if step.failed] or list(steps.values())[-1:]
    works = all(name in steps and not steps[name].failed for name in ("login", "upload", "download"))
    return works, f"{ended[0].name} {ended[0].reply}" if ended else "nothing"


def truth_table_text(rows: list[Row]) -> Iterator[str]:
    """The table, and how many rows are explained."""
    heads = ("certificate", f"{'control':<25}", f"{'data':<10}", f"{'policy':<11}", "mapping", "certificates", "basic")
    yield "  ".join((*heads, "rules", "session")) + "\n"
    for row in rows:
        c = row.combination
        mark = "" if row.explained else "  UNEXPLAINED"
        rules = ",".join(row.found) or "-"
        yield (
            f"{_yes(c.certificate):<11}  {c.control:<25}  {c.data:<10}  {c.policy:<11}  {_yes(c.mapping):<7}  "
            f"{_yes(c.client_certificate):<12}  {_yes(c.basic):<5}  {rules}  {row.ended}{mark}\n"
        )
    wrong = sum(not row.explained for row in rows)
    works = sum(row.works for row in rows)
    yield f"{len(rows)} combinations, {works} of them log in and transfer: {wrong or 'none'} unexplained\n"


def _yes(value: bool) -> str:
    return "yes" if value else "no"
