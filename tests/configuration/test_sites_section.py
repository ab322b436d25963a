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


FTP = '<binding protocol="{}" bindingInformation="{}"/>'


@pytest.mark.parametrize(
    ("information", "parts"),
    [
        ("*:21:", ("*", "21", "")),
        (":21:ftp.example", ("*", "21", "ftp.example")),
        ("192.0.2.1:2121:a:b", ("192.0.2.1", "2121", "a:b")),
        ("[2001:db8::1]:990:h", ("[2001:db8::1]", "990", "h")),
        ("[::1]", ("[::1]", "", "")),
        ("[::1", ("[", "", "1")),
        ("21", ("21", "", "")),
    ],
)
def test_the_parts_of_a_binding(information: str, parts: tuple[str, str, str]) -> None:
    text = f'<site name="a" id="1"><bindings>{FTP.format("FTP", information)}</bindings></site>'
    (found,) = configuration(sites=text).ftp_sites
    assert [(b.address, b.port, b.host) for b in found.bindings] == [parts]


@pytest.mark.parametrize(
    ("defaults", "own", "ports", "web"),
    [
        ("", FTP.format("ftp", "*:21:"), ["21"], False),
        (FTP.format("ftp", "*:20:"), None, ["20"], False),
        (FTP.format("ftp", "*:20:"), "", ["20"], False),
        (FTP.format("ftp", "*:20:"), FTP.format("ftp", "*:21:"), ["20", "21"], False),
        (FTP.format("ftp", "*:20:"), "<clear/>" + FTP.format("ftp", "*:21:"), ["21"], False),
        (FTP.format("ftp", "*:20:"), "<clear/>" + FTP.format("FTP", "*:20:"), ["20"], False),
        ("", FTP.format("ftp", "*:21:") + FTP.format("HTTP", "*:80:"), ["21"], True),
        ("", FTP.format("https", "*:443:") + FTP.format("ftp", "*:21:"), ["21"], True),
        ("", FTP.format("net.tcp", "*:1:") + FTP.format("ftp", "*:21:"), ["21"], False),
        ("", FTP.format("http", "*:80:"), [], True),
        (FTP.format("http", "*:80:"), FTP.format("ftp", "*:21:"), ["21"], False),
    ],
)
def test_bindings_of_a_site_follow_those_of_siteDefaults(
    defaults: str, own: str | None, ports: list[str], web: bool
) -> None:
    bindings = "" if own is None else f"<bindings>{own}</bindings>"
    text = f'<site name="a" id="1">{bindings}</site><siteDefaults><bindings>{defaults}</bindings></siteDefaults>'
    found = configuration(sites=text)
    (only,) = found.sites
    assert ([b.port for b in only.bindings], only.is_ftp, only.is_web) == (ports, bool(ports), web)
    assert kinds(found) == []


@pytest.mark.parametrize(
    ("defaults", "own"),
    [
        ("", FTP.format("ftp", "*:21:A") + FTP.format("FTP", "*:21:a")),
        (FTP.format("ftp", "*:21:"), FTP.format("ftp", "*:21:")),
        ("", FTP.format("http", "*:80:") + FTP.format("http", "*:80:")),
    ],
)
def test_the_same_binding_twice(defaults: str, own: str) -> None:
    text = f'<site name="a" id="1"><bindings>{own}</bindings></site><siteDefaults><bindings>{defaults}</bindings></siteDefaults>'
    (problem,) = configuration(sites=text).problems
    assert (problem.kind, problem.site, problem.setting, problem.stops) == (
        "key-duplicate",
        "a",
        "bindings",
        Stops.SITES,
    )
    assert problem.facts["element"] == "binding"
    assert (
        problem.facts["attribute"] == "protocol, bindingInformation"
        and "bindingInformation='" in problem.facts["value"]
    )
    assert [note for _, note in problem.related] == ["the entry with the same key"]


def test_names_and_ids_that_are_there_twice_are_told_at_the_second_with_the_first() -> None:
    found = configuration(sites=site("a", id=1) + site("A", id=2) + site("b", id=2))
    told = [(p.kind, p.site, p.setting, p.facts["value"], p.stops) for p in found.problems]
    assert told == [
        ("site-name-duplicate", "A", "site/@name", "A", Stops.SITES),
        ("site-id-duplicate", "b", "site/@id", "2", Stops.SITES),
    ]
    assert [p.related[0][1] for p in found.problems] == ["the first site with this name", "the first site with this id"]
    assert [p.related[0][0].element is not p.place.element for p in found.problems] == [True, True]


