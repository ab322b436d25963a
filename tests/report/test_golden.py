"""The sample report in every format, held against what was approved, and what must be true of every format."""

from __future__ import annotations

import json
import os
import re
from pathlib import Path

import pytest
from lxml import etree

from ftplint import FtplintError
from ftplint.report import FORMATS, render
from tests.report.sample import BAD_PATH, CLEAN, FINDINGS, SAMPLE

GOLDEN = Path(__file__).parent / "golden"
ENDINGS = {
    "text": "txt",
    "concise": "txt",
    "json": "json",
    "junit": "xml",
    "junit-rules": "xml",
    "azure": "txt",
    "csv": "csv",
    "json-lines": "jsonl",
    "sarif": "sarif",
    "github": "txt",
    "gitlab": "json",
    "checkstyle": "xml",
    "markdown": "md",
}
CONTROL = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u200b-\u200f\u2028-\u202e\ud800-\udfff]")


def rendered(name: str, **options: bool | int) -> str:
    return "".join(render(SAMPLE, name, **options))  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("name", "file", "options"),
    [
        *((name, f"{name}.{ending}", {}) for name, ending in ENDINGS.items()),
        ("text", "text-narrow.txt", {"width": 60}),
        ("text", "text-color.txt", {"color": True}),
        ("text", "text-verbose.txt", {"verbose": True}),
    ],
    ids=lambda value: value if isinstance(value, str) and "." in value else "",
)
def test_the_report_is_the_approved_one(name: str, file: str, options: dict[str, bool | int]) -> None:
    """FTPLINT_ACCEPT=1 approves what there is now."""
    text = rendered(name, **options)
    if os.environ.get("FTPLINT_ACCEPT") == "1":
        (GOLDEN / file).write_bytes(text.encode())
    assert text == (GOLDEN / file).read_bytes().decode()


def test_every_format_has_an_approved_report() -> None:
    assert ENDINGS.keys() | {"html"} == FORMATS  # the page has tests of its own


@pytest.mark.parametrize("name", sorted(FORMATS))
def test_nothing_that_steers_a_terminal_gets_out(name: str) -> None:
    assert CONTROL.findall(rendered(name)) == []


@pytest.mark.parametrize("name", sorted(FORMATS))
def test_the_width_of_the_terminal_bends_no_format_for_programs(name: str) -> None:
    same = rendered(name, width=60) == rendered(name, width=100)
    assert same is (name != "text")


@pytest.mark.parametrize("name", sorted(FORMATS))
def test_colours_are_added_to_formats_for_people_and_change_nothing_else(name: str) -> None:
    colored = rendered(name, color=True)
    assert ("\x1b[" in colored) is (name in ("text", "concise"))
    assert re.sub(r"\x1b\[[0-9;]*m", "", colored) == rendered(name)


@pytest.mark.parametrize("name", sorted(FORMATS))
def test_quiet_leaves_the_summary_of_the_text_and_formats_for_programs_whole(name: str) -> None:
    expected = rendered(name, verbose=True)
    if name == "text":
        assert rendered(name, quiet=True) in expected.splitlines(keepends=True)
    else:
        assert rendered(name, quiet=True) == expected


@pytest.mark.parametrize("name", ["json", "junit"])
def test_formats_for_programs_are_right_in_any_encoding(name: str) -> None:
    assert rendered(name).isascii()


def test_every_format_tells_the_same_number_of_findings() -> None:
    expected = len(SAMPLE.findings)
    assert len(FINDINGS) == expected - 1, "one more in the file with the hostile path"
    assert (
        len(re.findall(r"^ *(?:error|warning|info)\[FTP\d+\] ", rendered("text", verbose=True), re.MULTILINE))
        == expected
    )
    assert len(rendered("concise").splitlines()) == expected
    assert len(json.loads(rendered("json"))["findings"]) == expected
    document = etree.fromstring(rendered("junit").encode())
    told = [text for case in document.iter("failure", "system-out") for text in (case.text or "").split("\n")]
    places = r"(?:info: )?(\S+/applicationHost\.config:\d+:\d+): "
    assert len({match[1] for text in told if (match := re.match(places, text))}) == expected


def test_every_format_counts_each_severity_alike() -> None:
    summary = {"error": 9, "warning": 2, "info": 2}
    assert {severity: SAMPLE.count(severity) for severity in ("error", "warning", "info")} == summary
    assert "\n9 errors, 2 warnings in 3 files " in rendered("text")
    assert rendered("text", quiet=True).startswith("9 errors, 2 warnings, 2 info in 3 files ")
    assert [len(re.findall(f": {severity} FTP", rendered("concise"))) for severity in summary] == [9, 2, 2]
    told = json.loads(rendered("json"))["summary"]
    assert {severity: told[severity] for severity in summary} == summary


def test_a_report_comes_in_pieces() -> None:
    """So that 100,000 findings need not be held as one text."""
    for name in sorted(FORMATS - {"html"}):  # a page is one template
        pieces = list(render(SAMPLE, name))
        assert len(pieces) >= len(SAMPLE.findings), name


@pytest.mark.parametrize(
    ("name", "text"),
    [("text", "No problems found in 1 file (1 site, 1 of them FTP)\n"), ("concise", "")],
)
def test_a_clean_file_is_not_much_to_talk_about(name: str, text: str) -> None:
    assert "".join(render(CLEAN, name)) == text


def test_an_unknown_format_is_an_error() -> None:
    with pytest.raises(FtplintError, match="there is no format"):
        render(SAMPLE, "pdf")


def test_the_sample_is_as_hostile_as_it_says() -> None:
    assert CONTROL.search(BAD_PATH)
    assert CONTROL.search("".join(finding.message for finding in FINDINGS))
