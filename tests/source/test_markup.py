"""The scanner of markup against expat, on names and values of every kind; and how its work grows."""

from __future__ import annotations

from xml.parsers import expat

import pytest
from hypothesis import given
from hypothesis import strategies as st
from lxml import etree

from ftplint.source.markup import comments, start_tag, start_tags, tags
from tests.counting import steps

LETTERS = "aZ_\u00e4\u1680\u0416\u2c00\u3001\U00010000"
names = st.builds(str.__add__, st.sampled_from(LETTERS), st.text(f"{LETTERS}.-09\u00b7\u0300\u203f", max_size=4))
blanks = st.text(" \t\r\n", min_size=1, max_size=3)
values = st.text("aZ \u00a0\u2028\u1680<>&'\"=/\t\n\r!?-[]", max_size=8)


@st.composite
def attributes(draw: st.DrawFn) -> str:
    """Attributes as somebody may write them, with what comes before the end of the tag."""
    text = ""
    for name in draw(st.lists(names, unique=True, max_size=4)):
        quote, value = draw(st.sampled_from("'\"")), draw(values)
        value = value.replace("&", "&amp;").replace("<", "&lt;").replace(quote, "&#34;" if quote == '"' else "&#39;")
        around = draw(st.one_of(st.just(("", "")), st.tuples(blanks, blanks)))
        text += f"{draw(blanks)}{name}{around[0]}={around[1]}{quote}{value}{quote}"
    return text + draw(st.one_of(st.just(""), blanks))


HIDDEN = st.sampled_from(
    ["", "<!-- <a b='c'> -->", "<![CDATA[<a b='c'>]]>", "<?p <a b='c'>?>", "text > ' \" é", "<!---->"]
)


@given(names, attributes(), names, attributes(), st.booleans(), HIDDEN, HIDDEN, HIDDEN)
def test_tags_and_attributes_are_those_of_expat(
    outer: str, outer_attributes: str, name: str, inside: str, alone: bool, one: str, two: str, three: str
) -> None:
    inner = f"<{name}{inside}/>" if alone else f"<{name}{inside}>{two}</{name}>"
    before, after = (one, three) if "text" not in one and "CDATA" not in one else ("", three)
    text = f"<{outer}{outer_attributes}>{before}{inner}{after}</{outer}>"
    parsed: list[tuple[int, str, dict[str, str]]] = []
    ends: list[int] = []
    parser = expat.ParserCreate("utf-8")
    parser.StartElementHandler = lambda tag, found: parsed.append((parser.CurrentByteIndex, tag, found))
    parser.EndElementHandler = lambda _: ends.append(parser.CurrentByteIndex)
    data = text.encode()
    try:
        parser.Parse(data, True)
    except expat.ExpatError:  # a letter that is in a name of the fifth edition of XML 1.0 only
        root = etree.fromstring(data)
        parsed = [(-1, str(e.tag), {str(k): str(v) for k, v in e.attrib.items()}) for e in root.iter("*")]
    starts = list(start_tags(text))
    assert len(starts) == len(parsed)
    for start, (at, tag, expected) in zip(starts, parsed, strict=True):
        assert at < 0 or len(text[:start].encode()) == at
        read = start_tag(text, start)
        assert text[start + 1 : read.name_end] == tag
        assert [text[a.name_start : a.name_end] for a in read.attributes.values()] == list(expected)
        for key, attribute in read.attributes.items():
            raw, quote = text[attribute.start : attribute.end], text[attribute.end]
            assert etree.fromstring(f"<a x={quote}{raw}{quote}/>").get("x") == expected[key]
        assert read.end is not None and text[read.end - 1] == ">"
    assert [start for start, _ in tags(text) if text[start + 1] != "/"] == starts
    assert all(text[end - 1] == ">" for _, end in tags(text))
    assert sum(text[start + 1] == "/" for start, _ in tags(text)) == 1 + (not alone)
    assert list(start_tags(text, frozenset({name}))) == [s for s, p in zip(starts, parsed, strict=True) if p[1] == name]


@given(
    st.lists(
        st.sampled_from(["<!-- a -->", "<!---->", "<![CDATA[<!-- b -->]]>", "<?p <!-- c -->?>", "<d/>", "e"]),
        max_size=6,
    )
)
def test_comments_are_those_of_the_parser(pieces: list[str]) -> None:
    text = f"<a>{''.join(pieces)}</a>"
    expected = [node.text or "" for node in etree.fromstring(text).iter(etree.Comment)]
    assert [found for _, _, found in comments(text)] == expected
    assert all(text[start:end] == f"<!--{found}-->" for start, end, found in comments(text))


@pytest.mark.parametrize("text", ["<!-- a", "<!-->", "<!--->", "<![CDATA[<!-- a -->", "<?p <!-- a -->", "<!-"])
def test_what_is_not_closed_is_no_comment(text: str) -> None:
    assert list(comments(text)) == []


@pytest.mark.parametrize(
    "piece", ["<!--", "<![CDATA[", "<?", "<a", "<a b='", '<a b="', "<a b='c' ", "<", "</", "<a '\""]
)
def test_what_is_never_closed_is_read_once(piece: str) -> None:
    """A piece that reaches to the end is one step; it may not be tried anew at each of its repetitions."""
    for count in (100, 200):
        text = piece * count
        for job in (lambda t=text: list(comments(t)), lambda t=text: list(start_tags(t)), lambda t=text: list(tags(t))):
            assert steps(job) < 8 * count + 100
        assert steps(lambda t=text: start_tag(t, 0)) < 4 * count + 50
