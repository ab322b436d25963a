"""The 432 files of the truth table, each held against the server that serves it, and against its neighbours."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator, Sequence
from typing import NamedTuple

import pytest

from ftplint.client import Record
from ftplint.probe import Fact, look
from ftplint.probe.fact import Seen
from ftplint.probe.run import facts_of
from ftplint.probe.twin_server import twin
from ftplint.rules import Actor
from ftplint.verify.lab import Lab
from ftplint.verify.stage import stage
from ftplint.verify.truth_table import Combination, combinations
from tests.probe.holding import at, configuration_of, differences, names, plan, told, visitor

SETTINGS = {
    "certificate": "ftpServer/security/ssl/@serverCertHash",
    "control": "ftpServer/security/ssl/@controlChannelPolicy",
    "data": "ftpServer/security/ssl/@dataChannelPolicy",
    "policy": "ftpServer/security/sslClientCertificates/@clientCertificatePolicy",
    "mapping": "ftpServer/security/sslClientCertificates/@useActiveDirectoryMapping",
    "client_certificate": "ftpServer/security/authentication/clientCertAuthentication/@enabled",
    "basic": "ftpServer/security/authentication/basicAuthentication/@enabled",
}
_FIRST = 20_000


class Table(NamedTuple):
    """Of each row: what its server showed, and what its file says."""

    rows: Sequence[Combination]
    real: list[Record]
    expected: list[Seen]
    """With a record that is to be replaced."""

    def facts(self, file: int, server: int) -> tuple[Fact, ...]:
        return facts_of(self.expected[file]._replace(real=self.real[server]))


@contextlib.contextmanager
def table(rows: Sequence[Combination], lab: Lab, *, certificate: bool) -> Iterator[Table]:
    """All *rows* in one file, served once as the real server and once as the twin."""
    sites = "".join(row.site(number, lab.thumbprint) for number, row in enumerate(rows))
    text = (
        f"<configuration><system.applicationHost><sites>{sites}</sites></system.applicationHost><system.ftpServer>"
        '<security><authorization><add accessType="Allow" users="*" permissions="Read, Write"/></authorization>'
        "</security></system.ftpServer></configuration>"
    )
    made = plan(lab, visitor(lab, certificate))
    configuration = configuration_of(text)
    real, expected = [], []
    with stage(text, Actor(), lab) as running, twin(configuration, configuration.sites, made, "127.0.0.1") as double:
        for number, site in enumerate(configuration.sites):
            port = _FIRST + number
            endpoint = double.endpoint(site.name, port, "")
            assert endpoint is not None
            real.append(look(at(running.background.port(port)), site.name, made))
            says = double.look(site.name, endpoint, "")
            expected.append(
                Seen(configuration, site, endpoint, at(port), made, real[-1], says, double.passive_ports, "127.0.0.1")
            )
        yield Table(rows, real, expected)


def neighbours(rows: Sequence[Combination]) -> Iterator[tuple[int, int, str]]:
    """Pairs of rows that differ in one setting, and its name."""
    places = {row: number for number, row in enumerate(rows)}
    for row, number in places.items():
        for field in Combination._fields:
            for other, place in places.items():
                if other != row and other._replace(**{field: getattr(row, field)}) == row:
                    yield number, place, field


def check(found: Table) -> int:
    """How many neighbours were told apart; raises AssertionError for what is wrong."""
    told_apart = 0
    for number, row in enumerate(found.rows):
        wrong = differences(found.facts(number, number))
        assert not wrong, f"{row} differs from itself: {told(wrong)}"
    for file, server, field in neighbours(found.rows):
        named = differences(found.facts(file, server))
        astray = [fact for fact in named if not names(fact, SETTINGS[field])]
        assert not astray, f"{found.rows[server]} is served, {field} differs: {told(astray)}"
        told_apart += bool(named)
        if field == "certificate":
            assert named, f"{found.rows[server]} is served, and nobody sees that serverCertHash differs"
    return told_apart


def test_a_sample_agrees_with_itself_and_names_what_differs(lab: Lab) -> None:
    rows = [row for row in combinations() if row.client_certificate and row.mapping and not row.basic]
    rows = [row for row in rows if row.control != "SslRequireCredentialsOnly" and row.policy != "CertAllow"]
    with table(rows, lab, certificate=True) as found:
        assert check(found) > 40


@pytest.mark.slow
def test_all_rows_agree_with_themselves_and_name_what_differs(lab: Lab) -> None:
    rows = combinations()
    assert len(rows) == 432
    with table(rows, lab, certificate=True) as found:
        assert check(found) > 1_500


@pytest.mark.slow
def test_the_rows_without_certificate_logon_as_a_user_with_a_password_sees_them(lab: Lab) -> None:
    rows = [row for row in combinations() if not (row.client_certificate or row.mapping)]
    with table(rows, lab, certificate=False) as found:
        assert check(found) > 300
