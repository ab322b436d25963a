"""What a finding says beyond its place: of mistakes in the file, of values, of related places, and in which order."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from ftplint.api import Settings, lint
from ftplint.judging import FileReport, Finding, Location, Report, Severity
from ftplint.judging.order import worst_first
from ftplint.rules import Selection
from tests.judging.test_which_findings import HEAD, by_own_rule, found, server, site

if TYPE_CHECKING:
    from pathlib import Path

FACTS = """<sch:rule context="problem"><sch:report test="true()"><sch:value-of select="@kind"/>|<sch:value-of select="@site"/>|<sch:value-of
select="@setting"/>|<sch:value-of select="@consequence"/>|<sch:value-of select="count(@site | @setting | @consequence)"/></sch:report></sch:rule>"""
WRONG = '<ftpServer allowUTF8="perhaps"/>'
MODE = '<system.ftpServer><log centralLogFileMode="Nope"/></system.ftpServer>'
UTF8 = "ftpServer/@allowUTF8"
SITES = "All sites share the section system.applicationHost/sites, so IIS can read none of them."
LOG = "IIS cannot read the section system.ftpServer/log; other sections are not affected."
FILE = "IIS cannot read the whole file: web sites answer 503 and no FTP site starts."


@pytest.mark.parametrize(
    ("data", "facts", "sites"),
    [
        (server(site("a", 1, WRONG)), f"value-malformed|a|{UTF8}|{SITES}|3", ("a",)),
        (server(site("a"), f"<siteDefaults>{WRONG}</siteDefaults>"), f"value-malformed||{UTF8}|{SITES}|2", ()),
        (
            server(site("a"), rest=MODE),
            f"value-outside-enumeration||system.ftpServer/log/@centralLogFileMode|{LOG}|2",
            (),
        ),
        (b"<configuration>\n<a></configuration>", "xml-malformed||||0", ()),
        (
            b"<configuration><configSections/><configSections/></configuration>",
            f"config-sections-misplaced|||{FILE}|1",
            (),
        ),
        (server(site("A", 1), site("a", 2)), f"site-name-duplicate|a|site/@name|{SITES}|3", ("a",)),
    ],
)
def test_a_mistake_in_the_file_says_what_it_costs(
    tmp_path: Path, data: bytes, facts: str, sites: tuple[str, ...]
) -> None:
    (finding,) = by_own_rule(tmp_path, FACTS, data)
    assert finding.message == facts
    assert (finding.site, finding.affected_sites) == (sites[0] if sites else None, sites)
    assert (finding.setting or "", finding.origin, finding.value) == (facts.split("|")[2], None, None)


def test_a_rule_on_mistakes_may_look_at_the_whole_file_and_at_one_kind_only(tmp_path: Path) -> None:
    data = server(site("a", 1, WRONG), site("b", 2), rest=MODE)
    whole = '<sch:rule context="problem"><sch:report test="count(//site) = 2 and @kind = \'value-malformed\'"><sch:value-of select="//site[2]/@name"/>.</sch:report></sch:rule>'
    assert [(f.message, f.site) for f in by_own_rule(tmp_path, whole, data)] == [("b.", "a")]
    one = '<sch:rule context="problem[@kind = \'{}\']"><sch:report test="true()">It.</sch:report></sch:rule>'
    numbers = {
        kind: len(by_own_rule(tmp_path, one.format(kind), data))
        for kind in ("value-malformed", "value-outside-enumeration", "xml-malformed")
    }
    assert numbers == {"value-malformed": 1, "value-outside-enumeration": 1, "xml-malformed": 0}
    assert by_own_rule(tmp_path, one.format("value-malformed"), server(site("a"))) == ()


VALUE = """<sch:rule context="site/{context}"><sch:report test="true()">It.</sch:report><ftp:at select="{at}"/></sch:rule>"""


@pytest.mark.parametrize(
    ("context", "at", "inner", "value", "origin", "setting"),
    [
        ("ftpServer", "@allowUTF8", '<ftpServer allowUTF8="false"/>', "false", "site", UTF8),
        ("ftpServer", "@allowUTF8", "", "true", "schema", UTF8),
        ("ftpServer", ".", '<ftpServer allowUTF8="false"/>', None, "site", "ftpServer"),
        ("binding", "@port", "", "21", "site", "bindings/binding/@bindingInformation"),
        ("binding", "@host", "", None, "site", "bindings/binding/@bindingInformation"),
        ("binding", "../@name", "", "a", "site", "site/@name"),
    ],
)
def test_a_finding_has_the_value_that_it_is_about(
    tmp_path: Path, context: str, at: str, inner: str, value: str | None, origin: str, setting: str
) -> None:
    (finding,) = by_own_rule(tmp_path, VALUE.format(context=context, at=at), server(site("a", 1, inner)))
    assert (finding.value, finding.origin, finding.setting) == (value, origin, setting)
    assert (finding.site, finding.affected_sites) == ("a", ("a",))


def test_each_rule_of_a_pattern_may_name_its_own_places(tmp_path: Path) -> None:
    """What it names stands over what the file names for all; a context without any has those of the file."""
    pointers = '<ftp:at select="ftpServer/{0}"/><ftp:related select="ftpServer/{0}">{1}</ftp:related>'
    rule = (
        '<sch:rule context="site[@name = \'a\']"><sch:report test="true()">It.</sch:report>'
        + pointers.format("@allowUTF8", "own")
        + '</sch:rule><sch:rule context="site"><sch:report test="true()">It.</sch:report></sch:rule></sch:pattern>'
        + pointers.format("@serverAutoStart", "common")
        + "<sch:pattern id='OWN101'><sch:rule context='site'><sch:report test='false()'>No.</sch:report></sch:rule>"
    )
    both = '<ftpServer allowUTF8="false" serverAutoStart="false"/>'
    findings = by_own_rule(tmp_path, rule, server(site("a", 1, both), site("b", 2, both)))
    assert [(f.site, f.setting, [one.note for one in f.related]) for f in findings] == [
        ("a", UTF8, ["own"]),
        ("b", "ftpServer/@serverAutoStart", ["common"]),
    ]


def test_mistakes_of_the_file_come_before_other_errors_and_errors_before_warnings() -> None:
    """Whatever the order of their lines."""
    early = site("first", 1, "<ftpServer><security><ssl controlChannelPolicy='SslAllow'/></security></ftpServer>")
    findings = lint(server(early, site("late", 2, WRONG))).findings
    ranks = [("error", "warning", "info").index(f.severity) for f in findings]
    assert ranks == sorted(ranks) and len(set(ranks)) > 1
    errors = [f.rule.startswith("FTP0") for f in findings if f.severity == "error"]
    assert errors == sorted(errors, reverse=True) and errors[0]


def test_what_a_client_meets_is_told_where_the_rule_knows_it() -> None:
    locked = '<ftpServer><security><authentication><anonymousAuthentication enabled="false"/><basicAuthentication enabled="false"/></authentication></security></ftpServer>'
    (finding,) = found(server(site("a", 1, locked)), "FTP301")
    assert finding.reply == 530 and finding.client and finding.why


def test_a_report_counts_each_severity_for_itself() -> None:
    report = lint(server(site("a", 1, WRONG), site("b", 2)))
    counted = {severity: report.count(severity) for severity in ("error", "warning", "info")}  # type: ignore[arg-type]
    listed = [f.severity for f in report.findings]
    assert counted == {severity: listed.count(severity) for severity in counted}  # type: ignore[arg-type]
    assert sum(counted.values()) == len(report.findings) and report.suppressed == 0
    assert report.failed


def test_a_rule_that_sees_the_whole_file_sees_its_mistakes_too(tmp_path: Path) -> None:
    rule = '<sch:rule context="server[count(site) = 1]"><sch:report test="problem[@kind = \'value-malformed\']">It.</sch:report></sch:rule>'
    assert [f.message for f in by_own_rule(tmp_path, rule, server(site("a", 1, WRONG)))] == ["It."]
    assert by_own_rule(tmp_path, rule, server(site("a", 1))) == ()
    pointing = rule.replace("</sch:report>", '</sch:report><ftp:at select="problem"/>')
    assert [f.setting for f in by_own_rule(tmp_path, pointing, server(site("a", 1, WRONG)))] == ["configuration"]


@pytest.mark.parametrize(
    ("context", "at", "fingerprint"),
    [
        ("site", ".", "1609fda802663fb28ce60273dc16a5be"),  # as in a run of all rules, whichever run
        ("site", "@name", "04c222db78477f6591088ecf13b4a946"),
        ("site/ftpServer", "@allowUTF8", "70f320b00a0a0cd14e095c114afe221a"),
        ("site/ftpServer[@allowUTF8 = 'false']", ".", "f07ef8d7c537f43fcdcf05f8b69f92d3"),
        ("site/binding", ".", "719c856e2a61249d7bc9f6ce1c62e677"),
        ("site/application/virtualDirectory", "@path", "c519d7fc7fe7e309038f6067a13519c7"),
        ("site/location/system.ftpServer/security/authorization/add", "@users", "3f22aee1b31b4445413e973d8c6a94e0"),
        ("port/address/host/binding", ".", "b06cdbd1eb6ba44096a62739a32207d9"),
    ],
)
def test_fingerprints_are_those_of_earlier_versions(tmp_path: Path, context: str, at: str, fingerprint: str) -> None:
    """A baseline that was written once holds: the same mistake has the same fingerprint for ever."""
    inner = '<application path="/x"><virtualDirectory path="/" physicalPath="C:\\x"/></application><ftpServer allowUTF8="false"/>'
    rules = '<location path="a/in"><system.ftpServer><security><authorization><add accessType="Allow" users="bob" permissions="Read"/></authorization></security></system.ftpServer></location>'
    rule = f'<sch:rule context="{context}"><sch:report test="true()">It.</sch:report><ftp:at select="{at}"/></sch:rule>'
    (finding,) = by_own_rule(tmp_path, rule, server(site("a", 1, inner), rest=rules))
    assert finding.fingerprint == fingerprint


@pytest.mark.parametrize(
    ("test", "wrong"),
    [("@shut-by = 'rules'", "b"), ("@anonymous-logon = 'yes'", "a"), ("location/@open-to-somebody = 'false'", "b")],
)
def test_sites_that_differ_in_a_condition_only_are_judged_apart(tmp_path: Path, test: str, wrong: str) -> None:
    on = '<ftpServer><security><ssl controlChannelPolicy="SslAllow"/><authentication><anonymousAuthentication enabled="true"/></authentication></security></ftpServer>'
    root = '<application path="/"><virtualDirectory path="/" physicalPath="C:\\x"/></application>'
    section = "<system.ftpServer><security><authorization>{}</authorization></security></system.ftpServer>"
    allow = section.format('<add accessType="Allow" users="*" permissions="Read"/>')
    rest = f'{allow}<location path="B">{section.format("<clear/>")}</location>'
    rule = f'<sch:rule context="site"><sch:report test="{test}">It.</sch:report></sch:rule>'
    for order in (1, -1):
        data = server(*(site(name, n, root + on, "*:21:") for n, name in enumerate("ab"[::order], 1)), rest=rest)
        assert [f.site for f in by_own_rule(tmp_path, rule, data)] == [wrong]


def test_among_errors_what_does_not_work_comes_before_what_is_not_secure_and_warnings_stand_as_in_the_file() -> None:
    def order(severity: Severity) -> list[str]:
        findings = [
            Finding(rule, "n", severity, "m", Location("x", line, 1, line, 2))
            for rule, line in (("OWN003", 3), ("OWN001", 1), ("OWN002", 2))
        ]
        return [one.rule for one in worst_first(findings, {"OWN001"})]

    assert order("error") == ["OWN002", "OWN003", "OWN001"]
    assert order("warning") == order("info") == ["OWN001", "OWN002", "OWN003"]


def test_a_default_is_told_of_once_by_a_rule_that_reads_what_a_site_is_called(tmp_path: Path) -> None:
    """The one finding names no site, though it stands where the first one is."""
    rule = """<sch:rule context="site/ftpServer[../@name != 'x']"><sch:report test="@allowUTF8 = 'true'">Site
    '<sch:value-of select="../@name"/>' is so.</sch:report><ftp:at select="@allowUTF8"/></sch:rule>"""
    (finding,) = by_own_rule(tmp_path, rule, server(site("a", 1), site("b", 2), site("x", 3)))
    assert (finding.message, finding.affected_sites, finding.site) == ("Each of 2 sites is so.", ("a", "b"), None)


def test_what_does_not_work_comes_before_what_is_not_secure(tmp_path: Path) -> None:
    """Though it stands behind in the file."""
    for number, name, security in ((1, "a", ' security="5.0"'), (2, "b", "")):
        head = HEAD.replace('"own-rule"', f'"own-rule-{number}"').replace(' since="0.1"', f' since="0.1"{security}')
        body = f"""<sch:rule context="site"><sch:report test="@name = '{name}'">So.</sch:report></sch:rule>"""
        (tmp_path / f"OWN10{number}.sch").write_text(
            f'{head}<sch:pattern id="OWN10{number}">{body}</sch:pattern></sch:schema>'
        )
    data = server(site("a", 1), site("b", 2))
    ordered = lint(data, Settings(Selection(select=("OWN",)), rules=(tmp_path,))).findings
    assert [f.rule for f in ordered] == ["OWN102", "OWN101"]


def test_a_report_made_of_findings_alone_is_of_all_rules_and_fails_from_warnings() -> None:
    """As those are that other commands make; its file has been judged, and its rules are those that can be shown."""
    linted = lint(server(site("a")), Settings(Selection(select=("FTP401",))))
    (finding,) = linted.findings
    file = FileReport("x", (finding,), ("a",), ("a",), lambda _: None)
    report = Report("1", (file,), linted.rules)
    assert (report.run.profile, report.run.min_severity, report.explained, file.judged) == ("all", "info", True, True)
    severities: dict[Severity, bool] = {"error": True, "warning": True, "info": False}
    for severity, failed in severities.items():
        other = file._replace(findings=(finding._replace(severity=severity),))
        assert report._replace(files=(other,)).failed is failed


def test_a_character_that_stands_for_the_name_of_a_site_may_be_in_a_file() -> None:
    """It is of no script. Where a finding is on no site it has nothing to stand for."""
    (finding,) = found(server(site("a"), rest=MODE.replace("Nope", "&#xE000;No")), "FTP012")
    assert "'No'" in finding.message and finding.affected_sites == ()
