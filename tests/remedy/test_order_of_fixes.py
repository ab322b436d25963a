"""Fixes that bring other findings, undo each other or need each other: what is made, what is left, and why."""

from __future__ import annotations

import random

import pytest

from ftplint.remedy import Fixed
from tests.remedy.fixing import fixable
from tests.remedy.toy_rules import NAMES, A, B, C, D, Toy, Values, fix, values, written

SEVERITY = ("info", "warning", "error")


def left(result: Fixed) -> dict[str, str]:
    return {one.pending.rule.id: one.reason for one in result.left}


def fixed(result: Fixed) -> list[str]:
    return sorted(pending.rule.id for pending in result.fixed)


def toy(number: int, severity: str, when: str, sets: str) -> Toy:
    """``toy(1, "error", "A=xy B=", "A=o")``: broken where A is x or y and B is empty; the fix sets A to o."""
    names = dict(zip("ABCD", NAMES, strict=True))

    met = {names[one[0]]: [*one[2:]] or [""] for one in when.split()}
    return Toy(f"OWN{number:03}", severity, met, {names[one[0]]: one[2:] for one in sets.split()})


def test_a_fix_is_made_whole_with_all_that_it_sets() -> None:
    result = fix([toy(1, "warning", "A=x B=y", "A=o C=p")], written(("x", "y", "", "")))
    assert values(result.data) == [("o", "y", "p", "")]
    assert (fixed(result), left(result)) == (["OWN001"], {})
    assert {(one.attribute, one.value) for one in result.changes} == {(A, "o"), (C, "p")}


@pytest.mark.parametrize(
    ("first", "second", "made"),
    [("error", "warning", True), ("warning", "info", True), ("error", "error", False), ("info", "error", False)],
)
def test_what_a_fix_brings_must_be_milder(first: str, second: str, made: bool) -> None:
    """What it brings has no fix of its own here that does any good; so the milder is left, and told as uncovered."""
    rules = [toy(1, first, "A=x", "A=y"), toy(2, second, "A=y", "B=z")]
    result = fix(rules, written(("x", "", "", "")))
    assert values(result.data) == [("y" if made else "x", "", "", "")]
    assert fixed(result) == (["OWN001"] if made else [])
    if made:
        assert left(result) == {"OWN002": "the fix would not make the finding go"}
        assert [one.uncovered for one in result.left] == [True] and result.left[0].original is None
    else:
        assert left(result) == {"OWN001": f"the fix would bring OWN002 ({second}), which is as bad or worse"}
        assert [one.uncovered for one in result.left] == [False]
        assert result.left[0].original is not None and result.left[0].original.rule.id == "OWN001"


@pytest.mark.parametrize(
    ("first", "second", "made"),
    [
        (("FTP098", "error"), ("OWN002", "error"), True),
        (("FTP098", "warning"), ("OWN002", "warning"), False),
        (("OWN001", "error"), ("FTP098", "error"), False),
        (("OWN001", "error"), ("FTP098", "warning"), True),
        (("FTP098", "error"), ("FTP099", "error"), False),
        (("OWN001", "warning"), ("FTP998", "error"), True),
    ],
)
def test_what_iis_cannot_read_is_the_worst_and_what_ftplint_says_of_itself_is_no_matter(
    first: tuple[str, str], second: tuple[str, str], made: bool
) -> None:
    """By their numbers: FTP0xx are mistakes that IIS cannot read past, FTP9xx are about comments and baselines."""
    rules = [Toy(*first, {A: ["x"]}, {A: "y"}), Toy(*second, {A: ["y"]}, {B: "z"})]
    assert values(fix(rules, written(("x", "", "", ""))).data) == [("y" if made else "x", "", "", "")]


@pytest.mark.parametrize(("length", "made"), [(2, True), (4, True), (5, True), (6, False)])
def test_what_a_fix_brings_is_fixed_with_it_four_times_over(length: int, made: bool) -> None:
    """Each fix brings the next finding; four more are followed, and then the first is given up."""
    rules = [toy(n, "error", f"A={chr(96 + n)}", f"A={chr(97 + n)}") for n in range(1, length + 1)]
    result = fix(rules, written(("a", "", "", "")))
    assert values(result.data) == [(chr(97 + length) if made else "a", "", "", "")]
    assert fixed(result) == ([one.id for one in rules] if made else [])
    assert set(left(result)) == (set() if made else {"OWN001"})


def test_a_follow_up_that_may_not_be_made_takes_the_first_fix_back() -> None:
    rules = [toy(1, "error", "A=x", "A=y"), toy(2, "error", "A=y", "A=z")]

    def chosen(pending, uncovered):  # type: ignore[no-untyped-def]
        return "not asked for" if pending.rule.id == "OWN002" else fixable(pending, uncovered)

    result = fix(rules, written(("x", "", "", "")), chosen)
    assert values(result.data) == [("x", "", "", "")]
    assert left(result) == {"OWN001": "the fix would bring OWN002 (error), which is as bad or worse"}


