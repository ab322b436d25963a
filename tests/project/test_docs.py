"""docs/: generated, never stale, complete; and the statements that the catalogue is made of."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from lxml import etree

from ftplint.cli.main import main
from ftplint.resources import SCHEMAS
from ftplint.rules.docs.minimum_version import since
from ftplint.rules.docs.roles import ROLES, installation, needs
from ftplint.rules.docs.rule_page import markdown, page
from ftplint.rules.docs.statements import STATEMENTS, covered, covers, groups, statements
from ftplint.rules.load import load_rules
from tests.generate import (
    catalogue,
    collector,
    coverage,
    evidence,
    fleet,
    reference_server,
    rule_pages,
    troubleshooting,
)
from tests.generate import page as demo_page

RULES = load_rules()
ANSWERS = covered(RULES)
FACTS = Path(__file__).resolve().parents[3] / "shared" / "facts" / "iis-ftp-schema.md"


def test_the_pages_are_fresh_and_none_is_left_over() -> None:
    files = rule_pages.pages()
    stale = [path.name for path, text in files.items() if not path.is_file() or path.read_text("utf-8") != text]
    assert stale == [], "stale; run make generate"
    assert rule_pages.left_over(files) == [], "pages of rules that are gone; run make generate"


def test_the_catalogue_is_fresh() -> None:
    assert catalogue.TARGET.read_text("utf-8") == catalogue.catalogue(), "stale; run make generate"


def test_the_page_on_coverage_is_fresh() -> None:
    assert coverage.TARGET.read_text("utf-8") == coverage.coverage(), "stale; run make generate"


def test_a_row_of_coverage_has_rules_or_a_reason_and_never_both() -> None:
    rows = coverage.rules_by_row(RULES)
    reasons = coverage.reasons_by_table()
    assert reasons.keys() == rows.keys()
    for table, found in rows.items():
        assert sorted(reasons[table]) == sorted(row for row, ids in found.items() if not ids), table
        assert all(text.endswith(".") and len(text) > 10 for text in reasons[table].values()), table


def test_the_page_on_the_reference_server_is_fresh() -> None:
    assert reference_server.TARGET.read_text("utf-8") == reference_server.reference_server(), "stale; run make generate"


def test_the_page_on_what_clients_see_is_fresh() -> None:
    text = evidence.TARGET.read_text("utf-8")
    assert text == evidence.evidence(text), "stale; run make generate"
    assert collector.TARGET.read_text("utf-8") == collector.collector(), "stale; run make generate"
    text = evidence.HOUSE_RULES.read_text("utf-8")
    assert text == evidence.house_rules(text), "stale; run make generate"
    assert troubleshooting.TARGET.read_text("utf-8") == troubleshooting.troubleshooting(), "stale; run make generate"


def test_the_tables_and_questions_of_a_fleet_are_fresh() -> None:
    text = fleet.TARGET.read_text("utf-8")
    assert text == fleet.fleet(text), "stale; run make generate"


def test_the_page_of_the_demo_is_fresh_and_has_a_picture() -> None:
    assert demo_page.TARGET.read_text("utf-8") == demo_page.page(), "stale; run make generate"
    assert demo_page.PICTURE.read_bytes()[:8] == b"\x89PNG\r\n\x1a\n"


def test_show_prints_the_committed_page_but_for_the_dialogue(capsys: pytest.CaptureFixture[str]) -> None:
    for wanted in ("FTP106", "directory-mapping-off"):
        assert main(["rules", "show", wanted]) == 0
        page, _, dialogue = (rule_pages.FOLDER / "FTP106.md").read_text("utf-8").partition("\n## Recorded dialogue")
        assert capsys.readouterr().out == page
        assert "< 530 User cannot log in." in dialogue


def test_every_link_inside_docs_leads_somewhere() -> None:
    for path in sorted(rule_pages.DOCS.rglob("*.md")):
        for target in re.findall(r"\]\((?!https?:)([^)#]+)\)", path.read_text("utf-8")):
            assert (path.parent / target).is_file(), f"{path}: {target}"


def test_pages_name_nothing_outside_the_project() -> None:
    for path in sorted(rule_pages.DOCS.rglob("*.md")):
        assert not re.search(r"\.\./shared|/work/", path.read_text("utf-8")), path


def test_the_catalogue_has_no_empty_cell() -> None:
    assert [f"{gap.id}: {gap.text}" for gap in catalogue.gaps()] == []
    rows = [line for line in catalogue.TARGET.read_text("utf-8").splitlines() if line.startswith("| 3.")]
    assert len(rows) == len(statements())
    for row in rows:
        cells = re.split(r"(?<!\\)\|", row)[1:-1]
        assert len(cells) == 5 and all(cell.strip() for cell in cells), row


def test_a_statement_that_a_rule_answers_is_not_called_unseen() -> None:
    assert [s.id for s in statements().values() if s.unseen is not None and s.id in ANSWERS] == []


def test_covers_name_statements_that_exist_and_each_once() -> None:
    for rule in RULES:
        named = [cover.statement for cover in covers(rule)]
        assert set(named) <= set(statements()), rule.id
        assert len(named) == len(set(named)), rule.id


def test_a_milder_rule_says_why_unless_another_is_as_severe_as_the_statement() -> None:
    for id_, answers in ANSWERS.items():
        statement = statements()[id_]
        for cover in answers:
            milder = catalogue.is_milder(cover, statement)
            assert milder or cover.milder is None, f"{cover.rule.id}: {id_} is no graver than the rule"
            if milder and all(catalogue.is_milder(other, statement) for other in answers):
                assert cover.milder is not None, f"{cover.rule.id} is milder than {id_} and does not say why"


def test_statements_are_as_their_schema_says() -> None:
    schema = etree.XMLSchema(etree.parse(SCHEMAS / "statements.xsd"))
    schema.assertValid(etree.parse(STATEMENTS))
    for group in groups():
        assert [s.id for s in group.statements] == [f"{group.number}.{n + 1}" for n in range(len(group.statements))]


CORRECTED = frozenset({"3.5.4", "3.10.4", "3.11.2", "3.12.1"})
"""Statements of the documentation that Microsoft's schema file, or another page, overrules: ours add what stands."""


