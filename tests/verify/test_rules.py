"""Every rule's scenario, played: with all examples, by each client, with each open point of the server turned over."""

from __future__ import annotations

import shutil
from typing import TYPE_CHECKING

import pytest

from ftplint.rules.load import load_rules
from ftplint.rules.scenarios import Actor, Expectation, parts, scenario
from ftplint.server.open_points import alternatives
from ftplint.verify.lab import Lab
from ftplint.verify.play import play, verify_rules
from ftplint.verify.reports import seen
from ftplint.verify.session import CLIENTS

if TYPE_CHECKING:
    from ftplint.rules.model import Rule

PLAYED = [rule for rule in load_rules() if scenario(rule).none is None]
PROGRAMS = ("curl", "lftp", "openssl")


def disagreements(clients: tuple[str, ...], lab: Lab, **named: object) -> list[str]:
    return [
        f"{verdict.id} {one.example} '{one.name}' {one.client}: {f'claimed {held.claim}, saw {seen(held)}' if held else ''} {one.trouble}"
        for verdict in verify_rules(PLAYED, clients, lab, **named)  # type: ignore[arg-type]
        for one in verdict.plays
        if not one.agreed
        for held in one.held or (None,)
        if held is None or not held.agreed
    ]


@pytest.mark.parametrize("client", CLIENTS)
def test_every_client_sees_what_every_rule_claims(client: str, lab: Lab) -> None:
    if client in PROGRAMS and shutil.which(client) is None:
        pytest.skip(f"{client} is not installed")
    assert disagreements((client,), lab, every=client == "builtin") == []


@pytest.mark.parametrize("point", alternatives())
def test_no_proof_rests_on_an_open_point(point: str, lab: Lab) -> None:
    assert disagreements(("builtin",), lab, choices=alternatives()[point], every=False) == []


def test_most_errors_that_a_client_can_meet_are_played() -> None:
    assert len(PLAYED) >= 175
    assert {rule.id for rule in PLAYED} >= {f"FTP10{number}" for number in range(1, 9)}


@pytest.mark.parametrize("rule", PLAYED, ids=lambda rule: rule.id)
def test_every_example_of_a_played_rule_is_played_or_says_why_not(rule: Rule) -> None:
    for part in parts(rule):
        assert part.expectations or part.none, f"{rule.id} {part.example.verdict} '{part.example.name}'"


SITE = (
    '<site name="a" id="1"><bindings><binding protocol="ftp" bindingInformation="*:21:"/></bindings><ftpServer><security>'
    '<ssl serverCertHash="a909502dd82ae41433e6f83886b00d4277a32a7b"/><authentication><basicAuthentication enabled="true"/>'
    "</authentication></security></ftpServer></site>"
)


@pytest.mark.parametrize(
    "wrong",
    [
        Expectation("broken", "login", 530),
        Expectation("broken", "login", 230, substatus=35),
        Expectation("broken", "login", 230, text="Welcome"),
        Expectation("broken", "login", 230, text="not logged in"),
        Expectation("broken", "upload", 550),
        Expectation("broken", "upload", -1),
        Expectation("broken", "list", 226, data="missing.txt"),
        Expectation("broken", "command", 200, command="NEVER"),
    ],
)
def test_a_wrong_claim_is_a_disagreement(wrong: Expectation, lab: Lab) -> None:
    assert not play(SITE, Actor(), (wrong,), "builtin", lab).agreed


def test_what_cannot_be_played_is_a_disagreement(lab: Lab) -> None:
    claim = Expectation("broken", "login", 230)
    for text in ("<site", "<nothing/>", SITE.replace("*:21:", "*:x:")):
        played = play(text, Actor(), (claim,), "builtin", lab)
        assert played.trouble and not played.agreed


@pytest.mark.parametrize("client", ["ftplib", "curl", "lftp", "openssl"])
def test_other_clients_notice_a_wrong_claim_too(client: str, lab: Lab) -> None:
    if client in PROGRAMS and shutil.which(client) is None:
        pytest.skip(f"{client} is not installed")
    assert play(SITE, Actor(), (Expectation("broken", "login", 230),), client, lab).agreed
    assert not play(SITE, Actor(), (Expectation("broken", "login", 530),), client, lab).agreed
