"""Where a fix goes: the site, siteDefaults, the server level, a location, a fragment."""

from __future__ import annotations

import pytest
from lxml import etree

from ftplint.analysis import analyse
from ftplint.configuration.document import location_key
from ftplint.judging.evaluate import judge
from ftplint.remedy.change import SettingChange
from ftplint.remedy.fixing import fix_file
from ftplint.remedy.in_place import NotHereError, edited
from ftplint.schema.versions import LATEST
from tests.configuration.builder import site
from tests.remedy.fixing import (
    DEFAULTS,
    GOOD,
    OWN,
    RULES,
    TEXTS,
    expanded,
    fixed,
    keys,
    server,
)


@pytest.mark.parametrize(
    ("inner", "at", "sites", "expected"),
    [
        # every site that inherits is broken: where the value is from
        (("", ""), "default", (), {"a": None, "b": None, "siteDefaults": GOOD}),
        (("", OWN), "default", (), {"a": None, "b": GOOD, "siteDefaults": GOOD}),
        (("", ""), "origin", (), {"a": None, "b": None, "siteDefaults": GOOD}),
        (("", ""), "site", (), {"a": GOOD, "b": GOOD, "siteDefaults": "false"}),
        (("", OWN), "site", (), {"a": GOOD, "b": GOOD, "siteDefaults": "false"}),
        # a site of its own; its neighbour inherits
        ((OWN.replace("true", "false"), ""), "site", ("a",), {"a": GOOD, "b": None, "siteDefaults": "false"}),
        # only one of those that inherit: the other stays as it is
        (("", ""), "default", ("a",), {"a": GOOD, "b": None, "siteDefaults": "false"}),
        (("", ""), "default", ("a", "b"), {"a": None, "b": None, "siteDefaults": GOOD}),
        (("", ""), "origin", ("a",), {"a": None, "b": None, "siteDefaults": GOOD}),
    ],
)
def test_where_an_inherited_value_is_fixed(inner, at, sites, expected) -> None:  # type: ignore[no-untyped-def]
    data = server(site("a", inner[0], 1), site("b", inner[1], 2), DEFAULTS)
    result = fix_file("x", data, lambda u: judge(u, TEXTS), lambda d, _: _only(d, sites), LATEST, at, sites=sites)
    assert expanded(result.data) == expected
    again = fix_file("x", result.data, lambda u: judge(u, TEXTS), lambda d, _: _only(d, sites), LATEST, at, sites=sites)
    assert again.data == result.data


def _only(pending, sites) -> str | None:  # type: ignore[no-untyped-def]
    return None if not sites or any(name in sites for name in pending.sites) else "elsewhere"


def test_some_that_inherit_are_fine_without_a_fix_where_it_is_from() -> None:
    """Both sites inherit that the directory is not asked, but only one takes certificates: that one is fixed."""
    asks = '<ftpServer><security><ssl serverCertHash="a909502dd82ae41433e6f83886b00d4277a32a7b"/><sslClientCertificates clientCertificatePolicy="CertRequire"/><authentication><clientCertAuthentication enabled="true"/></authentication></security></ftpServer>'
    rule = tuple(rule for rule in RULES if rule.id == "FTP106")
    data = server(site("a", asks, 1), site("b", "", 2), "<siteDefaults><ftpServer/></siteDefaults>")
    result = fixed(data, rule)
    assert [(change.level, change.home) for change in result.changes] == [("site", "a")]
    assert b"<siteDefaults><ftpServer/></siteDefaults>" in result.data


SECTION = "system.ftpServer/security/ipSecurity"


WRITTEN = '<system.ftpServer><security><ipSecurity allowUnlisted="false"/></security></system.ftpServer>'


@pytest.mark.parametrize("written", [None, "", ".", "a", "A", "a/", "/a", "a/folder", "b"])
@pytest.mark.parametrize("home", ["", "a", "a/folder"])
def test_sections_in_locations(written: str | None, home: str) -> None:
    """Where the section is written for this path already, its value is replaced; else a location is made, or used."""
    body = WRITTEN if written is None else f'<location path="{written}">{WRITTEN}</location>'
    data = server(site("a", "", 1), site("b", "", 2), body=body)
    parsed = analyse("x", data)
    change = SettingChange("FTP1", "location" if home else "server", home, SECTION, "allowUnlisted", "true")
    result = edited(parsed, [change])
    if location_key(written) == home:
        assert result == data.replace(b'"false"', b'"true"')
    else:
        assert body.encode() in result
        found = [one for one in etree.fromstring(result).iterfind("location") if one.get("path") == home]
        place = etree.fromstring(result) if not home else found[0]
        assert len(found) == (1 if home else 0) or written == ""
        assert place.find(SECTION).get("allowUnlisted") == "true"
    again = analyse("x", result)
    assert not again.problems
    assert edited(again, [change]) == result


def test_an_existing_location_is_used_and_the_right_group_of_two() -> None:
    body = (
        "<system.ftpServer><log/></system.ftpServer>"
        "<location path='A/'><system.ftpServer><log/></system.ftpServer></location>"
        f"<location path='b'>{WRITTEN}</location>{WRITTEN}"
    )
    data = server(site("a", "", 1), site("b", "", 2), body=body)
    parsed = analyse("x", data)
    changes = [
        SettingChange("FTP1", "location", "a", SECTION, "allowUnlisted", "true"),
        SettingChange("FTP1", "server", "", SECTION, "allowUnlisted", "true"),
    ]
    result = edited(parsed, changes).decode()
    assert result.count("<location") == 2 and result.count("<ipSecurity") == 3
    assert result.endswith(WRITTEN.replace("false", "true") + "</configuration>")
    assert f"<location path='b'>{WRITTEN}</location>" in result


