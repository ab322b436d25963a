"""Which file is that of a server, and what groups of sections are: only there is content unregistered for sure."""

from __future__ import annotations

import pytest

from tests.configuration.test_bodies import ALL, FTP, HOSTING, RULES, WEB, config, problems


def kinds(data: bytes) -> list[str]:
    return [one.kind for one in problems(data)]


@pytest.mark.parametrize(
    ("data", "foreign"),
    [
        (config(body="<nobody/>"), True),
        (config(FTP + WEB, body="<nobody/>"), True),  # it has sites, though it registers none
        (f"<configuration><configSections>{ALL}</configSections>{RULES}<nobody/></configuration>".encode(), True),
        (f"<configuration><configSections>{FTP}</configSections>{RULES}<nobody/></configuration>".encode(), False),
        (f"<configuration>{RULES}<nobody/></configuration>".encode(), False),
        (config(registered="", body="<nobody/>"), False),
    ],
)
def test_a_name_is_foreign_in_the_file_of_a_server_only(data: bytes, foreign: bool) -> None:
    assert ("top-element-unregistered" in kinds(data)) == foreign


def test_a_group_beside_the_sites_is_no_section_that_nobody_registered() -> None:
    grouped = HOSTING.replace(
        "</sectionGroup>", '<sectionGroup name="more"><section name="x"/></sectionGroup></sectionGroup>'
    )
    assert kinds(config(grouped + FTP, hosting="<more><x/></more>")) == []
    assert kinds(config(HOSTING + FTP, hosting="<more><x/></more>")) == ["section-unregistered"]


def test_sites_in_the_wrong_letter_case_are_told_once() -> None:
    found = kinds(config(hosting="<Sites/>"))
    assert "section-unregistered" not in found and "element-unknown" in found
