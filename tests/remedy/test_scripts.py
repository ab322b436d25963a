"""Every script does what the in-place edit does, in each language; hostile names are handled or refused."""

from __future__ import annotations

from functools import partial
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from lxml import etree

from ftplint.cli.fix_arguments import LANGUAGES
from ftplint.engine import prose
from ftplint.engine.evaluate import server_xml
from ftplint.engine.judge import judge
from ftplint.engine.load import load_rules
from ftplint.engine.understand import Understood, understand
from ftplint.remedy import quoting
from ftplint.remedy.certificate_logon import enable
from ftplint.remedy.in_place import edited
from ftplint.remedy.mend import mend
from ftplint.remedy.scripts import script
from ftplint.schema.versions import LATEST
from tests.remedy.languages import ScriptFailed, basic_text, run
from tests.remedy.operations import apply

FIXABLE = [rule for rule in load_rules() if (fix := prose.fix(rule)) is not None and fix.safety in ("safe", "unsafe")]
HOSTILE = (
    *(
        "O'Neill",
        "a b  c",
        'say "hi"',
        "größe – 文件",
        "a]b[c",
        "100%",
        "$env:x",
        "`tick`",
        "\u2018typo\u2019",
        "\u201cgraphic\u201d",
    ),
    *("a\\b", "a&b<c>", "😀", "--", "a*/b", "%PATH%", "x^y", "{0}", "'; drop", "\\u0041", "</script>"),
)


def meaning(data: bytes) -> str:
    configuration = understand("x", data).configuration
    assert configuration is not None
    return "".join(server_xml(configuration, (), configuration.ftp_sites))


def whole(text: str) -> bytes:
    """An example as a whole file: scripts are for servers, and a server has no fragments."""
    from ftplint.configuration.fragment import surround

    root = surround(etree.fromstring(text.encode())).root
    assert root is not None
    return etree.tostring(root)


def names(data: bytes) -> list[str]:
    return [site.get("name", "") for site in etree.fromstring(data).iterfind("system.applicationHost/sites/site")]


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_fix_by_script_equals_the_edit_in_place(language: str, tmp_path: Path) -> None:
    tried = 0
    for rule in FIXABLE:
        for example in prose.examples(rule):
            if example.verdict != "broken" or example.version is not None:
                continue
            if language == "csharp" and example.name:
                continue  # a compiler run each: the first broken example of each rule
            data = whole(example.text)
            judged = partial(lambda rule, understood: judge(understood, (rule,)), rule)
            mended = mend("x", data, judged, lambda _: None, LATEST)
            assert mended.changes, f"{rule.id} {example.name}"
            operations = run(language, script(language, mended.changes, "x"), names(data), tmp_path)
            assert meaning(apply(data, operations)) == meaning(mended.data), f"{rule.id} {example.name}"
            again = apply(apply(data, operations), operations)
            assert meaning(again) == meaning(mended.data)
            tried += 1
    assert tried >= 35


def turned_over(name: str) -> tuple[bytes, bytes, list]:  # type: ignore[type-arg]
    root = etree.fromstring(
        b'<configuration><system.applicationHost><sites><site name="other" id="1"/><site id="2"><bindings><binding protocol="ftp" '
        b'bindingInformation="*:21:"/></bindings></site></sites></system.applicationHost></configuration>'
    )
    root[0][0][1].set("name", name)
    data = etree.tostring(root)
    understood: Understood = understand("x", data)
    assert understood.configuration is not None
    plan = enable(understood.configuration.ftp_sites[0], "AB" * 20, only=True)
    return data, edited(understood, plan), plan


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("name", HOSTILE)
def test_hostile_names_are_handled_or_refused(language: str, name: str, tmp_path: Path) -> None:
    data, wanted, plan = turned_over(name)
    try:
        text = script(language, plan, "x")
    except quoting.QuotingError as error:
        assert language in ("appcmd", "powershell"), "only these two have names that they cannot hold"
        assert "use --as" in str(error)
        return
    operations = run(language, text, names(data), tmp_path)
    assert meaning(apply(data, operations)) == meaning(wanted)


@pytest.mark.parametrize("language", LANGUAGES)
def test_control_characters_are_refused(language: str) -> None:
    *_, plan = turned_over("x")
    for mark in "\n\r\t\x00\x1b\u2028\u2029":
        with pytest.raises(quoting.QuotingError):
            script(language, [plan[0]._replace(home=f"a{mark}b")], "x")


@pytest.mark.parametrize("language", ["jscript", "csharp", "appcmd", "powershell", "vbscript", "vbnet"])
def test_an_unknown_site_stops_the_script(language: str, tmp_path: Path) -> None:
    *_, plan = turned_over("gone")
    with pytest.raises(ScriptFailed):
        run(language, script(language, plan, "x"), ["other"], tmp_path)


@given(st.text(st.characters(codec="utf-8", exclude_categories=["Cc", "Cs"])))
def test_literals_of_basic(text: str) -> None:
    assert basic_text(quoting.vb(text)) == text
    assert basic_text(quoting.vbscript(text)) == text
    assert quoting.vbscript(text).isascii()


@given(st.text(st.characters(codec="utf-8", exclude_categories=["Cs"])))
def test_literals_of_jscript(text: str) -> None:
    import json

    literal = quoting.jscript(text)
    assert literal.isascii() and "</" not in literal
    assert json.loads(literal) == text


@given(st.text(st.characters(codec="utf-8", exclude_categories=["Cs", "Cc"])))
def test_literals_of_powershell_and_csharp(text: str) -> None:
    import re

    literal = quoting.powershell(text)
    inner = literal[1:-1]
    assert re.fullmatch("(?:[^'\u2018\u2019\u201a\u201b]|(['\u2018\u2019\u201a\u201b])\\1)*", inner)
    assert re.sub("(['\u2018\u2019\u201a\u201b])\\1", r"\1", inner) == text
    verbatim = quoting.csharp(text)
    assert verbatim[:2] == '@"' and re.fullmatch('(?:[^"]|"")*', verbatim[2:-1])
    assert verbatim[2:-1].replace('""', '"') == text
