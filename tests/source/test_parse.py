"""Text to a tree, and why a file is not well-formed, with both halves of a mismatch."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ftplint.source.parsing import parse
from ftplint.source.problem import Problem
from ftplint.source.read import decode
from tests.counting import steps


def problem(text: str) -> tuple[str, Problem]:
    source = decode("x", text.encode()).source
    found = parse(source).problem
    assert found is not None
    return source.text[found.place.start : found.place.end], found


@pytest.mark.parametrize(
    ("text", "at", "reason"),
    [
        ("<a>\n<b>\n</a>", "</a", "the end tag </a> does not match the start tag <b> of line 2"),
        ("<a>\n<b>\n", "", "the file ends before <b> of line 2 is closed"),
        ("<a", "", "the file ends before its root element is complete"),
        ("<a b='1' b='2'/>", "b", "the attribute 'b' is written twice"),
        ("<a b='x & y'/>", " ", "'&' must be written as &amp;"),
        ("<a b='<'/>", "<", "'<' is not allowed here"),
        ("<a>&nbsp;</a>", "&", "this entity is not defined"),
        ("<a/><b/>", "<b", "after the end of the root element"),
        (" <?xml version='1.0'?><a/>", "<?xml", "before the XML declaration"),
        ("<a b=1/>", "1", "a quote, '=' or blank missing"),
        ("<a>\x01</a>", "\x01", "U+0001"),
        ("<a>&#0;</a>", "&", "character reference"),
        ("<a><![CDATA[ </a>", "", "CDATA"),
        ("<x:a/>", "", "Namespace prefix"),
    ],
)
def test_reasons(text: str, at: str, reason: str) -> None:
    where, found = problem(text)
    assert found.kind == "xml-malformed"
    assert reason in found.facts["reason"]
    assert where == at or not at


def test_the_other_half_is_related() -> None:
    source = decode("x", b"<a>\n<bee>\n</a>").source
    found = parse(source).problem
    assert found is not None
    place, note = found.related[0]
    assert source.text[place.start : place.end] == "<bee"
    assert note == "<bee> is opened here"


def test_values_are_never_quoted() -> None:
    for text in ("<a password='s3cret' password='s3cret'/>", "<a password='s3cret'>", "<a password='s3cret' & b=''/>"):
        assert "s3cret" not in str(problem(text)[1].facts)


@pytest.mark.parametrize(
    "text",
    ["<a>" * 10_000 + "</a>" * 10_000, "<a b='" + "x" * 12_000_000 + "'/>", "<" + "n" * 12_000_000 + "/>"],
    ids=["deep", "long value", "long name"],
)
def test_limits(text: str) -> None:
    """Refused without a look at each of the millions of characters."""
    assert problem(text)[1].kind == "limit-exceeded"
    assert steps(lambda: problem(text)) < 2_000


@pytest.mark.slow
def test_an_ordinary_file_of_60_megabytes_passes() -> None:
    text = "<configuration>" + "<site name='a b c'><ssl serverCertHash='x'/></site>\n" * 1_200_000 + "</configuration>"
    root = parse(decode("x", text.encode()).source).root
    assert root is not None
    assert len(root) == 1_200_000


def test_neither_entities_nor_includes_are_followed() -> None:
    text = "<a xmlns:xi='http://www.w3.org/2001/XInclude'><xi:include href='file:///etc/passwd' parse='text'/></a>"
    root = parse(decode("x", text.encode()).source).root
    assert root is not None
    assert len(root) == 1
    assert not "".join(root.itertext())


@given(st.binary(max_size=200) | st.text("<>/ab='\"&;!-[]?\n\x00é", max_size=80).map(str.encode))
def test_any_bytes_get_an_answer(data: bytes) -> None:
    decoded = decode("x", data)
    if decoded.problem is None:
        parsed = parse(decoded.source)
        assert (parsed.root is None) != (parsed.problem is None)
        if parsed.problem is not None:
            assert 0 <= parsed.problem.place.start <= parsed.problem.place.end <= len(decoded.source.text)
