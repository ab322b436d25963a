"""Every built-in rule file passes every check: its grammar, its parts, its XPaths, its examples, its fix."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from ftplint.resources import RULES
from ftplint.rules.check.folder import Checked, check_rules
from ftplint.rules.load import load_rules, rule_files

FILES = rule_files(RULES)
PACKAGE = Path(__file__).resolve().parents[2] / "ftplint"


@pytest.fixture(scope="module")
def checked() -> Checked:
    """Each file by itself, and all together: they must clash nowhere."""
    return check_rules()


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_rule(path: Path, checked: Checked) -> None:
    assert [fault for fault in checked.faults if fault.path == str(path)] == []


def test_all_together(checked: Checked) -> None:
    assert checked.faults == checked.hints == ()
    assert checked.rules == len(FILES)
    assert checked.examples >= 3 * len(FILES)


def test_the_file_is_in_the_folder_of_its_area() -> None:
    """One folder for each block of a hundred ids."""
    areas: dict[str, set[str]] = {}
    for path in FILES:
        areas.setdefault(path.stem[:4], set()).add(path.parent.name)
    assert all(len(folders) == 1 for folders in areas.values()), areas


def test_every_kind_of_problem_has_a_rule() -> None:
    """A kind without a rule would be found and never reported; the kinds are read from the source."""
    raised = set()
    for path in PACKAGE.rglob("*.py"):
        text = path.read_text(encoding="utf-8")
        raised |= set(re.findall(r"\b(?:Problem|Conflict|_refused)\(\s*\"([a-z][a-z-]+)\"", text))
        raised |= set(re.findall(r"return \"([a-z]+(?:-[a-z]+)+)\", \{", text))
    named = {kind for rule in load_rules() for kind in rule.needs.kinds}
    assert {"xml-malformed", "key-duplicate", "value-malformed"} <= raised, "the source is not read as it is written"
    assert raised <= named
