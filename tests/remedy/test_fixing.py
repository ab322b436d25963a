"""Every fix: broken -> fix -> silent, nothing else new, a second run changes nothing; in every style and order."""

from __future__ import annotations

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from lxml import etree

from ftplint.analysis import analyse
from ftplint.judging.evaluate import judge
from ftplint.remedy.fixing import Fixed, fix_file
from ftplint.rules.model import SEVERITIES
from ftplint.schema.load import declarations
from ftplint.schema.versions import LATEST
from ftplint.source.parsing import parse
from tests.configuration.builder import site
from tests.configuration.generate import element
from tests.counting import calls
from tests.remedy.fixing import (
    BROKEN,
    GOOD,
    RULES,
    TEXTS,
    expanded,
    fixable,
    fixed,
    keys,
    server,
)


def milder(new: set[tuple[str, str]], result: Fixed) -> bool:
    """Whether all that is new is milder than something that is fixed, and named."""
    gravity = {rule.id: SEVERITIES.index(rule.severity) + (rule.id[:4] == "FTP0") for rule in RULES}
    named = {one.pending.rule.id for one in result.left if one.uncovered}
    gravest = max((gravity[pending.rule.id] for pending in result.fixed), default=0)
    return all(rule.startswith("FTP9") or (rule in named and gravity[rule] < gravest) for rule, _ in new)


def test_there_are_many() -> None:
    assert len(BROKEN) >= 80


@pytest.mark.parametrize(("rule", "example"), BROKEN)
def test_broken_then_fixed_then_silent(rule, example) -> None:  # type: ignore[no-untyped-def]
    data, version = example.text.encode(), example.version or LATEST
    result = fixed(data, (rule,), version)
    assert result.fixed and not result.left
    assert keys(result.data, (rule,), version) == set()
    assert fixed(result.data, (rule,), version).data == result.data
    comments = [node.text for node in etree.fromstring(data).iter(etree.Comment)]
    assert [node.text for node in etree.fromstring(result.data).iter(etree.Comment)] == comments


@pytest.mark.parametrize(("rule", "example"), BROKEN)
def test_with_all_rules_nothing_is_new_and_the_end_is_reached(rule, example) -> None:  # type: ignore[no-untyped-def]
    data, version = example.text.encode(), example.version or LATEST
    result = fixed(data, RULES, version)
    after = {id_ for id_, _ in keys(result.data, RULES, version)}
    assert rule.id not in after or rule.id in {left.pending.rule.id for left in result.left}
    assert milder(keys(result.data, RULES, version) - keys(data, RULES, version), result)
    stays = {left.pending.rule.id for left in result.left}
    assert {rule for rule, _ in keys(result.data, RULES, version)} <= stays
    assert fixed(result.data, RULES, version).data == result.data


STYLES = {
    "tabs": lambda text: text.replace("    ", "\t").replace("  ", "\t"),
    "CRLF": lambda text: text.replace("\n", "\r\n"),
    "no indentation": lambda text: "\n".join(line.lstrip() for line in text.split("\n")),
    "one line": lambda text: "".join(line.strip() + " " for line in text.split("\n")),
    "single quotes": lambda text: text.replace('"', "'"),
    "comments": lambda text: text.replace("/>", "/><!-- a <b> ' -->").replace(">\n", ">\n<!-- c --><?p <q ?>"),
    "attributes on lines": lambda text: etree.tostring(etree.fromstring(text)).decode().replace('" ', '"\n          '),
    "blank": lambda text: text.replace(" />", "/>").replace("/>", " />"),
}


ENCODINGS = {
    "plain": lambda text: text.encode(),
    "mark": lambda text: b"\xef\xbb\xbf" + text.encode(),
    "UTF-16": lambda text: b"\xff\xfe" + text.encode("utf-16-le"),
    "declared": lambda text: b"<?xml version='1.0' encoding='windows-1252'?>" + text.encode("windows-1252"),
}


@pytest.mark.parametrize("style", STYLES)
def test_in_every_style(style: str) -> None:
    tried = 0
    for number, parameters in enumerate(BROKEN):
        rule, example = parameters.values
        text = STYLES[style](example.text)
        encode = list(ENCODINGS.values())[number % len(ENCODINGS)]
        try:
            data = encode(text)
        except UnicodeEncodeError:
            data = text.encode()
        if text.lstrip().startswith("<?xml") or ("'" in example.text and style == "single quotes"):
            continue
        version = example.version or LATEST
        if not keys(data, (rule,), version):  # the style is what it is about
            continue
        result = fixed(data, (rule,), version)
        assert result.fixed, f"{rule.id} {example.name}: {[left.reason for left in result.left]}"
        assert keys(result.data, (rule,), version) == set()
        assert fixed(result.data, (rule,), version).data == result.data
        assert result.data[:3] == data[:3]
        if "\n" not in text:
            assert b"\n" not in result.data
        if style == "CRLF" and b"\r\n" in data:
            assert result.data.count(b"\n") == result.data.count(b"\r\n") or data[:2] == b"\xff\xfe"
        tried += 1
    assert tried >= 60


ftp = element(declarations().ftp_server)