def test_a_finding_that_nothing_helps_is_in_no_others_way() -> None:
    """One fix brings an error that has a fix of its own; another finding stays whatever its fix sets."""
    rules = [toy(1, "error", "A=x", "A=y"), toy(2, "error", "A=y", "A=z"), toy(3, "warning", "D=", "C=q")]
    result = fix(rules, written(("x", "", "", "")))
    assert values(result.data) == [("z", "", "", "")]
    assert (fixed(result), list(left(result))) == (["OWN001", "OWN002"], ["OWN003"])


def test_what_is_broken_again_after_a_follow_up_is_not_said_to_be_fixed() -> None:
    """Both fixes bring an error whose own fix takes the second one back: the first is made, the second left."""
    for first, second in ((1, 2), (2, 1)):
        rules = [
            toy(first, "warning", "A=x", "A=y"),
            toy(second, "warning", "B=x", "B=y"),
            toy(3, "error", "A=y B=y", "B=x"),
        ]
        result = fix(rules, written(("x", "x", "", "")))
        assert values(result.data) == [("y", "x", "", "")]
        assert (fixed(result), list(left(result))) == ([rules[0].id], [rules[1].id])


def test_of_several_that_a_fix_brings_all_must_be_fixed() -> None:
    both = [toy(1, "error", "A=x", "A=y"), toy(2, "error", "A=y", "A=z"), toy(3, "error", "A=y B=", "B=q")]
    result = fix(both, written(("x", "", "", "")))
    assert (values(result.data), left(result)) == ([("z", "q", "", "")], {})
    lost = fix([*both, toy(4, "error", "A=yz", "D=")], written(("x", "", "", "")))
    assert values(lost.data) == [("x", "", "", "")]
    assert left(lost) == {
        "OWN001": "the fix would bring OWN002 (error), OWN003 (error), OWN004 (error), which is as bad or worse"
    }


def test_whoever_is_told_of_a_fix_hears_whether_this_run_uncovered_the_finding() -> None:
    heard: set[tuple[str, bool]] = set()

    def chosen(pending, uncovered):  # type: ignore[no-untyped-def]
        heard.add((pending.rule.id, uncovered))
        return fixable(pending)

    fix([toy(1, "error", "A=x", "A=y"), toy(2, "warning", "A=y", "A=z")], written(("x", "", "", "")), chosen)
    assert heard == {("OWN001", False), ("OWN002", True)}


def test_the_graver_of_two_fixes_that_disagree_is_made() -> None:
    for graver, milder in (("error", "warning"), ("warning", "info")):
        for first, second in ((graver, milder), (milder, graver)):
            rules = [toy(1, first, "A=x", "A=1"), toy(2, second, "A=x1", "A=2")]
            result = fix(rules, written(("x", "", "", "")))
            assert values(result.data) == [("2", "", "", "")]
            firsts = [one.id for one in rules if one.severity == graver]
            assert result.fixed[0].rule.id == firsts[0]
            assert left(result) == {}


def test_a_fix_that_another_one_undoes_is_told_of() -> None:
    """The other one is graver, and neither is content with what the other sets."""
    result = fix(
        [toy(1, "error", "A=x", "A=y"), toy(2, "warning", "A=y", "A=x")],
        written(("x", "", "", "")),
    )
    assert values(result.data) == [("y", "", "", "")]
    assert left(result) == {"OWN002": "the fix would not make the finding go"}
    assert fix([toy(1, "error", "A=x", "A=y"), toy(2, "warning", "A=y", "A=x")], result.data).data == result.data


def test_a_fix_that_was_refused_is_tried_again_after_others() -> None:
    """By itself the first would bring an error; after the second, which is milder, it does not."""
    rules = [toy(1, "error", "A=x", "A=y"), toy(2, "warning", "B=n", "B=m"), toy(3, "error", "A=y B=n", "C=q")]
    result = fix(rules, written(("x", "n", "", "")))
    assert (values(result.data), left(result)) == ([("y", "m", "", "")], {})


def test_a_fix_that_was_refused_is_tried_again_though_another_finding_always_stays() -> None:
    """All at once fails because of that one, and the gravest by itself because of the second."""
    rules = [
        toy(1, "error", "A=x", "A=y"),
        toy(2, "warning", "B=n", "B=m"),
        toy(3, "error", "A=y B=n", "C=q"),
        toy(4, "info", "D=", "C=r"),
    ]
    result = fix(rules, written(("x", "n", "", "")))
    assert values(result.data) == [("y", "m", "", "")]
    assert left(result) == {"OWN004": "the fix would not make the finding go"}


def test_together_they_fail_and_each_alone_does_not() -> None:
    rules = [
        toy(1, "warning", "A=x", "A=y"),
        toy(2, "warning", "B=x", "B=y"),
        toy(3, "error", "A=y B=y", "D="),
    ]
    result = fix(rules, written(("x", "x", "", "")))
    assert values(result.data) == [("y", "x", "", "")]
    assert left(result) == {"OWN002": "the fix would bring OWN003 (error), which is as bad or worse"}


