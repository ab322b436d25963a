"""Settings files: found where they should be, refused with a place and a hint where they are wrong."""

from __future__ import annotations

import json
import tomllib
from datetime import date
from pathlib import Path

import jsonschema
import pytest

from ftplint.resources import SCHEMAS
from ftplint.settings.find import find_settings
from ftplint.settings.read import KEYS, SettingsError, read_settings
from tests.end_to_end.run import ftplint

DEMO = Path(__file__).parents[1] / "demo" / "applicationHost.config"
SCHEMA = json.loads((SCHEMAS / "settings.schema.json").read_text(encoding="utf-8"))

FULL = """\
select = ["FTP1", "tls-optional", "FTP9"]
ignore = ["FTP111"]
severity = { FTP106 = "warning" }
fail-on = "error"
min-severity = "warning"
profile = "all"
iis-version = "8.5"
rules = ["house"]
baseline = "known.json"
jobs = 2
docs-url = "https://docs.example.com/ftplint"

[[ignores]]
rules = ["FTP1"]
sites = ["Legacy*"]
paths = ["servers/*/applicationHost.config"]
reason = "moves to SFTP in spring"
expires = 2027-03-31

[[ignores]]
rules = ["ALL"]
reason = "a test server"
expires = "2027-01-01"
"""


def written(folder: Path, text: str, name: str = "ftplint.toml") -> Path:
    path = folder / name
    path.write_text(text, encoding="utf-8")
    return path


def test_every_key_is_read(tmp_path: Path) -> None:
    read = read_settings(written(tmp_path, FULL))
    assert read.select == ("FTP1", "tls-optional", "FTP9")
    assert (read.ignore, dict(read.severity)) == (("FTP111",), {"FTP106": "warning"})
    assert (read.fail_on, read.min_severity, read.profile, read.iis_version) == ("error", "warning", "all", "8.5")
    assert (read.rules, read.baseline, read.jobs) == ((tmp_path / "house",), str(tmp_path / "known.json"), 2)
    assert read.docs_url == "https://docs.example.com/ftplint"
    first, second = read.ignores
    assert (first.rules, first.sites, first.expires) == (("FTP1",), ("Legacy*",), date(2027, 3, 31))
    assert (second.reason, second.expires) == ("a test server", date(2027, 1, 1))
    assert [read.line_of_ignore(0), read.line_of_ignore(1)] == [13, 20]


def test_the_schema_knows_the_same_keys() -> None:
    assert sorted(SCHEMA["properties"]) == sorted(KEYS)
    jsonschema.Draft202012Validator.check_schema(SCHEMA)
    document = json.loads(json.dumps(tomllib.loads(FULL), default=str))
    jsonschema.validate(document, SCHEMA, cls=jsonschema.Draft202012Validator)


@pytest.mark.parametrize(
    ("text", "line", "words"),
    [
        ('selct = ["FTP1"]', 1, "'selct' is no key of settings; did you mean 'select'?"),
        ('\nfail_on = "error"', 2, "did you mean 'fail-on'?"),
        ("colour = true", 1, "settings may have select, ignore"),
        ('select = "FTP1"', 1, "'select' must be a list of texts"),
        ("select = [1]", 1, "'select' must be a list of texts"),
        ('fail-on = "warn"', 1, "must be one of info, warning, error, never, in quotes, not 'warn'; did you mean 'warning'?"),
        ("iis-version = 8.5", 1, "must be one of 7.0, 7.5, 8.0, 8.5, 10.0, in quotes, not 8.5"),
        ('profile = "cis"', 1, "client-certificate, cis-iis10, stig"),
        ("severity = { FTP106 = 2 }", 1, "'FTP106' must be one of info, warning, error, not 2"),
        ("severity = 3", 1, "'severity' must be a table"),
        ("jobs = 0", 1, "'jobs' must be a number from 1"),
        ("jobs = true", 1, "'jobs' must be a number from 1"),
        ("baseline = 1", 1, "'baseline' must be the path of a file"),
        ('[[ignores]]\nrules = ["FTP1"]', 1, "'reason' is missing in [[ignores]]"),
        ('[[ignores]]\nrules = ["FTP1"]\nreason = " "', 3, "'reason' is missing in [[ignores]]"),
        ('[[ignores]]\nreason = "x"', 1, "'rules' is missing in [[ignores]]"),
        ('[[ignores]]\nrules = ["FTP1"]\nreason = "x"\nsite = ["a"]', 4, "'site' is no key of [[ignores]]; did you mean 'sites'?"),
        ('[[ignores]]\nrules = ["FTP1"]\nreason = "x"\nexpires = "soon"', 4, "'expires' must be a date"),
        ('[[ignores]]\nrules = ["FTP1"]\nreason = "x"\nexpires = 7', 4, "'expires' must be a date"),
        ("ignores = 1", 1, "'ignores' must be tables"),
        ("select = [", 1, "not TOML"),
        ('a = "\\q"', 1, "not TOML"),
    ],
)  # fmt: skip
def test_what_is_wrong_is_refused_with_its_line(tmp_path: Path, text: str, line: int, words: str) -> None:
    path = written(tmp_path, text)
    with pytest.raises(SettingsError) as caught:
        read_settings(path)
    assert str(caught.value).startswith(f"{path}:{line}: ")
    assert words in str(caught.value)
    run = ftplint(DEMO, "--config", path)
    assert (run.returncode, run.stdout) == (2, "")
    assert words in run.stderr


