"""Formats for CI servers: valid by their schemas, equal in their counts, and not to be steered by what a file holds."""

from __future__ import annotations

import csv
import io
import json
import re
from collections import Counter
from pathlib import Path
from typing import Any

import jsonschema
import pytest
from hypothesis import given
from hypothesis import strategies as st
from lxml import etree

from ftplint.judging.finding import Edit, Finding, Location, Report
from ftplint.report import FORMATS, render
from ftplint.report.formats.markdown import LIMIT
from ftplint.report.formats.sarif import RESULTS
from ftplint.report.uri import uri
from ftplint.rules.model import Change, Fix
from tests.report.sample import CLEAN, FINDINGS, PATH, SAMPLE, SUPPRESSED
from tests.report.shapes import CHECKSTYLE, GITLAB

SARIF = json.loads((Path(__file__).parent / "sarif-2.1.0-rtm.5.json").read_text(encoding="utf-8"))
EMPTY = SAMPLE._replace(files=())


def rendered(report: Report, name: str, *, verbose: bool = False) -> str:
    return "".join(render(report, name, verbose=verbose))


def of(*findings: Finding) -> Report:
    return SAMPLE._replace(files=(SAMPLE.files[0]._replace(findings=findings, suppressed=()),))


def sarif(report: Report) -> dict[str, Any]:
    run: dict[str, Any] = json.loads(rendered(report, "sarif"))["runs"][0]
    return run


@pytest.mark.parametrize("report", [SAMPLE, CLEAN, EMPTY], ids=["sample", "clean", "empty"])
def test_each_is_valid(report: Report) -> None:
    jsonschema.Draft4Validator(SARIF).validate(json.loads(rendered(report, "sarif")))
    jsonschema.validate(json.loads(rendered(report, "gitlab")), GITLAB)
    schema = etree.XMLSchema(etree.fromstring(CHECKSTYLE.encode()))
    schema.assertValid(etree.fromstring(rendered(report, "checkstyle").encode()))


def counts(name: str) -> tuple[int, int, int]:
    """Errors, warnings and infos as *name* tells them."""
    text = rendered(SAMPLE, name, verbose=True)
    found: Counter[str]
    if name == "json":
        found = Counter(finding["severity"] for finding in json.loads(text)["findings"])
    elif name == "json-lines":
        lines = [json.loads(line) for line in text.splitlines()]
        found = Counter(finding["severity"] for finding in lines if finding["suppression"] is None)
    elif name == "azure":
        found = Counter(re.findall(r"^##vso\[task.logissue type=(error|warning);", text, re.MULTILINE))
        found["info"] = len(re.findall(": info FTP", text))
    elif name == "csv":
        rows = [row for row in csv.DictReader(io.StringIO(text)) if not row["suppressed"]]
        once = {(row["rule"], row["file"], row["line"], row["column"]): row["severity"] for row in rows}
        found = Counter(once.values())
    elif name == "sarif":
        levels = [r["level"] for r in sarif(SAMPLE)["results"] if "suppressions" not in r]
        found = Counter({"note": "info"}.get(level, level) for level in levels)
    elif name == "gitlab":
        words = {"critical": "error", "major": "warning"}
        found = Counter(words.get(issue["severity"], issue["severity"]) for issue in json.loads(text))
    elif name == "checkstyle":
        found = Counter(str(error.get("severity")) for error in etree.fromstring(text.encode()).iter("error"))
    elif name == "github":
        found = Counter({"notice": "info"}.get(w, w) for w in re.findall(r"^::(\w+) ", text, re.MULTILINE))
    elif name == "concise":
        found = Counter(re.findall(r"^.*?:\d+:\d+: (error|warning|info) ", text, re.MULTILINE))
    elif name == "text":
        found = Counter(re.findall(r"^ *(error|warning|info)\[", text, re.MULTILINE))
    elif name == "html":
        data = json.loads(text.split('id="data">')[1].split("</script>")[0])
        found = Counter(rule["severity"] for rule in data["rules"] for _ in rule["findings"])
        assert data["counts"] == found
    elif name == "markdown":
        found = Counter(re.findall(r"^\* \*\*(\w+)\*\* at ", text, re.MULTILINE))
    else:
        root = etree.fromstring(text.encode())
        said = [str(failure.get("type")) for failure in root.iter("failure") if failure.get("type")]
        notes = [
            note for out in root.iter("system-out") for note in re.findall(r"^(info): ", out.text or "", re.MULTILINE)
        ]
        found = Counter([*said, *notes])
    return found["error"], found["warning"], found["info"]