def test_of_many_sites_only_the_bad_ones_are_left_out() -> None:
    """The fix brings an error on the sites where B is n: those stay, whatever their number and place."""
    rules = [toy(1, "warning", "A=x", "A=y"), toy(2, "error", "A=y B=n", "C=")]
    for bad in ((), (1,), (7,), (2, 3), (1, 4, 5, 7), tuple(range(1, 8))):
        data = written(*(("x", "n" if n in bad else "m", "", "") for n in range(1, 8)))
        result = fix(rules, data)
        assert [a for a, *_ in values(result.data)] == ["x" if n in bad else "y" for n in range(1, 8)]
        assert sorted(one.pending.site or "" for one in result.left) == [f"s{n}" for n in bad]


def test_only_the_sites_that_were_asked_for() -> None:
    """What they share with others is set on them alone; the others are left with that reason, and so is what is theirs."""
    rules = [toy(1, "warning", "A=x", "A=y"), toy(2, "warning", "B=x", "B=y")]
    data = written(("-", "-", "", ""), ("-", "x", "", ""), ("-", "-", "", ""), defaults=("x", "o", "", ""))

    def chosen(pending, uncovered):  # type: ignore[no-untyped-def]
        named = {name.lower() for name in pending.sites} & {"s1", "s3"}
        return fixable(pending, uncovered) if named else "not a site that was asked for"

    result = fix(rules, data, chosen, sites=("s1", "s3"))
    assert values(result.data) == [("y", "o", "", ""), ("x", "x", "", ""), ("y", "o", "", "")]
    assert {(one.pending.rule.id, *one.pending.sites, one.reason) for one in result.left} == {
        ("OWN001", "s2", "not a site that was asked for"),
        ("OWN002", "s2", "not a site that was asked for"),
    }
    assert sorted(pending.sites for pending in result.fixed) == [["s1", "s3"]]
    assert {(one.level, one.home) for one in result.changes} == {("site", "s1"), ("site", "s3")}


def random_world(seed: int) -> tuple[list[Toy], list[Values]]:
    """A few rules about each other's values, and the values of a few sites."""
    chance = random.Random(seed)
    letters = "123"

    def some(most: int) -> list[str]:
        return chance.sample([A, B, C, D][:3], chance.randint(1, most))

    toys = [
        Toy(
            f"OWN{number:03}",
            chance.choice(SEVERITY),
            {name: "".join(chance.sample(letters, chance.randint(1, 2))) for name in some(2)},
            {name: chance.choice(letters) for name in some(2)},
        )
        for number in range(1, chance.randint(3, 6))
    ]
    sites = [(*chance.choices(letters, k=3), "") for _ in range(chance.randint(1, 3))]
    return toys, sites  # type: ignore[return-value]


@pytest.mark.parametrize("seed", range(60))
def test_any_rules(seed: int) -> None:
    """What may be said of the outcome without knowing the order in which fixes were tried."""
    toys, sites = random_world(seed)
    by_id = {one.id: one for one in toys}
    grave = {one.id: SEVERITY.index(one.severity) for one in toys}

    def broken(state: list[Values]) -> set[tuple[str, str]]:
        return {(t.id, f"s{n}") for n, one in enumerate(state, 1) for t in toys if t.broken(one)}

    def without(key: tuple[str, str], state: list[Values]) -> list[Values]:
        number = int(key[1][1:]) - 1
        return [by_id[key[0]].fixed(one) if n == number else one for n, one in enumerate(state)]

    data = written(*sites)
    result = fix(toys, data)
    before, end = values(data), values(result.data)
    assert before == sites
    worst = max((grave[pending.rule.id] for pending in result.fixed), default=-1)
    assert all(grave[rule] < worst for rule, _ in broken(end) - broken(before)), "what is new is milder"
    assert bool(result.changes) == (result.data != data)
    for n, one in enumerate(end, 1):
        set_here = {change.attribute: change.value for change in result.changes if change.home == f"s{n}"}
        for name, value, old in zip(NAMES, one, before[n - 1], strict=True):
            assert value == set_here.get(name, old), "what was set is what is said, and nothing else"
    told = {(one.pending.rule.id, one.pending.site or ""): one.reason for one in result.left}
    assert told.keys() == broken(end)
    for key in broken(end):
        alone = broken(without(key, end))
        bad = {rule for rule, _ in alone - broken(end) if grave[rule] >= grave[key[0]]}
        useful = key not in alone and not bad
        assert not useful or told[key] == "the fix would undo another one", "what does only good is made"
        if told[key].startswith("the fix would not"):
            assert key in alone or bad, "itself stays, or what it brings brings it again"
        if told[key].startswith("the fix would bring"):
            assert bad and any(f"{rule} ({by_id[rule].severity})" in told[key] for rule in by_id)
    for one in result.left:
        assert one.uncovered == ((one.pending.rule.id, one.pending.site) not in broken(before))
    assert fix(toys, result.data).data == result.data
