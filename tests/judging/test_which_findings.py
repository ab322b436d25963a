"""Findings of files seen as a user sees them: on whom they are, which of them `--site` leaves, what makes two the same."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from ftplint.api import Settings, lint
from ftplint.rules import Selection

if TYPE_CHECKING:
    from pathlib import Path

    from ftplint.judging import FailOn, Finding, Severity

MASKS = "FTP426"
HEAD = """<sch:schema xmlns:sch="http://purl.oclc.org/dsdl/schematron" xmlns:ftp="urn:ftplint:rule" queryBinding="xslt">
<sch:title>T</sch:title><ftp:rule name="own-rule" severity="error" since="0.1"/>"""


def site(name: str, number: int = 1, inner: str = "", binding: str = "") -> str:
    return (
        f'<site name="{name}" id="{number}"><bindings><binding protocol="ftp" '
        f'bindingInformation="{binding or f"*:{20 + number}:"}"/></bindings>{inner}</site>'
    )


def server(*sites: str, rest: str = "") -> bytes:
    inside = "\n".join(sites)
    return f"<configuration><system.applicationHost><sites>\n{inside}\n</sites></system.applicationHost>{rest}</configuration>".encode()


def found(data: bytes, *select: str, sites: tuple[str, ...] = ()) -> tuple[Finding, ...]:
    return lint(data, Settings(Selection(select=select), sites=sites)).findings


def by_own_rule(folder: Path, body: str, data: bytes) -> tuple[Finding, ...]:
    (folder / "OWN100-own-rule.sch").write_text(f'{HEAD}<sch:pattern id="OWN100">{body}</sch:pattern></sch:schema>')
    return lint(data, Settings(Selection(select=("OWN",)), rules=(folder,))).findings


def test_one_site_asked_for_shows_its_findings_and_those_on_the_file_itself() -> None:
    """What is wrong with the server concerns each of its sites."""
    broken = "<ftpServer><security><authentication><clientCertAuthentication enabled='true'/></authentication></security></ftpServer>"
    ports = (
        '<system.ftpServer><firewallSupport lowDataChannelPort="6000" highDataChannelPort="5000"/></system.ftpServer>'
    )
    data = server(site("a", 1, broken), site("b", 2, broken), rest=ports)
    for asked, sites in (((), ("a", "b")), (("a",), ("a",)), (("B",), ("b",)), (("c",), ())):
        findings = found(data, "FTP610", "FTP105", sites=asked)
        assert [f.rule for f in findings if not f.affected_sites] == ["FTP610"]
        assert {name for f in findings for name in f.affected_sites} >= set(sites)
        assert ("FTP105" in {f.rule for f in findings}) == bool(sites)


@pytest.mark.parametrize(
    ("entries", "expected"),
    [
        ((("192.0.2.7", "", "true"), ("192.0.2.7", "", "false")), ["FTP412"]),
        ((("192.0.2.0", "255.255.255.0", "true"), ("192.0.2.7", "", "false")), ["FTP412"]),
        ((("192.0.2.0", "255.255.255.0", "true"), ("192.0.2.0", "255.255.255.0", "false")), ["FTP412"]),
        ((("192.0.2.7", "", "true"), ("192.0.2.0", "255.255.255.0", "false")), []),
        ((("192.0.2.7", "", "true"), ("192.0.2.8", "", "false")), []),
        ((("0.0.0.0", "0.0.0.0", "false"), ("192.0.2.8", "", "true")), ["FTP412"]),
    ],
)
def test_an_address_entry_below_a_contrary_one_that_covers_it(
    entries: tuple[tuple[str, str, str], ...], expected: list[str]
) -> None:
    """Of the very same address, of its network, of everything."""
    adds = "".join(
        f'<add ipAddress="{address}"{f" subnetMask={mask!r}" if mask else ""} allowed="{allowed}"/>'
        for address, mask, allowed in entries
    )
    rest = f"<system.ftpServer><security><ipSecurity>{adds}</ipSecurity></security></system.ftpServer>"
    assert [f.rule for f in found(server(site("a"), rest=rest), "FTP412")] == expected


def test_sites_that_differ_in_having_a_host_name_are_judged_apart(tmp_path: Path) -> None:
    rule = """<sch:rule context="site/binding"><sch:report test="@host = ''">No name.</sch:report></sch:rule>"""
    data = server(site("named", 1, binding="*:21:ftp.example.com"), site("bare", 2, binding="*:21:"))
    assert [f.affected_sites for f in by_own_rule(tmp_path, rule, data)] == [("bare",)]
    other = rule.replace("@host = ''", "@host != ''").replace("No name", "A name")
    assert [f.affected_sites for f in by_own_rule(tmp_path, other, data)] == [("named",)]


BLAMED = """<sch:rule context="site/ftpServer[logFile/@period = 'MaxSize'][logFile/@localTimeRollover = 'true']">
<sch:assert test="logFile/@truncateSize != '20971520'">The default.</sch:assert>
<ftp:at select="logFile/@truncateSize"/><ftp:related select="logFile/@period">the period</ftp:related>
<ftp:related select="logFile/@localTimeRollover">the clock</ftp:related></sch:rule>"""


@pytest.mark.parametrize(
    ("defaults", "own", "blamed"),
    [
        ('period="MaxSize" localTimeRollover="true"', "", None),
        ('period="MaxSize"', 'localTimeRollover="true"', "a"),
        ("", 'period="MaxSize" localTimeRollover="true"', "a"),
        ('period="MaxSize" localTimeRollover="true"', 'truncateSize="20971520"', "a"),
    ],
    ids=["both in siteDefaults", "one on the site", "both on the site", "the value itself on the site"],
)
@pytest.mark.parametrize("sees", ["", "[count(//site) = 1]"], ids=["its site", "the whole file"])
def test_site_defaults_are_to_blame_only_for_what_they_bring_about_alone(
    tmp_path: Path, defaults: str, own: str, blamed: str | None, sees: str
) -> None:
    """A value that nobody writes, which matters because of two others that somebody does."""
    shared = f"<siteDefaults><ftpServer><logFile {defaults}/></ftpServer></siteDefaults>"
    data = server(site("a", 1, f"<ftpServer><logFile {own}/></ftpServer>"), shared)
    assert [
        f.site for f in by_own_rule(tmp_path, BLAMED.replace("[logFile/@period", f"{sees}[logFile/@period"), data)
    ] == [blamed]


def test_a_finding_on_a_site_is_the_same_whatever_its_id(tmp_path: Path) -> None:
    """Ids are numbered anew when sites are moved to another server; a baseline must hold."""
    rule = """<sch:rule context="site"><sch:report test="true()">It is there.</sch:report></sch:rule>"""
    one, other = (by_own_rule(tmp_path, rule, server(site("a", number))) for number in (1, 7))
    assert [f.fingerprint for f in one] == [f.fingerprint for f in other] != []


def test_which_of_two_with_one_name_comes_first_does_not_matter() -> None:
    one, other = (
        found(server(*sites), "FTP03", "FTP02")
        for sites in ((site("A", 1), site("a", 2)), (site("a", 2), site("A", 1)))
    )
    assert len(one) == len(other) == 1
    assert one[0].name == "site-name-duplicate"


@pytest.mark.parametrize(
    ("masks", "broken"),
    [
        (("255.255.255.0",), []),
        (("255.0.255.0",), ["255.0.255.0"]),
        (("0.0.0.255",), ["0.0.0.255"]),
        (("255.255.255.0", "255.255.1.0"), ["255.255.1.0"]),
        (("255.0.255", "255.0.255.x", "255.0.256.0", "0.0.0.0"), []),
    ],
    ids=["ones, then zeros", "a hole", "the wrong way round", "the second one", "no masks at all: another rule's"],
)
@pytest.mark.parametrize("place", ["", "a", "A/sub"])
def test_a_mask_with_a_hole_is_told_of_wherever_it_stands(
    masks: tuple[str, ...], broken: list[str], place: str
) -> None:
    adds = "".join(f'<add ipAddress="192.0.{n}.0" subnetMask="{mask}"/>' for n, mask in enumerate(masks))
    section = f"<system.ftpServer><security><ipSecurity>{adds}</ipSecurity></security></system.ftpServer>"
    rest = f'<location path="{place}">{section}</location>' if place else section
    findings = found(server(site("a"), site("b", 2), rest=rest), MASKS)
    assert [(f.site, mask in f.message) for f, mask in zip(findings, broken, strict=True)] == [
        ("a" if place else None, True) for _ in broken
    ]


def one_site(name: str, number: int, binding: str = "*:21:", inner: str = "", bindings: str = "") -> str:
    ftp = f'<binding protocol="ftp" bindingInformation="{binding}"/>'
    return f'<site name="{name}" id="{number}"><bindings>{ftp}{bindings}</bindings>{inner}</site>'


def folder(path: str, physical: str, user: str = "") -> str:
    return f'<virtualDirectory path="{path}" physicalPath="{physical}" userName="{user}"/>'


def app(*folders: str, path: str = "/") -> str:
    return f'<application path="{path}">{"".join(folders)}</application>'


ROOT = folder("/", "C:\\a")
WRITE = "<system.ftpServer><security><authorization><add accessType='Allow' users='*' permissions='Write'/></authorization></security></system.ftpServer>"


@pytest.mark.parametrize("order", [1, -1], ids=["first", "last"])
@pytest.mark.parametrize(
    ("test", "plain", "other"),
    [
        ("binding/@port = '22'", {}, {"binding": "*:22:"}),
        ("binding/@host = 'b.example'", {"binding": "*:21:a.example"}, {"binding": "*:21:b.example"}),
        ("binding/@host = ''", {"binding": "*:21:a.example"}, {}),
        ("binding/@address = '192.0.2.1'", {"binding": "192.0.2.2:21:"}, {"binding": "192.0.2.1:21:"}),
        ("binding[2]", {}, {"bindings": '<binding protocol="ftp" bindingInformation="*:990:"/>'}),
        ("@web = 'true'", {}, {"bindings": '<binding protocol="http" bindingInformation="*:80:"/>'}),
        ("@id = '7'", {}, {}),
        ("@name = 'other'", {}, {}),
        ("ftpServer/@allowUTF8 = 'false'", {}, {"inner": '<ftpServer allowUTF8="false"/>'}),
        ("application[2]", {"inner": app(ROOT)}, {"inner": app(ROOT) + app(ROOT, path="/b")}),
        ("application/@path = '/b'", {"inner": app(ROOT)}, {"inner": app(ROOT, path="/b")}),
        ("application/virtualDirectory[2]", {"inner": app(ROOT)}, {"inner": app(ROOT, folder("/b", "C:\\b"))}),
        ("application/virtualDirectory/@path = '/b'", {"inner": app(ROOT)}, {"inner": app(folder("/b", "C:\\a"))}),
        ("application/virtualDirectory/@userName = 'u'", {"inner": app(ROOT)}, {"inner": app(folder("/", "C:\\a", "u"))}),
        (
            "application/virtualDirectory/@logonMethod = 'Batch'",
            {"inner": app(ROOT)},
            {"inner": app("<virtualDirectoryDefaults logonMethod='Batch'/>", ROOT)},
        ),
        (
            "application/virtualDirectory/@logonMethod = 'Batch'",
            {"inner": app(ROOT)},
            {"inner": "<virtualDirectoryDefaults logonMethod='Batch'/>" + app(ROOT)},
        ),
        (
            "application/virtualDirectory/@path = '/b'",
            {"inner": app("<virtualDirectoryDefaults logonMethod='Batch'/>", ROOT)},
            {"inner": app("<virtualDirectoryDefaults logonMethod='Batch'/>", folder("/b", "C:\\a"))},
        ),
        ("location/system.ftpServer/security/authorization/add", {}, {}),
        ("location[@path = '/in']", {}, {}),
    ],
)  # fmt: skip
def test_sites_that_differ_in_one_thing_only_are_judged_apart(
    tmp_path: Path, test: str, plain: dict[str, str], other: dict[str, str], order: int
) -> None:
    """By a rule that looks at nothing else; sites that look the same to a rule are judged once."""
    sites = [one_site("plain", 3, **plain), one_site("other", 7, **other), one_site("last", 5, **plain)]
    rest = f'<location path="Other/in">{WRITE}</location>' if test.startswith("location") else ""
    data = server(*sites[::order], rest=rest)
    rule = f"""<sch:rule context="site"><sch:report test="{test}">It is so.</sch:report></sch:rule>"""
    assert [f.affected_sites for f in by_own_rule(tmp_path, rule, data)] == [("other",)]
    opposite = f"""<sch:rule context="site"><sch:assert test="{test}">It is not so.</sch:assert></sch:rule>"""
    found = by_own_rule(tmp_path, opposite, data)
    assert sorted(name for f in found for name in f.affected_sites) == ["last", "plain"]


@pytest.mark.parametrize(
    ("test", "wrong"),
    [
        ("ftpServer/security/ssl/@controlChannelPolicy = 'SslAllow'", ["s7"]),
        ("ftpServer/security/ssl/@serverCertHash = '0000000000000000000000000000000000000009'", ["s9"]),
        ("ftpServer/security/ssl/@serverCertStoreName = 'ssl-serverCertHash=x'", ["s11"]),
        ("ftpServer/connections/@maxConnections = '12'", ["s12"]),
    ],
)
def test_of_many_sites_with_a_thumbprint_each_the_one_that_differs_is_found(
    tmp_path: Path, test: str, wrong: list[str]
) -> None:
    """A rule that does not look at thumbprints takes sites for the same that differ in nothing else."""
    special = {
        7: 'controlChannelPolicy="SslAllow"',
        11: "serverCertStoreName='ssl-serverCertHash=x'",
    }
    sites = [
        one_site(
            f"s{n}",
            n,
            f"*:{1000 + n}:",
            f'<ftpServer><connections maxConnections="{n}"/><security><ssl serverCertHash="{n:040}" {special.get(n, "")}/></security></ftpServer>',
        )
        for n in range(1, 61)
    ]
    sites.append(one_site("bare", 99, "*:1099:"))
    rule = f"""<sch:rule context="site"><sch:report test="{test}">It is so.</sch:report></sch:rule>"""
    assert [name for f in by_own_rule(tmp_path, rule, server(*sites)) for name in f.affected_sites] == wrong


def test_more_different_sites_than_are_looked_at_together(tmp_path: Path) -> None:
    """They are judged in pieces of one document; each is judged, and once."""
    sites = [one_site(f"s{n}", n, f"*:{1000 + n}:") for n in range(1, 601)]
    rule = (
        """<sch:rule context="site/binding"><sch:report test="@port mod 100 = 56">It is so.</sch:report></sch:rule>"""
    )
    found = by_own_rule(tmp_path, rule, server(*sites))
    assert [f.site for f in found] == [f"s{n}" for n in (56, 156, 256, 356, 456, 556)]


@pytest.mark.parametrize(
    ("fail_on", "fails"),
    [("never", {}), ("info", {"info", "warning", "error"}), ("warning", {"warning", "error"}), ("error", {"error"})],
)
@pytest.mark.parametrize("severity", ["info", "warning", "error"])
def test_a_run_fails_from_the_severity_that_is_asked_for(
    tmp_path: Path, fail_on: FailOn, fails: set[str], severity: Severity
) -> None:
    """One finding, and none, of each severity."""
    rule = """<sch:pattern id="OWN100"><sch:rule context="site"><sch:report test="@name = 'a'">So.</sch:report></sch:rule></sch:pattern>"""
    (tmp_path / "OWN100-own-rule.sch").write_text(HEAD.replace('"error"', f'"{severity}"') + rule + "</sch:schema>")
    settings = Settings(Selection(select=("OWN",)), rules=(tmp_path,), fail_on=fail_on)
    report = lint(server(site("a"), site("b", 2)), settings)
    assert (report.failed, report.count(severity), len(report.findings)) == (severity in fails, 1, 1)
    assert sum(report.count(other) for other in ("info", "warning", "error")) == 1
    fine = lint(server(site("b")), settings)
    assert (fine.failed, fine.count(severity), fine.suppressed) == (False, 0, 0)


def test_the_worst_findings_come_first_and_those_of_one_rule_in_the_order_of_the_text(tmp_path: Path) -> None:
    for number, severity in ((2, "info"), (1, "error")):
        head = HEAD.replace("own-rule", f"own-rule-{number}").replace('"error"', f'"{severity}"')
        body = (
            """<sch:rule context="site/ftpServer"><sch:report test="@allowUTF8 = 'false'">So.</sch:report></sch:rule>"""
        )
        (tmp_path / f"OWN10{number}.sch").write_text(
            f'{head}<sch:pattern id="OWN10{number}">{body}</sch:pattern></sch:schema>'
        )
    off = '<ftpServer allowUTF8="false"/>'
    data = server(site("b", 1, off) + site("a", 2, off), site("c", 3, off))
    found = lint(data, Settings(Selection(select=("OWN",)), rules=(tmp_path,))).findings
    assert [(f.site, f.rule) for f in found] == [(s, r) for r in ("OWN101", "OWN102") for s in "bac"]


def test_a_comment_with_a_character_that_is_no_xml_is_quoted_with_a_stand_in() -> None:
    """The file is no XML then; what is wrong with the comment is told all the same."""
    for character in ("\ufffe", "\x01"):
        data = server(site("a")).replace(b"<sites>", f"<sites><!-- ftplint: ignore {character}\u00e9 -->".encode())
        (finding,) = found(data, "FTP904")
        assert "ignore \ufffd\u00e9'" in finding.message


def test_a_rule_that_sees_the_whole_file_on_a_setting_of_the_server(tmp_path: Path) -> None:
    """It is on no site, though the message names one."""
    rest = '\n<system.ftpServer><firewallSupport lowDataChannelPort="5000"/></system.ftpServer>'
    rule = """<sch:rule context="server/system.ftpServer/firewallSupport[count(//site) = 2]">
    <sch:report test="@lowDataChannelPort = '5000'">For '<sch:value-of select="//site[1]/@name"/>'.</sch:report>
    <ftp:at select="@lowDataChannelPort"/></sch:rule>"""
    (finding,) = by_own_rule(tmp_path, rule, server(site("a"), site("b", 2), rest=rest))
    assert (finding.message, finding.site, finding.affected_sites, finding.location.line) == ("For 'a'.", None, (), 5)


def test_a_pointer_that_selects_nothing_points_at_the_node_itself(tmp_path: Path) -> None:
    rule = """<sch:rule context="site"><sch:report test="true()">So.</sch:report><ftp:at select="binding[5]"/></sch:rule>"""
    assert [(f.site, f.location.line) for f in by_own_rule(tmp_path, rule, server(site("a")))] == [("a", 2)]


def test_another_site_is_blamed_where_the_pointer_says_so(tmp_path: Path) -> None:
    """A rule across sites may point at the other one; the value is looked up where that one has it from."""
    thumbprint = '<ftpServer><security><ssl serverCertHash="{}"/></security></ftpServer>'
    data = server(site("a", 1, thumbprint.format("aa")), site("b", 2, thumbprint.format("bb")))
    rule = """<sch:rule context="site[@name = 'b']"><sch:report test="true()">So.</sch:report>
    <ftp:at select="preceding-sibling::site/ftpServer/security/ssl/@serverCertHash"/></sch:rule>"""
    (finding,) = by_own_rule(tmp_path, rule, data)
    assert (finding.location.line, finding.setting) == (2, "ftpServer/security/ssl/@serverCertHash")


def test_the_value_of_another_site_that_nobody_writes_is_that_sites_fault(tmp_path: Path) -> None:
    """Though what makes it matter stands in siteDefaults."""
    shared = '<siteDefaults><ftpServer><logFile period="MaxSize"/></ftpServer></siteDefaults>'
    log = "<ftpServer><logFile/></ftpServer>"
    rule = """<sch:rule context="site[@name = 'b']/ftpServer/logFile"><sch:report test="@period = 'MaxSize'">So.</sch:report>
    <ftp:at select="../../preceding-sibling::site/ftpServer/logFile/@truncateSize"/>
    <ftp:related select="@period">the period</ftp:related></sch:rule>"""
    (finding,) = by_own_rule(tmp_path, rule, server(site("a", 1, log), site("b", 2, log), shared))
    assert (finding.site, finding.location.line) == ("b", 2)


def test_a_rule_on_the_server_itself_is_judged_once_whatever_is_wrong_with_the_file(tmp_path: Path) -> None:
    rule = """<sch:rule context="server"><sch:report test="true()">It is there.</sch:report></sch:rule>"""
    broken = '<ftpServer allowUTF8="perhaps"/>'
    for inner in ("", broken):
        found = by_own_rule(tmp_path, rule, server(site("a", 1, inner)))
        assert [(f.message, f.site) for f in found] == [("It is there.", None)]


TWICE = """<sch:rule context="site/binding"><sch:report test="../ftpServer/@allowUTF8 = '{}'">Site
'<sch:value-of select="../@name"/>' is so.</sch:report><ftp:at select="../ftpServer/@allowUTF8"/></sch:rule>"""
SHARED = '<siteDefaults><ftpServer allowUTF8="false"/></siteDefaults>'


@pytest.mark.parametrize(("value", "rest", "also"), [("true", "", ["a"]), ("false", SHARED, [])])
def test_a_site_of_which_a_rule_says_the_same_twice_is_named_once(
    tmp_path: Path, value: str, rest: str, also: list[str]
) -> None:
    """It has two bindings, and the cause is one: a default, or siteDefaults."""
    second = '<binding protocol="ftp" bindingInformation="*:2121:"/>'
    data = server(one_site("b", 1, bindings=second), one_site("a", 2, bindings=second), rest)
    (finding,) = by_own_rule(tmp_path, TWICE.format(value), data)
    assert (finding.message, finding.site, finding.affected_sites) == ("Each of 2 sites is so.", None, ("b", "a"))
    assert [one.site for one in finding.also] == also
    (finding,) = by_own_rule(tmp_path, TWICE.format(value), server(one_site("b", 1, bindings=second), rest))
    assert (finding.message, finding.affected_sites, finding.also) == ("Site 'b' is so.", ("b",), ())
    assert finding.site == ("b" if also else None)


ENTRY = '<add ipAddress="192.0.2.{}" allowed="true"/>'
COMMAND = '<add command="SIT{}" allowed="false"/>'


@pytest.mark.parametrize("written", [False, True], ids=["by default", "written"])
@pytest.mark.parametrize(
    ("context", "at"),
    [
        ("server/system.ftpServer/security/ipSecurity/add", "../../../firewallSupport/@lowDataChannelPort"),
        ("siteDefaults/ftpServer/security/commandFiltering/add", "../../../@allowUTF8"),
    ],
    ids=["server", "siteDefaults"],
)
def test_what_a_rule_says_twice_of_a_setting_of_the_server_is_told_once(
    tmp_path: Path, context: str, at: str, written: bool
) -> None:
    """Of two entries it says the same, and the setting at fault is one, which is on no site."""
    ports, utf8 = (' lowDataChannelPort="0"', ' allowUTF8="true"') if written else ("", "")
    entries, commands = ("".join(map(one.format, "12")) for one in (ENTRY, COMMAND))
    group = f"<firewallSupport{ports}/><security><ipSecurity>{entries}</ipSecurity></security>"
    filtered = f"<security><commandFiltering>{commands}</commandFiltering></security>"
    defaults = f"<siteDefaults><ftpServer{utf8}>{filtered}</ftpServer></siteDefaults>"
    data = server(site("a"), defaults, rest=f"<system.ftpServer>{group}</system.ftpServer>")
    rule = f"""<sch:rule context="{context}"><sch:report test="true()">So.</sch:report><ftp:at select="{at}"/></sch:rule>"""
    found = by_own_rule(tmp_path, rule, data)
    assert [(f.message, f.site, f.affected_sites) for f in found] == [("So.", None, ())]