@pytest.mark.parametrize("name", sorted(FORMATS - {"junit-rules"}))
def test_counts_are_equal_in_all_formats(name: str) -> None:
    assert counts(name) == (SAMPLE.count("error"), SAMPLE.count("warning"), SAMPLE.count("info"))


def test_junit_tells_a_finding_once_for_each_site_that_it_reaches() -> None:
    errors, warnings, _ = counts("junit-rules")
    in_cases = sum(
        max(1, len(set(f.affected_sites) & set(SAMPLE.files[0].ftp_sites))) for f in FINDINGS if f.severity == "error"
    )
    assert errors == in_cases + 1  # and one in the third file
    assert warnings == SAMPLE.count("warning")


def test_suppressed_findings_stay_visible_where_programs_read() -> None:
    told = json.loads(rendered(SAMPLE, "json"))
    assert told["summary"]["suppressed"] == len(told["suppressed"]) == len(SUPPRESSED) == 3
    results = [r for r in sarif(SAMPLE)["results"] if "suppressions" in r]
    assert [r["suppressions"][0]["kind"] for r in results] == ["inSource", "external", "external"]
    assert results[0]["suppressions"][0]["justification"] == "the scanners know no TLS <yet> (until 2099-12-31)"
    assert "location" in results[0]["suppressions"][0]
    suite = etree.fromstring(rendered(SAMPLE, "junit").encode())[0]
    skipped = list(suite.iter("skipped"))
    assert suite.get("skipped") == str(len(skipped))
    assert {s.get("message") for s in skipped} <= {f.suppression.reason for f in SUPPRESSED if f.suppression}
    assert skipped
    for name in ("github", "gitlab", "checkstyle", "concise"):
        assert "no TLS" not in rendered(SAMPLE, name)
    assert "3 findings suppressed" in rendered(SAMPLE, "markdown")


def test_sarif_rules_have_what_code_scanning_shows() -> None:
    rules = {rule["id"]: rule for rule in sarif(SAMPLE)["tool"]["driver"]["rules"]}
    assert rules["FTP106"]["help"]["markdown"].endswith(
        "See the catalogue and [Microsoft](https://learn.microsoft.com/).\n"
    )
    assert rules["FTP106"]["helpUri"] == "https://learn.microsoft.com/en-us/iis/"
    assert "client-certificate" in rules["FTP106"]["properties"]["tags"]
    assert rules["FTP204"]["properties"]["security-severity"] == "6.5"
    assert "security" in rules["FTP204"]["properties"]["tags"]
    for result in sarif(SAMPLE)["results"]:
        if "ruleIndex" in result:
            assert list(rules)[result["ruleIndex"]] == result["ruleId"]


def test_sarif_has_spans_fingerprints_and_related_places() -> None:
    first = sarif(SAMPLE)["results"][1]
    place = first["locations"][0]
    assert place["physicalLocation"]["artifactLocation"] == {"uri": PATH, "uriBaseId": "%SRCROOT%"}
    assert place["logicalLocations"][0]["fullyQualifiedName"].startswith("ftp.example.com/ftpServer/security")
    assert first["partialFingerprints"] == {"ftplint/v1": "0123456789abcdef" * 2}
    assert first["relatedLocations"][0]["message"]["text"] == "certificate logon is switched on here"


def test_sarif_offers_the_edits_of_a_fix() -> None:
    change = Change("ftpServer/security/ssl/@dataChannelPolicy", "SslRequire")
    edits = (
        Edit(Location("a b.config", 3, 5, 3, 12), "SslRequire"),
        Edit(Location("a b.config", 4, 7, 4, 7), '\n<a b="&quot;"/>'),
    )
    base = FINDINGS[0]._replace(
        location=Location("a b.config", 3, 1, 3, 2), fix=Fix("safe", "Do.", (change,)), edits=edits
    )
    (fix,) = sarif(of(base))["results"][0]["fixes"]
    (file,) = fix["artifactChanges"]
    assert fix["description"] == {"text": "Do. [safe]"}
    assert file["artifactLocation"]["uri"] == "a%20b.config"
    assert [one["deletedRegion"] for one in file["replacements"]] == [
        {"startLine": 3, "startColumn": 5, "endLine": 3, "endColumn": 12},
        {"startLine": 4, "startColumn": 7, "endLine": 4, "endColumn": 7},
    ]
    assert [one["insertedContent"]["text"] for one in file["replacements"]] == [edit.text for edit in edits]
    for no in (base._replace(edits=()), base._replace(fix=None)):
        assert "fixes" not in sarif(of(no))["results"][0]


