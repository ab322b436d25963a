"""Rules of one's own look at the facts of a bundle: found if they are there, not checked if nobody knows them."""

from __future__ import annotations

import json
import re
import zipfile
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from lxml import etree

from ftplint.observed import ELEMENTS
from ftplint.resources import SCHEMAS
from ftplint.verify import Lab, lab_bundle_files
from tests.end_to_end.run import ROOT, findings, ftplint

if TYPE_CHECKING:
    from ftplint.observed import FactElement

RECIPE = next(
    text
    for text in re.findall(
        r"```xml\n(<sch:schema.*?)```", (ROOT / "docs" / "house-rules.md").read_text(encoding="utf-8"), re.DOTALL
    )
    if "ACME006" in text
)


Files = dict[str, bytes]


@pytest.fixture(scope="module")
def lab() -> Files:
    """The files of the lab's bundle, with the same certificates in each test."""
    return lab_bundle_files(Lab())


@pytest.fixture
def house(tmp_path: Path) -> Path:
    folder = tmp_path / "house"
    folder.mkdir()
    (folder / "facts.sch").write_text(RECIPE, encoding="utf-8")
    return folder


def bundle(lab: Files, path: Path, change: dict[str, Any] | None = None, without: str = "") -> Path:
    """The lab's bundle at *path* with parts replaced by those of *change*, and *without* one of its files."""
    files = dict(lab)
    files |= {name: json.dumps(value).encode() for name, value in (change or {}).items()}
    with zipfile.ZipFile(path, "w") as archive:
        for name, data in files.items():
            if name != without:
                archive.writestr(name, data)
    return path


def part(lab: Files, name: str) -> Any:
    return json.loads(lab[name])


def by_house(path: Path, house: Path) -> list[str]:
    return [one["message"] for one in findings(path, "--rules", house, "--select", "ACME")]


def test_the_recipe_finds_each_of_its_facts(lab: Files, house: Path, tmp_path: Path) -> None:
    assert by_house(bundle(lab, tmp_path / "good.zip"), house) == []
    paths, accounts, certificates = (part(lab, f"{name}.json") for name in ("paths", "accounts", "certificates"))
    gone = next(one for one in paths["paths"] if one["path"] == "D:\\ftp")
    gone["exists"] = False
    accounts["accounts"][0]["enabled"] = False
    for one in certificates["certificates"]:
        one["keyReadable"] = ["BUILTIN\\Administrators"]
    changed = {"paths.json": paths, "accounts.json": accounts, "certificates.json": certificates}
    found = by_house(bundle(lab, tmp_path / "bad.zip", changed), house)
    assert "The folder D:\\ftp does not exist." in found
    assert any(text.startswith("SYSTEM may not read the key of ") for text in found)
    assert f"The account {accounts['accounts'][0]['name']} is disabled, and the file names it." in found


def test_a_kind_of_facts_that_does_not_exist_is_said_once(tmp_path: Path) -> None:
    wrong = re.sub('evidence="[^"]*"', 'evidence="folder"', RECIPE)
    (tmp_path / "facts.sch").write_text(wrong, encoding="utf-8")
    run = ftplint("rules", "test", tmp_path)
    said = [line for line in run.stdout.splitlines() if "'folder'" in line]
    assert len(said) == 1 and "'folder' is not one of 'certificates', 'clients'" in said[0], run.stdout


@pytest.mark.parametrize("missing", ["paths.json", "accounts.json", "certificates.json"])
def test_where_a_kind_of_facts_is_missing_it_is_not_checked(
    lab: Files, house: Path, tmp_path: Path, missing: str
) -> None:
    """Not even if the rule takes what is missing for bad, as none should."""
    hasty = RECIPE.replace("@enabled = 'false'", "true()").replace("/@exists = 'false'", " or true()")
    (house / "facts.sch").write_text(hasty, encoding="utf-8")
    assert by_house(bundle(lab, tmp_path / "all.zip"), house) != []
    part_of = bundle(lab, tmp_path / "part.zip", without=missing)
    assert by_house(part_of, house) == []
    run = ftplint(part_of, "--rules", house, "--select", "ACME")
    assert "Not checked: 1 rule needs" in run.stdout


def test_without_a_bundle_nothing_is_found_and_that_is_said(lab: Files, house: Path, tmp_path: Path) -> None:
    file = tmp_path / "applicationHost.config"
    file.write_bytes(lab["config/applicationHost.config"])
    assert by_house(file, house) == []
    assert "Not checked: 1 rule needs" in ftplint(file, "--rules", house, "--select", "ACME").stdout


def test_a_part_that_is_incomplete_is_not_judged_by_what_is_not_in_it(lab: Files, house: Path, tmp_path: Path) -> None:
    (house / "facts.sch").write_text(RECIPE.replace("@enabled = 'false'", "true()"), encoding="utf-8")
    about = part(lab, "bundle.json")
    about["parts"]["accounts"] = {"state": "collected", "incomplete": ["CORP\\jane: no answer"]}
    assert by_house(bundle(lab, tmp_path / "b.zip", {"bundle.json": about}), house) == []


