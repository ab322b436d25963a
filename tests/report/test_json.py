"""The JSON report keeps to its schema, and the schema is strict enough to be worth keeping to."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft202012Validator

from ftplint.report import render
from ftplint.report.formats.json import SCHEMA_VERSION
from tests.report.sample import CLEAN, FINDINGS, HOSTILE, INHERITING, PATH, SAMPLE, WIDE

SCHEMA = json.loads((Path(__file__).parents[2] / "schemas" / "report.schema.json").read_text(encoding="utf-8"))
VALIDATOR = Draft202012Validator(SCHEMA)


def document() -> Any:
    return json.loads("".join(render(SAMPLE, "json")))


def test_the_schema_is_one() -> None:
    Draft202012Validator.check_schema(SCHEMA)
    assert SCHEMA["properties"]["schema_version"]["const"] == SCHEMA_VERSION


@pytest.mark.parametrize("report", [SAMPLE, CLEAN, CLEAN._replace(files=())], ids=["sample", "clean", "no files"])
def test_reports_keep_to_the_schema(report: Any) -> None:
    errors = list(VALIDATOR.iter_errors(json.loads("".join(render(report, "json")))))
    assert errors == []


def objects(schema: Any) -> list[dict[str, Any]]:
    """All parts of the schema that describe an object."""
    if isinstance(schema, list):
        return [found for item in schema for found in objects(item)]
    if not isinstance(schema, dict):
        return []
    inner = [found for item in schema.values() for found in objects(item)]
    return [schema, *inner] if "properties" in schema and schema.get("type") == "object" else inner


def test_every_key_is_required_described_and_no_other_is_allowed() -> None:
    assert len(objects(SCHEMA)) == 20
    for described in objects(SCHEMA):
        assert described["additionalProperties"] is False
        assert sorted(described["required"]) == sorted(described["properties"])
        for key, value in described["properties"].items():
            target = SCHEMA["$defs"][value["$ref"].rpartition("/")[2]] if "$ref" in value else {}
            assert "description" in value | target or "enum" in value or "const" in value, key


@pytest.mark.parametrize("key", ["rule", "fix", "substatus", "related"])
def test_the_schema_notices_a_missing_key(key: str) -> None:
    broken = document()
    del broken["findings"][0][key]
    assert not VALIDATOR.is_valid(broken)


@pytest.mark.parametrize(("key", "value"), [("line", 0), ("severity", "fatal"), ("origin", "web"), ("extra", 1)])
def test_the_schema_notices_a_wrong_value(key: str, value: object) -> None:
    broken = document()
    broken["findings"][0][key] = value
    assert not VALIDATOR.is_valid(broken)


def test_a_finding_is_told_whole() -> None:
    told = document()["findings"][0]
    expected = FINDINGS[0]
    assert told == {
        "rule": "FTP105",
        "name": "client-certificates-ignored",
        "severity": "error",
        "message": expected.message,
        "path": PATH,
        "line": 5,
        "column": 78,
        "end_line": 5,
        "end_column": 88,
        "site": None,
        "setting": "ftpServer/security/sslClientCertificates/@clientCertificatePolicy",
        "value": "CertIgnore",
        "origin": "siteDefaults",
        "affected_sites": list(INHERITING),
        "reply": 530,
        "substatus": 35,
        "client": expected.client,
        "why": expected.why,
        "related": [
            {
                "path": PATH,
                "line": related.location.line,
                "column": related.location.column,
                "end_line": related.location.end_line,
                "end_column": related.location.end_column,
                "note": related.note,
            }
            for related in expected.related
        ],
        "fix": {
            "safety": "unsafe",
            "because": None,
            "title": "Ask for certificates, and look them up.",
            "changes": [
                {"setting": "ftpServer/security/sslClientCertificates/@clientCertificatePolicy", "value": "CertAllow"},
                {"setting": "ftpServer/security/sslClientCertificates/@useActiveDirectoryMapping", "value": "true"},
            ],
            "edits": [
                {"path": PATH, "line": 5, "column": 78, "end_line": 5, "end_column": 88, "text": "CertAllow"},
                {
                    "path": PATH,
                    "line": 5,
                    "column": 89,
                    "end_line": 5,
                    "end_column": 89,
                    "text": ' useActiveDirectoryMapping="true"',
                },
            ],
        },
        "fingerprint": None,
        "suppression": None,
        "also": [],
        "because": None,
    }


def test_what_is_not_known_is_null() -> None:
    told = document()["findings"][-1]
    unknown = {key for key, value in told.items() if value is None}
    never = {"fingerprint", "suppression", "because"}
    assert unknown == {"site", "setting", "value", "origin", "reply", "substatus", "client", "why", "fix"} | never
    assert told["affected_sites"] == told["related"] == told["also"] == []


def test_names_come_back_as_they_are() -> None:
    sites = [finding["site"] for finding in document()["findings"]]
    assert HOSTILE in sites
    assert WIDE in sites


def test_a_path_that_is_not_utf_8_is_no_lone_surrogate() -> None:
    """Strict parsers (Go, Rust) refuse those; a pair, as of an emoji, stays one."""
    assert document()["files"][2]["path"].startswith(r"conf/\udcff" + "\x1b[31m")
    emoji = SAMPLE._replace(files=(SAMPLE.files[1]._replace(path="\U0001f642"),))
    assert json.loads("".join(render(emoji, "json")))["files"][0]["path"] == "\U0001f642"


def test_one_finding_is_one_line() -> None:
    lines = "".join(render(SAMPLE, "json")).splitlines()
    assert sum(line.startswith('  {"rule": ') for line in lines) == len(SAMPLE.findings) + SAMPLE.suppressed
