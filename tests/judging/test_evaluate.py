"""Rules of other shapes than the built-in ones: across sites, with variables, with several contexts, on locations."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from ftplint import api
from ftplint.judging import evaluate
from ftplint.rules.context import RuleError
from tests.judging.test_which_findings import by_own_rule, server, site

if TYPE_CHECKING:
    from pathlib import Path

    from ftplint.judging.finding import Finding

HEAD = """<sch:schema xmlns:sch="http://purl.oclc.org/dsdl/schematron" xmlns:ftp="urn:ftplint:rule" queryBinding="xslt">
<sch:title>T</sch:title><ftp:rule name="own-rule" severity="error"/>"""

CONFIG = """<configuration><system.applicationHost><sites>
<site name="a" id="1"><bindings><binding protocol="ftp" bindingInformation="*:21:"/></bindings>
<ftpServer><security><commandFiltering><add command="SYST" allowed="false"/><add command="PASV" allowed="false"/></commandFiltering></security></ftpServer></site>
<site name="b" id="2"><bindings><binding protocol="ftp" bindingInformation="*:2121:"/></bindings></site>
<site name="c" id="3"><bindings><binding protocol="ftp" bindingInformation="*:21:"/></bindings></site>
</sites></system.applicationHost>
<system.ftpServer><firewallSupport lowDataChannelPort="5000"/></system.ftpServer>
<location path="b/in"><system.ftpServer><security><authorization>
<add accessType="Allow" users="*" permissions="Read, Write"/></authorization></security></system.ftpServer></location>
</configuration>"""


def findings(folder: Path, body: str) -> tuple[Finding, ...]:
    (folder / "OWN100-own-rule.sch").write_text(f"{HEAD}{body}</sch:schema>")
    settings = api.Settings(selection=api.Selection(select=("OWN",)), rules=(folder,))
    return api.lint(CONFIG.encode(), settings).findings


def test_a_rule_across_sites(tmp_path: Path) -> None:
    found = findings(
        tmp_path,
        """<sch:pattern id="OWN100"><sch:rule context="site/binding">
        <sch:report test="../preceding-sibling::site/binding/@port = @port">Port <sch:value-of select="@port"/> of
        '<sch:value-of select="../@name"/>' is taken by '<sch:value-of select="../preceding-sibling::site[binding/@port = current()/@port or true()][1]/@name"/>'.</sch:report>
        </sch:rule></sch:pattern>""".replace("current()/@port or true()", "true()"),
    )
    assert [(f.site, f.message, f.location.line) for f in found] == [("c", "Port 21 of 'c' is taken by 'b'.", 5)]


def test_a_rule_on_the_server(tmp_path: Path) -> None:
    found = findings(
        tmp_path,
        """<sch:pattern id="OWN100"><sch:rule context="server/system.ftpServer/firewallSupport">
        <sch:assert test="@lowDataChannelPort = '0' or @highDataChannelPort != '0'">Half a range.</sch:assert>
        </sch:rule></sch:pattern><ftp:at select="@lowDataChannelPort"/>""",
    )
    assert [(f.site, f.setting, f.origin, f.location.line, f.location.column) for f in found] == [
        (None, "system.ftpServer/firewallSupport/@lowDataChannelPort", "server", 7, 56)
    ]


def test_a_rule_on_a_location(tmp_path: Path) -> None:
    found = findings(
        tmp_path,
        """<sch:pattern id="OWN100"><sch:rule context="location/system.ftpServer/security/authorization/add">
        <sch:report test="@users = '*' and contains(@permissions, 'Write')">Write for all at
        <sch:value-of select="ancestor::location/@path"/>.</sch:report>
        </sch:rule></sch:pattern><ftp:at select="@permissions"/>""",
    )
    assert [(f.message, f.origin, f.location.line, f.affected_sites) for f in found] == [
        ("Write for all at /in.", "location", 9, ("b",))
    ]
    assert found[0].setting == "system.ftpServer/security/authorization/add/@permissions"


def test_items_of_a_collection_are_told_apart(tmp_path: Path) -> None:
    found = findings(
        tmp_path,
        """<sch:pattern id="OWN100"><sch:rule context="site/ftpServer/security/commandFiltering/add">
        <sch:report test="@command = 'PASV'">No <sch:value-of select="@command"/>.</sch:report>
        </sch:rule></sch:pattern><ftp:at select="@command"/>""",
    )
    column = CONFIG.splitlines()[2].index("PASV") + 1
    assert [(f.message, f.location.line, f.location.column) for f in found] == [("No PASV.", 3, column)]


def test_variables_and_the_first_context_that_fits(tmp_path: Path) -> None:
    found = findings(
        tmp_path,
        """<sch:pattern id="OWN100">
        <sch:rule context="site[binding/@port = '2121']"><sch:report test="false()">never.</sch:report></sch:rule>
        <sch:rule context="site"><sch:let name="port" value="binding/@port"/>
        <sch:let name="text" value="concat('port ', $port)"/><sch:let name="bound" value="binding"/>
        <sch:report test="$port = '21' and $bound/@port = $port and count($bound[@protocol = 'ftp']) = 1"><sch:value-of select="$text"/>.</sch:report></sch:rule>
        </sch:pattern>""",
    )
    assert [(f.site, f.message) for f in found] == [("a", "port 21."), ("c", "port 21.")]


@pytest.mark.parametrize(
    ("body", "reason"),
    [
        ('<sch:pattern id="OWN100"><sch:rule context="foo"/></sch:pattern>', "must start with one of"),
        ('<sch:pattern id="x"><sch:rule context="site"/></sch:pattern>', "must be a rule id"),
        (
            '<sch:let name="a" value="1"/><sch:pattern id="OWN100"><sch:rule context="site"/></sch:pattern>',
            "inside sch:rule only",
        ),
        ('<sch:pattern id="OWN100" is-a="y"><sch:rule context="site"/></sch:pattern>', "is-a"),
        (
            '<sch:pattern id="OWN100"><sch:rule context="site"><sch:extends rule="a"/></sch:rule></sch:pattern>',
            "extends",
        ),
        (
            '<sch:pattern id="OWN100"><sch:rule context="site[("><sch:report test="1">x.</sch:report></sch:rule></sch:pattern>',
            "XPath",
        ),
        ("", "no sch:pattern"),
    ],
)
def test_rules_that_cannot_be_used(tmp_path: Path, body: str, reason: str) -> None:
    with pytest.raises(RuleError, match=r"OWN100-own-rule\.sch") as raised:
        findings(tmp_path, body)
    assert reason in str(raised.value)


def test_each_node_is_the_first_of_itself(tmp_path: Path) -> None:
    """Schematron judges node by node, so that position() is 1 and last() is 1 in every test."""
    for test in ("position() = 1", "last() = 1"):
        body = f"""<sch:pattern id="OWN100"><sch:rule context="site/binding"><sch:report test="{test}">x</sch:report>
        </sch:rule></sch:pattern>"""
        assert sorted(site for f in findings(tmp_path, body) for site in f.affected_sites) == ["a", "b", "c"]


def test_a_rule_that_would_look_at_too_much_of_a_large_file_is_refused_there(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The limit is moved here: a real file with so many nodes is large. A rule that sees less is not meant."""
    monkeypatch.setattr(evaluate, "_ENDLESS", 1_000.0)
    body = '<sch:rule context="server"><sch:report test="{}">So.</sch:report></sch:rule>'
    everywhere = body.format("//*[@name = 'b']")
    few, many = (server(*(site(name, n) for n, name in enumerate("b" * number, 1))) for number in (1, 40))
    assert len(by_own_rule(tmp_path, everywhere, few)) == 1
    with pytest.raises(RuleError) as refused:
        by_own_rule(tmp_path, everywhere, many)
    assert "with 40 sites it would look at up to " in str(refused.value) and ":2: " in str(refused.value)
    assert len(by_own_rule(tmp_path, body.format("system.ftpServer"), many)) == 1
