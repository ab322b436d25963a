"""Rules whose facts were not given say so in every format that could be taken for an all-clear."""

from __future__ import annotations

import json
from typing import Any
from xml.etree import ElementTree

import pytest

from ftplint.judging import FileReport, Report, RuleInfo
from ftplint.report import FORMATS, render

RULES = (
    RuleInfo("FTP101", "a", "error", "A", "site"),
    RuleInfo("FTP114", "b", "error", "B", "file", evidence=("certificates",)),
    RuleInfo("FTP452", "c", "error", "C", "file", evidence=("accounts", "paths")),
    RuleInfo("FTP850", "d", "error", "D", "file", evidence=("server",)),
)


def shown(format: str, evidence: tuple[str, ...] = (), lacking: dict[str, str] | None = None, **more: Any) -> str:
    file = FileReport(
        "a.config", (), ("a",), ("a",), lambda _: None, evidence=frozenset(evidence), lacking=lacking or {}
    )
    return "".join(render(Report("1", (file._replace(**more),), RULES), format))


def test_one_short_line_where_nothing_was_given() -> None:
    line = "Not checked: 3 rules need certificates, accounts, folders ... of the server: ftplint collect"
    assert shown("text").splitlines()[-1] == line
    assert len(line) < 100


def test_what_was_given_is_not_missing_and_a_failure_has_its_reason() -> None:
    every = ("certificates", "accounts", "paths", "server")
    assert "Not checked" not in shown("text", every)
    assert shown("text", every[:-1]).endswith("Not checked: 1 rule needs services of the server\n")
    some = shown("text", ("certificates", "paths", "server"), {"accounts": "no domain controller"})
    assert some.endswith("Not checked: 1 rule needs accounts (no domain controller) of the server\n")


def test_a_file_without_ftp_sites_needs_nothing() -> None:
    assert "Not checked" not in shown("text", ftp_sites=())


@pytest.mark.parametrize("format", ["text", "markdown", "sarif", "html"])
def test_formats_that_have_the_line(format: str) -> None:
    assert "Not checked: 3 rules" in shown(format)
    assert "Not checked: 3" not in shown(format, ("certificates", "accounts", "paths", "server"))


def test_json() -> None:
    report = json.loads(shown("json", ("paths", "server"), {"accounts": "denied"}))
    assert report["files"][0]["evidence"] == ["paths", "server"]
    assert report["not_checked"] == [
        {"fact": "certificates", "rules": ["FTP114"], "files": 1, "reasons": []},
        {"fact": "accounts", "rules": ["FTP452"], "files": 1, "reasons": ["denied"]},
    ]


def test_junit_skips_what_was_not_checked() -> None:
    root = ElementTree.fromstring(shown("junit"))
    suite = next(one for one in root if one.get("name") == "not checked")
    assert [case.get("name") for case in suite] == ["certificates", "accounts", "folders", "services"]
    assert all(case.find("skipped") is not None for case in suite)
    assert root.get("tests") == str(sum(1 for _ in root.iter("testcase")))


def test_junit_by_rule_passes_no_rule_that_did_not_look() -> None:
    root = ElementTree.fromstring(shown("junit-rules", ("certificates",)))
    skipped = [case.get("name") for case in root.iter("testcase") if case.find("skipped") is not None]
    assert skipped == ["FTP452 c", "FTP850 d"]
    assert root[0].get("skipped") == "2"


def test_every_format_renders_it() -> None:
    assert all(shown(format) is not None for format in FORMATS)
