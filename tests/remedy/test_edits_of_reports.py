"""The edits that a report offers do what `ftplint fix` does, and go together."""

from __future__ import annotations

import json

import pytest
from lxml import etree

from ftplint.analysis import analyse
from ftplint.api import Settings, lint
from ftplint.judging import judge
from ftplint.remedy import edits_of_fixes
from ftplint.report import render
from ftplint.rules.select import Selection
from ftplint.schema.versions import LATEST
from tests.configuration.builder import site
from tests.remedy.fixing import (
    BROKEN,
    applied,
    fixed,
    keys,
    server,
)
from tests.remedy.toy_rules import A, B, C, D, Toy, written


@pytest.mark.parametrize(("rule", "example"), BROKEN)
def test_the_edits_of_a_report_fix_as_fix_does(rule, example) -> None:  # type: ignore[no-untyped-def]
    """SARIF and JSON say the same; where a rule has one finding, the same as ``ftplint fix`` writes."""
    version = example.version or LATEST
    for data in (example.text.encode(), b"\xff\xfe" + example.text.replace("\n", "\r\n").encode("utf-16-le")):
        wanted = Settings(Selection((rule.id,)), version=version, edits=True)
        found = lint(data, wanted, name="x")
        told = json.loads("".join(render(found, "json")))["findings"]
        results = json.loads("".join(render(found, "sarif")))["runs"][0]["results"]
        assert len(told) == len(results) > 0
        for finding, result in zip(told, results, strict=True):
            edits = finding["fix"]["edits"]
            assert edits or len(told) > 1, finding["message"]
            if not edits:  # another finding has them
                assert "fixes" not in result
                continue
            (change,) = result["fixes"][0]["artifactChanges"]
            regions = [
                {
                    "line": r["startLine"],
                    "column": r["startColumn"],
                    "end_line": r["endLine"],
                    "end_column": r["endColumn"],
                }
                for r in (one["deletedRegion"] for one in change["replacements"])
            ]
            texts = [one["insertedContent"]["text"] for one in change["replacements"]]
            assert [{"path": "x", **region, "text": text} for region, text in zip(regions, texts, strict=True)] == edits
        if len(told) == 1:
            assert applied(data, told[0]["fix"]["edits"]) == fixed(data, (rule,), version).data


@pytest.mark.parametrize(
    ("rule", "example"),
    [
        pytest.param(*one.values, id=one.id, marks=pytest.mark.slow if number % 3 else ())  # type: ignore[attr-defined]
        for number, one in enumerate(BROKEN)
    ],
)
def test_the_edits_of_all_findings_go_together(rule, example) -> None:  # type: ignore[no-untyped-def]
    """No element twice, no attribute twice; and after a few times there is nothing left of the rule."""
    version = example.version or LATEST
    data = example.text.encode()
    for _ in range(3):
        every = lint(data, Settings(version=version, edits=True), name="x")
        own = lint(data, Settings(Selection((rule.id,)), version=version, edits=True), name="x")
        both = applied(data, edits_of(every))
        assert etree.fromstring(both) is not None
        assert {"FTP001", "FTP018", "FTP021"} & rules_of(both) <= rules_of(data)
        data = applied(data, edits_of(own))
    assert rule.id not in {id_ for id_, _ in keys(data, (rule,), version)}


def edits_of(report) -> list[dict]:  # type: ignore[no-untyped-def, type-arg]
    told = json.loads("".join(render(report, "json")))["findings"]
    return [edit for one in told for edit in (one["fix"] or {"edits": []})["edits"]]


def rules_of(data: bytes) -> set[str]:
    return {rule for rule, _ in keys(data)}


def test_two_findings_that_need_the_same_element_make_it_once() -> None:
    logon = '<ftpServer><security><authentication><clientCertAuthentication enabled="true"/></authentication><ssl serverCertHash="a909502dd82ae41433e6f83886b00d4277a32a7b"/></security></ftpServer>'
    data = server(site("a", logon, 1).replace("*:21:a", "*:21:"))
    report = lint(data, Settings(edits=True), name="x")
    told = {finding.rule: finding.edits for finding in report.findings if finding.rule in ("FTP105", "FTP106")}
    assert sorted(map(len, told.values())) == [0, 1]
    data = applied(data, edits_of(report))
    assert data.count(b"<sslClientCertificates") == 1
    data = applied(data, edits_of(lint(data, Settings(edits=True), name="x")))
    assert not {"FTP105", "FTP106"} & rules_of(data)


def test_a_report_that_shows_no_edits_makes_none() -> None:
    data = BROKEN[0].values[1].text.encode()  # type: ignore[attr-defined]
    assert not any(finding.edits for finding in lint(data).findings)
    assert any(finding.edits for finding in lint(data, Settings(edits=True)).findings)


def test_of_fixes_that_touch_the_same_text_a_safe_one_has_edits_before_others() -> None:
    """Whatever their order in the file; and those that touch other text have theirs besides."""
    for order in ((1, 2, 3), (3, 2, 1)):
        toys = [
            Toy(f"OWN00{order[0]}", "error", {A: ["x"]}, {A: "y"}, "unsafe"),
            Toy(f"OWN00{order[1]}", "info", {A: ["x"]}, {A: "z"}),
            Toy(f"OWN00{order[2]}", "info", {A: ["x"]}, {B: "z"}, "unsafe"),
        ]
        parsed = analyse("x", written(("x", "-", "-", "-")))
        found = judge(parsed, tuple(toy.rule for toy in toys))
        edits = edits_of_fixes(parsed, found)
        told = {one.rule.id: [edit.text for edit in edits.get(id(one), ())] for one in found}
        assert [told[toy.id] for toy in toys] == [[], ["z"], [' greetingMessage="z"']]


def test_of_fixes_that_insert_at_one_place_each_attribute_comes_once() -> None:
    toys = [
        Toy("OWN001", "info", {A: ["x"]}, {B: "1"}),
        Toy("OWN002", "info", {A: ["x"]}, {C: "2"}),
        Toy("OWN003", "info", {A: ["x"]}, {B: "3", D: "3"}),
    ]
    parsed = analyse("x", written(("x", "-", "-", "-")))
    found = judge(parsed, tuple(toy.rule for toy in toys))
    edits = edits_of_fixes(parsed, found)
    assert [one.rule.id for one in found if id(one) in edits] == ["OWN001", "OWN002"]


def test_a_fix_whose_place_is_not_in_the_fragment_has_no_edits_and_others_have() -> None:
    """The mistake of the server level is found in the location of a fragment, and the level itself is not there."""
    data = b"<siteDefaults><ftpServer><messages bannerMessage='x'/></ftpServer></siteDefaults>"
    toys = [Toy("OWN001", "info", {A: ["x"]}, {A: "y"})]
    parsed = analyse("x", data)
    found = judge(parsed, tuple(toy.rule for toy in toys))
    assert [edit.text for one in found for edit in edits_of_fixes(parsed, found)[id(one)]] == ["y"]
    for one in found:
        one.site = "(fragment)"
    assert edits_of_fixes(parsed, found) == {}
    assert edits_of_fixes(analyse("x", b"<a"), found) == {}
