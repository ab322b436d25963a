"""Carets stand below the span they mark, whatever the line holds."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ftplint.judging.finding import Location
from ftplint.report.excerpt import excerpt
from ftplint.report.plain_text import columns, plain


def at(column: int, end_column: int, end_line: int = 1) -> Location:
    return Location("file", 1, column, end_line, end_column)


def marked(shown: str, carets: str) -> str:
    """The text above the carets, as a terminal with tab stops every 8 columns shows it."""
    cells: list[str] = []
    for character in shown:
        width = 8 - len(cells) % 8 if character == "\t" else columns(character)
        cells += [character, *[""] * (width - 1)] if width else []
    below = carets.expandtabs(8)
    return "".join(cell for cell, caret in zip(cells, below, strict=False) if caret == "^")


@pytest.mark.parametrize(
    ("line", "span", "text"),
    [
        ('<ssl a="b"/>', (9, 10), "b"),
        ('\t\t<ssl\ta="b"/>', (11, 12), "b"),
        ('<site name="日本" id="1"/>', (21, 22), "1"),
        ('<site name="日本" id="1"/>', (13, 15), "日本"),
        ('<a b="\u200e57"/>', (7, 10), r"\u200e57"),
        ("<a>" * 100 + '<ssl a="here"/>' + "<b>" * 100, (309, 313), "here"),
        ("日" * 100 + "here" + "本" * 100, (101, 105), "here"),
        ("<a>" * 100 + "end", (301, 304), "end"),
        ("start" + "<a>" * 100, (1, 6), "start"),
    ],
)
def test_the_span_is_marked(line: str, span: tuple[int, int], text: str) -> None:
    assert marked(*excerpt(line, at(*span), 60)) == text


def test_a_tab_stays_a_tab_in_both_lines() -> None:
    assert excerpt("\t<a\tb", at(5, 6), 80) == ("\t<a\tb", "\t  \t^")


def test_a_span_with_a_tab_in_it_is_marked_on_both_sides() -> None:
    assert excerpt("a\tb", at(1, 4), 80) == ("a\tb", "^\t^")
    assert excerpt("a\tb", at(2, 3), 80) == ("a\tb", " ^")


def test_an_empty_value_gets_one_caret() -> None:
    assert excerpt('<a b=""/>', at(7, 7), 80) == ('<a b=""/>', "      ^")


def test_a_span_over_several_lines_is_marked_to_the_end_of_the_first() -> None:
    assert excerpt("  <site  ", at(3, 9, end_line=4), 80) == ("  <site", "  ^^^^^")


def test_a_place_behind_the_line_is_marked_at_its_end() -> None:
    assert excerpt("<a", at(9, 12), 80) == ("<a", "  ^")


def test_a_long_line_is_cut_around_the_span() -> None:
    line = "l" * 200 + "HERE" + "r" * 200
    assert excerpt(line, at(201, 205), 30) == ("..." + "l" * 10 + "HERE" + "r" * 10 + "...", " " * 13 + "^^^^")


def test_room_that_one_side_does_not_need_goes_to_the_other() -> None:
    assert excerpt("l" * 200 + "HERE/>", at(201, 205), 30)[0] == "..." + "l" * 21 + "HERE/>"
    assert excerpt("<aHERE" + "r" * 200, at(3, 7), 30)[0] == "<aHERE" + "r" * 21 + "..."


def test_a_long_span_is_cut_itself() -> None:
    shown, carets = excerpt("<a " + "x" * 200 + ">", at(4, 204), 30)
    assert shown == "<a " + "x" * 21 + "...>"
    assert carets == "   " + "^" * 21


@given(st.text(st.characters(exclude_characters="\n\t", exclude_categories=["Mn", "Me", "Cs"])), st.data())
def test_no_line_is_wider_than_its_room(line: str, data: st.DataObject) -> None:
    start = data.draw(st.integers(0, len(line)))
    stop = data.draw(st.integers(start, len(line)))
    room = data.draw(st.integers(30, 60))
    shown, carets = excerpt(line, at(start + 1, stop + 1), room)
    assert columns(shown) <= room
    assert len(carets) <= room + 1
    assert plain(shown) == shown
    text = marked(shown.ljust(len(carets)), carets)
    assert plain(line[start:stop]).rstrip().startswith(text.rstrip()) or not line[start:stop]
