"""Keys and validators of the sites section: paths, names, bindings."""

from __future__ import annotations

import pytest

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
