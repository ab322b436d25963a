"""Ways to write one thing that mean the same: to the effective document, to the listing of settings, and to rules."""

from __future__ import annotations

import random
from copy import deepcopy

import pytest
from lxml import etree

from ftplint.analysis import analyse
from ftplint.configuration import Configuration, compare, server_settings, site_settings
from ftplint.judging import server_xml
from tests.judging.test_each_site_alone import file_of

SEEDS = range(6)


def written(seed: int) -> etree._Element:
    """A file with some sites, locations, and perhaps siteDefaults."""
    return etree.fromstring("\n".join(file_of(seed, 6)))


def read(root: etree._Element) -> Configuration:
    found = analyse("x", etree.tostring(root)).configuration
    assert found is not None
    return found


def meaning(root: etree._Element) -> tuple[str, list[str]]:
    """The effective document, and the kinds of the mistakes in it."""
    parsed = analyse("x", etree.tostring(root))
    assert parsed.configuration is not None
    document = "".join(server_xml(parsed.configuration, (), parsed.configuration.ftp_sites))
    return document, sorted(problem.kind for problem in parsed.problems)


@pytest.mark.parametrize("seed", SEEDS)
def test_comments_blanks_and_the_order_of_attributes(seed: int) -> None:
    root = written(seed)
    before = meaning(root)
    for element in list(root.iter("*")):
        element.insert(0, etree.Comment(" <clear/> "))
        element.append(etree.ProcessingInstruction("x", "<clear/>"))
        attributes = list(element.items())
        element.attrib.clear()
        for name, text in reversed(attributes):
            element.set(name, text)
    assert meaning(root) == before


@pytest.mark.parametrize("seed", SEEDS)
def test_the_letter_case_of_values_and_of_the_sites_that_locations_name(seed: int) -> None:
    root = written(seed)
    before = meaning(root)
    for element in root.iter("*"):
        for name, text in element.items():
            if text in ("true", "false", "Allow", "Deny", "Read, Write") or text.startswith(("Ssl", "Cert", "Isolate")):
                element.set(name, text.upper())
        if element.tag == "location":
            element.set("path", element.get("path", "").swapcase())
    assert meaning(root) == before


@pytest.mark.parametrize("seed", SEEDS)
def test_slashes_around_the_path_of_a_location_and_backslashes_in_it(seed: int) -> None:
    root = written(seed)
    before = meaning(root)
    for number, location in enumerate(root.iterfind("location")):
        path = location.get("path", "")
        location.set("path", (f"/{path}", f"{path}/", path.replace("/", "\\"))[number % 3])
    assert meaning(root) == before


@pytest.mark.parametrize("seed", SEEDS)
def test_empty_elements_say_nothing(seed: int) -> None:
    root = written(seed)
    before = meaning(root)
    for one in root.iter("site"):
        if one.find("ftpServer") is None:
            etree.SubElement(etree.SubElement(one, "ftpServer"), "security")
    for location in root.iterfind("location"):
        etree.SubElement(location.find("system.ftpServer/security"), "requestFiltering")
    etree.SubElement(etree.SubElement(root, "system.ftpServer"), "security")
    assert meaning(root) == before


@pytest.mark.parametrize("seed", SEEDS)
@pytest.mark.parametrize("path", [None, "", ".", "/"])
def test_the_server_level_in_a_location(seed: int, path: str | None) -> None:
    root = written(seed)
    rules = root.find("location/system.ftpServer")
    top = etree.SubElement(root, "system.ftpServer")
    top.extend(deepcopy(list(rules)))
    before = meaning(root)
    assert before != meaning(written(seed))
    root.remove(top)
    location = etree.SubElement(root, "location", {} if path is None else {"path": path})
    location.append(top)
    assert meaning(root) == before


@pytest.mark.parametrize("seed", SEEDS)
def test_the_sections_of_one_path_in_several_locations(seed: int) -> None:
    root = written(seed)
    for location in root.iterfind("location"):
        security = location.find("system.ftpServer/security")
        etree.SubElement(security, "ipSecurity", allowUnlisted="false")
    before = meaning(root)
    for location in list(root.iterfind("location")):
        other = etree.SubElement(root, "location", path=location.get("path", "").upper())
        group = etree.SubElement(etree.SubElement(other, "system.ftpServer"), "security")
        group.append(location.find("system.ftpServer/security/ipSecurity"))
    assert meaning(root) == before


@pytest.mark.parametrize("seed", SEEDS)
def test_what_siteDefaults_say_written_in_each_site(seed: int) -> None:
    """But for where it comes from: of each value the level changes, and no value does."""
    root = written(seed)
    sites = root.find("system.applicationHost/sites")
    defaults = sites.find("siteDefaults")
    if defaults is None:
        defaults = etree.SubElement(sites, "siteDefaults")
        etree.SubElement(etree.SubElement(defaults, "ftpServer", allowUTF8="false"), "messages", exitMessage="Bye")
    before = read(root)
    for one in list(sites.iterfind("site")):
        own = one.find("ftpServer")
        merged = deepcopy(defaults.find("ftpServer"))
        if merged is not None:
            if own is not None:
                one.remove(own)
                _laid_over(merged, own)
            one.append(merged)
    sites.remove(defaults)
    after = read(root)
    assert list(compare(before, after)) == []
    for old, new in zip(before.ftp_sites, after.ftp_sites, strict=True):
        levels = {one.path: one.level for one in site_settings(before, old)}
        for setting in site_settings(after, new):
            assert setting.level == {"siteDefaults": "site"}.get(levels[setting.path], levels[setting.path])


