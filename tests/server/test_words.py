"""Listings, log lines, messages and replies as texts."""

from __future__ import annotations

import re
from datetime import UTC, datetime
from pathlib import Path

from ftplint.server.content.listing_format import Entry, dos_line, unix_line
from ftplint.server.protocol.messages import Variables, banner, detailed, expanded, with_text
from ftplint.server.protocol.replies import REPLIES, reply
from ftplint.server.w3c_log import LogLine
from tests.server.sites import site


def test_listings_equal_the_published_lines() -> None:
    when = datetime(2024, 7, 19, 16, 46, tzinfo=UTC).timestamp()
    gmt = frozenset({"UseGmtTime"})
    assert dos_line(Entry("file.txt", False, 4, when), gmt) == "07-19-24  04:46PM                    4 file.txt"
    assert dos_line(Entry("test01", True, 0, when + 600), gmt) == "07-19-24  04:56PM       <DIR>          test01"
    assert dos_line(Entry("x", False, 1, when), gmt | {"LongDate"}).startswith("07-19-2024  04:46PM")
    old = datetime(2024, 6, 14, 1, 35, tzinfo=UTC).timestamp()
    later = old + 400 * 86_400
    assert unix_line(Entry("aspnet_client", True, 0, old, False), gmt, later) == (
        "dr--r--r--   1 owner    group               0 Jun 14  2024 aspnet_client"
    )
    assert unix_line(Entry("index.html", False, 11069, old + 86_400), gmt, later) == (
        "-rwxrwxrwx   1 owner    group           11069 Jun 15  2024 index.html"
    )
    assert " Jun 14  1:35 x" in unix_line(Entry("x", False, 0, old), gmt, old + 60)


def test_log_lines_have_the_fields_of_iis_and_cannot_be_faked() -> None:
    when = datetime(2016, 6, 25, 16, 26, 30, tzinfo=UTC)
    line = LogLine(
        when, "10.210.3.48", "SWDEV234\\Gorba", "10.210.1.234", 21, "PASS", "***", 230, 0, 0, "5242ddb2", "/"
    )
    assert str(line) == "2016-06-25 16:26:30 10.210.3.48 SWDEV234\\Gorba 10.210.1.234 21 PASS *** 230 0 0 5242ddb2 /"
    opened = line._replace(user="", method="ControlChannelOpened", stem="", status=0, path="")
    assert str(opened).endswith(" - 10.210.1.234 21 ControlChannelOpened - - 0 0 5242ddb2 -")
    faked = str(line._replace(stem="a b\r\n2016-06-25 fake"))
    assert "\n" not in faked and len(faked.split(" ")) == len(str(line).split(" "))


def test_messages() -> None:
    messages = site(
        '<messages bannerMessage="Hi %SiteName% %Other%" expandVariables="true" greetingMessage="one&#10;two"/>'
    ).messages
    variables = Variables(site="a", user="alice")
    assert banner(messages, reply("banner"), variables) == ["220-Microsoft FTP Service", "220 Hi a %Other%"]
    assert with_text(reply("logged-in"), messages.greeting) == ["230-one", "230-two", "230 User logged in."]
    assert expanded(messages._replace(expand_variables=False), "%UserName%", variables) == "%UserName%"
    quiet = messages._replace(suppress_default_banner=True, banner="")
    assert banner(quiet, reply("banner"), variables) == ["220 "]
    assert detailed(reply("certificate-not-configured")) == [
        "534-Local policy on server does not allow TLS secure connections.",
        " Win32 error:   Access is denied. ",
        " Error details: SSL certificate was not configured.",
        "534 End",
    ]


def test_every_situation_that_the_server_names_is_in_the_table() -> None:
    folder = Path(__file__).parents[2] / "ftplint" / "server"
    named = set()
    for path in folder.rglob("*.py"):
        if path.name != "replies.py":
            text = path.read_text(encoding="utf-8")
            named |= set(re.findall(r'(?:say|_refuse|end|reply|StorageError|data_missing)\(\s*"([a-z0-9-]+)"', text))
    assert named - set(REPLIES) == set()
    assert len(named) > 50
    for situation, found in REPLIES.items():
        assert 120 <= found.code < 640 and found.text and found.source, situation
