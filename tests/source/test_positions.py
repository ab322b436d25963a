"""Positions against expat, on awkward documents; past the line where lxml's own numbers end; and cheap."""

from __future__ import annotations

from xml.parsers import expat

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ftplint.source.parsing import parse
from ftplint.source.place import Place
from ftplint.source.positions import Positions
from ftplint.source.read import Source, decode
from tests.counting import Work, growth


def source_of(text: str, encoding: str = "utf-8", bom: bytes = b"") -> Source:
    found = decode("x", bom + text.encode(encoding))
    assert found.problem is None
    return found.source


def cut(source: Source, place: Place, root: object = None) -> str:
    """The text of a place, as its lines and columns say."""
    tree = parse(source).root if root is None else root
    span = Positions(source, tree).spans([place])[0]  # type: ignore[arg-type]
    lines = source.text.split("\n")
    start = sum(len(line) + 1 for line in lines[: span.line - 1]) + span.column - 1
    end = sum(len(line) + 1 for line in lines[: span.end_line - 1]) + span.end_column - 1
    return source.text[start:end]


def byte_of(source: Source, line: int, column: int) -> int:
    """The offset in the bytes of a file in UTF-8 without a mark."""
    before = source.text.split("\n")[: line - 1]
    return len("".join(f"{one}\n" for one in before).encode()) + len(
        source.text.split("\n")[line - 1][: column - 1].encode()
    )


AWKWARD = """<?xml version='1.0'?>
<!-- <a x="1"> -->
<configuration
   a = "x > y"
   b='"'><?pi <a>?><![CDATA[<a x="2">]]>
  <ä größe="😀 ü" leer=""/>\t<site name="&amp;&#65;"
     id = '1' >
  </site>
</configuration>
"""


@pytest.mark.parametrize(
    ("encoding", "bom"),
    [("utf-8", b""), ("utf-8", b"\xef\xbb\xbf"), ("utf-16-le", b"\xff\xfe"), ("utf-16-be", b"\xfe\xff")],
)
@pytest.mark.parametrize("end", ["\n", "\r\n"])
def test_every_part_of_awkward_tags(encoding: str, bom: bytes, end: str) -> None:
    source = source_of(AWKWARD.replace("\n", end), encoding, bom)
    root = parse(source).root
    assert root is not None
    umlaut, site = root[1], root[2]
    parts = {
        Place.of_tag(root): f'<configuration{end}   a = "x > y"{end}   b=\'"\'>',
        Place.of_name(root, "a"): "a",
        Place.of_value(root, "a"): "x > y",
        Place.of_value(root, "b"): '"',
        Place.of_name(umlaut): "ä",
        Place.of_value(umlaut, "größe"): "😀 ü",
        Place.of_value(umlaut, "leer"): "",
        Place.of_tag(umlaut): '<ä größe="😀 ü" leer=""/>',
        Place.of_value(site, "name"): "&amp;&#65;",
        Place.of_name(site, "id"): "id",
        Place.of_value(site, "id"): "1",
        Place.of_value(site, "missing"): f"<site name=\"&amp;&#65;\"{end}     id = '1' >",
    }
    for place, text in parts.items():
        assert cut(source, place, root) == text


def test_past_line_65535() -> None:
    source = source_of("<configuration>" + "\n" * 70_000 + "  <site\n  name='x'/></configuration>")
    root = parse(source).root
    assert root is not None
    tag, value = Positions(source, root).spans([Place.of_tag(root[0]), Place.of_value(root[0], "name")])
    assert (tag.line, tag.column, tag.end_line) == (70_001, 3, 70_002)
    assert (value.line, value.column, value.end_column) == (70_002, 9, 10)


NAMES = st.sampled_from(["a", "site", "ftpServer", "ü", "x.y", "a-b"])
VALUES = st.text("ab <>'é😀\n\t&", max_size=6).map(
    lambda t: t.replace("&", "&amp;").replace("<", "&lt;").replace("'", "&apos;")
)
NOISE = st.sampled_from(
    ["", "\n", "\r\n  ", "<!-- <x> -- -->".replace(" -- ", " "), "<?p <x a='>'?>", "<![CDATA[<x>]]>", "text &lt; é"]
)


@st.composite
def document(draw: st.DrawFn, depth: int = 3) -> str:
    name = draw(NAMES)
    attributes = draw(st.dictionaries(NAMES, VALUES, max_size=3))
    blank = draw(st.sampled_from([" ", "\n", "\t  ", "\r\n"]))
    start = (
        "<"
        + name
        + "".join(f"{blank}{key}{draw(st.sampled_from(['=', ' = ']))}'{value}'" for key, value in attributes.items())
    )
    if depth == 0 or draw(st.booleans()):
        return start + draw(st.sampled_from(["/>", " />", f"></{name}>"]))
    inner = "".join(draw(NOISE) + draw(document(depth - 1)) for _ in range(draw(st.integers(0, 3))))
    return f"{start}>{inner}{draw(NOISE)}</{name}>"


@given(document())
def test_start_tags_are_where_expat_finds_them(text: str) -> None:
    source = source_of(text)
    root = parse(source).root
    assert root is not None
    found: list[int] = []
    parser = expat.ParserCreate("utf-8")
    parser.StartElementHandler = lambda *_: found.append(parser.CurrentByteIndex)
    parser.Parse(source.data, True)
    elements = list(root.iter("*"))
    spans = Positions(source, root).spans([Place.of_tag(element) for element in elements])
    assert [byte_of(source, span.line, span.column) for span in spans] == found
    for element in elements:
        for name in element.attrib:
            assert cut(source, Place.of_name(element, str(name)), root) == name


def test_places_cost_the_same_in_large_files_as_in_small_ones() -> None:
    """Counted, not timed; `make bench` measures 10,000 places in 10 MB."""
    site = "<site name='a'>" + "<security><ssl x='1' y='2'/></security>" * 7 + "</site>\r\n"

    def work(count: int) -> Work:
        source = source_of("<configuration>" + site * count + "</configuration>")
        root = parse(source).root
        assert root is not None
        places = [Place.of_value(element, "name") for element in list(root)[::3]]
        return lambda: Positions(source, root).spans(places)

    spans = work(99)()
    assert [span.line for span in spans] == list(range(1, 100, 3))
    assert growth(work, 300) < 2.5
