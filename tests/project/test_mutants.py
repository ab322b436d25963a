"""The mutants of `make mutants`: each is a module that compiles and differs from the original, and texts for people stay."""

from __future__ import annotations

import ast

from tests.generate.mutants import KINDS, TARGET, measured, reasons
from tests.generate.mutants import mutants as page
from tests.mutants.__main__ import ROOT, chosen, plans, possible
from tests.mutants.nearest import Reached
from tests.mutants.operators import Mutant, mutants, mutated

SOURCE = '''"""A text."""
from __future__ import annotations
LIMITS: dict[str, int] = {"small": 3}
def within(values: list[int] | None, limit: int = 5) -> bool:
    """Says whether."""
    if values is None or not values:
        return False
    return all(value < limit for value in values if value)
'''


def test_each_mutant_is_another_program() -> None:
    original = ast.dump(ast.parse(SOURCE))
    texts = [mutated(SOURCE, mutant) for mutant in mutants("m.py", SOURCE)]
    assert len(set(texts)) == len(texts) > 12
    assert all(ast.dump(ast.parse(text)) != original for text in texts)
    assert all(text.count("A text.") == text.count("Says whether.") == 1 for text in texts)
    assert all("list[int] | None" in text for text in texts), "annotations are no behaviour"


def test_the_mistakes_that_people_make_are_among_them() -> None:
    told = {f"{mutant.before} -> {mutant.after}" for mutant in mutants("m.py", SOURCE)}
    assert told >= {
        "value < limit -> value <= limit",
        "values is None or not values -> values is None",
        "values is None or not values -> not values",
        "False -> True",
        "5 -> 6",
        "'small' -> 'small~'",
    }


def test_what_is_equal_by_nature_is_no_mutant() -> None:
    """Python takes `utf-8~` for the encoding `utf-8`; a Literal is read by type checkers only."""
    assert list(mutants("m.py", 'Scope = Literal["site", "file"]')) == []
    found = list(mutants("m.py", 'sent.append(text.encode("utf-8", "replace"))'))
    assert [mutant.before for mutant in found if "utf-8" in mutant.after] == []
    assert "'replace~'" in {mutant.after for mutant in found}


def test_a_sample_is_the_same_every_time_and_every_plan_has_modules_and_tests() -> None:
    for name, plan in plans().items():
        every = possible(plan)
        assert len(every) > 100, name
        assert chosen(every, 20, 1) == chosen(every, 20, 1) != chosen(every, 20, 2)
        assert all((ROOT / test).exists() for test in plan.tests if test.startswith("tests/"))


def test_tests_that_reach_the_mistake_run_first_and_of_those_the_quick_ones() -> None:
    functions = {
        "reaches, slow": frozenset({("m.py", 10, 20), ("n.py", 1, 5)}),
        "reaches": frozenset({("m.py", 12, 12)}),
        "same module": frozenset({("m.py", 1, 9)}),
        "elsewhere": frozenset({("n.py", 10, 20)}),
    }
    reached = Reached({"reaches, slow": 5.0, "reaches": 2.0, "same module": 1.0, "elsewhere": 0.1}, functions)
    mutant = Mutant("m.py", 12, "a", "b", 0)
    order = sorted(["nothing", *functions], key=lambda test: reached.key(test, mutant))
    assert order == ["reaches", "reaches, slow", "same module", "nothing", "elsewhere"]


def test_the_line_of_a_filter_is_where_it_stands() -> None:
    found = list(mutants("m.py", "x = 1\ny = [\n    one\n    for one in x\n    if one is x\n]\n"))
    assert {mutant.line for mutant in found if mutant.after.startswith("for one in x")} == {4}


def test_the_page_is_fresh_and_says_of_each_survivor_what_became_of_it() -> None:
    """`python -m tests.generate` writes it."""
    survived = {mutant for one in measured().values() for mutant in one["survived"]}
    assert survived == reasons().keys()
    assert {kind for kind, _ in reasons().values()} <= set(KINDS)
    for name, one in measured().items():
        assert name in plans() and one["run"] == one["killed"] + len(one["survived"]) > 0
    assert "| remedy | " in TARGET.read_text(encoding="utf-8")
    assert page(TARGET.read_text(encoding="utf-8")) == TARGET.read_text(encoding="utf-8")