@pytest.mark.parametrize("text", ['select = ["FTP99"]', '[[ignores]]\nrules = ["FTP99"]\nreason = "x"'])
def test_a_rule_that_does_not_exist_is_refused(tmp_path: Path, text: str) -> None:
    run = ftplint(DEMO, "--config", written(tmp_path, text))
    assert run.returncode == 2
    assert "no rule fits 'FTP99'" in run.stderr
    assert "ftplint.toml" in run.stderr


def test_bytes_that_are_no_text_are_refused(tmp_path: Path) -> None:
    path = tmp_path / "ftplint.toml"
    path.write_bytes(b'select = ["\xff"]')
    assert "not UTF-8" in ftplint(DEMO, "--config", path).stderr
    assert ftplint(DEMO, "--config", tmp_path / "none.toml").returncode == 2


def test_pyproject_counts_if_it_speaks_of_ftplint(tmp_path: Path) -> None:
    (tmp_path / ".git").mkdir()
    inner = tmp_path / "a" / "b"
    inner.mkdir(parents=True)
    pyproject = written(tmp_path, "[tool.ruff]\nselect = []\n", "pyproject.toml")
    assert find_settings(inner) is None
    written(tmp_path, '[tool.ftplint]\nselect = ["FTP103"]\n', "pyproject.toml")
    assert find_settings(inner) == pyproject
    own = written(tmp_path / "a", 'select = ["FTP101"]\n')
    assert find_settings(inner) == own
    assert find_settings(tmp_path) == pyproject
    run = ftplint(DEMO, "--output-format", "concise", cwd=tmp_path)
    assert {line.split()[2] for line in run.stdout.splitlines()} == {"FTP103"}


def test_the_search_ends_with_the_repository(tmp_path: Path) -> None:
    written(tmp_path, 'select = ["FTP103"]\n')
    inner = tmp_path / "repository" / "conf"
    inner.mkdir(parents=True)
    (tmp_path / "repository" / ".git").write_text("gitdir: elsewhere\n")  # as in a worktree
    assert find_settings(inner) is None


def test_outside_a_repository_only_the_folder_itself_counts(tmp_path: Path) -> None:
    inner = tmp_path / "conf"
    inner.mkdir()
    own = written(tmp_path, 'select = ["FTP103"]\n')
    assert find_settings(inner) is None
    assert find_settings(tmp_path) == own


def test_the_command_line_wins_and_isolated_forgets(tmp_path: Path) -> None:
    (tmp_path / ".git").mkdir()
    written(tmp_path, 'select = ["FTP103"]\nfail-on = "never"\nseverity = { FTP103 = "info" }\n')
    assert ftplint(DEMO, cwd=tmp_path).returncode == 0
    assert ftplint(DEMO, "--fail-on", "info", cwd=tmp_path).returncode == 1
    assert (
        "error FTP103" in ftplint(DEMO, "--severity", "FTP103=error", "--output-format", "concise", cwd=tmp_path).stdout
    )
    assert "FTP105" in ftplint(DEMO, "--select", "FTP105", "--output-format", "concise", cwd=tmp_path).stdout
    assert "FTP105" in ftplint(DEMO, "--isolated", "--output-format", "concise", cwd=tmp_path).stdout


def test_ignores_take_findings_of_sites_and_paths_with_a_reason(tmp_path: Path) -> None:
    (tmp_path / ".git").mkdir()
    (tmp_path / "servers").mkdir()
    config = tmp_path / "servers" / "applicationHost.config"
    config.write_bytes(DEMO.read_bytes())
    entry = '[[ignores]]\nrules = ["FTP1"]\nsites = ["SUPPLIERS.*"]\npaths = ["servers/*"]\nreason = "moves in May"\n'
    written(tmp_path, entry)
    report = json.loads(ftplint(config, "--output-format", "json", cwd=tmp_path).stdout)
    assert report["summary"]["suppressed"] == 3
    assert not [f for f in report["findings"] if f["site"] == "suppliers.example.com" and f["rule"].startswith("FTP1")]
    assert [f for f in report["findings"] if f["site"] == "branches.example.com"]
    assert {f["suppression"]["reason"] for f in report["suppressed"]} == {"moves in May"}
    written(tmp_path, entry.replace("servers/*", "other/*"))
    assert json.loads(ftplint(config, "--output-format", "json", cwd=tmp_path).stdout)["summary"]["suppressed"] == 0


def test_an_entry_whose_day_is_past_counts_no_more_and_is_a_finding(tmp_path: Path) -> None:
    (tmp_path / ".git").mkdir()
    written(tmp_path, '# ours\n[[ignores]]\nrules = ["FTP103"]\nreason = "until the audit"\nexpires = 2020-01-31\n')
    run = ftplint(DEMO, "--output-format", "concise", cwd=tmp_path)
    assert "FTP103" in run.stdout
    assert "ftplint.toml:2:1: warning FTP903" in run.stdout
    assert "until the audit" in run.stdout
