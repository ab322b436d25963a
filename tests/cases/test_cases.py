"""Each case of a public report: its cause is named, right settings are left alone, what is repaired is clean.

expected.toml says what belongs to which file here. A new case is a file and its entry.
"""

from __future__ import annotations

import tomllib
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from ftplint import lint
from tests.end_to_end.run import ftplint

FOLDER = Path(__file__).parent
EXPECTED: dict[str, dict[str, Any]] = tomllib.loads((FOLDER / "expected.toml").read_text(encoding="utf-8"))
CAUSED = [name for name, case in EXPECTED.items() if case.get("causes")]
GRAVITY = ("error", "warning", "info")


@cache
def found(name: str) -> list[str]:
    """The findings on a case, ``RULE severity line``, in the order of the report."""
    report = lint(FOLDER / f"{name}.config")
    return [f"{finding.rule} {finding.severity} {finding.location.line}" for finding in report.findings]


def test_each_file_has_an_entry() -> None:
    files = {path.stem for path in FOLDER.glob("*.config")}
    assert files == EXPECTED.keys() | {case["repaired"] for case in EXPECTED.values() if "repaired" in case}


@pytest.mark.parametrize("name", CAUSED)
def test_the_causes_are_named_where_they_stand(name: str) -> None:
    assert [cause for cause in EXPECTED[name]["causes"] if cause not in found(name)] == []


@pytest.mark.parametrize("name", [name for name in CAUSED if EXPECTED[name].get("first", True)])
def test_the_cause_is_the_first_of_its_severity(name: str) -> None:
    """Whoever begins with the gravest meets the cause before its consequences, of which some are as grave."""
    cause = EXPECTED[name]["causes"][0]
    severity = cause.split()[1]
    assert next(line for line in found(name) if line.split()[1] == severity) == cause


@pytest.mark.parametrize("name", CAUSED)
def test_nothing_graver_than_the_causes_is_told(name: str) -> None:
    causes = EXPECTED[name]["causes"]
    graver = GRAVITY[: min(GRAVITY.index(cause.split()[1]) for cause in causes)]
    beside = EXPECTED[name].get("beside", [])
    assert [line for line in found(name) if line.split()[1] in graver and line not in beside] == []


@pytest.mark.parametrize("name", [name for name, case in EXPECTED.items() if case.get("clean")])
def test_what_is_right_is_left_alone(name: str) -> None:
    assert [line for line in found(name) if line.split()[1] != "info"] == EXPECTED[name].get("beside", [])


@pytest.mark.parametrize("name", [case["repaired"] for case in EXPECTED.values() if "repaired" in case])
def test_what_is_repaired_is_clean(name: str) -> None:
    assert [line for line in found(name) if line.split()[1] != "info"] == []


def test_a_web_config_is_known_by_its_name(tmp_path: Path) -> None:
    (tmp_path / "web.config").write_bytes((FOLDER / "gh-14-authorization-in-web-config.config").read_bytes())
    report = lint(tmp_path / "web.config")
    assert [(finding.rule, finding.severity) for finding in report.findings] == [("FTP038", "error")]


def test_a_certificate_in_another_store_is_found_with_the_certificates(tmp_path: Path) -> None:
    """The file cannot show it; ``--certificates`` with a folder for each store can."""
    pytest.importorskip("cryptography")
    from cryptography.hazmat.primitives.hashes import SHA1
    from cryptography.hazmat.primitives.serialization import Encoding

    from ftplint.verify.authority import Authority

    issued = Authority("Test CA").server()
    thumbprint = issued.certificate.fingerprint(SHA1()).hex()
    text = (FOLDER / "gh-08-acme-store-my.config").read_text(encoding="utf-8")
    (tmp_path / "WebHosting").mkdir()
    (tmp_path / "WebHosting" / "new.cer").write_bytes(issued.certificate.public_bytes(Encoding.DER))
    file = tmp_path / "applicationHost.config"
    old = text.split('serverCertHash="')[1].split('"')[0]
    file.write_text(text.replace(old, thumbprint), encoding="utf-8")
    run = ftplint(file, "--certificates", tmp_path, "--output-format", "concise")
    assert "FTP114" in run.stdout, run.stdout + run.stderr
    assert "WebHosting" in run.stdout
