"""What makes two findings the same in two runs: rule, site, setting and values; never lines, ids or letter case of names."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from ftplint.api import RuleSet, Settings, lint_bytes
from ftplint.rules import Selection
from tests.judging.test_which_findings import by_own_rule, found, server, site

if TYPE_CHECKING:
    from pathlib import Path

SSL = '<ftpServer><security><ssl serverCertHash="{}" controlChannelPolicy="{}"/></security></ftpServer>'
AT_HASH = """<sch:rule context="site/ftpServer/security/ssl"><sch:report test="@serverCertHash != ''">So.</sch:report>
<ftp:at select="@serverCertHash"/></sch:rule>"""
AT_NODE = """<sch:rule context="site/ftpServer/security/ssl"><sch:report test="@serverCertHash != ''">So.</sch:report></sch:rule>"""
EVERYTHING = AT_NODE.replace("@serverCertHash != ''", "count(@*) > 1 and @serverCertHash != ''")
RULE = """<sch:rule context="site/location/system.ftpServer/security/authorization/add"><sch:report test="@users != ''">So.</sch:report>
<ftp:at select="@users"/></sch:rule>"""


def fingerprints(folder: Path, rule: str, data: bytes) -> list[str]:
    return [finding.fingerprint for finding in by_own_rule(folder, rule, data)]


def one(folder: Path, rule: str, name: str = "a", inner: str = SSL.format("aa", "SslAllow"), rest: str = "") -> str:
    (fingerprint,) = fingerprints(folder, rule, server(site(name, 1, inner), rest=rest))
    assert len(fingerprint) == 32 and int(fingerprint, 16) > 0
    return fingerprint


def test_the_site_and_the_value_count_and_the_letter_case_of_the_name_does_not(tmp_path: Path) -> None:
    first = one(tmp_path, AT_HASH)
    assert one(tmp_path, AT_HASH, "A") == first
    assert one(tmp_path, AT_HASH, "b") != first
    assert one(tmp_path, AT_HASH, inner=SSL.format("bb", "SslAllow")) != first
    assert one(tmp_path, AT_HASH, inner="\n\n" + SSL.format("aa", "SslAllow")) == first
    assert one(tmp_path, AT_HASH.replace('@serverCertHash"/>', '@controlChannelPolicy"/>')) != first


@pytest.mark.parametrize(("rule", "same"), [(AT_HASH, True), (AT_NODE, True), (EVERYTHING, False)])
def test_what_else_the_element_says_counts_where_the_rule_looks_at_it(tmp_path: Path, rule: str, same: bool) -> None:
    first, other = (one(tmp_path, rule, inner=SSL.format("aa", policy)) for policy in ("SslAllow", "SslRequire"))
    assert (first == other) == same
    assert one(tmp_path, rule, inner=SSL.format("bb", "SslAllow")) != first


def entry(users: str = "x", roles: str = "", path: str = "a/in") -> str:
    add = f'<add accessType="Allow" users="{users}" roles="{roles}" permissions="Read"/>'
    return f'<location path="{path}"><system.ftpServer><security><authorization>{add}</authorization></security></system.ftpServer></location>'


def test_an_entry_is_told_by_all_that_it_says_and_by_its_path(tmp_path: Path) -> None:
    first = one(tmp_path, RULE, rest=entry())
    assert one(tmp_path, RULE, rest=entry(path="A/IN")) == first
    assert one(tmp_path, RULE, rest=entry(users="y")) != first
    assert one(tmp_path, RULE, rest=entry(roles="r")) != first
    assert one(tmp_path, RULE, rest=entry(path="a/out")) != first


def directories(path: str, user: str = "", physical: str = "C:\\a") -> str:
    return f'<application path="{path}"><virtualDirectory path="/" physicalPath="{physical}" userName="{user}"/></application>'


def test_a_virtual_directory_is_told_by_what_it_says_and_by_its_application(tmp_path: Path) -> None:
    rule = """<sch:rule context="site/application/virtualDirectory"><sch:report test="@physicalPath != ''">So.</sch:report>
    <ftp:at select="@physicalPath"/></sch:rule>"""
    first = one(tmp_path, rule, inner=directories("/"))
    assert one(tmp_path, rule, inner=directories("/x")) != first
    assert one(tmp_path, rule, inner=directories("/", physical="C:\\b")) != first


def test_an_endpoint_is_told_by_its_address_and_not_by_who_is_there(tmp_path: Path) -> None:
    rule = """<sch:rule context="port/address/host/binding"><sch:report test="true()">So.</sch:report></sch:rule>"""

    def at(name: str, binding: str) -> list[str]:
        return fingerprints(tmp_path, rule, server(site(name, binding=binding)))

    first = at("a", "*:21:h")
    assert at("b", "*:21:H") == first
    assert all(at("a", other) != first for other in ("*:22:h", "192.0.2.1:21:h", "*:21:g"))


def test_a_site_is_told_by_its_name_and_not_by_its_id(tmp_path: Path) -> None:
    rule = """<sch:rule context="site"><sch:report test="@id != ''">So.</sch:report></sch:rule>"""
    assert fingerprints(tmp_path, rule, server(site("a", 1))) == fingerprints(tmp_path, rule, server(site("a", 9)))


def test_the_facts_of_a_problem_count_as_far_as_the_file_says_them() -> None:
    """Not who is told of it, and not what we say could stand there."""

    def of(inner: str, name: str = "a") -> str:
        (finding,) = found(server(site(name, 1, f"<ftpServer>{inner}</ftpServer>")), "FTP01")
        return finding.fingerprint

    first = of('<security><ssl controlChannelPolicy="Sometimes"/></security>')
    assert of('\n<security ><ssl controlChannelPolicy="Sometimes"/></security>', "A") == first
    assert of('<security><ssl controlChannelPolicy="Never"/></security>') != first
    assert of('<security><ssl dataChannelPolicy="Sometimes"/></security>') != first


def test_two_locations_of_one_site_that_is_missing_are_two_mistakes() -> None:
    made = set()
    for path in ("b/in", "b/out", "c/in"):
        (finding,) = found(server(site("a"), rest=entry(path=path)), "FTP029")
        made.add(finding.fingerprint)
        assert [f.fingerprint for f in found(server(site("x"), rest="\n" + entry(path=path)), "FTP029")] == [
            finding.fingerprint
        ]
    assert len(made) == 3


def test_a_key_for_each_site_that_a_cause_reaches_and_one_without_site_for_the_file() -> None:
    def keys(data: bytes, *select: str) -> list[tuple[str, str, str]]:
        settings = Settings(Selection(select=select))
        return [
            (key.rule, key.site, key.setting) for key in lint_bytes("x", data, RuleSet.load(settings), settings).keys
        ]

    defaults = "<siteDefaults><ftpServer><security><authentication><clientCertAuthentication enabled='true'/></authentication><sslClientCertificates clientCertificatePolicy='CertIgnore'/></security></ftpServer></siteDefaults>"
    shared = keys(server(site("A", 1), site("b", 2), defaults), "FTP105")
    assert [(rule, name) for rule, name, _ in shared] == [("FTP105", "a"), ("FTP105", "b")]
    ports = (
        '<system.ftpServer><firewallSupport lowDataChannelPort="6000" highDataChannelPort="5000"/></system.ftpServer>'
    )
    assert [(rule, name) for rule, name, _ in keys(server(site("a"), rest=ports), "FTP610")] == [("FTP610", "")]


@pytest.mark.parametrize("rule", [AT_HASH, AT_NODE, EVERYTHING])
def test_which_other_rules_run_does_not_matter(tmp_path: Path, rule: str) -> None:
    """They look at other attributes of the same element, which are no part of what this rule finds."""
    data = server(site("a", 1, SSL.format("aa", "SslAllow").replace("<ssl ", '<ssl dataChannelPolicy="SslDeny" ')))
    alone = fingerprints(tmp_path, rule, data)
    every = lint_bytes("x", data, RuleSet.load(Settings(rules=(tmp_path,))), Settings()).report.findings
    assert [one.fingerprint for one in every if one.rule == "OWN100"] == alone


def test_the_key_of_an_endpoint_names_no_site(tmp_path: Path) -> None:
    """Or a baseline would have to know in which order the sites stand."""
    rule = """<sch:rule context="port/address/host/binding"><sch:report test="true()">So.</sch:report></sch:rule>"""
    data = server(site("a", 1, binding="*:21:h"))
    by_own_rule(tmp_path, rule, data)
    rules = RuleSet.load(Settings(Selection(select=("OWN",)), rules=(tmp_path,)))
    assert [key.site for key in lint_bytes("x", data, rules, Settings()).keys] == [""]
