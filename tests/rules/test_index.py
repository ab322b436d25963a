"""The index of the built-in rules: fresh, the same rules as the files, and never trusted beyond that."""

from __future__ import annotations

import shutil
from typing import TYPE_CHECKING

import pytest
from lxml import etree

from ftplint.resources import RULES
from ftplint.rules import index, load
from ftplint.rules.example import examples
from ftplint.rules.load import load_rule, load_rules, rule_files
from ftplint.rules.wording import client_view, fix, references, why
from ftplint.tooling.rule_index import index_files

if TYPE_CHECKING:
    from pathlib import Path

    from ftplint.rules.model import Rule


def said(rule: Rule) -> list[object]:
    """All that a rule says, whichever way it was loaded."""
    tests = [
        (
            context.context,
            [(name, value.text) for name, value in context.lets],
            test.violation,
            "".join(map(str, test.element.itertext())).split(),
        )
        for pattern in rule.patterns
        for context in pattern.contexts
        for test in context.tests
    ]
    return [
        rule.id, rule.name, rule.severity, rule.since, rule.title, rule.scope, rule.path, rule.suppressible, rule.optional,
        rule.security, rule.profiles, [pattern.needs for pattern in rule.patterns], tests, why(rule), client_view(rule), fix(rule), references(rule),
        [example.text for example in examples(rule)],
    ]  # fmt: skip


def test_the_committed_index_is_fresh() -> None:
    for path, text in index_files().items():
        assert path.read_text(encoding="utf-8") == text, f"{path.name} is stale; run make generate"


def test_it_holds_the_same_rules_as_the_files() -> None:
    assert index.indexed() is not None
    files = {rule.id: said(rule) for rule in map(load_rule, rule_files(RULES))}
    assert {rule.id: said(rule) for rule in load_rules()} == files


def test_the_contents_decide_and_no_clock(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    folder = tmp_path / "rules"
    shutil.copytree(RULES, folder)
    for module in (index, load):
        monkeypatch.setattr(module, "RULES", folder)
    one = folder / "tls" / "FTP204-tls-optional.sch"
    one.write_text(one.read_text(encoding="utf-8").replace('severity="warning"', 'severity="info"'), encoding="utf-8")
    (folder / index.NAME).touch()  # as after cp, rsync, or a change of branch: the index is the newer one
    assert next(rule for rule in load_rules() if rule.id == "FTP204").severity == "info"


def test_a_process_makes_them_once_and_notices_a_change(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    folder = tmp_path / "rules"
    shutil.copytree(RULES, folder)
    for module in (index, load):
        monkeypatch.setattr(module, "RULES", folder)
    before = load_rules()
    assert all(one is same for one, same in zip(before, load_rules(), strict=True))
    one = folder / "tls" / "FTP204-tls-optional.sch"
    one.write_text(one.read_text(encoding="utf-8").replace('severity="warning"', 'severity="info"'), encoding="utf-8")
    assert next(rule for rule in load_rules() if rule.id == "FTP204").severity == "info"
    one.unlink()
    assert "FTP204" not in {rule.id for rule in load_rules()}


@pytest.mark.parametrize("change", ["edit", "add", "remove", "damage", "delete", "other texts", "no texts"])
def test_files_that_are_not_those_of_the_index_are_read_one_by_one(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, change: str
) -> None:
    folder = tmp_path / "rules"
    shutil.copytree(RULES, folder)
    for module in (index, load):
        monkeypatch.setattr(module, "RULES", folder)
    assert index.indexed() is not None
    one = folder / "tls" / "FTP204-tls-optional.sch"
    if change == "edit":  # the size stays
        one.write_text(
            one.read_text(encoding="utf-8").replace('severity="warning"', 'severity="warninG"'), encoding="utf-8"
        )
        with pytest.raises(load.RuleError):
            load_rules()
    elif change == "add":
        etree.parse(one).write(one.with_name("FTP299-x.sch"))
        assert index.indexed() is None
    elif change == "remove":
        one.unlink()
        assert "FTP204" not in {rule.id for rule in load_rules()}
    elif change == "damage":
        (folder / index.NAME).write_text("[{}")
        assert "FTP204" in {rule.id for rule in load_rules()}
    elif change == "other texts":
        texts = folder / index.TEXTS
        texts.write_bytes(texts.read_bytes().replace(b"Everybody", b"Nobody"))
        assert index.indexed() is None
    else:
        (folder / (index.TEXTS if change == "no texts" else index.NAME)).unlink()
        assert "FTP204" in {rule.id for rule in load_rules()}


def test_line_ends_of_a_checkout_do_not_matter(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    folder = tmp_path / "rules"
    shutil.copytree(RULES, folder)
    for path in (*folder.rglob("*.sch"), folder / index.TEXTS):
        path.write_bytes(path.read_bytes().replace(b"\n", b"\r\n"))
    monkeypatch.setattr(index, "RULES", folder)
    assert index.indexed() is not None


def test_no_built_in_rule_sees_what_it_does_not_name() -> None:
    """One that did would be judged on every site by itself, and make large servers slow."""
    needs = [(rule.id, pattern.needs) for rule in load_rules() for pattern in rule.patterns]
    assert [id_ for id_, seen in needs if seen.names is None or seen.whole] == []


def test_no_built_in_rule_depends_on_what_a_site_is_called() -> None:
    assert [rule.id for rule in load_rules() if rule.needs.site_name] == []
