"""What people read: the parts of a finding that the golden file shows once, looked at one by one."""

from __future__ import annotations

import pytest

from ftplint.judging.finding import FileReport, Finding, Location, Report, RuleInfo
from ftplint.report import render
from ftplint.report.plain_text import columns
from ftplint.report.verdicts import SHUT
from ftplint.rules import Change, Fix
from tests.report.sample import CLEAN, SAMPLE, SUPPRESSED

BASE = Finding("FTP106", "directory-mapping-off", "error", "Mapping is off.", Location("f", 1, 2, 1, 3))


def shown(*findings: Finding, verbose: bool = False) -> str:
    file = FileReport("f", findings, ("a", "b"), ("a",), lambda number: "<a/>" if number == 1 else None)
    return "".join(render(Report("1", (file,), ()), "text", verbose=verbose))


def test_a_finding_without_anything_else_is_a_headline_a_place_and_the_line() -> None:
    assert shown(BASE) == (
        "f: 1 FTP site, 1 other site\n"
        "  a  has errors: Mapping is off (FTP106)\n"
        "\n"
        "error[FTP106] directory-mapping-off: Mapping is off.\n"
        " --> f:1:2\n"
        "  |\n"
        "1 | <a/>\n"
        "  |  ^\n"
        "\n"
        "1 error in 1 file (2 sites, 1 of them FTP)\n"
        "What a rule means and why: ftplint rules show FTP106\n"
    )


@pytest.mark.parametrize(
    ("finding", "line"),
    [
        (BASE._replace(origin="schema"), "  = value: not set; the default applies"),
        (BASE._replace(origin="schema", setting="ssl/@a", value=""), "  = a: not set; the default is empty"),
        (BASE._replace(origin="schema", setting="ssl/@a", value="x"), "  = a: not set; the default is x"),
        (BASE._replace(origin="server"), "  = value from: the server level"),
        (BASE._replace(origin="location"), "  = value from: a location element"),
        (
            BASE._replace(origin="siteDefaults", affected_sites=("a",)),
            "  = value from: siteDefaults (inherited by 1 site: a)",
        ),
        (
            BASE._replace(origin="siteDefaults", affected_sites=tuple("abcd")),
            "  = value from: siteDefaults (inherited by 4 sites: a, b, c, d)",
        ),
        (
            BASE._replace(origin="siteDefaults", affected_sites=tuple("abcdefghijkl")),
            "  = value from: siteDefaults (inherited by 12 sites: a, b, c and 9 more)",
        ),
        (BASE._replace(affected_sites=("a", "b")), "  = affects: 2 sites: a, b"),
        (BASE._replace(reply=530, substatus=35, client="No."), "  = client sees: 530 (sub-status 35): No."),
        (BASE._replace(reply=530), "  = client sees: 530"),
        (BASE._replace(substatus=35), "  = client sees: (sub-status 35)"),
        (BASE._replace(client="No."), "  = client sees: No."),
    ],
)
def test_what_is_known_of_a_finding_is_told(finding: Finding, line: str) -> None:
    assert [told for told in shown(finding).splitlines() if told.startswith("  =")] == [line]


def test_a_value_written_on_the_site_needs_no_words() -> None:
    assert "=" not in shown(BASE._replace(origin="site", site="a", affected_sites=("a",)))


def test_the_reason_is_told_once_for_each_rule_in_a_run() -> None:
    other = BASE._replace(rule="FTP105", why="Other reason.")
    text = shown(BASE._replace(why="First reason."), BASE._replace(why="First reason."), other, verbose=True)
    assert text.count("First reason.") == 1
    assert text.count("Other reason.") == 1


def test_no_line_of_another_file_is_shown_as_one_of_this() -> None:
    assert "<a/>" not in shown(BASE._replace(location=Location("elsewhere", 1, 2, 1, 3)))


@pytest.mark.parametrize("width", [60, 80, 120])
def test_lines_keep_to_the_width_unless_a_word_is_longer(width: int) -> None:
    lines = "".join(render(SAMPLE, "text", width=width)).splitlines()
    summary = next(line for line in lines if line.startswith("9 errors"))
    for line in lines[: lines.index(summary)]:  # the summary and the commands are one line each
        cut = line.replace("\t", " ")
        assert columns(cut) <= width or len(cut.split()[-1]) > width - 30 or cut.split()[0] == "set", line


