"""What a fix sets and where in the file it goes: order of elements, homes of settings, what scripts can set."""

from __future__ import annotations

import re

import pytest

from ftplint.analysis import analyse
from ftplint.errors import FtplintError
from ftplint.judging import judge
from ftplint.remedy.change import SettingChange, Where, changes, scriptable
from ftplint.remedy.in_place import NotHereError, edited
from ftplint.rules.load import load_rules
from tests.judging.test_which_findings import server, site

IP = "system.ftpServer/security/ipSecurity"


def order(data: bytes, *wanted: tuple[str, str, str, str, str]) -> list[str]:
    """The start tags of the file after changes (level, home, path, attribute, value), without attributes."""
    made = edited(analyse("x", data), [SettingChange("FTP1", *one) for one in wanted])  # type: ignore[arg-type]
    return re.findall(r"<([\w.]+)", made.decode())


@pytest.mark.parametrize(
    ("inner", "path", "attribute", "tags"),
    [
        ("<limits/>", "ftpServer", "allowUTF8", ["bindings", "binding", "limits", "ftpServer"]),
        ("<unknown/>", "ftpServer", "allowUTF8", ["bindings", "binding", "ftpServer", "unknown"]),
        ("<ftpServer><userIsolation/></ftpServer>", "ftpServer/messages", "greetingMessage", ["ftpServer", "messages", "userIsolation"]),
        ("<ftpServer><logFile/></ftpServer>", "ftpServer/security/ssl", "ssl128", ["ftpServer", "logFile", "security", "ssl"]),
        ("<ftpServer><connections/></ftpServer>", "ftpServer/security/ssl", "ssl128", ["ftpServer", "connections", "security", "ssl"]),
        (
            "<ftpServer><security><authentication/></security></ftpServer>",
            "ftpServer/security/ssl",
            "ssl128",
            ["security", "authentication", "ssl"],
        ),
        (
            "<ftpServer><security><ssl/></security></ftpServer>",
            "ftpServer/security/authentication/basicAuthentication",
            "enabled",
            ["security", "authentication", "basicAuthentication", "ssl"],
        ),
        (
            "<ftpServer><security><ssl/></security></ftpServer>",
            "ftpServer/security/sslClientCertificates",
            "clientCertificatePolicy",
            ["security", "ssl", "sslClientCertificates"],
        ),
    ],
)  # fmt: skip
def test_what_is_new_stands_in_the_order_of_the_schema(inner: str, path: str, attribute: str, tags: list[str]) -> None:
    found = order(server(site("a", 1, inner)), ("site", "A", path, attribute, "false"))
    kept = [tag for tag in found if tag in tags]
    assert sorted(kept) == sorted(tags)
    if "unknown" not in tags:
        assert [tag for tag in kept if tag not in ("bindings", "binding")] == [
            tag for tag in tags if tag not in ("bindings", "binding")
        ]


def test_where_new_sections_stand() -> None:
    ip = ("server", "", IP, "allowUnlisted", "true")
    located = '<location path="a"><system.webServer/></location>'
    found = order(server(site("a"), rest=located), ip)
    assert found.index("system.applicationHost") < found.index("system.ftpServer") < found.index("location")
    inside = order(server(site("a"), rest=located), ("location", "A", IP, "allowUnlisted", "true"))
    assert inside.count("location") == 1 and inside.index("location") < inside.index("system.ftpServer")
    own = order(server(site("a")), ("location", "a/in", IP, "allowUnlisted", "true"))
    assert own[-4:] == ["location", "system.ftpServer", "security", "ipSecurity"]
    defaults = order(server(site("a")), ("siteDefaults", "", "ftpServer", "allowUTF8", "true"))
    assert defaults.index("site") < defaults.index("siteDefaults")
    bare = order(b"<configuration/>", ("siteDefaults", "", "ftpServer", "allowUTF8", "true"), ip)
    assert bare == [
        *("configuration", "system.applicationHost", "sites", "siteDefaults", "ftpServer"),
        *("system.ftpServer", "security", "ipSecurity"),
    ]


