"""Sites that are alike but for one thing that is easy to overlook, judged as many: each is found, and with what is its own."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from ftplint.api import Settings, lint
from ftplint.judging import evaluate
from ftplint.rules import Selection
from tests.judging.test_which_findings import HEAD, by_own_rule, server, site

if TYPE_CHECKING:
    from pathlib import Path

PROVIDER = (
    '<ftpServer><customFeatures><providers><add name="{}" enabled="true"/></providers></customFeatures></ftpServer>'
)
COMMAND = '<ftpServer><security><commandFiltering><add command="{}" allowed="false"/></commandFiltering></security></ftpServer>'


@pytest.fixture(autouse=True, params=[0, 1_000_000], ids=["as many", "in one go"])
def few(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(evaluate, "FEW", request.param)


def reached(folder: Path, test: str, data: bytes, context: str = "site", at: str = "") -> list[str]:
    rule = f'<sch:rule context="{context}"><sch:report test="{test}">So.</sch:report>{at}</sch:rule>'
    return [name for f in by_own_rule(folder, rule, data) for name in f.affected_sites]


def authorized(path: str, users: str) -> str:
    add = f'<add accessType="Allow" users="{users}" permissions="Read"/>'
    return f'<location path="{path}"><system.ftpServer><security><authorization>{add}</authorization></security></system.ftpServer></location>'


@pytest.mark.parametrize("path", ["b", "B", "b/in"])
def test_sites_may_differ_in_their_locations_only(tmp_path: Path, path: str) -> None:
    """Both have one; letter case does not matter."""
    sites = [site(name, number, binding="*:21:") for number, name in enumerate("ABc", 1)]
    data = server(*sites, rest=authorized("a", "alice") + authorized(path, "bob"))
    users = "location/system.ftpServer/security/authorization/add/@users"
    assert reached(tmp_path, f"{users} = 'bob'", data) == ["B"]
    assert reached(tmp_path, f"{users} = 'alice'", data) == ["A"]
    assert reached(tmp_path, f"not({users})", data) == ["c"]


def test_of_many_sites_that_remove_an_entry_each_the_one_is_found_that_has_none_left(tmp_path: Path) -> None:
    """Which entries there are follows from what an entry is called, whether or not a rule looks at that.

    An element that is no entry has an attribute of the same name, and as many values of it.
    """
    shared = f"<siteDefaults>{PROVIDER.format('p7')}</siteDefaults>"
    removed = PROVIDER.replace('<add name="{}" enabled="true"/>', '<remove name="p{}"/>')
    named = '<ftpServer><security><customAuthorization><provider name="q{}" enabled="true"/></customAuthorization></security>'
    inner = removed.replace("<ftpServer>", named)
    sites = [site(f"s{n}", n, inner.format(n, n), "*:21:") for n in range(1, 61)]
    assert reached(tmp_path, "not(ftpServer/customFeatures/providers/add)", server(*sites, shared)) == ["s7"]


@pytest.mark.parametrize(
    ("inner", "test"),
    [
        (PROVIDER, "ftpServer/customFeatures/providers/add/@name = 'x7'"),
        (COMMAND, "ftpServer/security/commandFiltering/add/@command = 'x7'"),
    ],
)
def test_of_many_sites_with_an_entry_each_the_one_that_differs_is_found(tmp_path: Path, inner: str, test: str) -> None:
    sites = [site(f"s{n}", n, inner.format(f"x{n}"), "*:21:") for n in range(1, 61)]
    assert reached(tmp_path, test, server(*sites)) == ["s7"]


@pytest.mark.parametrize(
    ("element", "attribute", "condition", "wrong"),
    [
        ("security/ssl", "serverCertHash", "thumbprint-kind = 'malformed'", "a" * 39),
        ("messages", "exitMessage", "exit-unknown = '%Nobody%'", "%Nobody%"),
        ("firewallSupport", "externalIp4Address", "external-kind = 'private'", "10.0.0.1"),
    ],
)
def test_of_many_sites_with_a_text_each_the_one_is_found_that_a_condition_tells(
    tmp_path: Path, element: str, attribute: str, condition: str, wrong: str
) -> None:
    texts = {"security/ssl": "{:040}", "messages": "bye {}", "firewallSupport": "8.8.8.{}"}
    opened, closed = (f"<{element.split('/')[0]}>", f"</{element.split('/')[0]}>") if "/" in element else ("", "")
    sites = []
    for n in range(1, 61):
        text = wrong if n == 7 else texts[element].format(n)
        inner = f'<ftpServer>{opened}<{element.split("/")[-1]} {attribute}="{text}"/>{closed}</ftpServer>'
        sites.append(site(f"s{n}", n, inner, "*:21:"))
    assert reached(tmp_path, f"ftpServer/{element}/@{condition}", server(*sites)) == ["s7"]


@pytest.mark.parametrize(
    ("text", "rule"), [("a" * 39, "FTP102"), ("57686f6120447564652c2049495320526f636b73", "FTP103")]
)
def test_of_many_sites_the_one_with_a_wrong_thumbprint_is_found_by_a_rule_that_runs_alone(text: str, rule: str) -> None:
    inner = """<ftpServer><security><ssl serverCertHash="{}"/><authentication><clientCertAuthentication enabled="true"/></authentication></security></ftpServer>"""
    sites = [site(f"s{n}", n, inner.format(text if n == 7 else f"{n:040}"), "*:21:") for n in range(1, 61)]
    assert [f.affected_sites for f in lint(server(*sites), select=[rule]).findings] == [("s7",)]


@pytest.mark.parametrize("select", [[], ["FTP808"]], ids=["all rules", "alone"])
def test_of_many_sites_with_a_text_each_the_one_with_an_unknown_variable_is_found(select: list[str]) -> None:
    inner = '<ftpServer><messages expandVariables="true" exitMessage="bye {}"/></ftpServer>'
    sites = [site(f"s{n}", n, inner.format("%Nobody%" if n == 7 else n), "*:21:") for n in range(1, 61)]
    found = lint(server(*sites), select=select).findings
    assert [f.affected_sites for f in found if f.rule == "FTP808"] == [("s7",)]


def test_a_host_name_counts_where_a_rule_prints_it_only(tmp_path: Path) -> None:
    rule = """<sch:rule context="site/binding"><sch:report test="@port = '21'">At '<sch:value-of select="@host"/>'.</sch:report></sch:rule>"""
    data = server(*(site(name, number, binding=f"*:21:{name}.example") for number, name in enumerate("ab", 1)))
    assert [f.message for f in by_own_rule(tmp_path, rule, data)] == ["At 'a.example'.", "At 'b.example'."]


@pytest.mark.parametrize("first", ["true", "false"])
def test_the_graver_of_two_fixes_of_one_cause_is_told(tmp_path: Path, first: str) -> None:
    """siteDefaults are at fault on both sites; on one of them the fix could lock somebody out."""
    body = """<sch:pattern id="OWN100"><sch:rule context="site/ftpServer/security/ssl">
    <sch:report test="@dataChannelPolicy = 'SslDeny'">No.</sch:report></sch:rule></sch:pattern>
    <ftp:fix safety="safe" title="Allow it"><ftp:when test="../../@allowUTF8 = 'false'" safety="unsafe" because="why"/>
    <ftp:set attribute="dataChannelPolicy" value="SslAllow"/></ftp:fix>"""
    (tmp_path / "OWN100-own-rule.sch").write_text(f"{HEAD}{body}</sch:schema>")
    other = "false" if first == "true" else "true"
    sites = [site(name, n, f'<ftpServer allowUTF8="{text}"/>') for n, name, text in ((1, "a", first), (2, "b", other))]
    shared = (
        '<siteDefaults><ftpServer><security><ssl dataChannelPolicy="SslDeny"/></security></ftpServer></siteDefaults>'
    )
    (finding,) = lint(server(*sites, shared), Settings(Selection(select=("OWN",)), rules=(tmp_path,))).findings
    assert finding.fix is not None
    assert (finding.affected_sites, finding.fix.safety) == (("a", "b"), "unsafe")
