"""What text may hold when it is shown, how wide it is, and where its lines end."""

from __future__ import annotations

import sys
from unicodedata import bidirectional, category

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ftplint.report.plain_text import columns, fold, harmless, plain, wrap

STEERING_BIDI = {"LRE", "RLE", "LRO", "RLO", "PDF", "LRI", "RLI", "FSI", "PDI"}


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("ftp.example.com", "ftp.example.com"),
        ("Zürich 日本 🙂", "Zürich 日本 🙂"),
        ("\x1b[2J", r"\x1b[2J"),
        ("\x9b31m", r"\x9b31m"),
        ("two\r\nlines\tand a tab", r"two\r\nlines\tand a tab"),
        ("\u200e57686f61", r"\u200e57686f61"),
        ("\ud83d", r"\ud83d"),
        ("\ufffe\U000e0041", r"\ufffe\U000e0041"),
        ("no\xa0break", "no\xa0break"),
    ],
)
def test_plain_text_shows_what_could_not_be_seen(text: str, shown: str) -> None:
    assert plain(text) == shown


def test_no_character_of_unicode_that_steers_gets_through() -> None:
    for code in range(sys.maxunicode + 1):
        character = chr(code)
        if category(character) in ("Cc", "Cs", "Zl", "Zp") or bidirectional(character) in STEERING_BIDI:
            assert plain(character).isascii(), hex(code)
            assert plain(character).isprintable(), hex(code)


@given(st.text())
def test_plain_text_stays_as_it_is(text: str) -> None:
    assert plain(plain(text)) == plain(text)


@pytest.mark.parametrize(
    ("text", "width"), [("abc", 3), ("日本", 4), ("ＦＴＰ", 6), ("e\u0301", 1), ("Zürich", 6), ("", 0)]
)
def test_columns_are_counted_as_a_terminal_counts(text: str, width: int) -> None:
    assert columns(text) == width


def test_lines_are_filled_and_begin_as_asked() -> None:
    assert wrap("one two  three\nfour", 11, "= a: ", "  ") == ("= a: one", "  two three", "  four")


def test_wide_characters_fill_a_line_sooner() -> None:
    assert wrap("日本 日本 日本", 9) == ("日本 日本", "日本")


def test_a_long_word_stays_whole() -> None:
    assert wrap("set ftpServer/security/ssl/@serverCertHash now", 10) == (
        "set",
        "ftpServer/security/ssl/@serverCertHash",
        "now",
    )


def test_nothing_is_one_line() -> None:
    assert wrap(" ", 10, "= why: ") == ("= why:",)


@given(st.text(), st.integers(1, 40))
def test_filling_loses_no_word(text: str, width: int) -> None:
    lines = wrap(text, width)
    assert "".join(lines).replace(" ", "") == "".join(
        plain(word).replace(" ", "")
        for word in text.replace("\t", " ").replace("\n", " ").replace("\r", " ").split(" ")
    )
    assert all(columns(line) <= width or " " not in line for line in lines)


def test_folding_keeps_a_mark_with_its_letter_and_a_wide_letter_whole() -> None:
    assert fold("abcde", 2) == ("ab", "cd", "e")
    assert fold("e\u0301e\u0301e", 2) == ("e\u0301e\u0301", "e")
    assert fold("\u6587\u4ef6a", 3) == ("\u6587", "\u4ef6a")
    assert columns("\u1112\u1161\u11ab") == 2, "a syllable of Hangul in its parts"


@pytest.mark.parametrize(
    ("line", "shown"),
    [
        ("::error::x", "?:error::x"),
        ("  \xa0::add-mask::x\nb\n ::c::", "  \xa0?:add-mask::x\nb\n ?:c::"),
        ("a ##[error]b ##vso[c]d ### #", "a ?#[error]b ?#vso[c]d ### #"),
        ("::1 and 2001:db8::", "?:1 and 2001:db8::"),
        ("::1 is an address", "::1 is an address"),
        ("a::b::c", "a::b::c"),
    ],
)
def test_no_line_is_a_command_for_a_build_server(line: str, shown: str) -> None:
    assert harmless(line) == shown


@given(st.lists(st.sampled_from(["a", "bb" * 8, "::x::y", "\xa0::x::y", ":"])).map(" ".join), st.integers(5, 40))
def test_no_line_is_broken_before_a_command(text: str, width: int) -> None:
    assert not any(line.lstrip().startswith("::") for line in wrap(text, width, "label: ", "  "))
