"""docs/style.md, as far as a list of words can hold it: what readers stumbled over does not come back."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from ftplint.cli.arguments import command_names, command_parser
from ftplint.rules import load_rules

ROOT = Path(__file__).resolve().parents[2]
WORDS = {
    r"\bmend(s|ed|ing)?\b": "fix",
    r"yours to (decide|say)|a person has to decide": "manual",
    r"\btold of\b|\bspeaks? of\b": "reported, is about",
    r"\bnobody asks\b|\bdead text\b": "ignored",
    r"\bcut off\b": "blocked, disconnected",
    r"[Ss]ee that\b": "make sure that",
    r"\bin finer words\b": "distinguishes the cases",
    r"\blies about\b": "is stored",
    r"\btold apart\b": "distinguished",
    r"\bfor ever\b": "forever",
    r"as often as one likes": "without a limit",
    r"what is no (address|name|number)": "an invalid one",
    r"\ball is well\b": "no faults",
    r"\bone['’]s own\b": "your own",
    r"\bnot written anywhere\b": "not set",
    r"(?<!home )\bhomes\b": "home directories",
    r"\bsilences? (it|them|nothing|findings)\b": "suppresses",
    r"\b1 (sites|files|errors|warnings|rules|names)\b": "the right plural",
    r"\?\.(?:\s|$)": "one mark",
    r"\bcould not do the job\b|\bthe job could not\b": "error",
    r"\bwho are to log in\b": "client certificates",
    r"\bfrom here on\b": "of this severity or higher",
    r"\bnothing fits\b": "that no longer match",
    r"\bturns? a (site|--site) over\b": "switch to",
    r"\b(one|processes;) a core\b": "for each core",
}
"""What is not written -> what is."""

RULE_WORDS = {
    r"\bhome\b(?! director)": "home directory",
    r"\bhardly\b": "rarely, few",
    r"\b(never|not|is|are) asked\b(?! for)": "ignored, not consulted",
    r"\bcounts? (for|with|as)\b": "applies",
    r"\bnever fits?\b|\bfits (no|nobody)\b": "matches",
    r"\b(which|that) is (no|none)\b(?! longer)": "is not a, is not valid",
    r"\bnobody (means|notices|thinks|sees it)\b": "what happens instead",
    r"\bleft alone\b|\bpassed over\b": "not reported",
    r"\bhas to be selected\b": "is off by default; enable it with --select",
    r"\b(who)ever (wrote|meets|reads|wants)\b": "what it leads to",
    r"\bwithout a word\b|\bmay well\b|\bwrong way round\b": "plainly what happens",
    r"\b(what|which) is meant\b|\bthat (is|are) meant\b(?! for)": "intended, the one that you want",
    r"\bno account goes with it\b|\bdecide alone\b": "what counts",
    r"\bNobody listens\b|\bnobody listens\b": "nothing listens",
    r"\bgo on (with|to)\b|\bgoes on (with|to)\b": "keep, continue",
    r"\b(he|his|him)\b": "the user",
}
"""The same, in rules alone: elsewhere the words have an honest use."""


def rule_texts() -> list[tuple[str, str]]:
    """Title, why, client's view and messages of every rule, with its id."""
    found = []
    for rule in load_rules():
        text = Path(rule.path).read_text(encoding="utf-8")
        prose = re.findall(
            r"<(?:ftp:why|ftp:client|sch:title)\b[^>]*>(.*?)</|<sch:report\b[^>]*>(.*?)</sch:report>"
            r"|<ftp:fix [^>]*?title=\"([^\"]*)\"",
            text,
            re.DOTALL,
        )
        found += [(rule.id, re.sub(r"<[^>]*>", "X", "".join(groups))) for groups in prose]
    return found


def hits(name: str, text: str, words: dict[str, str] = WORDS) -> list[str]:
    return [
        f"{name}: {match[0]!r} in {text[max(0, match.start() - 30) : match.end() + 30]!r}; write: {better}"
        for pattern, better in words.items()
        for match in re.finditer(pattern, text)
    ]


def test_rules_are_plain() -> None:
    texts = rule_texts()
    assert len(texts) > 700
    assert [hit for id_, text in texts for hit in hits(id_, text, WORDS | RULE_WORDS)] == []


@pytest.mark.parametrize(
    "sentence",
    [
        "The rules at the home itself are never asked.",
        "An address which is none.",
        "The rule has to be selected.",
        "A password route that he has.",
    ],
)
def test_a_sentence_that_readers_stumbled_over_is_found(sentence: str) -> None:
    assert hits("a rule", sentence, RULE_WORDS)


def test_a_fix_names_the_setting_that_it_sets() -> None:
    """enabled, mode and value are the attributes of many elements; there the element is named."""
    nameless = []
    for rule in load_rules():
        for title, content in re.findall(
            r"<ftp:fix [^>]*?title=\"([^\"]*)\"[^>]*>(.*?)</ftp:fix>",
            Path(rule.path).read_text(encoding="utf-8"),
            re.DOTALL,
        ):
            names = set(re.findall(r"<ftp:set attribute=\"(\w+)\"", content)) - {"enabled", "mode", "value"}
            nameless += [f"{rule.id}: {name} in {title!r}" for name in sorted(names) if name not in title]
    assert nameless == []


@pytest.mark.parametrize("name", command_names())
def test_help_is_plain(name: str) -> None:
    assert hits(name, command_parser(name).format_help()) == []


@pytest.mark.parametrize("name", command_names())
def test_help_names_fail_on_only_where_there_is_one(name: str) -> None:
    text = command_parser(name).format_help()
    assert "exit codes: 0 " in text
    assert text.count("--fail-on") != 1, "the exit codes name an option that the command does not have"


@pytest.mark.parametrize(
    "page",
    [ROOT / "README.md", *sorted((ROOT / "docs").glob("*.md"))],
    ids=lambda page: f"{page.parent.name}-{page.name}",
)
def test_pages_are_plain(page: Path) -> None:
    if page.name in ("style.md", "catalogue.md"):
        return  # the one lists the words, the other has the statements of the facts
    assert hits(page.name, page.read_text(encoding="utf-8")) == []


def test_titles_are_short_and_end_without_a_full_stop() -> None:
    for rule in load_rules():
        assert len(rule.title) <= 90, rule.id
        assert not rule.title.endswith("."), rule.id