@st.composite
def configurations(draw: st.DrawFn) -> bytes:
    """Sites and siteDefaults with generated settings; the server level and locations too."""
    names = draw(st.lists(st.sampled_from(["a", "B", "c d", "ü", "o'x"]), min_size=1, max_size=3, unique=True))
    sites = []
    for number, name in enumerate(names, 1):
        inner = draw(st.sampled_from(["", "<ftpServer/>", "<ftpServer>\n</ftpServer>", None]))
        inner = etree.tostring(draw(ftp), encoding="unicode") if inner is None else inner
        sites.append(site(name, inner, number).replace(f"*:21:{name}", f"*:{2100 + number}:"))
    if draw(st.booleans()):
        sites.append(f"<siteDefaults>{etree.tostring(draw(ftp), encoding='unicode')}</siteDefaults>")
    body = ""
    path = draw(st.sampled_from([None, "", ".", names[0], names[0].upper(), f"{names[0]}/folder"]))
    known = declarations().server
    if draw(st.booleans()):
        inner = etree.tostring(draw(element(known)), encoding="unicode")
        body = inner if path is None else f'<location path="{path}">{inner}</location>'
    between = draw(st.sampled_from(["", "\n", "\n\t", "\r\n  ", "<!-- x -->\n"]))
    text = f"<configuration>{between}<system.applicationHost>{between}<sites>{between}{between.join(sites)}</sites></system.applicationHost>{body}</configuration>"
    return text.encode()


@settings(max_examples=60, deadline=None, suppress_health_check=list(HealthCheck))
@given(configurations(), st.sampled_from(["default", "origin", "site"]))
def test_generated_configurations(data: bytes, at: str) -> None:
    before = keys(data)
    result = fixed(data, at=at)
    after = keys(result.data)
    assert milder(after - before, result)
    for pending in result.fixed:
        assert not {(pending.rule.id, name.lower()) for name in pending.sites} & (after & before)
    again = fixed(result.data, at=at)
    assert again.data == result.data
    assert bool(result.changes) == (result.data != data)


@pytest.mark.parametrize("bad", [b"", b"<a", b"<!DOCTYPE a><a/>", b"\xff\xfe\0", b"<other/>"])
def test_what_cannot_be_understood_stays(bad: bytes) -> None:
    result = fixed(bad)
    assert result.data == bad and not result.changes


def test_fixes_that_disagree_are_not_both_made() -> None:
    """In one element, all of a fix or nothing."""
    for parameters in BROKEN:
        rule, example = parameters.values
        result = fixed(example.text.encode(), RULES, example.version or LATEST)
        said: dict[tuple[object, ...], str] = {}
        for change in result.changes:
            key = (change.level, change.home.lower(), change.path, change.attribute)
            assert said.setdefault(key, change.value) == change.value
        for pending in result.fixed:
            made = {(f"{c.path}/@{c.attribute}", c.value) for c in result.changes}
            assert all((c.setting, c.value) in made for c in pending.fix.changes), rule.id


def test_one_bad_site_does_not_keep_the_others_from_being_fixed() -> None:
    """A rule that stays broken on b, whatever is done: a and c are fixed, and b is told of."""
    broken = '<ftpServer><messages greetingMessage="Hello %UserName%" expandVariables="false"/></ftpServer>'
    data = server(
        *(site(name, broken, number).replace(f"*:21:{name}", f"*:21{number}:") for number, name in enumerate("abc", 1))
    )

    def judged(parsed):  # type: ignore[no-untyped-def]
        pending_findings = judge(parsed, TEXTS)
        if b'expandVariables="true"' in parsed.source.data.split(b'name="b"')[1].split(b"</site>")[0]:
            pending_findings += [pending for pending in judge(analyse("x", data), TEXTS) if pending.sites == ["b"]]
        return pending_findings

    result = fix_file("x", data, judged, fixable, LATEST)
    assert expanded(result.data) == {"a": GOOD, "b": "false", "c": GOOD}
    assert [(left.pending.sites, left.reason) for left in result.left] == [
        (["b"], "the fix would not make the finding go")
    ]


def test_the_file_is_not_read_again_for_each_finding() -> None:
    """Counted, not timed; `make bench` measures a thousand findings."""
    broken = '<ftpServer><messages greetingMessage="Hello %UserName% {}" expandVariables="false"/></ftpServer>'

    def times(count: int) -> int:
        data = server(*(site(f"s{n}", broken.format(n), n) for n in range(1, count + 1)))
        results = []
        counted = calls(lambda: results.append(fixed(data, TEXTS)), parse)
        assert len(results[0].fixed) == count
        return counted["parse"]

    assert times(4) == times(40)


def test_of_two_fixes_of_one_attribute_the_first_is_made_and_the_other_told_of() -> None:
    data = server(
        site("a", '<ftpServer><messages greetingMessage="Hello %UserName%" expandVariables="false"/></ftpServer>')
    )

    def judged(parsed):  # type: ignore[no-untyped-def]
        """The finding, and another of the same attribute with another cure."""
        found = judge(parsed, TEXTS)
        for pending in judge(parsed, TEXTS):
            (change,) = pending.fix.changes
            pending.fix = pending.fix._replace(changes=(change._replace(value="false"),))
            pending.rule = pending.rule._replace(id="OWN1")
            found.append(pending)
        return found

    result = fix_file("x", data, judged, fixable, LATEST)
    assert [pending.rule.id for pending in result.fixed] == [TEXTS[0].id]
    assert [change.value for change in result.changes] == [GOOD]
    assert not result.left, "what the first fix did is enough for both"