def _laid_over(under: etree._Element, over: etree._Element) -> None:
    """Attribute by attribute, child by child; these settings have no lists."""
    for name, text in over.items():
        under.set(name, text)
    for child in over:
        found = under.find(child.tag)
        if found is None:
            under.append(deepcopy(child))
        else:
            _laid_over(found, child)


@pytest.mark.parametrize("seed", SEEDS)
def test_a_setting_that_is_listed_stands_where_the_listing_says(seed: int) -> None:
    """Taken out there, it is listed with another level or place, and nothing else of its site changes."""
    root = written(seed)
    found = read(root)
    chance = random.Random(seed)
    every = [(one, setting) for one in found.ftp_sites for setting in site_settings(found, one)]
    placed = [(one, setting) for one, setting in every if setting.place is not None and setting.place.attribute]
    assert placed and not [one for one in server_settings(found) if one.level not in ("schema", "server")]
    assert {setting.level == "schema" for _, setting in every if setting.place is None} == {True}
    for site, setting in chance.sample(placed, min(6, len(placed))):
        place = setting.place
        assert place is not None and place.element is not None
        name = setting.path.rpartition("/@")[2]
        around = [element.tag for element in place.element.iterancestors()]
        assert place.attribute == name and place.element.get(name) is not None
        levels = {"siteDefaults": "siteDefaults", "site": "site", "location": "location"}
        assert setting.level == next((levels[str(tag)] for tag in around if tag in levels), "server")
        if "[" in setting.path:
            continue
        path = etree.ElementTree(place.element.getroottree().getroot()).getpath(place.element)
        other = deepcopy(place.element.getroottree().getroot())
        (element,) = other.xpath(path)
        del element.attrib[name]
        without = read(other)
        same = next(one for one in without.ftp_sites if one.name == site.name)
        now = {(one.path, one.location): one for one in site_settings(without, same)}
        before = {(one.path, one.location): one for one in site_settings(found, site)}
        changed = {key for key in before if (now[key].text, now[key].level) != (before[key].text, before[key].level)}
        assert changed == {(setting.path, setting.location)}


NOTHING = [
    ("system.applicationHost/sites", "<unknown/>"),
    ("system.applicationHost/sites", "<Site name='x' id='99'/>"),
    ("system.applicationHost/sites/site", "<unknown><ftpServer/></unknown>"),
    ("system.applicationHost/sites/site/bindings", "<unknown protocol='ftp'/>"),
    ("system.applicationHost/sites/site/bindings", "<binding bindingInformation='*:1:'/>"),
    ("system.applicationHost/sites/site/application", "<unknown/>"),
    ("system.applicationHost/sites/site/ftpServer", "<unknown allowUTF8='false'><messages/></unknown>"),
    ("system.applicationHost/sites/site/ftpServer/security", "<authorization/>"),
    ("location", "<ftpServer allowUTF8='false'/>"),
    ("location", "<unknown/>"),
    ("location", "<location path='x'/>"),
    ("location/system.ftpServer", "<firewallSupport lowDataChannelPort='1'/>"),
    ("location/system.ftpServer", "<unknown/>"),
    ("location/system.ftpServer/security", "<unknown/>"),
    ("location/system.ftpServer/security/authorization", "<unknown/>"),
    ("location/system.ftpServer/security/authorization", "<remove users='nobody'/>"),
    (".", "<unknown/>"),
    (".", "<location path='nobody'/>"),
    (".", "<location path='nobody' overrideMode='Sometimes' allowOverride='true'><system.ftpServer/></location>"),
    (".", "<location path='Nobody/x'><system.ftpServer><security><ipSecurity/></security></system.ftpServer></location>"),
]  # fmt: skip


@pytest.mark.parametrize(("parent", "text"), NOTHING)
def test_a_mistake_hides_nothing_that_stands_after_it(parent: str, text: str) -> None:
    """Wherever it stands, everything else means what it means without it, and has the mistakes that it has."""
    root = written(1)
    document, kinds = meaning(root)
    found = []
    for position in (0, 1, -1):
        other = deepcopy(root)
        parents = [other] if parent == "." else other.findall(parent)
        assert parents
        for element in parents:
            element.insert(len(element) if position < 0 else position, etree.fromstring(text))
        now, told = meaning(other)
        assert now == document
        found.append(told)
        for kind in set(kinds):
            assert told.count(kind) >= kinds.count(kind)
    assert found[0] == found[1] == found[2]
