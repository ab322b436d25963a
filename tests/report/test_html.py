"""The page as text: self-contained, strict, escaped. How it works in a browser is tested in test_html_browser.py."""

from __future__ import annotations

import json
import re
from typing import Any

from ftplint.api import RuleSet, Settings, lint_bytes, report
from ftplint.report import render
from ftplint.report.plain_text import plain
from ftplint.rules import Selection
from tests.report.pages import DEMO, HOSTILE, page_of, pages_of, server, sites


def test_nothing_comes_from_elsewhere_and_nothing_breaks_out() -> None:
    text = page_of(sites(HOSTILE))
    assert len(re.findall(r"<script", text)) == 2 and text.count("</script>") == 2
    assert not re.search(
        r"""(?:src|href)\s*=(?!"#)|url\(|@import|<link|<img|<iframe|\son\w+=""",
        text.split("<script>")[0].split('id="data">')[0],
    )
    policy = re.search(r'Content-Security-Policy" content="([^"]+)"', text)
    assert policy is not None and "default-src 'none'" in policy[1] and "unsafe" not in policy[1]
    data = json.loads(text.split('id="data">')[1].split("</script>")[0])
    assert sorted(row["site"] for row in data["rows"]) == sorted(plain(name) for name in HOSTILE)


def test_no_name_turns_or_hides_the_text_around_it() -> None:
    text = page_of(sites(["\u202eevil"]))
    data = json.loads(text.split('id="data">')[1].split("</script>")[0])
    assert "\u202e" not in json.dumps(data, ensure_ascii=False), "it is written as \\u202e wherever it is shown"
    (one,) = data["scripts"]["FTP105"]
    assert r'"\u202e" + @"evil"' in one["said"]["csharp"], "what is copied sets the real name"
    assert "powershell" not in one["said"]


def test_each_source_line_is_read_once() -> None:
    settings = Settings(page=True)
    rules = RuleSet.load(settings)
    file = lint_bytes("x", sites(["a", "b", "c"]), rules, settings).report
    asked: list[int] = []

    def counted(number: int) -> str | None:
        asked.append(number)
        return file.source_line(number)

    "".join(render(report((file._replace(source_line=counted),), rules.chosen, settings), "html"))
    assert len(file.findings) > 20 and sorted(asked) == sorted(set(asked))


def rows(data: bytes, **settings: Any) -> dict[str, list[str]]:
    """What the table says of each site."""
    text = page_of(data, **settings)
    shown = json.loads(text.split('id="data">')[1].split("</script>")[0])["rows"]
    return {row["site"]: [f"{kind} {said}" for kind, said in row["cells"]] for row in shown}


def test_a_row_says_whether_anybody_gets_in_whether_it_is_encrypted_and_whether_certificates_work() -> None:
    parts = {
        "good": ("SslRequire", "SslRequire", "ab" * 20, "basic", ""),
        "closed": ("SslRequire", "SslRequire", "", "basic", ""),
        "clear": ("SslAllow", "SslAllow", "", "basic", ""),
        "optional": ("SslAllow", "SslAllow", "ab" * 20, "anonymous", ""),
        "half": ("SslRequire", "SslDeny", "ab" * 20, "basic", ""),
        "shut": ("SslRequire", "SslRequire", "ab" * 20, "", ""),
        "cards": ("SslRequire", "SslRequire", "ab" * 20, "clientCert", "CertRequire"),
        "broken": ("SslRequire", "SslRequire", "ab" * 20, "clientCert", "CertIgnore"),
    }
    shown = rows(server(parts))
    assert list(shown)[:3] == ["closed", "shut", "broken"], "the worst first"
    assert shown == {
        "good": ["yes Yes: password", "yes Yes: required", "off not used"],
        "closed": ["no Nobody: TLS is required and cannot work", "no No: TLS cannot work", "off not used"],
        "clear": ["yes Yes: password", "no No: TLS cannot work", "off not used"],
        "optional": ["part Yes: anonymous", "part Only if the client wants", "off not used"],
        "half": ["yes Yes: password", "part Commands only", "off not used"],
        "shut": ["no Nobody: every method of logon is off", "off Yes: required", "off not used"],
        "cards": ["yes Yes: certificate", "yes Yes: required", "yes Can work"],
        "broken": [
            "no Nobody: certificate logon cannot work",
            "off Yes: required",
            "no Cannot work: certificate policy",
        ],
    }


def test_nothing_is_green_where_the_file_stops_all_sites() -> None:
    parts = {"a": ("SslRequire", "SslRequire", "ab" * 20, "clientCert", "CertRequire")}
    for name, said in rows(server(parts).replace(b"</sites>", b"<x/></sites>")).items():
        assert not any(cell.startswith("yes") for cell in said), (name, said)


def test_a_row_says_the_same_whichever_rules_ran() -> None:
    shut = server(
        {"a": ("SslRequire", "SslRequire", "ab" * 20, "", ""), "b": ("SslRequire", "SslRequire", "", "basic", "")}
    )
    assert rows(shut, selection=Selection(profile="cis-iis10")) == rows(shut)


def test_a_suppressed_error_still_closes_a_site() -> None:
    data = server({"a": ("SslRequire", "SslRequire", "", "basic", "")})
    silent = data.replace(b"<ftpServer", b"<!-- ftplint: ignore-site FTP201 moves in May --><ftpServer", 1)
    assert rows(silent)["a"][0].startswith("no Nobody")


def test_many_servers_are_told_apart_by_what_differs_in_their_paths_the_worst_first() -> None:
    good, bad = (server({"a": ("SslRequire", "SslRequire", hash_, "basic", "")}) for hash_ in ("ab" * 20, ""))
    text = pages_of({"x/south/applicationHost.config": good, "x/north/applicationHost.config": bad})
    data = json.loads(text.split('id="data">')[1].split("</script>")[0])
    assert [file["name"] for file in data["files"]] == ["north", "south"]
    assert data["headline"] == ["Of 2 FTP sites, 1 lets nobody in, 1 has no errors or warnings."]
    assert "<h1>2 servers</h1>" in text


def test_the_page_says_when_what_and_how_was_judged() -> None:
    data = server({"a": ("SslRequire", "SslRequire", "", "basic", "")})
    text = page_of(
        data.replace(b"<ftpServer", b"<!-- ftplint: ignore-site FTP201 moves in May --><ftpServer", 1),
        date="2026-11-28T10:00:00Z",
        min_severity="warning",
    )
    shown = json.loads(text.split('id="data">')[1].split("</script>")[0])
    assert '<time datetime="2026-11-28T10:00:00Z">2026-11-28 10:00:00 UTC</time>' in text
    assert len(shown["files"][0]["sha256"]) == 64
    assert ["FTP201", "comment", "moves in May", "", 1] in shown["suppressions"]
    assert "severity warning and higher" in shown["limits"]


def test_secrets_are_not_in_it() -> None:
    data = sites(["a"]).replace(
        b"<clientCert", b'<anonymousAuthentication enabled="true" userName="u" password="hunter2-secret"/><clientCert'
    )
    assert "hunter2" not in page_of(data)


def test_a_plain_check_does_not_make_it() -> None:
    settings = Settings()
    rules = RuleSet.load(settings)
    assert lint_bytes("x", DEMO.read_bytes(), rules, settings).report.page is None
