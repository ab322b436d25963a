"""What `effective` lists: the differences of two files, the settings one by one, the prerequisites of certificate logon."""

from __future__ import annotations

import pytest

from ftplint.configuration import Configuration, compare, rows, server_settings, site_settings
from tests.configuration.builder import configuration, named, site

OFF = '<ftpServer allowUTF8="false"/>'
FIREWALL = (
    '<system.ftpServer><firewallSupport lowDataChannelPort="5000" highDataChannelPort="6000"/></system.ftpServer>'
)


def authorization(*users: str, clear: bool = False) -> str:
    entries = "".join(f'<add accessType="Allow" users="{name}" permissions="Read"/>' for name in users)
    return f"<system.ftpServer><security><authorization>{'<clear/>' if clear else ''}{entries}</authorization></security></system.ftpServer>"


def at(path: str, body: str) -> str:
    return f'<location path="{path}">{body}</location>'


def entry(name: str) -> str:
    return f'add accessType="Allow" users="{name}" roles="" permissions="Read"'


def different(
    before: Configuration, after: Configuration
) -> list[tuple[str | None, str, list[tuple[str, str | None, str | None]]]]:
    return [(one.site, one.change, [tuple(each) for each in one.differences]) for one in compare(before, after)]  # type: ignore[misc]


def test_the_server_level_comes_first_then_the_sites_of_the_second_file_then_those_that_are_gone() -> None:
    before = configuration(sites=site("a", OFF, 1) + site("gone", OFF, 2) + site("same", OFF, 3))
    after = configuration(FIREWALL, sites=site("SAME", OFF, 3) + site("new", OFF, 4) + site("A", "", 1))
    group = "system.ftpServer/firewallSupport/@"
    assert different(before, after) == [
        (None, "changed", [(f"{group}lowDataChannelPort", "0", "5000"), (f"{group}highDataChannelPort", "0", "6000")]),
        ("SAME", "changed", [("bindings", "*:21:same", None), ("bindings", None, "*:21:SAME")]),
        ("new", "added", [("bindings", None, "*:21:new"), ("ftpServer/@allowUTF8", "true", "false")]),
        ("A", "changed", [("bindings", "*:21:a", None), ("bindings", None, "*:21:A"), ("ftpServer/@allowUTF8", "false", "true")]),
        ("gone", "removed", [("bindings", "*:21:gone", None), ("ftpServer/@allowUTF8", "false", "true")]),
    ]  # fmt: skip
    assert different(before, before) == []


def test_entries_that_come_go_and_change_places() -> None:
    setting = "system.ftpServer/security/authorization"
    one, other = (configuration(authorization(*users)) for users in (("a", "b", "c"), ("b", "a", "d")))
    ((_, _, found),) = different(one, other)
    assert [what for what in found if what[0] == setting] == found
    assert [(before and before.split('"')[3], after and after.split('"')[3]) for _, before, after in found] == [
        (None, "b"),
        ("b", None),
        ("c", None),
        (None, "d"),
    ]
    assert found[1][1] == entry("b")


def test_a_path_of_one_file_is_compared_with_what_the_other_has_there() -> None:
    """At the path that only one file sets something at; of a new site with what a silent site has."""
    before = configuration(authorization("x"), sites=site("a"))
    after = configuration(authorization("x") + at("A/in", authorization("y")), sites=site("a"))
    setting = "at /in: system.ftpServer/security/authorization"
    assert different(before, after) == [("a", "changed", [(setting, None, entry("y"))])]
    assert different(after, before) == [("a", "changed", [(setting, entry("y"), None)])]
    new = configuration(at("b", authorization("y")), sites=site("b"))
    found = different(configuration(), new)
    assert found == [
        (
            "b",
            "added",
            [("bindings", None, "*:21:b"), ("at /: system.ftpServer/security/authorization", None, entry("y"))],
        )
    ]


