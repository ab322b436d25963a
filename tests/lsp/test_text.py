"""Offsets and positions of the protocol: there and back, around characters of two units, marks and ends of lines."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st
from lsprotocol import types

from ftplint.lsp.text import Text
from tests.lsp.client import position

TEXTS = st.text(st.sampled_from("a\U0001f600ä\r\n\u2028\x85\ufeff"), max_size=20)


@given(TEXTS)
def test_a_position_is_that_of_the_protocol_and_leads_back(raw: str) -> None:
    text = Text(raw)
    lead = len(raw) - len(text.content)
    for offset in range(len(text.content) + 1):
        at = text.position(offset)
        if text.content[offset - 1 : offset + 1] != "\r\n":
            expected = position(raw, offset + lead)
            assert (at.line, at.character) == (expected["line"], expected["character"])
            assert text.offset(at) == offset


@given(TEXTS, st.integers(0, 12), st.integers(0, 12))
def test_any_position_is_some_offset(raw: str, line: int, character: int) -> None:
    text = Text(raw)
    offset = text.offset(types.Position(line, character))
    assert 0 <= offset <= len(text.content)
    back = text.position(offset)
    assert (back.line, back.character) <= (line, character) or offset == 0


def test_the_middle_of_a_character_is_its_beginning() -> None:
    text = Text("x\U0001f600\U0001f600y")
    assert [text.offset(types.Position(0, column)) for column in range(8)] == [0, 1, 1, 2, 2, 3, 4, 4]


@given(TEXTS, TEXTS, st.integers(0, 20), st.integers(0, 20))
def test_a_change_replaces_what_it_says(raw: str, new: str, one: int, other: int) -> None:
    text = Text(raw)
    start, end = sorted((min(one, len(raw)), min(other, len(raw))))
    if raw[start - 1 : start + 1] == "\r\n" or raw[end - 1 : end + 1] == "\r\n":
        return
    places = [types.Position(**position(raw, at)) for at in (start, end)]
    change = types.TextDocumentContentChangePartial(types.Range(*places), new)
    assert text.edited(change).raw == raw[:start] + new + raw[end:]