def test_a_fix_that_opens_says_so_in_every_format() -> None:
    finding = FINDINGS[0]._replace(fix=Fix("opens", "Do.", (), "strangers get in"))
    for format in ("text", "markdown", "junit", "github", "html"):
        text = "".join(render(of(finding), format))
        assert "opens" in text and "Do (strangers get in)" in text, format
    assert sarif(of(finding))["results"][0]["properties"]["fixSafety"] == "opens"
    told = json.loads("".join(render(of(finding), "json")))["findings"][0]["fix"]
    assert (told["safety"], told["because"]) == ("opens", "strangers get in")


def test_sarif_is_cut_to_what_github_accepts_and_says_so() -> None:
    mild = FINDINGS[3]._replace(severity="info")
    run = sarif(of(*[mild] * (RESULTS + 5), FINDINGS[1]))
    assert len(run["results"]) == RESULTS
    assert run["results"][-1]["ruleId"] == "FTP106"
    (note,) = run["invocations"][0]["toolExecutionNotifications"]
    assert note["message"]["text"].startswith("6 results are left out")


@pytest.mark.parametrize(
    ("path", "expected"),
    [
        ("a/b c.config", ("a/b%20c.config", True)),
        ("./a#b?.config", ("a%23b%3F.config", True)),
        (r"conf\sub\a.config", ("conf/sub/a.config", True)),
        (r"C:\Windows\a b.config", ("file:///C:/Windows/a%20b.config", False)),
        ("/etc/a.config", ("file:///etc/a.config", False)),
        (r"\\server\share\a.config", ("file://server/share/a.config", False)),
        ("<stdin>", ("%3Cstdin%3E", True)),
        ("größe/\udcff", ("gr%C3%B6%C3%9Fe/%FF", True)),
    ],
)
def test_uris(path: str, expected: tuple[str, bool]) -> None:
    assert uri(path) == expected


HOSTILE_TEXT = st.text(
    st.characters(codec="utf-8") | st.sampled_from("\r\n%:,<>&\"'|`*_[]()#@!\\\x00\x1b\u202e"), max_size=30
)


@given(HOSTILE_TEXT, HOSTILE_TEXT)
def test_no_text_breaks_out_of_its_place(message: str, path: str) -> None:
    finding = Finding(
        "FTP106",
        "x",
        "error",
        message,
        Location(path or "p", 3, 4, 3, 5),
        site=message,
        setting="s",
        affected_sites=(message,),
    )
    report = of(finding)
    lines = rendered(report, "github").split("\n")
    assert len(lines) == 2
    assert re.fullmatch(
        r"::error file=[^,:\r\n]*,line=3,endLine=3,col=4,endColumn=5,title=FTP106 x::[^\r\n]*", lines[0]
    )
    (error,) = etree.fromstring(rendered(report, "checkstyle").encode()).iter("error")
    assert error.get("source") == "ftplint.FTP106"
    (issue,) = json.loads(rendered(report, "gitlab"))
    assert issue["location"]["lines"]["begin"] == 3
    heading = next(line for line in rendered(report, "markdown").split("\n") if line.startswith("## FTP106: "))
    shown = heading.removeprefix("## FTP106: ")
    assert not re.search(r"(?<!\\)[`*_{}\[\]|~]|<|>|@|#|://|www\.", re.sub(r"&#?\w+;", "", shown), re.IGNORECASE)


def test_gitlab_fingerprints_are_unique() -> None:
    same = FINDINGS[3]
    issues = json.loads(rendered(of(same, same, same._replace(site="other")), "gitlab"))
    assert len({issue["fingerprint"] for issue in issues}) == 3


def test_markdown_fits_into_a_comment() -> None:
    text = rendered(of(*FINDINGS * 500), "markdown")
    assert len(text) <= LIMIT + 200 < 65_536
    assert "more findings are left out here" in text


def test_a_cell_of_a_spreadsheet_is_no_formula() -> None:
    """OWASP, CSV injection."""
    formula = FINDINGS[0]._replace(affected_sites=('=HYPERLINK("http://x")',))
    (row,) = csv.DictReader(io.StringIO(rendered(of(formula), "csv")))
    assert row["site"] == '\'=HYPERLINK("http://x")'


def test_a_message_cannot_end_a_command_of_azure() -> None:
    hostile = FINDINGS[0]._replace(message="a\n##vso[task.setvariable variable=x]y % ;", location=FINDINGS[0].location)
    lines = rendered(of(hostile), "azure").splitlines()
    assert len(lines) == 1
    assert lines[0].count("##vso[") == 1
