"""Which finding is the cause of which: what a mistake keeps from being read, and nothing that has to do with it less."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from ftplint.api import Settings, lint
from ftplint.rules import Selection
from tests.judging.test_which_findings import BLAMED, HEAD, server, site

if TYPE_CHECKING:
    from pathlib import Path

HASH = "a909502dd82ae41433e6f83886b00d4277a32a7b"
TLS = f'<ssl serverCertHash="{HASH}"/>'
METHOD = '<authentication><basicAuthentication enabled="true"/></authentication>'
SSL = '<sch:rule context="site/ftpServer/security/ssl"><sch:report test="{}">So.</sch:report>{}</sch:rule>'
EMPTY = "@serverCertHash = ''"
AT_HASH = '<ftp:at select="@serverCertHash"/>'
SECURITY = """<sch:rule context="site/ftpServer/security"><sch:report test="ssl/@serverCertHash = ''">So.</sch:report></sch:rule>"""
METHODS = """<sch:rule context="site/ftpServer/security/authentication"><sch:report test="basicAuthentication/@enabled != 'true'">So.</sch:report>
<ftp:at select="basicAuthentication/@enabled"/></sch:rule>"""
GROUP = """<sch:rule context="site/location/system.ftpServer/security"><sch:report test="not(authorization/add)">So.</sch:report></sch:rule>"""


def secured(inner: str) -> str:
    return f"<ftpServer><security>{inner}</security></ftpServer>"


def causes(data: bytes, rule: str) -> list[tuple[str | None, str | None]]:
    """The site and the cause of each finding by *rule*."""
    return [
        (f.site, f.because.rule if f.because else None)
        for f in lint(data, Settings(Selection(select=("FTP0", rule)))).findings
        if f.rule == rule
    ]


def own(folder: Path, body: str, data: bytes) -> list[tuple[str | None, str | None]]:
    """As ``causes``, of a rule that consists of *body*."""
    (folder / "OWN100-own-rule.sch").write_text(f'{HEAD}<sch:pattern id="OWN100">{body}</sch:pattern></sch:schema>')
    findings = lint(data, Settings(Selection(select=("FTP0", "OWN")), rules=(folder,))).findings
    assert {f.because for f in findings if f.rule != "OWN100"} == {None}, "a mistake comes from no other"
    return [(f.site, f.because.rule if f.because else None) for f in findings if f.rule == "OWN100"]


def test_a_mistake_is_not_its_own_cause() -> None:
    """Neither one that cannot be read, nor one that names no setting."""
    location = (
        "<location path='elsewhere'><system.ftpServer><security><ipSecurity/></security></system.ftpServer></location>"
    )
    data = server(site("a", 1, '<ftpServer allowUTF8="perhaps" allowUtf8="x"/>'), rest=location)
    found = lint(data, Settings(Selection(select=("FTP0",)))).findings
    assert {"FTP014", "FTP011", "FTP029"} <= {one.rule for one in found} and {one.because for one in found} == {None}


@pytest.mark.parametrize(
    ("inner", "cause"),
    [
        ('<ssl serverCertHahs="x"/>', "FTP011"),
        ('<sll serverCertHash="x"/>', "FTP010"),
        ('<ssl serverCertHash=""  serverCertHahs="x"/>', None),
        ('<ssl serverCertHash=""/><sll serverCertHash="x"/>', None),
        ('<ssl controlChannelPolicyy="SslAllow"/>', None),
        ('<authentication><basicAuthentication enable="true"/></authentication>', None),
    ],
    ids=["misspelt", "in an element misspelt", "written beside", "written in another", "another", "another element's"],
)
def test_a_value_that_nobody_writes_comes_from_the_mistake_that_meant_it(
    tmp_path: Path, inner: str, cause: str | None
) -> None:
    looked = (
        f"{EMPTY} and ../authentication/basicAuthentication/@enabled = 'false' and @controlChannelPolicy != 'SslAllow'"
    )
    assert own(tmp_path, SSL.format(looked, AT_HASH), server(site("A", 1, secured(inner)))) == [("A", cause)]


@pytest.mark.parametrize(
    ("test", "cause"),
    [(EMPTY, "FTP011"), ("@ssl128 = 'false'", None), ("count(//site) = 1", "FTP011")],
    ids=["which it looks at", "which it does not look at", "it looks at all"],
)
@pytest.mark.parametrize(
    "inner", ['<ssl serverCertHahs="x"/>', "<!-- -->"], ids=["the element is written", "it is not"]
)
def test_a_finding_on_an_element_comes_from_a_mistake_about_what_is_in_it(
    tmp_path: Path, inner: str, test: str, cause: str | None
) -> None:
    written = secured(inner) if "ssl" in inner else '<ftpServer><security serverCertHash="x"/></ftpServer>'
    assert own(tmp_path, SSL.format(test, ""), server(site("a", 1, written))) == [("a", cause)]


@pytest.mark.parametrize(
    ("written", "cause"),
    [
        (secured('<ssl serverCertHahs="x"/>'), "FTP011"),
        (f'<ftpServer><security/><ssl serverCertHash="{HASH}"/></ftpServer>', None),
        (f'<ftpServer><ssl serverCertHash="{HASH}"/></ftpServer>', "FTP010"),
    ],
    ids=["in it", "beside it", "it is not written"],
)
def test_an_element_that_is_written_is_to_hold_the_mistake(tmp_path: Path, written: str, cause: str | None) -> None:
    assert own(tmp_path, SECURITY, server(site("a", 1, written))) == [("a", cause)]


@pytest.mark.parametrize(
    ("inner", "cause"),
    [
        ('<anonymousAuthentication enable="true"/>', None),
        ('<basicAuthentication logonMetod="Network"/>', None),
        ('<basicAuthentication enable="true"/>', "FTP011"),
        ('<basicAuthentication enabled="yes"/>', "FTP014"),
        ('<basicAuthentication enabled="false" enable="true"/>', None),
    ],
)
def test_of_the_methods_of_logon_those_count_that_the_rule_looks_at(
    tmp_path: Path, inner: str, cause: str | None
) -> None:
    data = server(site("a", 1, secured(f"<authentication>{inner}</authentication>")))
    assert own(tmp_path, METHODS, data) == [("a", cause)]


def test_any_method_of_logon_would_do_for_a_rule_that_looks_at_all(tmp_path: Path) -> None:
    both = METHODS.replace("'true'", "'true' and anonymousAuthentication/@enabled = 'false'")
    misspelt = '<anonymousAuthentication {}="true"/>{}'
    off = '<basicAuthentication enabled="false"/>'
    for name, other, cause in (("enable", "", "FTP011"), ("userNam", "", None), ("enable", off, None)):
        inner = f"<authentication>{misspelt.format(name, other)}</authentication>"
        assert own(tmp_path, both, server(site("a", 1, secured(inner)))) == [("a", cause)]


@pytest.mark.parametrize(
    ("sections", "cause"), [("authorization ipSecurity", "FTP029"), ("ipSecurity", None), ("authorization", "FTP029")]
)
def test_a_location_of_a_site_that_does_not_exist_may_be_about_several_sections(
    tmp_path: Path, sections: str, cause: str | None
) -> None:
    inner = "".join(f"<{name}><clear/></{name}>" for name in sections.split())
    location = (
        f'<location path="a.exampel"><system.ftpServer><security>{inner}</security></system.ftpServer></location>'
    )
    assert own(tmp_path, GROUP, server(site("a.example"), rest=location)) == [("a.example", cause)]


def test_a_mistake_in_site_defaults_is_the_cause_on_every_site_and_that_of_a_site_on_it_alone() -> None:
    wrong = secured(f'<ssl serverCertHahs="{HASH}"/>{METHOD}')
    sites = [site("a", 1, secured(METHOD)), site("B", 2, secured(METHOD))]
    assert causes(server(*sites, f"<siteDefaults>{wrong}</siteDefaults>"), "FTP201") == [(None, "FTP011")]
    sites[1] = site("B", 2, wrong)
    assert sorted(causes(server(*sites), "FTP201")) == [("B", "FTP011"), ("a", None)]


@pytest.mark.parametrize(("number", "cause"), [(1, "FTP011"), (2, None)])
def test_what_several_sites_have_comes_from_no_mistake_of_one_of_them(
    tmp_path: Path, number: int, cause: str | None
) -> None:
    shared = '<siteDefaults><ftpServer><logFile period="MaxSize" localTimeRollover="true"/></ftpServer></siteDefaults>'
    wrong = site("a", 1, '<ftpServer><logFile truncateSzie="30000000"/></ftpServer>')
    data = server(wrong, *(site(f"s{other}", other) for other in range(2, number + 1)), shared)
    assert own(tmp_path, BLAMED, data) == [(None, cause)]


@pytest.mark.parametrize(
    ("written", "cause"),
    [
        ("firewallSupport lowDataChannelPrt", "FTP011"),
        ("firewalSupport lowDataChannelPort", "FTP010"),
        ("firewallSupport externalIp4Adress", None),
    ],
)
def test_what_a_detector_finds_unset_comes_from_the_mistake_that_meant_it(written: str, cause: str | None) -> None:
    tls = secured(f'<ssl serverCertHash="{HASH}" controlChannelPolicy="SslRequire"/>{METHOD}')
    rest = f'<system.ftpServer><{written}="5000"/></system.ftpServer>'
    assert causes(server(site("a", 1, tls), rest=rest), "FTP631") == [(None, cause)]


@pytest.mark.parametrize("misspelt", ['<ad ipAddress="x"/>', '<add ipAddress="192.0.2.8" allowd="false"/>'])
def test_what_a_detector_finds_written_comes_from_no_other_mistake(misspelt: str) -> None:
    """The entry below a contrary one is wrong whatever else is misspelt."""
    adds = f'<add ipAddress="192.0.2.7" allowed="true"/><add ipAddress="192.0.2.7" allowed="false"/>{misspelt}'
    rest = f"<system.ftpServer><security><ipSecurity>{adds}</ipSecurity></security></system.ftpServer>"
    assert causes(server(site("a"), rest=rest), "FTP412") == [(None, None)]


def test_what_a_detector_finds_on_an_entry_comes_from_no_mistake_in_it(tmp_path: Path) -> None:
    adds = '<add ipAddress="192.0.2.7" allowed="true"/><add ipAddress="192.0.2.7" allowed="false" subnetMaks="x"/>'
    rest = f"<system.ftpServer><security><ipSecurity>{adds}</ipSecurity></security></system.ftpServer>"
    rule = """<sch:rule context="problem[@kind = 'address-entry-shadowed']"><sch:report test="count(//site) = 1">So.</sch:report></sch:rule>"""
    assert own(tmp_path, rule, server(site("a"), rest=rest)) == [(None, None)]


def test_a_detector_that_points_at_a_value_has_found_one() -> None:
    """The binding is what it is, though another one is misspelt."""
    bindings = (
        """<binding protocol="http" bindingInformation="*:21:"/><binding protocol="ftp" bindingInformaton="*:22:"/>"""
    )
    data = server(site("a").replace("</bindings>", f"{bindings}</bindings>"))
    assert causes(data, "FTP624") == [("a", None)]


@pytest.mark.parametrize(("others", "cause"), [(19, "FTP011"), (20, None)])
def test_of_the_mistakes_in_one_element_twenty_are_looked_at(tmp_path: Path, others: int, cause: str | None) -> None:
    first = '<add accessType="Allow" user="x"/>' * others
    rest = f'<location path="a"><system.ftpServer><security><authorization>{first}<add accesType="Allow"/></authorization></security></system.ftpServer></location>'
    rule = """<sch:rule context="site/location/system.ftpServer/security/authorization"><sch:report test="not(add/@accessType = 'Deny')">So.</sch:report></sch:rule>"""
    assert own(tmp_path, rule, server(site("a"), rest=rest)) == [(None, cause)]
