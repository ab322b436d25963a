"""The parser that recovers: on well-formed texts it sees what lxml sees, on others it ends, in time, with what there is."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from lxml import etree

from ftplint.lsp.outline import Outline
from tests.counting import grows_evenly
from tests.lsp.client import ROOT


def well_formed(file: Path) -> bool:
    try:
        etree.fromstring(file.read_bytes().decode("utf-8-sig").encode())
    except (etree.XMLSyntaxError, ValueError):
        return False
    return True


CASES = [*sorted((ROOT / "tests" / "cases").rglob("*.config")), ROOT / "tests" / "demo" / "applicationHost.config"]
FILES = [file for file in CASES if well_formed(file)]


@pytest.mark.parametrize("file", FILES, ids=lambda file: f"{file.parent.name}-{file.stem}")
def test_a_well_formed_text_is_seen_as_lxml_sees_it(file: Path) -> None:
    text = file.read_bytes().decode("utf-8-sig")
    root = etree.fromstring(text.encode())
    outline = Outline(text)
    elements = list(root.iter("*"))
    assert [node.name.rpartition(":")[2] for node in outline.nodes] == [etree.QName(one).localname for one in elements]
    for node, element in zip(outline.nodes, elements, strict=True):
        parent = element.getparent()
        assert (node.parent is None) if parent is None else (elements[node.parent.number] is parent)
        assert text[node.start :].startswith(f"<{node.name}") and text[node.end - 1] == ">"
        assert {one.name for one in node.attributes if ":" not in one.name and one.name != "xmlns"} == {
            str(name) for name in element.attrib if "}" not in str(name)
        }


PIECES = [
    "<a",
    "<a ",
    "</a>",
    "</",
    "<",
    ">",
    "/>",
    "b=",
    '"',
    "'",
    "x",
    " ",
    "\n",
    "<!--",
    "-->",
    "<![CDATA[",
    "]]>",
    "<?",
    "?>",
    "&",
    "=",
]


@given(st.lists(st.sampled_from(PIECES), max_size=40).map("".join))
def test_any_text_gives_elements_inside_each_other(text: str) -> None:
    outline = Outline(text)
    for node in outline.nodes:
        assert 0 <= node.start < node.inner <= node.close <= node.end <= len(text)
        assert node.parent is None or (node.parent.inner <= node.start and node.end <= node.parent.end)
        for one in node.attributes:
            assert node.start < one.at < one.stop <= node.inner
            assert one.start is None or one.stop <= one.start <= one.end <= node.inner
    for offset in range(len(text) + 1):
        found = outline.at(offset)
        assert found is None or found.start < offset <= found.end


@pytest.mark.parametrize(
    "piece", ["<a>", '<a b="', "<a ", '<a b="\n', "<!--", "</a>", "<a b", "<a/>", "&", '"', "<![CDATA["]
)
def test_the_work_grows_with_the_text_and_no_faster(piece: str) -> None:
    """That of Python; tests/project/test_patterns.py looks at the regular expressions."""
    assert grows_evenly(lambda count: lambda: Outline(piece * count), 200)
