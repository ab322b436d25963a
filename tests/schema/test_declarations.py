"""The declarations against the tables of the facts: every element, attribute, type, default and number."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from ftplint.schema.load import IIS, XS, declarations, schema_tree
from ftplint.schema.model import Attribute, Element
from tests.conftest import SHARED

FACTS = SHARED / "facts" / "iis-ftp-schema.md"
OVERRULED = {"connections/@maxBandwidth": "4294967295", "basicAuthentication/@defaultLogonDomain": ""}
"""Defaults where Microsoft's schema file and the documentation, which the facts repeat, differ (S2 and S8)."""
DECLARED = declarations()


def elements(top: Element) -> Iterator[Element]:
    """*top* and all elements below it, items of collections included."""
    yield top
    for child in top.children.values():
        yield from elements(child)
    if top.collection is not None:
        yield from elements(top.collection.item)


def server() -> Element:
    """The system.ftpServer group as one element."""
    return DECLARED.server


def test_the_counts_of_the_facts() -> None:
    """Section 7: 29 elements of which two exist at run time only, 66 attributes; 28 elements, 43 attributes."""
    site, whole = list(elements(DECLARED.ftp_server)), list(elements(server()))
    assert (len(site) + 2, sum(len(e.attributes) for e in site)) == (29, 66)
    assert (len(whole), sum(len(e.attributes) for e in whole)) == (28, 43)
    assert DECLARED.ftp_server.runtime == {"state", "lastStartupStatus", "sessions"}


@pytest.mark.skipif(not FACTS.is_file(), reason="the shared facts are not there")
def test_the_run_time_attributes_are_those_of_the_facts() -> None:
    """Two of ftpServer and ten of a session: 12 (section 7)."""
    (noted,) = schema_tree().iter(f"{IIS}runtime")
    session = noted.get("session", "").split()
    text = FACTS.read_text(encoding="utf-8").split("`ftpServer/sessions/session` (run time only)")[1].split("####")[0]
    types = "int64|string|uint"
    assert session == re.findall(rf"`(\w+)` (?:{types})", text)
    assert len({"state", "lastStartupStatus", *session}) == 12


def test_everything_is_documented() -> None:
    for element in (*elements(DECLARED.ftp_server), *elements(server()), *elements(DECLARED.site)):
        if element.path not in ("system.ftpServer/security", "system.ftpServer"):
            assert element.documentation.endswith("."), element.path
        for attribute in element.attributes.values():
            assert attribute.documentation.endswith("."), f"{element.path}/@{attribute.name}"
    for node in schema_tree().iter(f"{XS}element", f"{XS}attribute"):
        if node.get("name") and node.get("type") != "anything":  # whose documentation is that of its type
            assert node.find(f"{XS}annotation/{XS}documentation") is not None, (node.get("name"), node.sourceline)


def test_sections_and_their_levels() -> None:
    """Section 2 of iis-ftp-schema.md and section 1.2 of iis-config-system.md."""
    in_locations = {path for path, section in DECLARED.sections.items() if section.in_locations}
    security = "system.ftpServer/security"
    assert in_locations == {f"{security}/{name}" for name in ("authorization", "ipSecurity", "requestFiltering")}
    assert len(DECLARED.sections) == 9


def test_the_keys_of_collections() -> None:
    """Section 3.3 of iis-config-system.md: accessType and allowed are not part of a key."""
    keys = {e.path: e.collection.keys for e in (*elements(DECLARED.ftp_server), *elements(server())) if e.collection}
    assert keys["system.ftpServer/security/authorization"] == (("users", "roles", "permissions"),)
    assert keys["system.ftpServer/security/ipSecurity"] == (("ipAddress", "subnetMask", "domainName"),)
    assert keys["system.ftpServer/security/requestFiltering/fileExtensions"] == (("fileExtension",),)
    assert keys["ftpServer/security/commandFiltering"] == (("command",),)
    assert keys["system.ftpServer/providerDefinitions/activation/providerData"] == (("key",),)
    assert len(keys) == 11


def tables() -> Iterator[tuple[str, list[list[str]]]]:
    """The tables of section 1.1 and 1.3 by the heading above them, as rows of cells."""
    text = FACTS.read_text(encoding="utf-8").split("\n## 2.")[0]
    for block in text.split("\n#### ")[1:]:
        heading, _, body = block.partition("\n")
        rows = [
            [cell.strip() for cell in re.split(r"(?<!\\)\|", line)[1:-1]]
            for line in body.split("\n### ")[0].splitlines()
            if line.startswith("|")
        ]
        if rows:
            yield heading, rows


