"""Rules that look beyond one site: ports, siteDefaults, the server level; and files that are only a piece."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from ftplint.api import Settings, lint
from ftplint.rules.load import load_rule
from ftplint.rules.select import Selection

if TYPE_CHECKING:
    from pathlib import Path

    from ftplint.judging.finding import Finding

RULE = """<?xml version="1.0"?>
<sch:schema xmlns:sch="http://purl.oclc.org/dsdl/schematron" xmlns:ftp="urn:ftplint:rule" queryBinding="xslt">
  <sch:title>Test</sch:title><ftp:rule name="for-this-test" severity="warning" since="0.1"/>
  <sch:pattern id="XX001"><sch:rule context="{context}">{test}{rest}</sch:rule></sch:pattern>
</sch:schema>"""

SITES = "".join(
    f'<site name="{name}" id="{number}"><bindings>{bindings}</bindings></site>'
    for number, (name, bindings) in enumerate(
        {
            "A": '<binding protocol="ftp" bindingInformation="*:21:ftp.example"/>',
            "B": '<binding protocol="ftp" bindingInformation="*:21:FTP.example"/>'
            '<binding protocol="http" bindingInformation="*:80:"/>',
            "C": '<binding protocol="ftp" bindingInformation="10.0.0.1:21:ftp.example"/>',
        }.items(),
        1,
    )
)
WHOLE = (
    "<configuration>\n<system.applicationHost><sites>"
    f"{SITES}\n<siteDefaults><ftpServer allowUTF8='false'/></siteDefaults></sites></system.applicationHost>"
    "\n<system.ftpServer><log/></system.ftpServer></configuration>"
)


def found(folder: Path, context: str, test: str, text: str, rest: str = "") -> list[Finding]:
    (folder / "XX001.sch").write_text(RULE.format(context=context, test=test, rest=rest))
    return list(lint(text.encode(), Settings(Selection(select=("XX",)), rules=(folder,))).findings)


def test_host_names_of_a_port_do_not_depend_on_letter_case(tmp_path: Path) -> None:
    test = '<sch:report test="true()">Two: <sch:value-of select="binding[2]/@site"/>.</sch:report>'
    (finding,) = found(tmp_path, "port[@number='21']/address[@ip='*']/host[count(binding) > 1]", test, WHOLE)
    assert (finding.message, finding.site, finding.setting) == ("Two: B.", "A", "bindings/binding/@bindingInformation")
    assert finding.location.line == 2


def test_a_binding_below_a_port_is_that_of_its_site(tmp_path: Path) -> None:
    test = "<sch:report test=\"@site = 'C'\">C.</sch:report>"
    (finding,) = found(tmp_path, "port/address/host/binding", test, WHOLE)
    assert finding.site == "C"
    assert WHOLE.splitlines()[1][finding.location.column - 1 :].startswith("10.0.0.1:21:ftp.example")


def test_site_defaults_are_judged_as_such(tmp_path: Path) -> None:
    test = "<sch:report test=\"@allowUTF8 = 'false'\">Off.</sch:report>"
    (finding,) = found(tmp_path, "siteDefaults/ftpServer", test, WHOLE, '<ftp:at select="@allowUTF8"/>')
    assert (finding.origin, finding.site, finding.location.line) == ("siteDefaults", None, 3)
    assert found(tmp_path, "siteDefaults/ftpServer", test, WHOLE.replace("siteDefaults", "other")) == []


def test_what_nobody_writes_at_the_server_level_is_one_cause_for_all_sites(tmp_path: Path) -> None:
    select = "/server/system.ftpServer/security/authentication/denyByFailure/@enabled"
    test = f"<sch:assert test=\"{select} = 'true'\">Site '<sch:value-of select=\"@name\"/>' is open.</sch:assert>"
    (finding,) = found(tmp_path, "site", test, WHOLE, f'<ftp:at select="{select}"/>')
    assert finding.message == "Each of 3 sites is open."
    assert (finding.affected_sites, finding.site, finding.location.line) == (("A", "B", "C"), None, 4)


def test_a_rule_at_the_server_level_has_a_place_even_if_nothing_is_written(tmp_path: Path) -> None:
    test = "<sch:report test=\"@enabled = 'false'\">Off.</sch:report>"
    text = WHOLE.replace("<system.ftpServer><log/></system.ftpServer>", "")
    context = "server/system.ftpServer/security/authentication/denyByFailure"
    (finding,) = found(tmp_path, context, test, text)
    assert (finding.location.line, finding.location.column) == (1, 1)


@pytest.mark.parametrize(("text", "number"), [(WHOLE, 3), (SITES.split("</site>")[0] + "</site>", 0)])
def test_absence_proves_something_in_whole_files_only(tmp_path: Path, text: str, number: int) -> None:
    test = '<sch:assert test="application">None.</sch:assert>'
    assert len(found(tmp_path, "site[/server/@file='whole']", test, text)) == number


def test_a_site_knows_whether_it_is_a_web_site_too(tmp_path: Path) -> None:
    (finding,) = found(tmp_path, "site[@web='true']", '<sch:report test="true()">Web.</sch:report>', WHOLE)
    assert finding.site == "B"


@pytest.mark.parametrize(
    ("context", "test", "scope"),
    [
        ("site/ftpServer", "@allowUTF8 = /server/system.ftpServer/log/@logInUTF8", "site"),
        ("site[/server/@file = 'whole']", "true()", "site"),
        ("site[/server[@file = 'whole']]", "true()", "site"),
        ("site/location/system.ftpServer/security/ipSecurity/add", "preceding-sibling::add", "site"),
        ("site", "preceding-sibling::site", "server"),
        ("site", "/server/port", "server"),
        ("siteDefaults/ftpServer", "true()", "server"),
        ("port/address", "true()", "server"),
    ],
)
def test_scope(tmp_path: Path, context: str, test: str, scope: str) -> None:
    path = tmp_path / "XX001.sch"
    path.write_text(RULE.format(context=context, test=f'<sch:report test="{test}">X.</sch:report>', rest=""))
    assert load_rule(path).scope == scope


DENY = '<ftpServer><security><ssl dataChannelPolicy="SslDeny"/></security></ftpServer>'
SHARED = (
    '<configuration>\n<system.applicationHost><sites><site name="A" id="1"><bindings><binding protocol="ftp" bindingInformation="*:21:"/></bindings></site>'
    '<site name="B" id="2"><bindings><binding protocol="ftp" bindingInformation="*:22:"/></bindings></site>'
    f"\n<siteDefaults>{DENY}</siteDefaults></sites></system.applicationHost></configuration>"
)
AT = '<ftp:at select="@dataChannelPolicy"/>'


def test_one_cause_is_one_finding_as_long_as_the_message_is_the_same_but_for_the_name(tmp_path: Path) -> None:
    named = "<sch:report test=\"@dataChannelPolicy = 'SslDeny'\">Site '<sch:value-of select=\"ancestor::site/@name\"/>' denies.</sch:report>"
    (shared,) = found(tmp_path, "site/ftpServer/security/ssl", named, SHARED, AT)
    assert (shared.message, shared.site, shared.affected_sites) == ("Each of 2 sites denies.", None, ("A", "B"))
    assert (shared.origin, shared.location.line) == ("siteDefaults", 3)
    ports = named.replace("ancestor::site/@name", "ancestor::site/binding/@port")
    apart = found(tmp_path, "site/ftpServer/security/ssl", ports, SHARED, AT)
    assert [(f.message, f.affected_sites) for f in apart] == [
        ("Site '21' denies.", ("A",)),
        ("Site '22' denies.", ("B",)),
    ]
    two = named + "<sch:report test=\"@dataChannelPolicy = 'SslDeny'\">Again.</sch:report>"
    assert sorted(f.message for f in found(tmp_path, "site/ftpServer/security/ssl", two, SHARED, AT)) == [
        "Again.",
        "Each of 2 sites denies.",
    ]


def test_a_rule_that_reads_the_name_says_the_same_of_a_shared_cause(tmp_path: Path) -> None:
    """Judged site by site, and told of once all the same."""
    test = "<sch:report test=\"@dataChannelPolicy = 'SslDeny' and ancestor::site/@name != 'x'\">Site '<sch:value-of select=\"ancestor::site/@name\"/>' denies.</sch:report>"
    (shared,) = found(tmp_path, "site/ftpServer/security/ssl", test, SHARED, AT)
    assert (shared.message, shared.affected_sites) == ("Each of 2 sites denies.", ("A", "B"))
    only = test.replace("!= 'x'", "= 'B'")
    (one,) = found(tmp_path, "site/ftpServer/security/ssl", only, SHARED, AT)
    assert (one.message, one.site, one.affected_sites) == ("Site 'B' denies.", None, ("B",))


def test_places_that_have_a_part_in_it_are_told_where_somebody_wrote_them(tmp_path: Path) -> None:
    test = "<sch:report test=\"@dataChannelPolicy = 'SslDeny'\">No.</sch:report>"
    related = (
        AT
        + '<ftp:related select="../../@allowUTF8">not written</ftp:related><ftp:related select="@dataChannelPolicy">the value</ftp:related>'
    )
    (finding,) = found(tmp_path, "site/ftpServer/security/ssl", test, SHARED, related)
    assert [(one.note, one.location.line) for one in finding.related] == [("the value", 3)]


def test_what_a_fix_sets_is_the_place_where_a_rule_names_none(tmp_path: Path) -> None:
    test = "<sch:report test=\"@dataChannelPolicy = 'SslDeny'\">No.</sch:report>"
    fix = '<ftp:fix safety="safe" title="Allow it"><ftp:set attribute="dataChannelPolicy" value="SslAllow"/></ftp:fix>'
    text = RULE.format(context="site/ftpServer/security/ssl", test=test, rest="")
    (tmp_path / "XX001.sch").write_text(text.replace("</sch:schema>", f"{fix}</sch:schema>"))
    (finding,) = lint(SHARED.encode(), Settings(Selection(select=("XX",)), rules=(tmp_path,))).findings
    column = SHARED.splitlines()[2].index("SslDeny") + 1
    assert (finding.location.line, finding.location.column) == (3, column)
    assert finding.fix is not None
    assert [(one.setting, one.value) for one in finding.fix.changes] == [
        ("ftpServer/security/ssl/@dataChannelPolicy", "SslAllow")
    ]
    (element,) = found(tmp_path, "site/ftpServer/security/ssl", test, SHARED)
    assert element.location.column != column and element.setting == "ftpServer/security/ssl"


def test_two_bindings_of_one_endpoint_are_each_the_sites_own(tmp_path: Path) -> None:
    twice = SHARED.replace('"*:22:"', '"*:21:"')
    every = found(tmp_path, "port/address/host/binding", '<sch:report test="true()">It.</sch:report>', twice)
    assert [(f.site, f.affected_sites) for f in every] == [("A", ("A",)), ("B", ("B",))]
    second = found(
        tmp_path, "port/address/host/binding", '<sch:report test="preceding-sibling::binding">It.</sch:report>', twice
    )
    assert [f.site for f in second] == ["B"]


def test_the_fix_of_a_mistake_in_the_file_sets_the_setting_that_it_is_about() -> None:
    text = SHARED.replace('"SslDeny"', '"1"')
    (finding,) = lint(text.encode(), Settings(Selection(select=("FTP013",)))).findings
    assert finding.fix is not None and finding.fix.safety == "safe"
    assert [(one.setting, one.value) for one in finding.fix.changes] == [
        ("ftpServer/security/ssl/@dataChannelPolicy", "SslRequire")
    ]


@pytest.mark.parametrize(
    ("written", "policy", "place"),
    [('<ssl dataChannelPolicy="SslDeny"/>', "SslDeny", "SslDeny"), ("<ssl/>", "SslRequire", "<ssl")],
)
def test_a_setting_deep_in_site_defaults_is_told_as_it_stands_there(
    tmp_path: Path, written: str, policy: str, place: str
) -> None:
    """With its path, its value and its place; what is not written is at home in the innermost element that is."""
    text = WHOLE.replace("<ftpServer allowUTF8='false'/>", f"<ftpServer><security>\n{written}</security></ftpServer>")
    test = f"<sch:report test=\"@dataChannelPolicy = '{policy}'\">So.</sch:report>"
    at = '<ftp:at select="@dataChannelPolicy"/>'
    (finding,) = found(tmp_path, "siteDefaults/ftpServer/security/ssl", test, text, at)
    assert (finding.setting, finding.value) == ("ftpServer/security/ssl/@dataChannelPolicy", policy)
    line = text.splitlines()[finding.location.line - 1]
    assert line[finding.location.column - 1 :].startswith(place) and written in line
