"""The page as text: self-contained, strict, escaped. How it works in a browser is tested in test_html_browser.py."""

from __future__ import annotations

import json
import re

from ftplint.api import RuleSet, Settings, lint_bytes, report
from ftplint.report import render
from ftplint.report.plain_text import plain
from tests.report.pages import DEMO, HOSTILE, page_of, sites


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
    assert [row["site"] for row in data["matrix"]] == [plain(name) for name in HOSTILE]


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


def test_secrets_are_not_in_it() -> None:
    data = sites(["a"]).replace(
        b"<clientCert", b'<anonymousAuthentication enabled="true" userName="u" password="hunter2-secret"/><clientCert'
    )
    assert "hunter2" not in page_of(data)


def test_a_plain_check_does_not_make_it() -> None:
    settings = Settings()
    rules = RuleSet.load(settings)
    assert lint_bytes("x", DEMO.read_bytes(), rules, settings).report.page is None