DENY = '<system.ftpServer><security><authentication><denyByFailure enabled="true" loggingOnlyMode="true"/></authentication></security></system.ftpServer>'


@pytest.mark.parametrize("path", [None, "", "."])
@pytest.mark.parametrize("at", ["default", "origin"])
def test_findings_of_the_server_level(path: str | None, at: str) -> None:
    rule = tuple(rule for rule in RULES if rule.id == "FTP420")
    body = DENY if path is None else f'<location path="{path}">{DENY}</location>'
    data = server(site("a", "", 1), body=body)
    assert keys(data, rule)
    assert fixed(data, rule, at=at).data == data.replace(b'Mode="true"', b'Mode="false"')


@pytest.mark.parametrize("root", ["site", "ftpServer", "siteDefaults", "sites", "system.applicationHost"])
def test_fragments(root: str) -> None:
    broken = '<ftpServer><messages greetingMessage="Hello %UserName%" expandVariables="false"/></ftpServer>'
    whole = etree.fromstring(
        server(site("a", broken if root != "siteDefaults" else "", 1), DEFAULTS if root == "siteDefaults" else "")
    )
    found = whole if root == "configuration" else whole.find(f".//{root}")
    assert found is not None
    data = b"<!-- of mine -->\n" + etree.tostring(found) + b"\n"
    assert keys(data, TEXTS)
    result = fixed(data, TEXTS)
    assert result.data == data.replace(b'"false"', f'"{GOOD}"'.encode())


def test_a_fragment_that_lacks_the_place_says_so() -> None:
    data = b'<siteDefaults><ftpServer><messages greetingMessage="Hello %UserName%" expandVariables="false"/></ftpServer></siteDefaults>'
    result = fixed(data, TEXTS, at="site")
    assert result.data == data
    assert "fragment" in result.left[0].reason


def test_what_other_sites_inherit_is_fixed_on_the_broken_site_alone() -> None:
    """siteDefaults denies TLS for data: that breaks a, which logs in by certificate, and is b's business otherwise."""
    certificate = (
        '<ftpServer><security><ssl serverCertHash="0123456789abcdef0123456789abcdef01234567"/><authentication>'
        '<clientCertAuthentication enabled="true"/></authentication></security></ftpServer>'
    )
    defaults = (
        '<siteDefaults><ftpServer><security><ssl dataChannelPolicy="SslDeny"/></security></ftpServer></siteDefaults>'
    )
    ports = {"a": site("a", certificate, 1), "b": site("b", "", 2).replace("*:21:b", "*:2121:")}
    rule = tuple(rule for rule in RULES if rule.id == "FTP104")
    partly = fixed(server(*ports.values(), defaults), rule)
    assert [(c.level, c.home, c.attribute) for c in partly.changes] == [("site", "a", "dataChannelPolicy")]
    wholly = fixed(server(ports["a"], defaults), rule)
    assert [(c.level, c.home, c.attribute) for c in wholly.changes] == [("siteDefaults", "", "dataChannelPolicy")]


def test_a_mistake_in_siteDefaults_is_fixed_there() -> None:
    """A number for a name, which is a mistake of the file and of no site."""
    defaults = '<siteDefaults><ftpServer><security><ssl dataChannelPolicy="1"/></security></ftpServer></siteDefaults>'
    data = server(site("a", "", 1), defaults)
    result = fixed(data, tuple(rule for rule in RULES if rule.id == "FTP013"))
    assert [(change.level, change.home, change.value) for change in result.changes] == [
        ("siteDefaults", "", "SslRequire")
    ]
    assert result.data == data.replace(b'"1"/></security>', b'"SslRequire"/></security>')


@pytest.mark.parametrize(
    ("text", "change", "lacks"),
    [
        ("<sites><site name='a' id='1'/></sites>", ("server", "", SECTION), "system.ftpServer"),
        ("<sites><site name='a' id='1'/></sites>", ("location", "a", SECTION), "location"),
        ("<site name='a' id='1'/>", ("server", "", SECTION), "system.ftpServer"),
        ("<system.ftpServer/>", ("siteDefaults", "", "ftpServer/security/ssl"), "system.applicationHost"),
        ("<location path='a'/>", ("server", "", SECTION), "system.ftpServer"),
    ],
)
def test_a_fragment_takes_no_change_of_what_is_not_in_it(text: str, change: tuple[str, str, str], lacks: str) -> None:
    parsed = analyse("x", text.encode())
    attribute = "allowUnlisted" if change[2] == SECTION else "ssl128"
    with pytest.raises(NotHereError, match=f"the fragment does not hold {lacks}"):
        edited(parsed, [SettingChange("FTP1", *change, attribute, "true")])  # type: ignore[arg-type]


@pytest.mark.parametrize("hosting", ["", "<system.applicationHost><webLimits/></system.applicationHost>"])
def test_a_file_without_sites_gets_them_for_their_defaults(hosting: str) -> None:
    parsed = analyse("x", f"<configuration>{hosting}</configuration>".encode())
    change = SettingChange("FTP1", "siteDefaults", "", "ftpServer", "allowUTF8", "true")
    root = etree.fromstring(edited(parsed, [change]))
    (made,) = root.iterfind("system.applicationHost/sites/siteDefaults/ftpServer")
    assert made.get("allowUTF8") == "true" and len(root) == 1
