"""The section groups around FTP: what is registered passes, names have their letter case and their home."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st
from lxml import etree

from ftplint.schema.explain import explain
from ftplint.schema.load import declarations
from ftplint.schema.validation import compiled, validate
from ftplint.schema.xsd import object_model
from ftplint.source import Stops
from tests.configuration.generate import element
from tests.schema.test_open_elements import config, site
from tests.schema.test_validate import mutate

if TYPE_CHECKING:
    from lxml.etree import _Element

SECTIONS = declarations().sections


def test_unknown_attributes_of_sites_and_of_groups() -> None:
    """A section group carries no settings (iis-config-system section 1.3), and sites none of its own."""
    root = etree.fromstring(
        "<configuration><system.applicationHost><sites x='1' lockItem='true'/></system.applicationHost>"
        "<system.ftpServer y='1'><security z='1' lockElements='*'/></system.ftpServer></configuration>"
    )
    found = [problem.setting for problem in validate(root)]
    assert found == ["sites/@x", "system.ftpServer/@y", "system.ftpServer/security/@z"]


@pytest.mark.parametrize(
    ("rest", "setting"),
    [
        ("<System.ftpServer/>", "System.ftpServer"),
        ("<system.FtpServer/>", "system.FtpServer"),
        ("<location path='a'><System.FtpServer/></location>", "System.FtpServer"),
        ("<Location path='a'/>", "Location"),
        ("<system.applicationHost><Sites/></system.applicationHost>", "system.applicationHost/Sites"),
    ],
)
def test_groups_in_the_wrong_letter_case_cost_the_whole_file(rest: str, setting: str) -> None:
    found = validate(config(rest=rest))
    assert [(problem.kind, problem.setting) for problem in found] == [("element-unknown", setting)]
    assert found[0].facts["hint"].startswith("Names are case-sensitive")
    assert found[0].stops is Stops.FILE


REGISTERED = """<configSections>
  <sectionGroup name="system.webServer"><section name="handlers"/></sectionGroup>
  <sectionGroup name="system.ftpServer">
    <section name="acme"/>
    <sectionGroup name="security"><section name="quota"/></sectionGroup>
  </sectionGroup>
</configSections>"""


@pytest.mark.parametrize(
    ("inner", "unknown"),
    [
        ("<acme x='1'/><security><quota>any</quota></security>", []),
        ("<handlers/>", ["system.ftpServer/handlers"]),
        ("<quota/>", ["system.ftpServer/quota"]),
        ("<security><acme/></security>", ["system.ftpServer/security/acme"]),
    ],
)
def test_a_foreign_section_passes_where_it_is_registered_and_only_there(inner: str, unknown: list[str]) -> None:
    root = config(rest=f"{REGISTERED}<system.ftpServer>{inner}</system.ftpServer>")
    assert [problem.setting for problem in validate(root)] == unknown


@pytest.mark.parametrize(
    ("sites", "rest", "hint"),
    [
        (site("<ftpServer><security serverCertHash='a'/></ftpServer>"), "", "ftpServer/security/ssl."),
        (site("<ftpServer><security><authorization/></security></ftpServer>"), "", "system.ftpServer/security."),
        ("", "<system.ftpServer><authorization/></system.ftpServer>", "system.ftpServer/security."),
        ("", "<system.ftpServer><security><ssl/></security></system.ftpServer>", "ftpServer/security of a site."),
        (
            "",
            "<system.ftpServer><security><ipSecurity ipAddress='1.2.3.4'/></security></system.ftpServer>",
            "system.ftpServer/security/ipSecurity/add.",
        ),
    ],
)
def test_a_name_that_is_right_elsewhere_says_where(sites: str, rest: str, hint: str) -> None:
    found = validate(config(sites, rest))
    assert [problem.facts["hint"] for problem in found] == [f"It belongs in {hint}"]


@pytest.mark.parametrize(
    ("sites", "rest", "hint"),
    [
        (site("<ftpServer><messages welcomeMessage='x'/></ftpServer>"), "", "Did you mean 'greetingMessage'?"),
        (
            site("<ftpServer><security><ssl thumbprint='x'/></security></ftpServer>"),
            "",
            "Did you mean 'serverCertHash'?",
        ),
        (
            "",
            "<system.ftpServer><security><authorization configSource='x'/></security></system.ftpServer>",
            "It works in web.config files only.",
        ),
        (
            "",
            "<system.ftpServer><security><ipSecurity denyByDefault='true'/></security></system.ftpServer>",
            "To refuse the addresses that are not listed, set allowUnlisted to false.",
        ),
    ],
)
def test_a_name_of_another_place_is_known(sites: str, rest: str, hint: str) -> None:
    assert [problem.facts["hint"] for problem in validate(config(sites, rest))] == [hint]


def grouped(path: str, section: _Element, *, location: bool) -> _Element:
    """A file that holds *section* at *path*, at the server level or in a location."""
    root = parent = config()
    if location:
        parent = etree.SubElement(root, "location", path="a")
    for step in path.split("/")[:-1]:
        parent = etree.SubElement(parent, step)
    parent.append(section)
    return root


@given(st.data(), st.sampled_from(sorted(SECTIONS)), st.booleans())
def test_the_walk_agrees_with_libxml2_and_xmlschema_on_sections(data: st.DataObject, path: str, location: bool) -> None:
    section = data.draw(element(SECTIONS[path].element))
    mutate(data, section)
    root = grouped(path, section, location=location)
    found = list(explain(root))
    valid = compiled().validate(root)
    assert valid == (not found), ([(p.kind, dict(p.facts)) for p in found], compiled().error_log)
    assert object_model().is_valid(root) == valid
    assert [p.kind for p in validate(root)] == [p.kind for p in found]


@pytest.mark.parametrize("path", sorted(SECTIONS))
def test_a_mistake_in_a_section_costs_that_section(path: str) -> None:
    section = etree.Element(SECTIONS[path].element.name, wrong="1")
    (found,) = validate(grouped(path, section, location=False))
    assert found.setting == f"{path}/@wrong"
    assert (found.stops, found.stopped) == (Stops.SECTION, path)
