"""What arrives behind `>` on Windows, whose text streams change line ends and write in a code page."""

from __future__ import annotations

import io

import pytest

from ftplint.cli.terminal import prepare, use_color


def stream_of_windows() -> tuple[io.TextIOWrapper, io.BytesIO]:
    raw = io.BytesIO()
    return io.TextIOWrapper(raw, encoding="cp1252", newline="\r\n"), raw


def test_line_ends_of_a_diff_or_script_stay_and_text_is_utf_8() -> None:
    stream, raw = stream_of_windows()
    prepare(stream, windows=True)
    stream.write("+<site/>\r\n@@ →\n")
    stream.flush()
    assert raw.getvalue() == "+<site/>\r\n@@ →\n".encode()


def test_elsewhere_the_stream_stays_and_no_character_makes_it_fail() -> None:
    raw = io.BytesIO()
    stream = io.TextIOWrapper(raw, encoding="ascii", newline="\n")
    prepare(stream, windows=False)
    stream.write("→\n")
    stream.flush()
    assert raw.getvalue() == b"\\u2192\n"


def test_another_object_in_the_place_of_the_stream_is_left_alone() -> None:
    prepare(io.StringIO(), windows=True)


@pytest.mark.parametrize(
    ("choice", "terminal", "variables", "colour"),
    [
        ("auto", True, {}, True),
        ("auto", False, {}, False),
        ("auto", True, {"NO_COLOR": "1"}, False),
        ("auto", True, {"NO_COLOR": ""}, True),
        ("auto", True, {"TERM": "dumb"}, False),
        ("always", False, {"NO_COLOR": "1"}, True),
        ("never", True, {}, False),
    ],
)
def test_colours(
    monkeypatch: pytest.MonkeyPatch, choice: str, terminal: bool, variables: dict[str, str], colour: bool
) -> None:
    for name in ("NO_COLOR", "TERM"):
        monkeypatch.delenv(name, raising=False)
    for name, value in variables.items():
        monkeypatch.setenv(name, value)
    monkeypatch.setattr("ftplint.cli.terminal.sys.stdout", type("Stream", (), {"isatty": lambda _: terminal})())
    assert use_color(choice) is colour
