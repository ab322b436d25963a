"""Mutated configurations: whatever the bytes, an answer with a place inside the file, and no exception."""

from __future__ import annotations

import os
from pathlib import Path

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from ftplint import api
from ftplint.report import FORMATS, render

DEMO = (Path(__file__).parents[1] / "demo" / "applicationHost.config").read_bytes()
COUNT = 2_400 if os.environ.get("CI") else 400
RULES = api.RuleSet.load(api.Settings())
PIECES = (
    b"<", b">", b"&", b"\"", b"'", b"/>", b"<!--", b"-->", b"<![CDATA[", b"]]>", b"<?x", b"?>", b"&#0;", b"&#x41;", b"&amp;",
    b"\x00", b"\xff", b"\xc3", b"\xef\xbb\xbf", b"\xe2\x80\x8e", b"<ssl/>", b"<ftpServer>", b"</ftpServer>", b"<clear/>",
    b"<site name='x' id='1'/>", b"<location path='x'>", b"</location>", b"<configSections/>", b"<siteDefaults/>",
    b' enabled="TRUE"', b' lockItem="true"', b' lockAttributes="x"', b' xmlns="u"', b' a:b="c"', b"true", b"1", b"-1", b"\n",
    b"<system.ftpServer><security><authorization><remove/></authorization></security></system.ftpServer>", b"\t" * 50, b"\r",
    b'<binding protocol="FTP" bindingInformation="[::1"/>', b'<add name="" />', b"<<<<<<< a\n", b">>>>>>> b\n", b"<x:ssl/>",
    b'<providers><add name="a"/><remove name="A"/><clear/></providers>', b"\xf0\x9f\x92\xa9", b" name=\"\x7f\"", b"&#x9b;31m",
)  # fmt: skip

MUTATION = st.tuples(
    st.sampled_from(["cut", "insert", "replace", "double", "move", "truncate", "byte"]),
    st.integers(0, len(DEMO) - 1),
    st.sampled_from([1, 2, 7, 40, 400, 2000]),
    st.sampled_from(PIECES),
    st.integers(0, len(DEMO) - 1),
)


def mutated(data: bytes, mutation: tuple[str, int, int, bytes, int]) -> bytes:
    """*data* with one stretch cut, doubled, moved or replaced, or a piece put in."""
    how, at, length, piece, other = mutation
    cut = data[at : at + length]
    match how:
        case "cut":
            return data[:at] + data[at + length :]
        case "insert":
            return data[:at] + piece + data[at:]
        case "replace":
            return data[:at] + piece + data[at + length :]
        case "double":
            return data[:at] + cut + cut + data[at + length :]
        case "move":
            rest = data[:at] + data[at + length :]
            return rest[:other] + cut + rest[other:]
        case "truncate":
            return data[:at]
        case _:
            return data[:at] + bytes([other % 256]) + data[at + 1 :]


@settings(max_examples=COUNT, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.lists(MUTATION, min_size=1, max_size=4), st.sampled_from(sorted(FORMATS)))
def test_mutated_configurations_always_get_an_answer(
    mutations: list[tuple[str, int, int, bytes, int]], name: str
) -> None:
    data = DEMO
    for mutation in mutations:
        data = mutated(data, mutation)
    found = api.lint_bytes("x.config", data, RULES, api.Settings()).report
    text = "".join(render(api.report((found,), RULES.chosen, api.Settings()), name))
    lines = data.count(b"\n") + 1
    for finding in found.findings:
        at = finding.location
        assert 1 <= at.line <= at.end_line <= lines
        assert (at.line, at.column) <= (at.end_line, at.end_column)
        assert at.column >= 1
        for related in finding.related:
            assert 1 <= related.location.line <= lines
    assert text or not found.findings
    assert "\x1b" not in text
    assert "\x9b" not in text