def test_statements_are_those_of_the_facts() -> None:
    if not FACTS.is_file():
        pytest.skip("the facts are not beside this checkout")
    section, found = "", {}
    for line in FACTS.read_text("utf-8").splitlines():
        if heading := re.match(r"#{2,3} (3\.[0-9]+)?", line):
            section, row = heading[1] or "", 0
        elif section and line.startswith("| ") and not re.match(r"\| (Statement|---)", line):
            cells = tuple(" ".join(cell.split()) for cell in line.strip()[2:-2].split(" | "))
            if len(cells) == 5:
                row += 1
                found[f"{section}.{row}"] = cells
    ours = {s.id: (s.text, s.where, s.severity, s.basis, s.source) for s in statements().values()}
    assert len(ours) == 220
    assert {id_: ours[id_] for id_ in ours if id_ not in CORRECTED} == {
        id_: cells for id_, cells in found.items() if id_ not in CORRECTED
    }
    for id_ in CORRECTED:
        text, where, _, basis, source = ours[id_]
        assert (where, basis, source) == (found[id_][1], *found[id_][3:])
        assert text.startswith(found[id_][0]) and len(text) > len(found[id_][0])


def test_role_services_are_described_for_every_windows_of_the_documentation() -> None:
    for role in ROLES.values():
        windows = list(installation(role))
        assert [one.iis for one in windows] == ["7.0", "7.5", "8.0 and 8.5", "10.0"]
        for one in windows[1:]:
            said = "\n".join(one.ways)
            assert role.powershell in said and role.features[-1] in said and role.client in said
    assert "iis.net/downloads/microsoft/ftp" in "".join(next(installation(ROLES["FTP Extensibility"])).ways)


