"""The worked examples EX-1 to EX-20 of iis-config-system.md, section 9: one test each, named after the example."""

from __future__ import annotations

import pytest
from lxml import etree

from ftplint import api
from ftplint.configuration.layers import Overlay, schema_default
from ftplint.configuration.origin import Layer
from ftplint.schema.model import Attribute, Collection, Element, ValueType
from tests.configuration.builder import configuration, items, kinds, named, sections, site

AUTHORIZATION = "system.ftpServer/security/authorization"
FILTERING = "system.ftpServer/security/requestFiltering"


def whole(body: str = "", sites: str = "") -> bytes:
    return (
        f"<configuration><system.applicationHost><sites>{sites}</sites></system.applicationHost>{body}</configuration>"
    ).encode()


def rules_of(data: bytes) -> list[str]:
    return [finding.rule for finding in api.lint(data).findings]


def test_ex1_location_chain_of_a_collection() -> None:
    found = configuration(
        sections(
            None, '<authorization><add accessType="Allow" roles="FtpAdmins" permissions="Read, Write"/></authorization>'
        )
        + sections("Drop", '<authorization><add accessType="Allow" users="*" permissions="Read"/></authorization>')
        + sections(
            "Drop/in",
            '<authorization><remove users="*" roles="" permissions="Read"/>'
            '<add accessType="Allow" users="*" permissions="Read, Write"/></authorization>',
        ),
        site("Drop") + site("Other", id=2),
    )

    def at(path: str) -> list[tuple[str, ...]]:
        return items(found.sections.section(AUTHORIZATION, path), "roles", "users", "permissions")

    admins, read, both = ("FtpAdmins", "", "Read, Write"), ("", "*", "Read"), ("", "*", "Read, Write")
    assert at("") == at("other") == [admins]
    assert at("drop") == at("drop/out") == [admins, read]
    assert at("drop/in") == at("drop/in/sub") == [admins, both]
    assert kinds(found) == []


def test_ex2_allow_and_deny_collide() -> None:
    server = sections(None, '<authorization><add accessType="Allow" users="*" permissions="Read"/></authorization>')
    deny = '<authorization><add accessType="Deny" users="*" permissions="{}"/></authorization>'
    colliding = configuration(server + sections("Drop", deny.format("Read")), site("Drop"))
    assert kinds(colliding) == ["key-duplicate"]
    legal = configuration(server + sections("Drop", deny.format("Read, Write")), site("Drop"))
    assert kinds(legal) == []
    assert items(legal.sections.section(AUTHORIZATION, "drop"), "accessType") == [("Allow",), ("Deny",)]


def test_ex3_flag_order_does_not_make_a_new_key() -> None:
    found = configuration(
        sections(None, '<authorization><add accessType="Allow" users="a" permissions="Read,Write"/></authorization>')
        + sections(
            "Drop", '<authorization><add accessType="Allow" users="a" permissions="Write , Read"/></authorization>'
        ),
        site("Drop"),
    )
    assert kinds(found) == ["key-duplicate"]


def test_ex4_clear_touches_the_list_only() -> None:
    found = configuration(
        sections(
            None,
            '<requestFiltering><fileExtensions allowUnlisted="false"><add fileExtension=".txt" allowed="true"/>'
            '</fileExtensions><hiddenSegments><add segment="private"/></hiddenSegments></requestFiltering>',
        )
        + sections(
            "Drop",
            '<requestFiltering><fileExtensions><clear/><add fileExtension=".zip" allowed="true"/></fileExtensions>'
            '<requestLimits maxUrl="260"/></requestFiltering>',
        ),
        site("Drop"),
    )
    filtering = found.sections.section(FILTERING, "drop")
    assert filtering.child("fileExtensions").value("allowUnlisted").text == "false"
    assert filtering.child("fileExtensions").value("allowUnlisted").level == "server"
    assert items(filtering.child("fileExtensions"), "fileExtension") == [(".zip",)]
    assert items(filtering.child("hiddenSegments"), "segment") == [("private",)]
    assert filtering.child("requestLimits").value("maxUrl").text == "260"
    assert filtering.child("requestLimits").value("maxAllowedContentLength") == ("0", None)


def test_ex5_defaults_merge_per_attribute() -> None:
    auth = "<ftpServer><security><authentication>{}</authentication></security></ftpServer>"
    defaults = auth.format('<anonymousAuthentication enabled="true" userName="guest1"/>')
    found = configuration(
        "",
        site("A", auth.format('<basicAuthentication enabled="true"/>'), 1)
        + site("B", auth.format('<anonymousAuthentication enabled="false"/>'), 2)
        + f"<siteDefaults>{defaults}</siteDefaults>",
    )
    a, b = (named(found, name).ftp.find("security/authentication") for name in "AB")
    assert a.child("anonymousAuthentication").value("enabled").text == "true"
    assert a.child("anonymousAuthentication").value("userName").text == "guest1"
    assert a.child("basicAuthentication").value("enabled").text == "true"
    assert b.child("anonymousAuthentication").value("enabled").text == "false"
    assert b.child("anonymousAuthentication").value("userName").text == "guest1"
    assert b.child("basicAuthentication").value("enabled").level == "schema"


