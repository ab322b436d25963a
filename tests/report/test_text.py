"""What people read: the parts of a finding that the golden file shows once, looked at one by one."""

from __future__ import annotations

import pytest

from ftplint.judging.finding import FileReport, Finding, Location, Report
from ftplint.report import render
from ftplint.report.plain_text import columns
from tests.report.sample import CLEAN, SAMPLE, SUPPRESSED

BASE = Finding("FTP106", "directory-mapping-off", "error", "Mapping is off.", Location("f", 1, 2, 1, 3))


def shown(*findings: Finding) -> str:
    file = FileReport("f", findings, ("a", "b"), ("a",), lambda number: "<a/>" if number == 1 else None)
    return "".join(render(Report("1", (file,), ()), "text"))


def test_a_finding_without_anything_else_is_a_headline_a_place_and_the_line() -> None:
    assert shown(BASE) == (
        "error[FTP106] directory-mapping-off: Mapping is off.\n"
        " --> f:1:2\n"
        "  |\n"
        "1 | <a/>\n"
        "  |  ^\n"
        "\n"
        "1 error in 1 file (2 sites, 1 of them FTP)\n"
    )


@pytest.mark.parametrize(
    ("finding", "line"),
    [
        (BASE._replace(origin="schema"), "  = value: not written anywhere: the schema default applies"),
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
    text = shown(BASE._replace(why="First reason."), BASE._replace(why="First reason."), other)
    assert text.count("First reason.") == 1
    assert text.count("Other reason.") == 1


def test_no_line_of_another_file_is_shown_as_one_of_this() -> None:
    assert "<a/>" not in shown(BASE._replace(location=Location("elsewhere", 1, 2, 1, 3)))


@pytest.mark.parametrize("width", [60, 80, 120])
def test_lines_keep_to_the_width_unless_a_word_is_longer(width: int) -> None:
    for line in "".join(render(SAMPLE, "text", width=width)).splitlines()[:-1]:
        cut = line.replace("\t", " ")
        assert columns(cut) <= width or len(cut.split()[-1]) > width - 30 or cut.split()[0] == "set", line


def test_the_frame_is_ascii() -> None:
    ascii_only = Report("1", (SAMPLE.files[0]._replace(findings=SAMPLE.findings[:4]),), SAMPLE.rules)
    assert "".join(render(ascii_only, "text")).isascii()


def test_the_summary_counts_what_there_is() -> None:
    assert shown(BASE, BASE._replace(severity="info")).endswith(
        "\n1 error, 1 info in 1 file (2 sites, 1 of them FTP)\n"
    )
    assert "".join(render(CLEAN._replace(files=(CLEAN.files[0]._replace(suppressed=SUPPRESSED),)), "text")) == (
        "No problems found in 1 file (1 site, 1 of them FTP), 3 suppressed\n"
    )
    assert "".join(render(CLEAN._replace(files=()), "text")) == "No problems found in 0 files (no sites)\n"
