"""Every rule's scenario, played: with all examples, by each client, with each open point of the server turned over."""

from __future__ import annotations

import shutil
from typing import TYPE_CHECKING

import pytest

from ftplint.rules.load import load_rules
from ftplint.rules.scenarios import Actor, Expectation, parts, scenario
from ftplint.server.open_points import Choices, alternatives
from ftplint.verify.lab import Lab
from ftplint.verify.play import RuleVerdict, play, verify_rule, verify_rules
from ftplint.verify.reports import seen
from ftplint.verify.session import CLIENTS

if TYPE_CHECKING:
    from collections.abc import Iterable

    from ftplint.rules.model import Rule

PLAYED = [rule for rule in load_rules() if scenario(rule).none is None]
PROGRAMS = ("curl", "lftp", "openssl")


ASKED: set[str] = set()
"""The open points that the server or a claim has asked for since this was cleared."""


class Watched(Choices):
    """The defaults; remembers which of them are asked for."""

    def __getattribute__(self, name: str) -> object:
        if name in Choices._fields:
            ASKED.add(name)
        return super().__getattribute__(name)


def disagreements(verdicts: Iterable[RuleVerdict]) -> list[str]:
    return [
        f"{verdict.id} {one.example} '{one.name}' {one.client}: {f'claimed {held.claim}, saw {seen(held)}' if held else ''} {one.trouble}"
        for verdict in verdicts
        for one in verdict.plays
        if not one.agreed
        for held in one.held or (None,)
        if held is None or not held.agreed
    ]


@pytest.fixture(scope="module")
def by_our_client(lab: Lab) -> dict[str, tuple[RuleVerdict, frozenset[str]]]:
    """What our own client saw of each rule, and the open points that were asked for."""
    found = {}
    for rule in PLAYED:
        ASKED.clear()
        verdict = verify_rule(rule, ("builtin",), lab, Watched(), every=True)
        found[rule.id] = verdict, frozenset(ASKED)
    return found


def test_our_own_client_sees_what_every_rule_claims(by_our_client: dict) -> None:
    assert disagreements(verdict for verdict, _ in by_our_client.values()) == []


@pytest.mark.parametrize("step", [4, pytest.param(1, marks=pytest.mark.slow)])
@pytest.mark.parametrize("client", [client for client in CLIENTS if client != "builtin"])
def test_every_client_sees_what_every_rule_claims(client: str, step: int, lab: Lab) -> None:
    """Of each fourth rule, or of all."""
    if client in PROGRAMS and shutil.which(client) is None:
        pytest.skip(f"{client} is not installed")
    assert disagreements(verify_rules(PLAYED[::step], (client,), lab, every=False)) == []


@pytest.mark.parametrize("point", alternatives())
def test_no_proof_rests_on_an_open_point(point: str, lab: Lab, by_our_client: dict) -> None:
    """Of a rule whose sessions never ask for the point, another choice changes nothing; so the others are played."""
    asking = [rule for rule in PLAYED if point in by_our_client[rule.id][1]]
    assert disagreements(verify_rules(asking, ("builtin",), lab, choices=alternatives()[point], every=False)) == []


def test_the_points_that_decide_are_asked_for(by_our_client: dict) -> None:
    asked = frozenset[str]().union(*(points for _, points in by_our_client.values()))
    assert asked >= {"refuse_certificate", "token_at_user", "anonymous_by_account", "prot_judged", "rename_judged"}


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