def test_ex6_writing_the_schema_default_is_not_a_no_op() -> None:
    ssl = '<ftpServer><security><ssl dataChannelPolicy="{}"/></security></ftpServer>'
    found = configuration(
        "", site("A", ssl.format("SslRequire")) + f"<siteDefaults>{ssl.format('SslAllow')}</siteDefaults>"
    )
    value = named(found, "A").ftp.find("security/ssl").value("dataChannelPolicy")
    assert (value.text, value.level) == ("SslRequire", "site")


def test_ex7_empty_collection_element_inherits() -> None:
    def providers(inner: str | None) -> str:
        body = "" if inner is None else f"<providers>{inner}</providers>"
        return (
            "<ftpServer><security><authentication><customAuthentication>"
            f"{body}</customAuthentication></authentication></security></ftpServer>"
        )

    sites = [None, "", '<clear/><add name="P2"/>', '<remove name="P1"/>', '<add name="P1" enabled="false"/>']
    text = "".join(
        site(name, providers(inner), n) for n, (name, inner) in enumerate(zip("ABCDE", sites, strict=True), 1)
    )
    defaults = providers('<add name="P1"/><add name="P2"/>')
    found = configuration("", text + f"<siteDefaults>{defaults}</siteDefaults>")

    def names(name: str) -> list[str]:
        element = named(found, name).ftp.find("security/authentication/customAuthentication/providers")
        return [text for (text,) in items(element, "name")]

    assert names("A") == names("B") == ["P1", "P2"]
    assert names("C") == names("D") == ["P2"]
    assert kinds(found) == ["key-duplicate"]
    assert found.problems[0].site == "E"


def test_ex8_flags_replace() -> None:
    log = '<ftpServer><logFile logExtFileFlags="{}"/></ftpServer>'
    found = configuration(
        "", site("A", log.format("UserName")) + f"<siteDefaults>{log.format('Date, Time, ClientIP')}</siteDefaults>"
    )
    assert named(found, "A").ftp.child("logFile").value("logExtFileFlags").text == "UserName"


@pytest.mark.parametrize(
    ("inner", "rule"),
    [
        (
            '<ftpServer><security><authentication><AnonymousAuthentication enabled="true"/></authentication></security></ftpServer>',
            "FTP010",
        ),
        (
            '<ftpServer><security><authentication><anonymousAuthentication Enabled="true"/></authentication></security></ftpServer>',
            "FTP011",
        ),
    ],
)
def test_ex9_names_are_case_sensitive(inner: str, rule: str) -> None:
    assert rule in rules_of(whole("", site("A", inner)))


def test_ex9_values_are_not_case_sensitive() -> None:
    found = configuration(
        sections("FILES", '<authorization><add accessType="allow" users="*" permissions="read"/></authorization>'),
        site("Files", '<ftpServer allowUTF8="TRUE"/>'),
    )
    assert named(found, "Files").ftp.value("allowUTF8").text == "true"
    assert items(found.sections.section(AUTHORIZATION, "files"), "accessType", "permissions") == [("Allow", "Read")]
    assert kinds(found) == []


def test_ex9_site_names_ignore_case() -> None:
    assert kinds(configuration("", site("Files", "", 1) + site("FILES", "", 2))) == ["site-name-duplicate"]


def test_ex10_one_section_one_place() -> None:
    ip, authorization = '<ipSecurity allowUnlisted="true"/>', "<authorization/>"
    assert kinds(configuration(sections(None, ip) + sections(".", ip))) == ["section-repeated"]
    assert kinds(configuration(sections("Drop", ip) + sections("Drop", authorization), site("Drop"))) == []
    assert kinds(configuration(sections("Drop", authorization) * 2, site("Drop"))) == ["section-repeated"]


def test_ex11_required_and_keys() -> None:
    missing = sections(None, '<authorization><add users="*" permissions="Read"/></authorization>')
    assert rules_of(whole(missing)) == ["FTP016"]
    complete = '<add accessType="Allow" users="*" permissions="Read"/><remove users="*" roles="" permissions="Read"/>'
    found = configuration(sections(None, f"<authorization>{complete}</authorization>"))
    assert kinds(found) == []
    assert found.sections.section(AUTHORIZATION, "").items == ()
    partial = sections(None, '<authorization><add accessType="Allow" users="*" permissions="Read"/></authorization>')
    partial += sections("Drop", '<authorization><remove users="*"/></authorization>')
    assert kinds(configuration(partial, site("Drop"))) == ["remove-incomplete"]


def test_ex12_default_in_a_key() -> None:
    found = configuration(
        sections(None, '<ipSecurity><add ipAddress="192.0.2.7" allowed="true"/></ipSecurity>')
        + sections(
            "Drop", '<ipSecurity><add ipAddress="192.0.2.7" subnetMask="255.255.255.255" allowed="false"/></ipSecurity>'
        ),
        site("Drop"),
    )
    assert kinds(found) == ["key-duplicate"]


