"""Keys and validators of the sites section: paths, names, bindings."""

from __future__ import annotations

import pytest

from ftplint.analysis import analyse
from ftplint.source import Stops
from tests.configuration.builder import configuration, kinds, site


def test_paths_of_applications_and_virtual_directories_are_keys() -> None:
    twice = '<application path="/a"><virtualDirectory path="/"/><virtualDirectory path="/"/></application>'
    assert kinds(configuration("", site("A", twice))) == ["key-duplicate"]
    assert kinds(configuration("", site("A", '<application path="/a"/><application path="/A"/>'))) == ["key-duplicate"]


@pytest.mark.parametrize(
    ("site_xml", "attribute"),
    [
        ('<site name="" id="1"/>', "name"),
        ('<site name="a/b" id="1"/>', "name"),
        (
            '<site name="a" id="1"><bindings><binding protocol="ftp" bindingInformation=""/></bindings></site>',
            "bindingInformation",
        ),
        ('<site name="a" id="1"><application path="x"/></site>', "path"),
        ('<site name="a" id="1"><application path="/"><virtualDirectory path="/x/"/></application></site>', "path"),
        ('<site name="a" id="1"><application path="/a/../b"/></site>', "path"),
    ],
)
def test_validators_of_the_sites_section(site_xml: str, attribute: str) -> None:
    found = configuration("", site_xml)
    assert kinds(found) == ["value-malformed"]
    assert found.problems[0].facts["attribute"] == attribute


def test_names_and_paths_that_pass_the_validators() -> None:
    fine = '<site name="ftp.example.com \\ : é" id="1"><application path="/a.b/..c"/></site>'
    assert kinds(configuration("", fine)) == []


@pytest.mark.parametrize(
    ("first", "second", "twice"), [("7", "007", True), ("7", " 7", True), ("7", "70", False), ("7", "07", True)]
)
def test_ids_are_numbers_however_they_are_written(first: str, second: str, twice: bool) -> None:
    found = configuration(sites=site("a", id=first) + site("b", id=second))  # type: ignore[arg-type]
    assert ("site-id-duplicate" in kinds(found)) == twice


def test_a_section_registered_twice_costs_all_sites() -> None:
    """IIS refuses the whole file, so no site of it can work, whatever the matrix of prerequisites shows."""
    once = '<section name="authorization" overrideModeDefault="Allow"/>'
    sections = (
        f'<sectionGroup name="system.ftpServer"><sectionGroup name="security">{once}%s</sectionGroup></sectionGroup>'
    )
    for more, refused in (("", False), (once, True)):
        text = f"<configuration><configSections>{sections % more}</configSections></configuration>"
        problems = analyse("x", text.encode()).problems
        assert any(problem.stops is Stops.FILE for problem in problems) == refused
