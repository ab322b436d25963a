"""`[[ignores]]` of the settings: which sites and files they reach, and their last day."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

import pytest

from ftplint.analysis import analyse
from ftplint.api import RuleSet, Settings, lint, lint_bytes, unsilenced
from ftplint.judging import Report
from ftplint.rules import Selection
from ftplint.silencing import Ignore
from ftplint.silencing.baseline import Baseline
from tests.judging.test_which_findings import HEAD
from tests.silencing.test_comments import DEFAULTS, config, plain, site

if TYPE_CHECKING:
    from pathlib import Path

SELECTED = Selection(select=("FTP105",))
TWO = config(site("A"), site("B", 2).replace("*:21:", "*:2121:"))


def linted(entry: Ignore, today: date | None = None, text: str = TWO) -> Report:
    settings = Settings(SELECTED, ignores=(entry,), today=today)
    return lint(text.encode(), settings, name="servers/a/applicationHost.config")


def left(report: Report) -> list[str]:
    """The sites of which something is still told."""
    return [site for finding in report.findings for site in finding.affected_sites]


def test_an_entry_counts_until_the_end_of_its_last_day() -> None:
    entry = Ignore(("FTP105",), "until the directory is there", expires=date(2026, 5, 31))
    assert left(linted(entry, date(2026, 5, 30))) == []
    assert left(linted(entry, date(2026, 5, 31))) == []
    assert left(linted(entry, date(2026, 6, 1))) == ["A", "B"]


@pytest.mark.parametrize(
    ("sites", "told"),
    [
        ((), []),
        (("a",), ["B"]),
        (("A", "b"), []),
        (("?",), []),
        (("x",), ["A", "B"]),
        (("[ac]", "x"), ["B"]),
        (("A",), ["B"]),
    ],
)
def test_sites_are_patterns_in_any_letter_case(sites: tuple[str, ...], told: list[str]) -> None:
    assert left(linted(Ignore(("FTP105",), "so be it", sites=sites))) == told


@pytest.mark.parametrize(
    ("paths", "told"),
    [
        (("servers/*",), []),
        (("servers/a/*.config",), []),
        (("servers/b/*",), ["A", "B"]),
        (("servers/b/*", "*/a/*"), []),
        (("applicationHost.config",), ["A", "B"]),
    ],
)
def test_paths_are_patterns_of_the_whole_path(paths: tuple[str, ...], told: list[str]) -> None:
    assert left(linted(Ignore(("FTP105",), "so be it", paths=paths))) == told


@pytest.mark.parametrize(
    ("rules", "told"),
    [
        (("FTP1",), []),
        (("client-certificates-ignored",), []),
        (("ALL",), []),
        (("FTP106",), ["A", "B"]),
        (("FTP106", "FTP105"), []),
    ],
)
def test_rules_are_selectors(rules: tuple[str, ...], told: list[str]) -> None:
    assert left(linted(Ignore(rules, "so be it"))) == told


def test_what_is_silenced_is_told_with_its_reason_and_its_last_day() -> None:
    report = linted(Ignore(("FTP105",), "the team asks in May", sites=("a",), expires=date(2099, 5, 31)))
    (silenced,) = report.files[0].suppressed
    suppression = silenced.suppression
    assert suppression is not None
    assert (suppression.kind, suppression.reason, suppression.expires) == (
        "settings",
        "the team asks in May",
        "2099-05-31",
    )
    assert silenced.affected_sites == ("A",)


@pytest.mark.parametrize(
    ("sites", "left"), [((), []), (("a", "b"), []), (("?",), []), (("a",), ["b"]), (("x",), ["a", "b"])]
)
def test_what_is_silenced_is_neither_mended_nor_put_into_a_new_baseline(
    sites: tuple[str, ...], left: list[str]
) -> None:
    settings = Settings(SELECTED, ignores=(Ignore(("FTP105",), "so be it", sites=sites),))
    loaded = RuleSet.load(settings)
    assert [key.site for key in lint_bytes("x", TWO.encode(), loaded, settings).keys] == left
    pending_findings = unsilenced("x", analyse("x", TWO.encode()), loaded, settings)
    assert [name.lower() for pending in pending_findings for name in pending.sites] == left


def test_two_spellings_of_one_site_are_one_site() -> None:
    """Names of sites have no letter case: an entry for the one silences the finding whole."""
    shared = config(plain("A", 1), plain("a", 2), defaults=DEFAULTS)
    report = linted(Ignore(("FTP105",), "so be it", sites=("a",)), text=shared)
    assert (report.findings, report.suppressed) == ((), 1)


def test_a_rule_that_nothing_silences_stays() -> None:
    """What is told of the comments themselves: an entry of the settings does not hide it either."""
    text = config(site(after="\n<!-- ftplint: ignore FTP105 -->"))
    settings = Settings(Selection(select=("FTP9",)), ignores=(Ignore(("ALL",), "so be it"),))
    assert [f.rule for f in lint(text.encode(), settings).findings] == ["FTP901"]


def test_entries_are_taken_one_after_the_other() -> None:
    """One whose day is past or that is for another file does not stop those behind it; each takes its own share."""
    entries = (
        Ignore(("FTP105",), "past", expires=date(2026, 5, 31)),
        Ignore(("FTP105",), "elsewhere", paths=("other/*",)),
        Ignore(("FTP105",), "first", sites=("a",)),
        Ignore(("FTP105",), "second", sites=("b",), expires=date(2026, 6, 1)),
        Ignore(("FTP105",), "too late"),
    )
    settings = Settings(SELECTED, ignores=entries, today=date(2026, 6, 1))
    report = lint(TWO.encode(), settings)
    assert report.findings == ()
    told = {f.affected_sites: f.suppression for f in report.files[0].suppressed}
    assert {sites: (why.reason, why.expires) for sites, why in told.items() if why} == {
        ("A",): ("first", None),
        ("B",): ("second", "2026-06-01"),
    }


def test_a_cause_that_sites_share_is_silenced_for_some_and_told_for_the_others() -> None:
    shared = config(plain("A", 1), plain("B", 2), plain("C", 3), defaults=DEFAULTS)
    report = linted(Ignore(("FTP105",), "so be it", sites=("a", "c")), text=shared)
    assert [f.affected_sites for f in report.findings] == [("B",)]
    (silenced,) = report.files[0].suppressed
    assert silenced.affected_sites == ("A", "C") and silenced.message.startswith("Each of 2 sites")
    assert silenced.suppression is not None and silenced.suppression.reason == "so be it"


def test_a_house_rule_that_nothing_may_silence_is_silenced_by_nothing(tmp_path: Path) -> None:
    """Neither by an entry for all rules, nor by a baseline, nor by a comment, which is told of."""
    head = HEAD.replace(' severity="error"', ' severity="error" suppressible="false"')
    body = '<sch:rule context="site"><sch:report test="true()">So.</sch:report></sch:rule>'
    (tmp_path / "OWN100.sch").write_text(f'{head}<sch:pattern id="OWN100">{body}</sch:pattern></sch:schema>')
    settings = Settings(Selection(select=("OWN", "FTP9")), rules=(tmp_path,))
    loaded = RuleSet.load(settings)
    known = Baseline.of_one(lint_bytes("x", TWO.encode(), loaded, settings).keys, "known")
    strict = settings._replace(ignores=(Ignore(("ALL",), "so be it"),), baselines=(known,))
    text = f"<!-- ftplint: ignore-file OWN100 so be it -->{TWO}"
    assert [f.rule for f in lint(text.encode(), strict).findings] == ["OWN100", "OWN100", "FTP905"]
    assert [f.rule for f in lint(text.replace("OWN100", "FTP105").encode(), strict).findings].count("OWN100") == 2