def test_the_frame_is_ascii() -> None:
    file = SAMPLE.files[0]._replace(findings=SAMPLE.findings[:4])
    file = file._replace(ftp_sites=tuple(site for site in file.ftp_sites if site.isascii()))
    ascii_only = Report("1", (file,), SAMPLE.rules)
    assert "".join(render(ascii_only, "text")).isascii()


def test_the_summary_counts_what_there_is() -> None:
    both = (BASE, BASE._replace(severity="info"))
    assert "\n1 error in 1 file (2 sites, 1 of them FTP), 1 info not shown (-v shows all)\n" in shown(*both)
    assert "\n1 error, 1 info in 1 file (2 sites, 1 of them FTP)\n" in shown(*both, verbose=True)
    assert "No errors or warnings in 1 file" in shown(BASE._replace(severity="info"))
    assert "".join(render(CLEAN._replace(files=(CLEAN.files[0]._replace(suppressed=SUPPRESSED),)), "text")) == (
        "No problems found in 1 file (1 site, 1 of them FTP), 3 suppressed (1 error)\n"
    )
    assert "".join(render(CLEAN._replace(files=()), "text")) == "No problems found in 0 files (no sites)\n"


def test_reasons_are_shown_on_demand() -> None:
    assert "Reason." not in shown(BASE._replace(why="Reason."))


def test_the_second_finding_of_a_rule_says_only_what_is_new() -> None:
    first = BASE._replace(reply=530, client="No.")
    other = first._replace(message="Off too.", location=Location("f", 1, 3, 1, 4), origin="server")
    last = shown(first, other).split("Off too.")[1].split("\n\n")[0].splitlines()
    assert last == ["", " --> f:1:3", "  = value from: the server level"]
    assert "= client sees: 530: No." in shown(first, other, verbose=True).split("Off too.")[1]


def test_the_worst_site_stands_first_and_sites_alike_share_a_line() -> None:
    sites = tuple(f"s{number:02}" for number in range(30))
    refused = BASE._replace(affected_sites=("s29",), reply=530)
    weak = BASE._replace(rule="FTP204", severity="warning", affected_sites=("s28",))
    rules = (RuleInfo("FTP204", "tls-optional", "warning", "Clients may log in without TLS", "site", security=6.5),)
    file = FileReport("f", (refused, weak), sites, sites, lambda _: None, shut={"s29": "certificates"})
    lines = "".join(render(Report("1", (file,), rules), "text")).splitlines()
    assert lines[:4] == [
        "f: 30 FTP sites",
        "  s29  nobody can log in: Mapping is off (FTP106)",
        "  s28  is not secure: Clients may log in without TLS (FTP204)",
        "  s00  no errors or warnings",
    ]
    assert lines[4] == "  and 27 sites more"


def test_the_next_step_is_a_command_to_type() -> None:
    fix = Fix("safe", "Do.", (Change("a/@b", "c"),))
    findings = (BASE._replace(fix=fix), BASE._replace(fix=fix._replace(safety="opens")))
    assert shown(*findings).splitlines()[-3:] == [
        "1 can be fixed safely: ftplint fix f",
        "1 more with --opens: look at the changes before you write them",
        "What a rule means and why: ftplint rules show FTP106",
    ]


def test_a_site_that_lets_nobody_in_says_why_whatever_rules_ran() -> None:
    file = FileReport("f", (), ("a",), ("a",), lambda _: None, shut={"a": "rules"})
    assert "  a  nobody can log in: no authorization rule allows anybody anything\n" in "".join(
        render(Report("1", (file,), ()), "text", verbose=True)
    )


def test_every_reason_that_the_effective_document_knows_has_words() -> None:
    from ftplint.configuration.conditions import OF_SITE

    (shut_by,) = (one for one in OF_SITE if one.name == "shut-by")
    from_outside = {"users"}  # administration.config
    assert set(SHUT) - from_outside == set(shut_by.values) - {"nothing"}