def test_a_rule_that_needs_a_role_service_says_how_to_install_it() -> None:
    for rule in RULES:
        text = "".join(page(rule))
        for role in needs(rule):
            assert f"Install-WindowsFeature {role.powershell}" in text, rule.id
            assert "(../role-services.md)" in text


def test_versions_come_from_the_schema() -> None:
    found = {rule.id: tuple(first) for rule in RULES if (first := since(rule)) is not None}
    assert "FTP106" not in found
    assert {rule_id: found.get(rule_id) for rule_id in ("FTP420", "FTP706", "FTP713")} == {
        "FTP420": ("8.0", "authentication/denyByFailure"),
        "FTP706": ("7.5", "mode=Custom"),
        "FTP713": ("7.5", "activation"),
    }
    assert "7.5 and later" in (rule_pages.FOLDER / "FTP706.md").read_text("utf-8")


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("FTP over SSL <ssl>", "FTP over SSL `<ssl>`"),
        ("a rule for '*' or ?", "a rule for `*` or ?"),
        ("bound to *:990: only", "bound to `*:990:` only"),
        ("`<clear/>` and `*` stay", "`<clear/>` and `*` stay"),
        ("2 < 3", "2 < 3"),
    ],
)
def test_what_markdown_would_swallow_is_code(text: str, expected: str) -> None:
    assert markdown(text) == expected


def test_pages_have_no_markup_by_accident() -> None:
    for rule in RULES:
        text = re.sub(r"(?s)(`{3,})\w+\n.*?\n\1\n", "", "".join(page(rule)))
        text = re.sub(r"<https://[^>]*>|`[^`\n]*`", "", text)
        assert not re.search(r"</?[A-Za-z]", text), rule.id
        assert not re.search(r"(?<!^)\*(?!\*)(?<!\*\*)", text.replace("**", ""), re.MULTILINE), rule.id


def test_a_page_fits_a_terminal() -> None:
    for rule in RULES:
        text = re.sub(r"(?s)(`{3,})\w+\n.*?\n\1\n", "", "".join(page(rule)))
        for line in text.splitlines():
            assert len(line) <= 100 or "https://" in line or "`" in line or line.startswith(("#", "* ")), (
                f"{rule.id}: {line}"
            )


def test_the_list_fits_120_columns_and_json_has_everything(capsys: pytest.CaptureFixture[str]) -> None:
    import json

    assert main(["rules", "list"]) == 0
    lines = capsys.readouterr().out.splitlines()
    assert max(map(len, lines)) <= 120
    (line,) = [line for line in lines if line.startswith("FTP105")]
    assert line.split()[:4] == ["FTP105", "error", "played", "client-certificates-ignored"]
    assert "[client-certificate]" in " ".join(lines[lines.index(line) : lines.index(line) + 2])
    assert main(["rules", "list", "--format", "json"]) == 0
    listed = {rule["id"]: rule for rule in json.loads(capsys.readouterr().out)["rules"]}
    assert list(listed) == [rule.id for rule in RULES]
    assert listed["FTP106"]["profiles"] == [{"name": "client-certificate", "id": None}]
    assert {"statement": "3.1.4", "milder": None} in listed["FTP106"]["covers"]
    assert listed["FTP106"]["scenario"]["expects"][0] == {"example": "broken", "step": "login", "reply": 530}
    assert listed["FTP017"]["scenario"]["described"] is False
    assert {"example": "broken", "step": "log", "holds": "not FTPSVC5"} in listed["FTP802"]["scenario"]["expects"]
    assert listed["FTP706"]["needs"] == ["FTP Service", "FTP Extensibility"]
    assert listed["FTP205"]["security"] == 4.3
