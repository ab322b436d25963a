"""What a fix sets and where in the file it goes: order of elements, homes of settings, what scripts can set."""

from __future__ import annotations

import re

import pytest
from lxml import etree

from ftplint.analysis import analyse
from ftplint.errors import FtplintError
from ftplint.judging import judge
from ftplint.remedy.change import SettingChange, Where, changes, scriptable
from ftplint.remedy.in_place import NotHereError, edited
from ftplint.rules.load import load_rules
from ftplint.schema import Element, declarations
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


def orders() -> list[tuple[str, str, list[str]]]:
    """Each element that has children: level, its path, and the names of its children in the order of the schema."""
    known = declarations()

    def below(level: str, path: str, declared: Element) -> list[tuple[str, str, list[str]]]:
        names = list(declared.children)
        found = [(level, path, names)] if len(names) > 1 else []
        return [*found, *(one for name in names for one in below(level, f"{path}/{name}", declared.children[name]))]

    return [*below("site", "ftpServer", known.ftp_server), *below("server", "system.ftpServer", known.server)]


def settable(path: str) -> str:
    """*path*, or the first section below it if it is a group of sections."""
    return next((name for name in declarations().sections if name.startswith(f"{path}/")), path)


@pytest.mark.parametrize(("level", "path", "names"), orders(), ids=lambda one: one if isinstance(one, str) else "")
def test_any_new_element_stands_in_the_order_of_the_schema(level: str, path: str, names: list[str]) -> None:
    """Made beside any one that is there, by itself or with all others; all that is there stays."""
    home = "a" if level == "site" else ""
    for there in names:
        inner = f"<{there}/>"
        for name in reversed(path.split("/")):
            inner = f"<{name}>{inner}</{name}>"
        data = server(site("a", 1, inner if level == "site" else ""), rest="" if level == "site" else inner)
        others = [name for name in reversed(names) if name != there]
        for new in (*([one] for one in others), others):
            wanted = [SettingChange("F", level, home, settable(f"{path}/{one}"), "x", "1") for one in new]  # type: ignore[arg-type]
            root = etree.fromstring(edited(analyse("x", data), wanted))
            (parent,) = root.iterfind(f".//site/{path}" if level == "site" else path)
            assert [child.tag for child in parent] == [name for name in names if name in (there, *new)]


TOPS = ["configSections", "configProtectedData", "system.applicationHost", "system.ftpServer", "location"]


@pytest.mark.parametrize("there", TOPS)
def test_new_elements_at_the_top_stand_where_iis_writes_them(there: str) -> None:
    data = f"<configuration><{there}/></configuration>".encode()
    defaults = ("siteDefaults", "", "ftpServer", "allowUTF8", "true")
    ip = ("server", "", IP, "allowUnlisted", "true")
    inside = ("location", "a", IP, "allowUnlisted", "true")
    for wanted, new in (((defaults,), TOPS[2]), ((ip,), TOPS[3]), ((inside,), TOPS[4])):
        changed = edited(analyse("x", data), [SettingChange("F", *one) for one in wanted])  # type: ignore[arg-type]
        found = [child.tag for child in etree.fromstring(changed)]
        assert found == sorted({there, new}, key=TOPS.index) or found == [there, new] == ["location", "location"]


@pytest.mark.parametrize(
    ("level", "there", "expected"),
    [
        ("siteDefaults", "<site/><applicationDefaults/>", ["site", "siteDefaults", "ftpServer", "applicationDefaults"]),
        ("siteDefaults", "<virtualDirectoryDefaults/>", ["siteDefaults", "ftpServer", "virtualDirectoryDefaults"]),
        ("siteDefaults", "<siteDefaults><bindings/></siteDefaults>", ["siteDefaults", "bindings", "ftpServer"]),
        ("siteDefaults", "<siteDefaults><limits/><logFile/></siteDefaults>", ["siteDefaults", "limits", "logFile", "ftpServer"]),
        ("site", "<site name='a'><virtualDirectoryDefaults/></site>", ["site", "virtualDirectoryDefaults", "ftpServer"]),
        ("site", "<site name='a'><application/><hsts/></site>", None),
    ],
)  # fmt: skip
def test_new_elements_among_the_sites(level: str, there: str, expected: list[str] | None) -> None:
    data = f"<configuration><system.applicationHost><sites>{there}</sites></system.applicationHost></configuration>"
    found = order(data.encode(), (level, "a" if level == "site" else "", "ftpServer", "allowUTF8", "false"))[3:]
    if expected is None:
        assert found.index("application") < found.index("ftpServer")
    else:
        assert found == expected


@pytest.mark.parametrize(
    ("path", "level", "home"), [("a/In", "location", "a/In"), (".", "server", ""), ("", "server", "")]
)
def test_a_mistake_in_a_location_is_fixed_in_it(path: str, level: str, home: str) -> None:
    """An entry of a list, which no other way leads to than the place of the finding."""
    entries = '<add accessType="Allow" users="*" permissions="1"/><add accessType="1" users="b" permissions="1"/>'
    section = f"<system.ftpServer><security><authorization>{entries}</authorization></security></system.ftpServer>"
    data = server(site("a"), rest=f'<location path="{path}">{section}</location>')
    parsed = analyse("x", data)
    assert parsed.configuration is not None
    rules = [rule for rule in load_rules() if rule.id == "FTP013"]
    found = judge(parsed, rules)
    made = [change for one in found for change in changes(parsed.configuration, one)]
    assert made and {(one.level, one.home) for one in made} == {(level, home)}
    result = edited(parsed, made)
    assert judge(analyse("x", result), rules) == []
    assert re.sub(rb'"[^"]*"', b'""', result) == re.sub(rb'"[^"]*"', b'""', data), "nothing else is touched"
    assert not any(map(scriptable, made)), "an entry of a list has no name that a script finds it by"


def test_a_mistake_whose_attribute_is_not_written_has_nothing_to_be_fixed_in() -> None:
    data = server(site("a", 1, '<ftpServer><security><ssl dataChannelPolicy="1"/></security></ftpServer>'))
    parsed = analyse("x", data)
    (pending,) = judge(parsed, [rule for rule in load_rules() if rule.id == "FTP013"])
    assert parsed.configuration is not None and changes(parsed.configuration, pending)
    pending.place = pending.place._replace(element=parsed.configuration.document.root)
    assert changes(parsed.configuration, pending) == []
