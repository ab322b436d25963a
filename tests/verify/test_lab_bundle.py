"""The lab's bundle: without a fault nothing is found in it, with one exactly that; and it is what the schema describes."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft202012Validator

from ftplint import lint
from ftplint.rules.load import load_rules
from ftplint.verify.lab import Lab
from ftplint.verify.lab_bundle import lab_bundle_files, write_lab_bundle
from ftplint.verify.lab_faults import FAULTS

BY_EVIDENCE = {rule.id for rule in load_rules() if rule.evidence}
SCHEMA = json.loads((Path(__file__).parents[2] / "schemas" / "bundle.schema.json").read_text(encoding="utf-8"))


@pytest.fixture(scope="module")
def lab() -> Lab:
    return Lab()


def found(lab: Lab, folder: Path, fault: str = "") -> list[Any]:
    path = folder / "bundle.zip"
    write_lab_bundle(lab, path, fault)
    return [finding for finding in lint(path).findings if finding.rule in BY_EVIDENCE]


def test_without_a_fault_nothing_is_found_and_everything_is_checked(lab: Lab, tmp_path: Path) -> None:
    assert found(lab, tmp_path) == []
    report = lint(tmp_path / "bundle.zip")
    assert "Not checked" not in report.to("text")
    assert report.count("error") == 0


@pytest.mark.parametrize("fault", sorted(FAULTS))
def test_a_fault_is_found_and_nothing_else(lab: Lab, tmp_path: Path, fault: str) -> None:
    findings = found(lab, tmp_path, fault)
    assert {finding.rule for finding in findings} == {fault}
    for finding in findings:
        assert finding.location.path == f"{tmp_path / 'bundle.zip'}!config/applicationHost.config"
        assert finding.location.line > 1


def test_every_rule_on_facts_has_a_fault() -> None:
    assert BY_EVIDENCE - FAULTS.keys() <= {"FTP318"}, "FTP318 is FTP317 beside another method"


@pytest.mark.parametrize("fault", ["", *sorted(FAULTS)])
def test_the_lab_writes_what_the_schema_describes(lab: Lab, fault: str) -> None:
    files = lab_bundle_files(lab, fault)
    parsed = {name: json.loads(data) for name, data in files.items() if name.endswith(".json")}
    Draft202012Validator(SCHEMA).validate(parsed)


def test_a_finding_names_the_fact_and_stands_at_its_setting(lab: Lab, tmp_path: Path) -> None:
    (finding,) = found(lab, tmp_path, "FTP751")
    day = f"{lab.authority.now:%Y-%m-%d %H:%M}"
    assert f"The bundle of {day} says: E:\\data is a file on WEB01." in finding.message
    line = lab_bundle_files(lab)["config/applicationHost.config"].decode().splitlines()[finding.location.line - 1]
    assert 'physicalPath="E:\\data"' in line
    assert line[finding.location.column - 1 : finding.location.end_column - 1] == "E:\\data"
    assert finding.site == "ftp.example.com"