def test_a_rule_that_does_not_name_its_facts_is_refused(lab: Files, house: Path, tmp_path: Path) -> None:
    (house / "facts.sch").write_text(RECIPE.replace("paths certificates accounts", "paths accounts"), encoding="utf-8")
    run = ftplint(bundle(lab, tmp_path / "b.zip"), "--rules", house)
    assert run.returncode == 2
    assert 'server/evidence/certificate: write evidence="accounts certificates paths"' in run.stderr


@pytest.mark.parametrize("wrong", ["folders", "folder[@path = $path]/@present"])
def test_a_misspelt_fact_is_refused(lab: Files, house: Path, tmp_path: Path, wrong: str) -> None:
    text = RECIPE.replace("evidence/folder[@path = $path]/@exists", f"evidence/{wrong}")
    (house / "facts.sch").write_text(text, encoding="utf-8")
    run = ftplint(bundle(lab, tmp_path / "b.zip"), "--rules", house)
    assert (run.returncode, "selects nothing" in run.stderr) == (2, True)


def test_rules_test_accepts_the_recipe(house: Path) -> None:
    run = ftplint("rules", "test", house)
    assert run.returncode == 0, run.stdout


def test_certificates_are_known_from_the_option_too(lab: Files, house: Path, tmp_path: Path) -> None:
    text = RECIPE.replace("paths certificates accounts", "certificates")
    text = re.sub(
        r'    <sch:rule context="s[^>]*(virtualDirectory|account)">.*?</sch:rule>\n', "", text, flags=re.DOTALL
    )
    text = text.replace("@readers and not(reader/@name = 'NT AUTHORITY\\SYSTEM')", "@key = 'false'")
    (house / "facts.sch").write_text(text, encoding="utf-8")
    file = tmp_path / "applicationHost.config"
    file.write_bytes(lab["config/applicationHost.config"])
    (tmp_path / "certificates").mkdir()
    for number, one in enumerate(part(lab, "certificates.json")["certificates"]):
        pem = f"-----BEGIN CERTIFICATE-----\n{one['der']}\n-----END CERTIFICATE-----\n"
        (tmp_path / "certificates" / f"{number}.pem").write_text(pem)
    arguments = ("--rules", house, "--select", "ACME", "--certificates", tmp_path / "certificates")
    assert {one["rule"] for one in findings(file, *arguments)} == {"ACME006"}


def test_the_document_of_a_bundle_is_as_the_schema_says_and_has_its_facts(lab: Files, tmp_path: Path) -> None:
    bundle(lab, tmp_path / "b.zip")
    text = ftplint("effective", "--format", "xml", tmp_path / "b.zip").stdout
    root = etree.fromstring(text)
    etree.XMLSchema(etree.parse(SCHEMAS / "effective.xsd")).assertValid(root)
    (evidence,) = root.findall("evidence")
    assert evidence.find("computer").get("name") == "WEB01"  # type: ignore[union-attr]
    assert {one.tag for one in evidence} >= {"folder", "account", "certificate", "service", "firewall", "listener"}


def test_every_declared_attribute_can_be_there() -> None:
    """Each names a member that the schema of bundles has."""
    members = set(re.findall(r'"(\w+)": \{', (SCHEMAS / "bundle.schema.json").read_text(encoding="utf-8")))
    of_certificates = {"has_key", "not_before", "not_after", "for_servers", "weak", "hosts", "readers"}

    def named(element: FactElement) -> set[str]:
        own = {part for one in element.attributes for part in one.member.split(".")} | set(element.children)
        return own.union(*map(named, element.children.values()))

    assert set().union(*map(named, ELEMENTS)) - members == of_certificates


def test_without_facts_the_document_has_no_trace_of_them(lab: Files, tmp_path: Path) -> None:
    bundle(lab, tmp_path / "b.zip")
    file = tmp_path / "applicationHost.config"
    file.write_bytes(lab["config/applicationHost.config"])
    plain = ftplint("effective", "--format", "xml", file).stdout
    of_bundle = ftplint("effective", "--format", "xml", tmp_path / "b.zip").stdout
    assert "<evidence" not in plain
    assert re.sub(r"\n<evidence>.*</evidence>", "", of_bundle, flags=re.DOTALL) == plain


def test_hostile_texts_of_a_bundle_stay_texts(lab: Files, tmp_path: Path) -> None:
    accounts = part(lab, "accounts.json")
    accounts["accounts"].append({"name": 'x"/><problem kind="\u0001', "members": ["<a>", "&"]})
    path = bundle(lab, tmp_path / "b.zip", {"accounts.json": accounts})
    root = etree.fromstring(ftplint("effective", "--format", "xml", path).stdout)
    (account,) = root.xpath("evidence/account[member]")[-1:]  # type: ignore[union-attr,misc]
    assert account.get("name") == 'x"/><problem kind="\ufffd'
    assert [one.get("name") for one in account] == ["<a>", "&"]
    assert account.get("members") == "2"
