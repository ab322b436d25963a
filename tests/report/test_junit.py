"""The JUnit reports: valid for Jenkins, nothing lost; one with a test case for each rule and FTP site."""

from __future__ import annotations

from pathlib import Path

import pytest
from lxml import etree

from ftplint.judging.finding import FileReport, Finding, Location, Report, RuleInfo
from ftplint.report import render
from tests.report.sample import CLEAN, FTP_SITES, INHERITING, PATH, SAMPLE

XSD = etree.XMLSchema(etree.parse(Path(__file__).parent / "junit-10.xsd"))
RULES = (RuleInfo("FTP106", "mapping-off", "error", "", "site"), RuleInfo("FTP014", "malformed", "error", "", "file"))


def suites(report: Report, name: str = "junit-rules") -> list[etree._Element]:
    """The suites of *report*, after a check against the XSD."""
    document = etree.fromstring("".join(render(report, name)).encode("ascii"))
    XSD.assertValid(document)
    return list(document.iter("testsuite"))


def case(suite: etree._Element, classname: str, rule: str) -> etree._Element:
    (found,) = (
        case
        for case in suite.iter("testcase")
        if case.get("classname") == classname and case.get("name", "").startswith(rule)
    )
    return found


def finding(rule: str = "FTP106", **facts: object) -> Finding:
    base = Finding(rule, "x", "error", "Wrong.", Location("f", 3, 4, 3, 5))
    return base._replace(**facts)  # type: ignore[arg-type]


def report(*findings: Finding, sites: tuple[str, ...] = ("a", "b")) -> Report:
    return Report("1", (FileReport("f", findings, (*sites, "www"), sites, lambda _: None),), RULES)


def outcomes(of: Report) -> dict[tuple[str, str], str]:
    """(classname, rule) -> what a case holds: its failures counted, ``noted`` or ``passed``."""
    (suite,) = suites(of)
    result = {}
    for case in suite.iter("testcase"):
        failures = len(case.findall("failure"))
        noted = "noted" if case.find("system-out") is not None else "passed"
        result[case.get("classname", ""), case.get("name", "").split()[0]] = f"{failures} failed" if failures else noted
    return result


def test_a_suite_is_a_file_and_has_a_case_for_each_rule_and_ftp_site() -> None:
    assert outcomes(report()) == {
        ("f", "FTP014"): "passed",
        ("f/a", "FTP106"): "passed",
        ("f/b", "FTP106"): "passed",
    }


def test_a_finding_on_a_site_fails_the_case_of_that_site() -> None:
    assert outcomes(report(finding(site="b", affected_sites=("b",)))) == {
        ("f", "FTP014"): "passed",
        ("f/a", "FTP106"): "passed",
        ("f/b", "FTP106"): "1 failed",
    }


def test_a_finding_in_site_defaults_fails_the_case_of_every_site_that_inherits_it() -> None:
    assert outcomes(report(finding(affected_sites=("a", "b"), origin="siteDefaults"))) == {
        ("f", "FTP014"): "passed",
        ("f/a", "FTP106"): "1 failed",
        ("f/b", "FTP106"): "1 failed",
    }


def test_two_findings_of_a_rule_on_a_site_are_two_failures_of_one_case() -> None:
    assert outcomes(report(finding(site="a"), finding(site="a")))["f/a", "FTP106"] == "2 failed"


@pytest.mark.parametrize(
    "lost",
    [finding(), finding(site="www", affected_sites=("www",)), finding(site="gone"), finding("FTP999", site="a")],
    ids=["no site", "not an FTP site", "not a site", "not a rule of the run"],
)
def test_a_finding_that_fits_no_site_is_a_case_of_the_file(lost: Finding) -> None:
    assert outcomes(report(lost))["f", lost.rule] == "1 failed"


@pytest.mark.parametrize(
    ("fail_on", "failing"),
    [
        ("info", {"error", "warning", "info"}),
        ("warning", {"error", "warning"}),
        ("error", {"error"}),
        ("never", {"error", "warning"}),
    ],
)
def test_findings_below_the_level_that_fails_are_noted(fail_on: str, failing: set[str]) -> None:
    for severity in ("error", "warning", "info"):
        graded = report(finding(site="a", severity=severity))._replace(fail_on=fail_on)  # type: ignore[arg-type]
        assert outcomes(graded)["f/a", "FTP106"] == ("1 failed" if severity in failing else "noted")


def test_a_note_does_not_hide_a_failure_of_the_same_case() -> None:
    (suite,) = suites(report(finding(site="a", severity="info", message="Mild."), finding(site="a")))
    found = case(suite, "f/a", "FTP106")
    assert [(child.tag, child.text) for child in found] == [
        ("failure", "f:3:4: Wrong."),
        ("system-out", "info: f:3:4: Mild."),
    ]


