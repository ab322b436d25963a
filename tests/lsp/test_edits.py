"""Edits of a text: applied as an editor does they make the text that was wanted, and touch little else."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ftplint.lsp import edits
from ftplint.lsp.text import Text
from tests.lsp.client import applied

LINES = st.lists(st.sampled_from(["<a>", "<b/>", "  x\U0001f600", "  xy", "ä", ""]), max_size=12)


def as_json(text: Text, after: str) -> list[dict[str, Any]]:
    return [
        {
            "range": {
                "start": {"line": one.range.start.line, "character": one.range.start.character},
                "end": {"line": one.range.end.line, "character": one.range.end.character},
            },
            "newText": one.new_text,
        }
        for one in edits.text_edits(text, after)
    ]


@given(LINES, LINES, st.sampled_from(["\n", "\r\n"]), st.sampled_from(["", "\ufeff"]))
def test_they_make_what_was_wanted(before: list[str], after: list[str], end: str, mark: str) -> None:
    text, wanted = Text(mark + end.join(before)), end.join(after)
    assert applied(text.raw, as_json(text, wanted)) == mark + wanted
    assert bool(as_json(text, wanted)) == (text.content != wanted)


def test_only_what_differs_is_replaced() -> None:
    text = Text('<a x="1" />\n<b/>\n<c y="old"/>\n')
    found = as_json(text, '<a x="1" z="2" />\n<b/>\n<c y="new"/>\n')
    assert [one["newText"] for one in found] == ['z="2" ', "new"]
    assert found[0]["range"]["start"] == found[0]["range"]["end"] == {"line": 0, "character": 9}


def test_many_lines_are_replaced_as_one(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(edits, "_MOST_LINES", 3)
    text = Text("a\nb\nc\nd\ne\nf\n")
    after = "a\nB\nc\nD\nE\nf\n"
    (one,) = as_json(text, after)
    assert one["newText"] == "B\nc\nD\nE"
    assert applied(text.raw, [one]) == after
