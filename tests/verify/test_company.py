"""Scenarios with other clients, addresses, names, certificates of the server, missing folders and idle time."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from lxml import etree

from ftplint.rules import REFUSED, Actor, Expectation, Other
from ftplint.verify.play import Played, able, play
from ftplint.verify.session import CLIENTS

if TYPE_CHECKING:
    from ftplint.verify.lab import Lab

OLD = "a909502dd82ae41433e6f83886b00d4277a32a7b"
NEW = "b0c4a3f1d2e5968778695a4b3c2d1e0f9a8b7c6d"


def config(ftp: str = "", server: str = "", binding: str = "*:21:", methods: str = "", site: str = "") -> str:
    return (
        '<configuration><system.applicationHost><sites><site name="a" id="7">'
        '<application path="/"><virtualDirectory path="/" physicalPath="D:\\ftp\\a"/></application>'
        f'<bindings><binding protocol="ftp" bindingInformation="{binding}"/></bindings><ftpServer {site}><security>'
        f'<ssl serverCertHash="{OLD}"/><authentication><basicAuthentication enabled="true"/>{methods}</authentication>'
        f"</security>{ftp}</ftpServer></site></sites></system.applicationHost><system.ftpServer>{server}"
        "</system.ftpServer></configuration>"
    )


def evidence(**attributes: str) -> etree._Element:
    root = etree.Element("{urn:ftplint:rule}evidence")
    etree.SubElement(root, "{urn:ftplint:rule}certificate", thumbprint=OLD, store="MY", **attributes)
    return root


def met(lab: Lab, text: str, actor: Actor, *claims: Expectation, **more: object) -> Played:
    return play(text, actor, claims, "builtin", lab, **more)  # type: ignore[arg-type]


def claim(step: str, reply: int, **more: object) -> Expectation:
    return Expectation("broken", step, reply, **more)  # type: ignore[arg-type]


@pytest.mark.parametrize(("limit", "reset", "reply"), [(3, "false", 220), (2, "false", 421), (2, "true", 0)])
def test_other_clients_stay(limit: int, reset: str, reply: int, lab: Lab) -> None:
    text = config(f'<connections maxConnections="{limit}" resetOnMaxConnections="{reset}"/>')
    for logs_in in (True, False):
        actor = Actor(others=(Other(number=2, logs_in=logs_in),))
        for claimed in (0, 220, 421):
            assert met(lab, text, actor, claim("connect", claimed)).agreed is (claimed == reply)


def test_what_another_client_does_is_there(lab: Lab) -> None:
    actor = Actor(commands=("RMD /made", "RMD /never"), others=(Other(user="jane", commands=("MKD /made",)),))
    made = claim("command", 250, command="RMD /made")
    assert met(lab, config(), actor, made, claim("command", 550, command="RMD /never")).agreed


@pytest.mark.parametrize(("readable", "reply"), [("true", 226), ("false", 550)])
def test_an_upload_of_another_client_stays_unfinished(readable: str, reply: int, lab: Lab) -> None:
    text = config(f'<fileHandling allowReadUploadsInProgress="{readable}"/>')
    actor = Actor(commands=("RETR /half.txt",), others=(Other(commands=("STOR /half.txt",)),))
    assert met(lab, text, actor, claim("command", reply, command="RETR /half.txt")).agreed


def test_another_client_that_cannot_log_in_is_trouble(lab: Lab) -> None:
    played = met(lab, config(), Actor(others=(Other(password="wrong"),)), claim("login", 230))
    assert played.trouble == "another client got no farther than: < 530 User cannot log in."


@pytest.mark.parametrize(
    ("address", "reply"), [("192.0.2.17", REFUSED), ("192.0.2.1", 220), ("127.0.0.8", REFUSED), ("", 220)]
)
def test_a_client_with_another_address(address: str, reply: int, lab: Lab) -> None:
    """An address stands for itself only: 192.0.2.1 is no part of 192.0.2.17."""
    deny = "".join(f'<add ipAddress="{one}" allowed="false"/>' for one in ("192.0.2.17", "127.0.0.8"))
    text = config(server=f"<security><ipSecurity>{deny}</ipSecurity></security>")
    assert met(lab, text, Actor(address=address), claim("connect", reply)).agreed


@pytest.mark.parametrize(("name", "reply"), [("pc7.example.net", REFUSED), ("pc7.example.org", 220), ("", 220)])
def test_a_client_whose_address_has_a_name(name: str, reply: int, lab: Lab) -> None:
    entry = '<ipSecurity enableReverseDns="true"><add domainName="*.example.net" allowed="false"/></ipSecurity>'
    text = config(server=f"<security>{entry}</security>")
    assert met(lab, text, Actor(named=name), claim("connect", reply)).agreed


def test_data_connections_from_elsewhere(lab: Lab) -> None:
    actor = Actor(data="elsewhere")
    assert met(lab, config(), actor, claim("download", REFUSED)).agreed
    assert not met(lab, config(), actor, claim("download", 226)).agreed
    assert met(lab, config(), Actor(), claim("download", 226)).agreed


@pytest.mark.parametrize(
    ("attributes", "step", "reply"),
    [
        ({}, "login", 230),
        ({"key": "false"}, "auth", 431),
        ({"to": "2026-11-22"}, "auth", 431),
        ({"to": "2026-11-25"}, "login", 230),
        ({"from": "2026-11-25"}, "auth", 431),
        ({"server": "false"}, "handshake", 0),
    ],
)
def test_the_certificate_that_an_example_describes(attributes: dict[str, str], step: str, reply: int, lab: Lab) -> None:
    assert met(lab, config(), Actor(), claim(step, reply), evidence=evidence(**attributes)).agreed


@pytest.mark.parametrize(("days", "reply"), [(1, 234), (3, 431)])
def test_a_certificate_expires_while_the_server_runs(days: int, reply: int, lab: Lab) -> None:
    known = evidence(to="2026-11-25")
    assert met(lab, config(), Actor(passes=days * 86_400), claim("auth", reply), evidence=known).agreed


@pytest.mark.parametrize(("host", "reply"), [("ftp.example.com", 234), ("www.example.com", 0), ("", 234)])
def test_what_the_client_calls_the_server(host: str, reply: int, lab: Lab) -> None:
    known = evidence(hosts="ftp.example.com")
    assert met(lab, config(), Actor(host=host), claim("handshake", reply), evidence=known).agreed


def test_the_certificate_that_is_shown_has_the_name_of_the_example(lab: Lab) -> None:
    assert met(lab, config(), Actor(), claim("handshake", 234, text=f"certificate {OLD}")).agreed
    assert not met(lab, config(), Actor(), claim("handshake", 234, text=f"certificate {NEW}")).agreed


@pytest.mark.parametrize(("passes", "reply"), [(119, 200), (121, REFUSED)])
def test_a_client_that_does_nothing_for_a_while(passes: int, reply: int, lab: Lab) -> None:
    """controlChannelTimeout is 120 by default."""
    actor = Actor(commands=("NOOP",), idle=(("NOOP", passes),))
    assert met(lab, config(), actor, claim("command", reply, command="NOOP")).agreed


@pytest.mark.parametrize(("missing", "reply"), [("LocalUser/jane", 530), ("LocalUser/Public", 230), ("", 230)])
def test_a_folder_that_is_missing(missing: str, reply: int, lab: Lab) -> None:
    text = config('<userIsolation mode="IsolateAllDirectories"/>')
    assert met(lab, text, Actor(user="jane", missing=missing), claim("login", reply)).agreed


@pytest.mark.parametrize("local", [True, False])
def test_a_client_on_the_server_itself(local: bool, lab: Lab) -> None:
    told = claim("login", 530, text="Error details" if local else "not Error details")
    assert met(lab, config(), Actor(password="wrong", local=local), told).agreed


@pytest.mark.parametrize("binding", ["*:0:", "*:65536:", "*:ftp:", "1.1.1.1.1:21:", "ftp.example.com:21:", "[::g]:21:"])
def test_nobody_listens(binding: str, lab: Lab) -> None:
    text = config(binding=binding)
    assert met(lab, text, Actor(), claim("connect", 0)).agreed
    assert met(lab, text, Actor(), claim("connect", 220)).trouble == "no FTP site of the example listens"
    assert not met(lab, config(), Actor(), claim("connect", 0)).agreed


def test_a_site_that_is_not_started_listens_nowhere(lab: Lab) -> None:
    assert met(lab, config(site='serverAutoStart="false"'), Actor(), claim("connect", 0)).agreed


@pytest.mark.parametrize("client", CLIENTS)
@pytest.mark.parametrize(
    "actor",
    [
        Actor(others=(Other(),)),
        Actor(address="192.0.2.1"),
        Actor(host="ftp.example.com"),
        Actor(data="elsewhere"),
        Actor(first=("HOST a",)),
        Actor(passes=1),
    ],
)
def test_all_this_is_for_our_own_client(client: str, actor: Actor) -> None:
    assert able(client, actor, (claim("login", 230),)) is (client == "builtin")
