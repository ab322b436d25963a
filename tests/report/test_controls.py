"""The controls of a profile, in text, JSON and on the page: met, not met, or not to be told."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest

from ftplint.api import RuleSet, Settings, lint_bytes, report
from ftplint.report import render
from ftplint.rules import Selection
from tests.report.pages import server

if TYPE_CHECKING:
    from collections.abc import Mapping

OPEN = {"a": ("SslAllow", "SslAllow", "ab" * 20, "basic", "")}
TLS = {"a": ("SslRequire", "SslRequire", "ab" * 20, "basic", "")}


def shown(format: str, files: Mapping[str, bytes], **settings: Any) -> str:
    given = Settings(**{"selection": Selection(profile="cis-iis10"), **settings})
    rules = RuleSet.load(given)
    reports = [lint_bytes(path, data, rules, given).report for path, data in files.items()]
    return "".join(render(report(reports, rules.chosen, given, rules.left_out), format))


def statuses(data: bytes, **settings: Any) -> dict[str, str]:
    found = json.loads(shown("json", {"f": data}, **settings))["controls"]
    return {control["id"]: control["status"] for control in found}


def test_a_control_is_passed_or_failed_and_the_text_ends_with_the_table() -> None:
    assert statuses(server(OPEN))["6.1"] == "failed"
    assert statuses(server(TLS))["6.1"] == "passed"
    text = shown("text", {"f": server(TLS)})
    assert "\nControls of cis-iis10: 1 failed, 1 passed\n" in text
    assert "  6.1  passed; looked for: controlChannelPolicy or dataChannelPolicy is not SslRequire (FTP213)\n" in text
    assert "6.2  failed on 1 site; looked for: denyByFailure is off (FTP419)\n" in text


def test_no_profile_or_one_without_ids_has_no_controls() -> None:
    for profile in ("all", "client-certificate"):
        assert statuses(server(OPEN), selection=Selection(profile=profile)) == {}
    assert "Controls" not in shown("text", {"f": server(OPEN)}, selection=Selection())


def test_what_the_run_leaves_out_is_not_passed() -> None:
    left_out = Selection(profile="cis-iis10", ignore=("FTP213",))
    assert statuses(server(TLS), selection=left_out)["6.1"] == "not checked"
    assert statuses(server(TLS), min_severity="error")["6.1"] == "not checked"


def test_what_cannot_be_read_is_not_visible_and_what_has_no_ftp_site_not_applicable() -> None:
    assert set(statuses(b"<configuration><").values()) == {"not visible"}
    web = server(TLS).replace(b'protocol="ftp"', b'protocol="http"')
    assert set(statuses(web).values()) == {"not applicable"}


def test_a_finding_that_is_suppressed_does_not_meet_the_control() -> None:
    data = server(OPEN).replace(b"<ftpServer", b"<!-- ftplint: ignore-site FTP213 moves in May --><ftpServer", 1)
    (control, _) = json.loads(shown("json", {"f": data}))["controls"]
    assert control["results"][0]["status"] == "failed"
    assert control["results"][0]["reason"] == "accepted: moves in May"


def test_of_many_servers_the_gravest_counts() -> None:
    control = json.loads(shown("json", {"f": server(TLS), "g": server(OPEN)}))["controls"][0]
    assert control["status"] == "failed"
    assert [result["status"] for result in control["results"]] == ["passed", "failed"]


@pytest.mark.parametrize("profile", ["cis-iis10", "stig"])
def test_the_page_has_the_sheet(profile: str) -> None:
    text = shown("html", {"f": server(OPEN)}, selection=Selection(profile=profile), page=True)
    data = json.loads(text.split('id="data">')[1].split("</script>")[0])
    assert len(data["controls"]) == 2
