"""Every fix: broken -> fix -> silent, nothing else new, a second run changes nothing; in every place that it can be."""

from __future__ import annotations

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from lxml import etree

from ftplint.engine import prose
from ftplint.engine.judge import judge
from ftplint.engine.load import load_rules
from ftplint.engine.understand import understand
from ftplint.remedy.mend import Mended, mend
from ftplint.schema.load import declarations
from ftplint.schema.versions import LATEST
from tests.configuration.builder import site
from tests.configuration.generate import element
from tests.remedy.test_scripts import FIXABLE

RULES = load_rules()
BROKEN = [
    pytest.param(rule, example, id=f"{rule.id}-{example.name or number}")
    for rule in FIXABLE
    for number, example in enumerate(prose.examples(rule))
    if example.verdict == "broken"
]


def fixable(draft) -> str | None:  # type: ignore[no-untyped-def]
    return None if draft.fix is not None and draft.fix.safety != "manual" else "a person has to decide"


def mended(data: bytes, rules=RULES, version: str = LATEST, at="default", sites=()) -> Mended:  # type: ignore[no-untyped-def]
    return mend("x", data, lambda understood: judge(understood, rules), fixable, version, at, sites=sites)


def keys(data: bytes, rules=RULES, version: str = LATEST) -> set[tuple[str, str]]:  # type: ignore[no-untyped-def]
    return {
        (draft.rule.id, name.lower())
        for draft in judge(understand("x", data, version), rules)
        for name in (draft.sites or [""])
    }


def test_there_are_many() -> None:
    assert len(BROKEN) >= 80


@pytest.mark.parametrize(("rule", "example"), BROKEN)
def test_broken_then_fixed_then_silent(rule, example) -> None:  # type: ignore[no-untyped-def]
    data, version = example.text.encode(), example.version or LATEST
    result = mended(data, (rule,), version)
    assert result.mended and not result.left
    assert keys(result.data, (rule,), version) == set()
    assert mended(result.data, (rule,), version).data == result.data
    comments = [node.text for node in etree.fromstring(data).iter(etree.Comment)]
    assert [node.text for node in etree.fromstring(result.data).iter(etree.Comment)] == comments


@pytest.mark.parametrize(("rule", "example"), BROKEN)
def test_with_all_rules_nothing_is_new_and_the_end_is_reached(rule, example) -> None:  # noqa: ARG001  # type: ignore[no-untyped-def]
    data, version = example.text.encode(), example.version or LATEST
    result = mended(data, RULES, version)
    assert keys(result.data, RULES, version) <= keys(data, RULES, version)
    stays = {left.draft.rule.id for left in result.left}
    assert {rule for rule, _ in keys(result.data, RULES, version)} <= stays
    assert mended(result.data, RULES, version).data == result.data


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
        result = mended(data, (rule,), version)
        assert result.mended, f"{rule.id} {example.name}: {[left.reason for left in result.left]}"
        assert keys(result.data, (rule,), version) == set()
        assert mended(result.data, (rule,), version).data == result.data
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
    result = mended(data, at=at)
    after = keys(result.data)
    assert after <= before
    for draft in result.mended:
        assert not {(draft.rule.id, name.lower()) for name in draft.sites} & after
    again = mended(result.data, at=at)
    assert again.data == result.data
    assert bool(result.changes) == (result.data != data)


DEFAULTS = (
    '<siteDefaults><ftpServer><security><ssl controlChannelPolicy="SslAllow"/></security></ftpServer></siteDefaults>'
)


def server(*sites: str, body: str = "") -> bytes:
    return f"<configuration><system.applicationHost><sites>{''.join(sites)}</sites></system.applicationHost>{body}</configuration>".encode()


def policies(data: bytes) -> dict[str, str | None]:
    root = etree.fromstring(data)
    found = {node.get("name", "siteDefaults"): node.find("ftpServer/security/ssl") for node in root.find(".//sites")}
    return {name: None if ssl is None else ssl.get("controlChannelPolicy") for name, ssl in found.items()}


RULE = tuple(rule for rule in RULES if rule.id == "FTP201")
