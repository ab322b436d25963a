"""Mutated configurations: whatever the bytes, an answer and no exception."""

from __future__ import annotations

import os
import random
from pathlib import Path

import pytest

from ftplint import api
from ftplint.engine.load import load_rules
from ftplint.report import FORMATS, render

DEMO = (Path(__file__).parents[1] / "demo" / "applicationHost.config").read_bytes()
COUNT = 2_400 if os.environ.get("CI") else 400
PIECES = (
    b"<", b">", b"&", b"\"", b"'", b"/>", b"<!--", b"-->", b"<![CDATA[", b"]]>", b"<?x", b"?>", b"&#0;", b"&#x41;", b"&amp;",
    b"\x00", b"\xff", b"\xc3", b"\xef\xbb\xbf", b"\xe2\x80\x8e", b"<ssl/>", b"<ftpServer>", b"</ftpServer>", b"<clear/>",
    b"<site name='x' id='1'/>", b"<location path='x'>", b"</location>", b"<configSections/>", b"<siteDefaults/>",
    b' enabled="TRUE"', b' lockItem="true"', b' lockAttributes="x"', b' xmlns="u"', b' a:b="c"', b"true", b"1", b"-1", b"\n", b"\r",
    b"<system.ftpServer><security><authorization><remove/></authorization></security></system.ftpServer>", b"\t" * 50,
    b'<binding protocol="FTP" bindingInformation="[::1"/>', b'<add name="" />', b"<<<<<<< a\n", b">>>>>>> b\n",
)  # fmt: skip


def mutated(seed: int) -> bytes:
    """The demo file with a few bytes cut, doubled, moved, replaced, or pieces put in."""
    chance = random.Random(seed)
    data = DEMO
    for _ in range(chance.randint(1, 4)):
        at, length = chance.randrange(len(data)), chance.choice((1, 1, 5, 40, 400))
        cut = data[at : at + length]
        data = chance.choice(
            (
                data[:at] + data[at + length :],
                data[:at] + chance.choice(PIECES) + data[at:],
                data[:at] + chance.choice(PIECES) + data[at + length :],
                data[:at] + cut + cut + data[at + length :],
                data[:at] + bytes([chance.randrange(256)]) + data[at + 1 :],
                data[:at],
                data.replace(b"true", b"tru\xc3\xa9", 1),
            )
        ) or b" "
    return data


@pytest.mark.parametrize("part", range(8))
def test_mutated_configurations_always_get_an_answer(part: int) -> None:
    rules = load_rules()
    settings = api.Settings()
    formats = sorted(FORMATS)
    for seed in range(part, COUNT, 8):
        data = mutated(seed)
        try:
            found = api.lint_bytes("x.config", data, rules, settings)
            report = api.report((found,), rules, settings)
            text = "".join(render(report, formats[seed % len(formats)]))
        except Exception as error:
            raise AssertionError(f"seed {seed}: {type(error).__name__}: {error}") from error
        lines = data.count(b"\n") + 1
        assert all(1 <= f.location.line <= lines for f in found.findings), seed
        assert all((f.location.end_line, f.location.end_column) >= (f.location.line, f.location.column) for f in found.findings), seed
        assert text or formats[seed % len(formats)] == "concise", seed
