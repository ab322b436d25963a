"""`rules new`: a rule that works at once, in a folder of one's own, and nothing overwritten."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest

from ftplint.api import Settings, lint
from ftplint.cli.main import main
from ftplint.rules.check.folder import check_rules
from ftplint.rules.context import RuleError
from ftplint.rules.docs.template import NAME, TITLE, new_rule
from ftplint.rules.load import load_rule
from ftplint.rules.select import Selection

if TYPE_CHECKING:
    from pathlib import Path

SITE = '<site name="a" id="1"><bindings><binding protocol="ftp" bindingInformation="*:21:"/></bindings></site>'


def test_it_passes_the_check_and_finds_something_at_once(tmp_path: Path) -> None:
    folder = tmp_path / "house" / "rules"
    path = new_rule(folder)
    assert path.name == f"XX001-{NAME}.sch"
    checked = check_rules(folder)
    assert (checked.rules, checked.examples, checked.faults) == (1, 4, ())
    (finding,) = lint(SITE.encode(), Settings(Selection(select=("XX",)), rules=(folder,))).findings
    assert (finding.rule, finding.setting) == ("XX001", "ftpServer/connections/@maxConnections")


def test_every_part_of_a_rule_file_is_explained(tmp_path: Path) -> None:
    """Each ftp: and sch: element that a rule has to have stands below a comment of its own."""
    text = new_rule(tmp_path).read_text(encoding="utf-8")
    for element in (
        "sch:title",
        "ftp:rule",
        "ftp:why",
        "ftp:client",
        "sch:pattern",
        "ftp:fix",
        "ftp:scenario",
        "ftp:see",
    ):
        assert re.search(rf"-->\s*<{element}\b", text), element
    assert max(map(len, text.splitlines())) <= 120


def test_the_next_rule_has_the_next_id_and_a_name_of_its_own(tmp_path: Path) -> None:
    new_rule(tmp_path, "ACME041", "first-rule")
    (tmp_path / "ACME050-broken.sch").write_text("<sch:schema", encoding="utf-8")
    names = [new_rule(tmp_path).name for _ in range(2)]
    assert names == [f"ACME051-{NAME}.sch", f"ACME052-{NAME}-2.sch"]
    (tmp_path / "ACME050-broken.sch").unlink()
    assert check_rules(tmp_path).faults == ()


def test_what_is_asked_for_stands_in_the_file(tmp_path: Path) -> None:
    rule = load_rule(new_rule(tmp_path, "ACME007", "my-rule", '  A & B are <not> "here" {x}  '))
    assert (rule.id, rule.name, rule.title) == ("ACME007", "my-rule", 'A & B are <not> "here" {x}')
    assert load_rule(new_rule(tmp_path, "ACME008", "other-rule")).title == TITLE
    assert check_rules(tmp_path).faults == ()


@pytest.mark.parametrize(
    ("id_", "name", "title", "message"),
    [
        ("acme1", None, None, "at least two capital letters and three digits"),
        ("FTP999", None, None, "those of ftplint"),
        (None, "My Rule", None, "lower-case words"),
        (None, "../../rule", None, "lower-case words"),
        (None, "directory-mapping-off", None, "the name directory-mapping-off belongs to"),
        ("ACME001", None, None, "the id ACME001 belongs to"),
        (None, None, " ", "the title is empty"),
    ],
)
def test_what_cannot_be_is_refused(
    tmp_path: Path, id_: str | None, name: str | None, title: str | None, message: str
) -> None:
    new_rule(tmp_path, "ACME001", "first-rule")
    with pytest.raises(RuleError, match=message):
        new_rule(tmp_path, id_, name, title)
    assert len(list(tmp_path.iterdir())) == 1


def test_nothing_is_overwritten(tmp_path: Path) -> None:
    (tmp_path / "ACME001-my-rule.sch").write_text("kept", encoding="utf-8")
    with pytest.raises(RuleError, match="not overwritten"):
        new_rule(tmp_path, "ACME001", "my-rule")
    assert (tmp_path / "ACME001-my-rule.sch").read_text(encoding="utf-8") == "kept"


def test_the_command(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    folder = str(tmp_path / "house")
    assert main(["rules", "new", folder, "--id", "ACME001", "--name", "my-rule", "--title", "It is wrong"]) == 0
    assert capsys.readouterr().out == (
        f"wrote {tmp_path / 'house' / 'ACME001-my-rule.sch'}; now: ftplint rules test {folder}\n"
    )
    assert main(["rules", "test", folder]) == 0
    assert main(["rules", "new", folder, "--id", "ACME001", "--name", "my-rule"]) == 2
    assert "belongs to" in capsys.readouterr().err