def test_a_failure_tells_message_place_and_what_to_do() -> None:
    again = case(suites(SAMPLE)[0], f"{PATH}/{INHERITING[11]}", "FTP105").find("failure")
    assert again is not None
    assert again.text == "see FTP105 at line 5", "it is told in full once"
    failure = case(suites(SAMPLE)[0], f"{PATH}/{INHERITING[0]}", "FTP105").find("failure")
    assert failure is not None
    message = "Site 'tenant00.example.com' logs clients in by certificate, but clientCertificatePolicy is CertIgnore."
    assert failure.items() == [("type", "error"), ("message", message)]
    assert (failure.text or "").split("\n") == [
        f"{PATH}:5:78: {message}",
        "setting: ftpServer/security/sslClientCertificates/@clientCertificatePolicy (origin: siteDefaults)",
        "affects: 12 sites: tenant00.example.com, tenant01.example.com, tenant02.example.com and 9 more",
        "client sees: 530 (sub-status 35): No certificate is asked for, so none can log in.",
        f"note: {PATH}:15:32: this long line is not shown",
        f"note: {PATH}:12:44: certificate logon is switched on here",
        "fix (unsafe): Ask for certificates, and look them up.",
        "set ftpServer/security/sslClientCertificates/@clientCertificatePolicy to 'CertAllow'",
        "set ftpServer/security/sslClientCertificates/@useActiveDirectoryMapping to 'true'",
    ]


def test_counts_are_those_of_the_cases() -> None:
    found = suites(SAMPLE)
    for suite in found:
        cases = suite.findall("testcase")
        assert suite.get("tests") == str(len(cases))
        assert suite.get("failures") == str(sum(case.find("failure") is not None for case in cases))
        skipped = sum(case.find("skipped") is not None for case in cases)
        assert (suite.get("errors"), suite.get("skipped"), suite.get("time")) == ("0", str(skipped), "0")
    whole = found[0].getparent()
    assert whole is not None
    for count in ("tests", "failures"):
        assert int(whole.get(count, "")) == sum(int(suite.get(count, "")) for suite in found)


def test_every_case_can_be_told_from_every_other() -> None:
    for suite in suites(SAMPLE):
        keys = [(case.get("classname"), case.get("name")) for case in suite.iter("testcase")]
        assert len(keys) == len(set(keys))
    assert len({case.get("classname") for case in suites(SAMPLE)[0].iter("testcase")}) == len(FTP_SITES) + 1


def test_names_that_look_alike_when_shown_are_numbered() -> None:
    sites = ("a\x1b", r"a\x1b", r"a\x1b (2)", "a\x1b")
    names = sorted({classname for classname, rule in outcomes(report(sites=sites)) if rule == "FTP106"})
    assert names == [r"f/a\x1b", r"f/a\x1b (2)", r"f/a\x1b (2) (2)"]


def test_a_clean_file_has_only_passing_cases() -> None:
    assert set(outcomes(CLEAN).values()) == {"passed"}


def test_the_xsd_notices_what_jenkins_would_not_read() -> None:
    document = etree.fromstring("".join(render(SAMPLE, "junit")).encode("ascii"))
    del next(document.iter("testsuite")).attrib["tests"]
    assert not XSD.validate(document)


def test_the_short_one_has_a_case_for_each_site_and_each_finding() -> None:
    shared = finding(affected_sites=("a",), site="a")
    remark = finding("FTP801", severity="info")
    (suite,) = suites(report(shared, remark, sites=("a", "b")), "junit")
    shown = [(case.get("classname"), case.get("name"), [child.tag for child in case]) for case in suite]
    assert shown == [
        ("f/a", "FTP site", ["failure"]),
        ("f/b", "FTP site", []),
        ("f", "FTP106 x at line 3", ["failure"]),
        ("f", "FTP801 x at line 3", ["system-out"]),
    ]
    assert (suite.get("tests"), suite.get("failures")) == ("4", "2")


def test_the_short_one_is_short_where_one_finding_reaches_many_sites() -> None:
    sites = tuple(f"s{number}" for number in range(100))
    text = "".join(render(report(finding(affected_sites=sites), sites=sites), "junit"))
    assert len(text) < 15_000
    assert text.count("Wrong.") == 2


def test_the_short_one_tells_a_suppressed_finding_as_skipped_with_the_reason() -> None:
    for suite in suites(SAMPLE, "junit"):
        assert int(suite.get("skipped", "0")) == len(suite.findall("testcase/skipped"))
    assert sum(int(suite.get("skipped", "0")) for suite in suites(SAMPLE, "junit")) == SAMPLE.suppressed
