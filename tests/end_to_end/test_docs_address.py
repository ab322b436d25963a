"""Where the documentation is published: the settings say it, else the environment, else Microsoft's pages are linked."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from tests.end_to_end.run import ROOT, ftplint

DEMO = ROOT / "tests" / "demo" / "applicationHost.config"
HOUSE_RULE = """\
<sch:schema xmlns:sch="http://purl.oclc.org/dsdl/schematron" xmlns:ftp="urn:ftplint:rule" queryBinding="xslt">
  <sch:title>Every site has a limit</sch:title>
  <ftp:rule name="no-limit" severity="error"/>
  <sch:pattern id="ACME001"><sch:rule context="site"><sch:report test="true()">A site.</sch:report></sch:rule></sch:pattern>
  <ftp:see title="Our own page" href="https://intra.example.com/limits"/>
</sch:schema>
"""


def driver(*arguments: str | Path) -> dict[str, Any]:
    run = ftplint(DEMO, *arguments, "--format", "sarif")
    assert run.returncode == 1, run.stderr
    found: dict[str, Any] = json.loads(run.stdout)["runs"][0]["tool"]["driver"]
    return found


def settings(folder: Path, address: str, selected: str = '"FTP106"') -> Path:
    path = folder / "ftplint.toml"
    path.write_text(f'docs-url = "{address}"\nselect = [{selected}]\n', encoding="utf-8")
    return path


def test_without_an_address_the_source_of_the_rule_is_linked_and_its_page_is_in_the_report() -> None:
    found = driver("--select", "FTP106", "--isolated")
    (rule,) = found["rules"]
    assert "informationUri" not in found
    assert rule["helpUri"].startswith("https://learn.microsoft.com/")
    assert rule["help"]["markdown"] == rule["help"]["markdown"].strip() + "\n"
    for part in ("# FTP106", "Set useActiveDirectoryMapping to true", "<sslClientCertificates", "learn.microsoft.com"):
        assert part in rule["help"]["markdown"]


@pytest.mark.parametrize("slash", ["", "/"])
def test_the_settings_name_the_address(tmp_path: Path, slash: str) -> None:
    house = tmp_path / "house"
    house.mkdir()
    (house / "ACME001-no-limit.sch").write_text(HOUSE_RULE, encoding="utf-8")
    found = driver(
        "--config", settings(tmp_path, f"https://docs.example.com/ftplint{slash}", '"FTP106", "ACME"'), "--rules", house
    )
    links = {rule["id"]: rule.get("helpUri") for rule in found["rules"]}
    assert links == {
        "FTP106": "https://docs.example.com/ftplint/rules/FTP106.html",
        "ACME001": "https://intra.example.com/limits",
    }
    assert found["informationUri"].startswith("https://docs.example.com/ftplint")


def test_the_environment_names_it_too_and_the_settings_win(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("FTPLINT_DOCS_URL", "https://env.example.com")
    (rule,) = driver("--select", "FTP106", "--isolated")["rules"]
    assert rule["helpUri"] == "https://env.example.com/rules/FTP106.html"
    (rule,) = driver("--config", settings(tmp_path, "https://docs.example.com"))["rules"]
    assert rule["helpUri"] == "https://docs.example.com/rules/FTP106.html"


@pytest.mark.parametrize(
    "address", ["docs", "javascript:alert(1)", "https://", "https://a b", 'https://a/"x', "ftp://a"]
)
def test_what_is_no_address_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, address: str) -> None:
    path = tmp_path / "ftplint.toml"
    path.write_text(f"docs-url = '{address}'\n", encoding="utf-8")
    run = ftplint(DEMO, "--config", path)
    assert run.returncode == 2
    assert f"{path}:1: 'docs-url' must be the address of a folder of the web" in run.stderr
    monkeypatch.setenv("FTPLINT_DOCS_URL", address)
    run = ftplint(DEMO, "--isolated")
    assert run.returncode == 2
    assert "FTPLINT_DOCS_URL" in run.stderr


def test_every_built_in_rule_has_a_page_of_that_name() -> None:
    pages = {path.stem for path in (ROOT / "docs" / "rules").glob("FTP*.md")}
    assert {path.name[:6] for path in (ROOT / "rules").rglob("FTP*.sch")} == pages