def test_a_site_that_is_not_there_is_named() -> None:
    with pytest.raises(NotHereError, match="does not hold the site 'b'"):
        order(server(site("a")), ("site", "b", "ftpServer", "allowUTF8", "true"))
    assert issubclass(NotHereError, FtplintError)


def test_of_two_sites_with_one_name_the_first_is_changed() -> None:
    data = server(site("a", 1), "", site("A", 2))
    made = edited(analyse("x", data), [SettingChange("F", "site", "a", "ftpServer", "allowUTF8", "false")])
    assert made.index(b"allowUTF8") < made.index(b'id="2"')


@pytest.mark.parametrize(
    ("path", "attribute", "can"),
    [
        ("ftpServer", "allowUTF8", True),
        ("ftpServer/security/ssl", "ssl128", True),
        ("ftpServer/security/ssl", "nothing", False),
        ("ftpServer/nothing/ssl", "ssl128", False),
        ("system.ftpServer/firewallSupport", "lowDataChannelPort", True),
        ("system.ftpServer/security/authorization/add", "users", False),
        ("other", "allowUTF8", False),
    ],
)
def test_what_a_script_can_set(path: str, attribute: str, can: bool) -> None:
    assert scriptable(SettingChange("F", "site", "a", path, attribute, "x")) is can


WHERE: tuple[Where, ...] = ("site", "default")


@pytest.mark.parametrize(
    ("data", "level", "home", "path"),
    [
        (server(site("a", 1, '<ftpServer><security><ssl dataChannelPolicy="1"/></security></ftpServer>')), "site", "a", "ftpServer/security/ssl"),
        (
            server(site("a"), '<siteDefaults><ftpServer><security><ssl dataChannelPolicy="1"/></security></ftpServer></siteDefaults>'),
            "siteDefaults",
            "",
            "ftpServer/security/ssl",
        ),
        (server(site("a"), rest='<system.ftpServer><log centralLogFileMode="1"/></system.ftpServer>'), "server", "", "system.ftpServer/log"),
    ],
)  # fmt: skip
def test_a_mistake_in_the_file_is_fixed_where_it_stands(data: bytes, level: str, home: str, path: str) -> None:
    parsed = analyse("x", data)
    assert parsed.configuration is not None
    rules = [rule for rule in load_rules() if rule.id == "FTP013"]
    (pending,) = judge(parsed, rules)
    made = changes(parsed.configuration, pending)
    assert [(one.rule, one.level, one.home, one.path) for one in made] == [("FTP013", level, home, path)]
    result = edited(parsed, made)
    assert result != data and judge(analyse("x", result), rules) == []
    assert re.sub(rb'"[^"]*"', b'""', result) == re.sub(rb'"[^"]*"', b'""', data), "nothing else is touched"


def test_a_section_of_the_server_stands_in_the_order_of_the_schema() -> None:
    both = {"ipSecurity": "allowUnlisted", "requestFiltering": "allowDoubleEscaping"}
    orders = set()
    for new, attribute in both.items():
        (old,) = set(both) - {new}
        rest = f"<system.ftpServer><security><{old}/></security></system.ftpServer>"
        path = f"system.ftpServer/security/{new}"
        found = order(server(site("a"), rest=rest), ("server", "", path, attribute, "true"))
        orders.add(tuple(tag for tag in found if tag in both))
    assert orders == {("ipSecurity", "requestFiltering")}


def test_a_setting_of_the_server_can_be_made_for_sites_alone() -> None:
    """In a location of each site that the finding reaches, or at the server level where it reaches none."""
    deny = '<system.ftpServer><security><authentication><denyByFailure enabled="true" loggingOnlyMode="true"/></authentication></security></system.ftpServer>'
    parsed = analyse("x", server(site("a"), rest=deny))
    assert parsed.configuration is not None
    rules = [rule for rule in load_rules() if rule.id == "FTP420"]
    (pending,) = judge(parsed, rules)
    pending.sites = ["a", "B"]
    homes = {at: [(one.level, one.home) for one in changes(parsed.configuration, pending, at)] for at in WHERE}
    assert homes == {"site": [("location", "a"), ("location", "B")], "default": [("server", "")]}
    pending.sites = []
    assert [one.level for one in changes(parsed.configuration, pending, "site")] == ["server"]