@pytest.mark.parametrize(
    ("written", "effective"), [("00:01:00", "00:01:00"), ("1.02:00:00", "1.02:00:00"), ("26:00:00", "1.02:00:00")]
)
def test_ex13_time_spans(written: str, effective: str) -> None:
    inner = f'<ftpServer><userIsolation><activeDirectory adCacheRefresh="{written}"/></userIsolation></ftpServer>'
    found = configuration("", site("A", inner))
    value = named(found, "A").ftp.find("userIsolation/activeDirectory").value("adCacheRefresh")
    assert value.text == effective
    assert "FTP014" not in rules_of(whole("", site("A", inner)))


def test_ex13_a_bare_number_is_no_time_span() -> None:
    inner = '<ftpServer><userIsolation><activeDirectory adCacheRefresh="60"/></userIsolation></ftpServer>'
    assert "FTP014" in rules_of(whole("", site("A", inner)))


@pytest.mark.parametrize(("seconds", "refused"), [("4", True), ("5", False), ("604800", False), ("604801", True)])
def test_ex14_ranges(seconds: str, refused: bool) -> None:
    body = f'<system.ftpServer><caching><credentialsCache flushInterval="{seconds}"/></caching></system.ftpServer>'
    assert ("FTP015" in rules_of(whole(body))) is refused


def test_ex15_locks_in_one_file() -> None:
    locked = sections(None, '<requestFiltering lockAttributes="allowHighBitCharacters"/>')
    below = sections("Drop", '<requestFiltering allowHighBitCharacters="false"/>')
    found = configuration(locked + below, site("Drop"))
    assert kinds(found) == []
    assert found.sections.section(FILTERING, "drop").value("allowHighBitCharacters").text == "false"
    assert kinds(configuration(sections(None, '<requestFiltering lockAttributes="noSuchName"/>'))) == [
        "lock-list-unknown-name"
    ]


def test_ex16_not_overridable_per_site() -> None:
    ports = '<firewallSupport lowDataChannelPort="5000" highDataChannelPort="5100"/>'
    found = configuration(
        f'<location path="Drop"><system.ftpServer>{ports}</system.ftpServer></location>', site("Drop")
    )
    assert kinds(found) == ["section-misplaced"]
    effective = found.sections.section("system.ftpServer/firewallSupport", "drop")
    assert effective.value("lowDataChannelPort").text == "0"


def test_ex17_stale_location() -> None:
    body = sections("Old", '<authorization><add accessType="Allow" users="*" permissions="Write"/></authorization>')
    assert kinds(configuration(body, site("New"))) == ["location-without-site"]


def test_ex18_broken_neighbours() -> None:
    broken = '<ftpServer><connections controlChannelTimeout="2m"/></ftpServer>'
    site_finding = next(f for f in api.lint(whole("", site("A", broken))).findings if f.rule == "FTP014")
    assert "All sites share" in site_finding.message
    cache = '<system.ftpServer><caching><credentialsCache flushInterval="2m"/></caching></system.ftpServer>'
    cache_finding = next(f for f in api.lint(whole(cache)).findings if f.rule == "FTP014")
    assert "All sites share" not in cache_finding.message
    assert "system.ftpServer/caching" in cache_finding.message


@pytest.mark.parametrize(
    ("written", "shown"),
    [("[enc:AesProvider::enc]", "(encrypted)"), ("[enc:enc]", "(set)"), ("[enc:GoneProvider:AAAA:enc]", "(encrypted)")],
)
def test_ex19_tokens(written: str, shown: str) -> None:
    inner = f'<ftpServer><userIsolation><activeDirectory adPassword="{written}"/></userIsolation></ftpServer>'
    found = configuration("", site("A", inner))
    text = found.site_xml(named(found, "A"))
    assert f'adPassword="{shown}"' in text
    assert written not in text


def test_ex19_a_provider_that_nobody_defines() -> None:
    defined = '<configProtectedData><providers><add name="AesProvider" type=""/></providers></configProtectedData>'
    for token, rules in (("AesProvider", []), ("GoneProvider", ["FTP033"])):
        password = f'<activeDirectory adPassword="[enc:{token}:AAAA:enc]"/>'
        data = whole(defined, site("A", f"<ftpServer><userIsolation>{password}</userIsolation></ftpServer>"))
        assert [rule for rule in rules_of(data) if rule.startswith("FTP0")] == rules


def test_ex20_order_with_prepend() -> None:
    name = ValueType("string", "string")
    item = Element("add", "list/add", {"name": Attribute("name", name, "")})

    def effective(merge_append: bool) -> list[tuple[str, ...]]:
        declared = Element(
            "list", "list", collection=Collection("add", item, (("name",),), "remove", "clear", merge_append)
        )
        result = schema_default(declared)
        for names in ("xy", "ab"):
            adds = "".join(f'<add name="{letter}"/>' for letter in names)
            written = etree.fromstring(f"<list>{adds}</list>")
            result = Overlay(Layer("server", written)).merge(result, written)
        return items(result, "name")

    assert effective(True) == [("x",), ("y",), ("a",), ("b",)]
    assert effective(False) == [("a",), ("b",), ("x",), ("y",)]
