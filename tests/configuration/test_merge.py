"""The merge against the naive one, on generated configurations; and every value's origin against the text."""

from __future__ import annotations

from typing import Any

from hypothesis import given
from hypothesis import strategies as st
from lxml import etree

from ftplint.configuration.effective import Configuration
from ftplint.configuration.layers import EffectiveElement
from ftplint.schema.load import declarations
from tests.configuration.builder import site
from tests.configuration.generate import element
from tests.configuration.naive_merge import naive

DECLARED = declarations()
LOCATED = ("authorization", "ipSecurity", "requestFiltering")


def as_dict(effective: EffectiveElement) -> dict[str, Any]:
    """The effective element in the shape of the naive merge."""
    declared = effective.declaration
    result: dict[str, Any] = {f"@{name}": effective.value(name).text for name in declared.attributes}
    result.update({name: as_dict(effective.child(name)) for name in declared.children})
    if declared.collection is not None:
        result["[]"] = [as_dict(item) for item in effective.items]
    return result


@given(st.data())
def test_sites_merge_as_the_definition_says(data: st.DataObject) -> None:
    """Schema default < siteDefaults < site, per attribute at every depth, directives in document order."""
    written = [data.draw(element(DECLARED.ftp_server)) for _ in range(3)]
    root = etree.fromstring(
        f"<configuration><system.applicationHost><sites>{site('A')}{site('B', id=2)}<siteDefaults/></sites>"
        "</system.applicationHost></configuration>"
    )
    for parent, ftp in zip(root.iter("site", "siteDefaults"), written, strict=True):
        parent.append(ftp)
    found = Configuration(root, DECLARED)
    for one, ftp in zip(found.sites, written[:2], strict=True):
        assert as_dict(one.ftp) == naive(DECLARED.ftp_server, [written[2], ftp])


@given(st.data(), st.sampled_from(LOCATED))
def test_locations_merge_along_the_path(data: st.DataObject, name: str) -> None:
    """Server < location SITE < location SITE/a, a missing step is skipped."""
    section = DECLARED.sections[f"system.ftpServer/security/{name}"]
    paths = data.draw(st.lists(st.sampled_from(["", "A", "A/a", "a/A/b"]), unique_by=str.lower))
    written = {path.lower(): data.draw(element(section.element)) for path in paths}
    root = etree.fromstring(
        f"<configuration><system.applicationHost><sites>{site('A')}</sites></system.applicationHost></configuration>"
    )
    for path in paths:
        parent = etree.SubElement(root, "location", path=path) if path else root
        security = etree.SubElement(etree.SubElement(parent, "system.ftpServer"), "security")
        security.append(written[path.lower()])
    found = Configuration(root, DECLARED)
    for path in ("", "a", "a/a", "a/a/b", "a/a/b/c"):
        steps = [key for key in ("", "a", "a/a", "a/a/b") if path == key or path.startswith(key + "/") or not key]
        layers = [written[key] for key in steps if key in written]
        assert as_dict(found.sections.section(section.path, path)) == naive(section.element, layers)


@given(st.data())
def test_every_explicit_value_knows_the_element_that_wrote_it(data: st.DataObject) -> None:
    defaults, own = (data.draw(element(DECLARED.ftp_server)) for _ in range(2))
    root = etree.fromstring(
        f"<configuration><system.applicationHost><sites>{site('A')}<siteDefaults/></sites>"
        "</system.applicationHost></configuration>"
    )
    for parent, ftp in zip(root.iter("site", "siteDefaults"), (own, defaults), strict=True):
        parent.append(ftp)
    found = Configuration(root, DECLARED).sites[0]

    def check(effective: EffectiveElement) -> None:
        for name, value in effective.values.items():
            assert value.origin is not None
            holder = value.origin.element(found.ftp_element)
            assert name in holder.attrib
            top = {"site": own, "siteDefaults": defaults}[value.level]
            assert top in (holder, *holder.iterancestors())
            assert str(holder.tag) in (effective.declaration.name, *_directives(effective))
        for child in (*effective.children.values(), *effective.items):
            check(child)

    check(found.ftp)


def _directives(effective: EffectiveElement) -> tuple[str, ...]:
    return ("add", "providerData") if effective.declaration.name in ("add", "providerData") else ()