def test_settings_one_by_one_with_their_level_and_line() -> None:
    found = configuration(
        authorization("x") + "\n" + at("a/in", authorization(clear=True)),
        sites=site("a", '<ftpServer><messages greetingMessage="hi"/></ftpServer>')
        + '\n<siteDefaults><ftpServer allowUTF8="false"/></siteDefaults>',
    )
    settings = list(site_settings(found, named(found, "a")))
    said = {(one.location, one.path): (one.text, one.level, one.place is not None) for one in settings}
    assert len(said) == len(settings)
    assert said[None, "ftpServer/@allowUTF8"] == ("false", "siteDefaults", True)
    assert said[None, "ftpServer/messages/@greetingMessage"] == ("hi", "site", True)
    assert said[None, "ftpServer/messages/@exitMessage"] == ("", "schema", False)
    rule = "system.ftpServer/security/authorization"
    assert said["/", f"{rule}/add[1]/@users"] == ("x", "server", True)
    assert said["/in", rule] == ("(no entries)", "location", True)
    assert ("/", rule) not in said and ("/in", f"{rule}/add[1]/@users") not in said
    place = next(one.place for one in settings if one.path == "ftpServer/messages/@greetingMessage")
    assert place is not None and place.element is not None and place.element.tag == "messages"
    server = {one.path: (one.text, one.level, one.location) for one in server_settings(found)}
    assert server[f"{rule}/add[1]/@permissions"] == ("Read", "server", None)
    assert server["system.ftpServer/firewallSupport/@lowDataChannelPort"] == ("0", "schema", None)


HASH = "a909502dd82ae41433e6f83886b00d4277a32a7b"
SAMPLE = "57686f6120447564652c2049495320526f636b73"
"""The thumbprint of Microsoft's samples, which no certificate has."""
BOUND = f'serverCertHash="{HASH}"'
MAPPED = 'clientCertificatePolicy="{}" useActiveDirectoryMapping="true"'


@pytest.mark.parametrize(
    ("ssl", "client", "met", "on", "off"),
    [
        ("", "", (0, 1, 1, 0, 0), "CANNOT WORK: 3 of 5 missing", "switched off"),
        (BOUND, MAPPED.format("CertRequire"), (1, 1, 1, 1, 1), "can work", "switched off; all else is ready"),
        (f'{BOUND} dataChannelPolicy="SslAllow" controlChannelPolicy="SslAllow"', MAPPED.format("CertAllow"), (1, 1, 1, 1, 1), "can work", "switched off; all else is ready"),
        (f'{BOUND} controlChannelPolicy="SslRequireCredentialsOnly"', MAPPED.format("CertAllow"), (1, 1, 1, 1, 1), "can work", "switched off; all else is ready"),
        (f'{BOUND} dataChannelPolicy="SslDeny"', MAPPED.format("CertIgnore"), (1, 1, 0, 0, 1), "CANNOT WORK: 2 of 5 missing", "switched off"),
        ('serverCertHash="ab"', MAPPED.format("CertAllow"), (0, 1, 1, 1, 1), "CANNOT WORK: 1 of 5 missing", "switched off"),
        (f'serverCertHash="{SAMPLE}"', MAPPED.format("CertAllow"), (0, 1, 1, 1, 1), "CANNOT WORK: 1 of 5 missing", "switched off"),
    ],
)  # fmt: skip
@pytest.mark.parametrize("enabled", [True, False])
def test_the_prerequisites_of_certificate_logon(
    ssl: str, client: str, met: tuple[int, ...], on: str, off: str, enabled: bool
) -> None:
    inner = (
        f"<ftpServer><security><ssl {ssl}/><sslClientCertificates {client}/><authentication>"
        f'<clientCertAuthentication enabled="{str(enabled).lower()}"/></authentication></security></ftpServer>'
    )
    found = configuration(sites=site("a", inner) + site("b"))
    row, other = rows(found.ftp_sites)
    assert (row.site, other.site, row.enabled, other.enabled) == ("a", "b", enabled, False)
    assert tuple(int(cell.met) for cell in row.cells) == met
    assert (row.verdict, row.works) == (on if enabled else off, enabled and all(met))
    security = "ftpServer/security/"
    assert [cell.setting.removeprefix(security) for cell in row.cells] == [
        "ssl/@serverCertHash",
        "ssl/@controlChannelPolicy",
        "ssl/@dataChannelPolicy",
        "sslClientCertificates/@clientCertificatePolicy",
        "sslClientCertificates/@useActiveDirectoryMapping",
    ]
    assert (row.cells[0].level, other.cells[0].level) == ("site" if ssl else "schema", "schema")
