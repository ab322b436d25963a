"""The JSON Schemas as a user gets them: printed, found by their path, and true of what ftplint writes and reads."""

from __future__ import annotations

import json
import tomllib
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft202012Validator

from tests.end_to_end.run import ROOT, ftplint

DEMO = ROOT / "tests" / "demo"


def printed(name: str) -> Any:
    run = ftplint("schema", name)
    assert (run.returncode, run.stderr) == (0, "")
    assert run.stdout == (ROOT / "schemas" / f"{name}.schema.json").read_text(encoding="utf-8")
    return json.loads(run.stdout)


@pytest.mark.parametrize("name", ["settings", "report", "bundle", "raw-bundle", "observations"])
def test_what_is_printed_is_a_schema_with_an_id(name: str) -> None:
    schema = printed(name)
    Draft202012Validator.check_schema(schema)
    assert schema["$id"] == f"urn:ftplint:schema:{name}:1"


@pytest.mark.parametrize(
    "arguments",
    [
        (DEMO / "applicationHost.config",),
        (DEMO / "applicationHost.config", "--config", DEMO / "ftplint.toml"),
        (DEMO / "applicationHost.config", "--profile", "cis-iis10"),
        (DEMO,),
    ],
    ids=["plain", "with settings", "profile", "folder"],
)
def test_real_reports_keep_to_the_printed_schema(arguments: tuple[str | Path, ...]) -> None:
    report = json.loads(ftplint(*arguments, "--output-format", "json").stdout)
    assert report["findings"]
    assert list(Draft202012Validator(printed("report")).iter_errors(report)) == []


def test_the_settings_of_the_demo_keep_to_the_printed_schema_and_a_mistake_does_not() -> None:
    settings = json.loads(json.dumps(tomllib.loads((DEMO / "ftplint.toml").read_text(encoding="utf-8")), default=str))
    validator = Draft202012Validator(printed("settings"))
    assert list(validator.iter_errors(settings)) == []
    assert not validator.is_valid({**settings, "fail_on": "error"})
    assert not validator.is_valid({**settings, "docs-url": "docs/"})


def test_an_editor_finds_the_schema_by_the_path_in_the_first_line(tmp_path: Path) -> None:
    """As schemas/README.md says: the line names a file, and that file is the schema."""
    line = next(
        line
        for line in (ROOT / "schemas" / "README.md").read_text(encoding="utf-8").splitlines()
        if line.startswith("#:schema ")
    )
    (tmp_path / "ftplint.schema.json").write_text(ftplint("schema", "settings").stdout, encoding="utf-8")
    (tmp_path / "ftplint.toml").write_text(f'{line}\nfail-on = "error"\n', encoding="utf-8")
    assert json.loads((tmp_path / line.removeprefix("#:schema ")).read_text(encoding="utf-8"))["$id"]
    assert ftplint(DEMO / "applicationHost.config", "--config", tmp_path / "ftplint.toml").returncode == 1