def test_virtual_directories_take_what_they_lack_from_the_defaults_nearest_first() -> None:
    inner = (
        '<virtualDirectoryDefaults userName="site" logonMethod="Batch"/><application path="/">'
        '<virtualDirectoryDefaults userName="app"/><virtualDirectory path="/" physicalPath="C:\\a"/>'
        '<virtualDirectory path="/b" physicalPath="C:\\b" userName="own"/></application><application path="/x"/>'
    )
    text = f'<site name="a" id="1">{inner}</site><virtualDirectoryDefaults userName="all" password="p" logonMethod="Network"/>'
    found = configuration(sites=text)
    root, other = found.applications(found.sites[0])
    assert (root.path, other.path, other.virtual_directories) == ("/", "/x", ())
    one, two = (directory.attributes for directory in root.virtual_directories)
    assert (one["userName"], one["logonMethod"], one["password"], one["path"]) == ("app", "Batch", "p", "/")
    assert (two["userName"], two["physicalPath"]) == ("own", "C:\\b")


def test_a_second_ftpServer_of_a_site_is_told_of_and_the_first_one_counts() -> None:
    found = configuration(sites=site("a", '<ftpServer allowUTF8="false"/><ftpServer allowUTF8="true"/>'))
    (problem,) = found.problems
    assert (problem.kind, problem.site, problem.setting) == ("element-repeated", "a", "ftpServer")
    assert found.sites[0].ftp.value("allowUTF8").text == "false"


@pytest.mark.parametrize(
    ("attribute", "names", "wrong"),
    [
        ("lockAttributes", "allowUTF8, serverAutoStart", []),
        ("lockAttributes", "*", []),
        ("lockAttributes", "allowutf8,,nothing", ["allowutf8", "nothing"]),
        ("lockAllAttributesExcept", "security", ["security"]),
        ("lockElements", "security", []),
        ("lockElements", "Security", ["Security"]),
        ("lockAllElementsExcept", "allowUTF8", ["allowUTF8"]),
        ("lockItem", "true", []),
    ],
)
def test_lock_lists_name_what_the_element_has(attribute: str, names: str, wrong: list[str]) -> None:
    found = configuration(sites=site("a", f'<ftpServer {attribute}="{names}"/>'))
    assert kinds(found) == ["lock-list-unknown-name"] * len(wrong)
    assert all(any(name in problem.facts.values() for problem in found.problems) for name in wrong)


def test_lock_lists_of_a_collection_name_its_directives() -> None:
    commands = '<ftpServer><security><commandFiltering lockElements="add, clear,remove,delete"/></security></ftpServer>'
    found = configuration(sites=site("a", commands))
    (problem,) = found.problems
    assert problem.kind == "lock-list-unknown-name" and "delete" in problem.facts.values()
    assert "add, clear, remove, *" in problem.facts.values()


@pytest.mark.parametrize(
    ("path", "fine"),
    [
        *((path, True) for path in ("/", "/a", "/a/b", "/.a", "/a..", "/...")),
        *((path, False) for path in ("", "a", "/a/", "//", "/.", "/a/./b", "/..", "/a/..")),
    ],
)
@pytest.mark.parametrize("element", ["application", "virtualDirectory"])
def test_virtual_paths(path: str, fine: bool, element: str) -> None:
    inner = f'<{element} path="{path}"/>'
    inner = f'<application path="/">{inner}</application>' if element == "virtualDirectory" else inner
    found = configuration(sites=f'<site name="a" id="1">{inner}</site>')
    told = [(p.kind, p.site, p.setting, p.facts["element"], p.facts["value"]) for p in found.problems]
    assert told == ([] if fine else [("value-malformed", "a", f"{element}/@path", element, path)])


@pytest.mark.parametrize(
    ("name", "fine"), [("a b", True), ("a?", False), ("?", False), ("/" * 90, False), ("a:b", True)]
)
def test_names_of_sites(name: str, fine: bool) -> None:
    found = configuration(sites=f'<site name="{name}" id="1"/>')
    expected = "a name that is not empty and has neither / nor ?"
    facts = {"element": "site", "attribute": "name", "value": name[:80], "expected": expected}
    assert [problem.facts for problem in found.problems] == ([] if fine else [facts])
