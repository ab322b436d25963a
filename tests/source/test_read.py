"""Bytes to text: every encoding, mark and limit, and what is wrong with the rest."""

from __future__ import annotations

from pathlib import Path

import pytest

from ftplint.source.read import MAX_BYTES, UnreadableError, decode, read_bytes

XML = "<configuration a='ü'/>"


@pytest.mark.parametrize(
    ("data", "encoding"),
    [
        (XML.encode(), "utf-8"),
        (b"\xef\xbb\xbf" + XML.encode(), "utf-8"),
        (b"\xff\xfe" + XML.encode("utf-16-le"), "utf-16-le"),
        (b"\xfe\xff" + XML.encode("utf-16-be"), "utf-16-be"),
        (XML.encode("utf-16-le"), "utf-16-le"),
        (XML.encode("utf-16-be"), "utf-16-be"),
        (f'<?xml version="1.0" encoding="UTF-8"?>{XML}'.encode(), "utf-8"),
        (f'<?xml version="1.0" encoding="iso-8859-1"?>{XML}'.encode("latin-1"), "iso8859-1"),
        (b"\xef\xbb\xbf" + f'<?xml version="1.0" encoding="utf-8"?>{XML}'.encode(), "utf-8"),
    ],
)
def test_encodings(data: bytes, encoding: str) -> None:
    found = decode("x", data)
    assert found.problem is None
    assert found.source.encoding == encoding
    assert found.source.text.endswith(XML)
    assert found.source.bom + found.source.text.encode(encoding) == data


@pytest.mark.parametrize(
    ("data", "kind", "reason"),
    [
        (b"", "xml-malformed", "empty"),
        (b"\xef\xbb\xbf", "xml-malformed", "empty"),
        (b"<a b='\xff'/>", "encoding-wrong", "0xff at offset 6 is not UTF-8"),
        (b"<a>\x00\x01\xfe</a>", "encoding-wrong", "0xfe at offset 5 is binary data"),
        (b"MZ\x90\x00\x03", "encoding-wrong", "offset 2"),
        (b"\xff\xfe\x00\x00<\x00\x00\x00", "encoding-wrong", "UTF-32"),
        (b'\xef\xbb\xbf<?xml version="1.0" encoding="utf-16"?><a/>', "encoding-wrong", "byte-order mark says UTF-8"),
        (b'<?xml version="1.0" encoding="utf-16"?><a/>', "encoding-wrong", "the bytes are not UTF-16"),
        (b'<?xml version="1.0" encoding="nope"?><a/>', "encoding-wrong", "'nope', which does not exist"),
        (b'<?xml version="1.0" encoding="u\0tf"?><a/>', "encoding-wrong", "does not exist"),
        (b'<?xml version="1.0" encoding="hex"?><a/>', "encoding-wrong", "no XML can be written"),
        (b'<?xml version="1.0" encoding="punycode"?><a/>', "encoding-wrong", "no XML can be written"),
        (b'<?xml version="1.0"?>\n<!-- x --><!doctype a><a/>', "document-type-declared", ""),
        (b"<a>\n<<<<<<< HEAD\r\n=======\r\n>>>>>>> b\r\n</a>", "merge-conflict", ""),
        (b"x" * (MAX_BYTES + 1), "limit-exceeded", "100 MiB"),
    ],
    ids=lambda value: str(value)[:30],
)
def test_problems(data: bytes, kind: str, reason: str) -> None:
    problem = decode("x", data).problem
    assert problem is not None
    assert problem.kind == kind
    assert reason in problem.facts.get("reason", "")


@pytest.mark.parametrize(
    "text",
    [
        "<a><!-- <!DOCTYPE x> --></a>",
        "<a>\n<!--\n<<<<<<< a\n>>>>>>> b\n--></a>",
        "<a b='=======\n'/>",
        "<a>\n>>>>>>> x\n</a>",
    ],
)
def test_near_misses(text: str) -> None:
    assert decode("x", text.encode()).problem is None


def test_a_conflict_is_placed_on_its_first_marker() -> None:
    found = decode("x", b"<a>\n<<<<<<< HEAD\n=======\n>>>>>>> b\n</a>")
    assert found.problem is not None
    place = found.problem.place
    assert found.source.text[place.start : place.end] == "<<<<<<< HEAD"


def test_what_cannot_be_read(tmp_path: Path) -> None:
    with pytest.raises(UnreadableError, match="No such file"):
        read_bytes(str(tmp_path / "missing"))
    with pytest.raises(UnreadableError, match=r"folder|denied"):
        read_bytes(str(tmp_path))
    with pytest.raises(UnreadableError):
        read_bytes("a\0b")


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("<a>\n<<<<<<< ours\n<b/>\n=======\n<c/>\n>>>>>>> theirs\n</a>", "merge-conflict"),
        ("<a>\n>>>>>>> theirs\n<b/>\n<<<<<<< ours\n</a>", None),
        ("<a>\n<!--\n>>>>>>> theirs\n-->\n<<<<<<< ours\n</a>", None),
    ],
    ids=["a conflict", "the end before the beginning", "the end in a comment"],
)
def test_a_merge_conflict_begins_before_it_ends(text: str, problem: str | None) -> None:
    found = decode("x", text.encode()).problem
    assert (found and found.kind) == problem