def paths(heading: str) -> list[str]:
    """The element paths that a heading of the facts names, most specific last."""
    return re.findall(r"`([^`]+)`", heading)


def expected() -> Iterator[tuple[str, str, str, str, str]]:
    """(heading, attribute as written in the table, type, required, default) of every row."""
    for heading, rows in tables():
        shift = 1 if rows[0][0] == "Element" else 0
        for row in rows[2:]:
            name = row[shift].strip("`")
            prefix = row[0].strip("`") + "@" if shift else ""
            yield heading, prefix + name, row[1 + shift], row[2 + shift], row[3 + shift]


@pytest.mark.skipif(not FACTS.is_file(), reason="the shared facts are not there")
def test_every_attribute_of_the_tables_is_declared_so() -> None:
    by_path = {e.path: e for e in (*elements(DECLARED.ftp_server), *elements(server()))}
    seen: set[tuple[str, str]] = set()
    for heading, name, kind, required, default in expected():
        element_name, _, attribute_name = name.rpartition("@")
        candidates = [
            (path, e.attributes[attribute_name])
            for path, e in by_path.items()
            if attribute_name in e.attributes and _fits(path, heading, element_name)
        ]
        if required == "ro":
            assert not candidates or attribute_name not in DECLARED.ftp_server.attributes
            continue
        assert candidates, (heading, name)
        for path, attribute in candidates:
            seen.add((path, attribute_name))
            _compare(attribute, kind, required, default, (heading, name, path))
    all_ = {(e.path, a) for e in by_path.values() for a in e.attributes}
    central = {(p, a) for p, a in all_ if p == "system.ftpServer/log/centralLogFile"}  # the facts say: as logFile
    assert all_ - seen - central == set()


def _fits(path: str, heading: str, element: str) -> bool:
    named = paths(heading)
    server_side = any(
        h in heading
        for h in (
            "caching",
            "providerDefinitions",
            "denyByFailure",
            "authorization/add",
            "ipSecurity",
            "requestFiltering",
            "hostNameSupport",
        )
    ) or heading in ("`firewallSupport`", "`log`", "`log/centralLogFile`")
    if server_side != path.startswith("system.ftpServer"):
        return False
    tail = element if element and element not in ("add",) else ""
    if element == "add":
        return any(
            path.endswith(h.removeprefix("ftpServer/") + "/add") or (h.endswith("/add") and path.endswith(h))
            for h in named
        )
    if tail:
        return path.endswith("/" + tail)
    return any(
        path == h
        or path.endswith("/" + h.split("system.ftpServer/")[-1].removeprefix("ftpServer/").lstrip("./"))
        or _inside(path, h, heading)
        for h in named
    )


def _inside(path: str, named: str, heading: str) -> bool:
    if "`add`" in heading:
        return False
    if named in ("customFeatures", "ftpServer/customFeatures") or "customFeatures" in heading:
        return path.endswith("customFeatures/providers/add")
    if "customAuthentication" in heading:
        return path.endswith("customAuthentication/providers/add")
    return False


def _compare(attribute: Attribute, kind: str, required: str, default: str, where: tuple[str, str, str]) -> None:
    declared = "string" if attribute.type.kind == "thumbprint" else attribute.type.kind
    assert declared == kind, where
    assert attribute.required == required.startswith("req"), where
    overruled = OVERRULED.get(f"{where[2].rpartition('/')[2]}/@{where[1]}")
    if overruled is not None:
        assert attribute.default == overruled, where
        return
    literals = re.findall(r"`([^`]*)`", default)
    if default.startswith("none"):
        assert attribute.default in ("", "0", "false"), where
    elif literals:
        wanted = literals[0].replace(",Log", ", Log").replace("  ", " ")
        assert attribute.default == wanted, where


@pytest.mark.skipif(not FACTS.is_file(), reason="the shared facts are not there")
def test_every_number_of_the_tables_is_declared_so() -> None:
    """`Name`=number anywhere in section 1 belongs to a type that has exactly this pair."""
    pairs = {
        (name, number)
        for e in (*elements(DECLARED.ftp_server), *elements(server()))
        for a in e.attributes.values()
        for name, number in a.type.names
    }
    text = Path(FACTS).read_text(encoding="utf-8").split("\n### 1.4")[0]
    written = {(name, int(number)) for name, number in re.findall(r"`(\w+)`=(\d+)", text)}
    states = {("Starting", 0), ("Started", 1), ("Stopping", 2), ("Stopped", 3), ("Unknown", 4)}
    assert (written - states) | {("PhysicalPath", 67108864)} == pairs  # the last is in the schema file alone (S1)
