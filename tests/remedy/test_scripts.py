"""Every script does what the in-place edit does, in each language; hostile names are handled or refused."""

from __future__ import annotations

import json
import re
import subprocess
from functools import partial
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from lxml import etree

from ftplint.analysis import ParsedFile, analyse
from ftplint.judging.evaluate import judge, server_xml
from ftplint.remedy import LANGUAGES, quoting
from ftplint.remedy.by_rule import RuleScripts, scripts_by_rule
from ftplint.remedy.certificate_logon import enable
from ftplint.remedy.change import SettingChange
from ftplint.remedy.fixing import fix_file
from ftplint.remedy.in_place import edited
from ftplint.remedy.scripts import script
from ftplint.rules.example import examples
from ftplint.rules.load import load_rules
from ftplint.schema.versions import LATEST
from tests.remedy.fixing import FIXABLE
from tests.remedy.languages import RUNNERS
from tests.remedy.operations import apply
from tests.remedy.running import ScriptFailed, compile_basic

COMPILED = ("csharp", "vbnet")
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
        "live\u202egpj.\u2066x",
        "zero\u200bwidth\u00a0\u0085",
        "\u201cgraphic\u201d \uff02wide\uff02",
    ),
    *("a\\b", "a&b<c>", "😀", "--", "a*/b", "%PATH%", "x^y", "{0}", "'; drop", "\\u0041", "</script>"),
)


def meaning(data: bytes) -> str:
    configuration = analyse("x", data).configuration
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


def test_every_language_has_its_proof() -> None:
    assert {runner.partition("-")[0] for runner in RUNNERS} == set(LANGUAGES)


_QUICK = ("appcmd", "powershell")
"""The runners that start no program."""
_SAMPLES = {"csharp": (6,), "jscript": (6,), "vbscript": (20,)}
"""One rule of so many is tried where a compiler, Node or Wine is started for each script."""


@pytest.mark.parametrize(
    ("runner", "step"),
    [
        pytest.param(name, step, marks=() if name in _QUICK or (step > 1) else pytest.mark.slow)
        for name in RUNNERS
        for step in (1, *_SAMPLES.get(name, ()))
    ],
)
def test_every_fix_by_script_equals_the_edit_in_place(runner: str, step: int, tmp_path: Path) -> None:
    """A sample for runners that start something; all rules with --slow, which VB.NET waits for altogether."""
    language = runner.partition("-")[0]
    tried = 0
    for rule in FIXABLE[::step]:
        for example in examples(rule):
            if example.verdict != "broken" or example.version is not None:
                continue
            if language in COMPILED and example.name:
                continue  # the first broken example of each rule: a compiler takes about a second
            data = whole(example.text)
            judged = partial(lambda rule, parsed: judge(parsed, (rule,)), rule)
            fixed = fix_file("x", data, judged, lambda *_: None, LATEST)
            assert fixed.changes, f"{rule.id} {example.name}"
            operations = RUNNERS[runner](script(language, fixed.changes, "x"), names(data), tmp_path)
            assert meaning(apply(data, operations)) == meaning(fixed.data), f"{rule.id} {example.name}"
            again = apply(apply(data, operations), operations)
            assert meaning(again) == meaning(fixed.data)
            tried += 1
    assert tried >= 35 // step


def turned_over(*called: str) -> tuple[bytes, bytes, list]:  # type: ignore[type-arg]
    """Sites of these names: as they are, with certificate logon, and the changes between."""
    root = etree.fromstring(
        b'<configuration><system.applicationHost><sites><site name="other" id="1"/></sites></system.applicationHost></configuration>'
    )
    for number, name in enumerate(called):
        site = etree.SubElement(root[0][0], "site", name=name, id=str(number + 2))
        bindings = etree.SubElement(site, "bindings")
        etree.SubElement(bindings, "binding", protocol="ftp", bindingInformation=f"*:{21 + number}:")
    data = etree.tostring(root)
    parsed: ParsedFile = analyse("x", data)
    assert parsed.configuration is not None
    plan = [change for site in parsed.configuration.ftp_sites for change in enable(site, "AB" * 20, only=True)]
    return data, edited(parsed, plan), plan


@pytest.mark.parametrize(
    ("runner", "called"),
    [
        pytest.param(runner, called, id=f"{runner}-{called[0] if len(called) == 1 else 'all'}")
        for runner in RUNNERS
        for called in ([(name,) for name in HOSTILE] if runner in _QUICK else [HOSTILE])
    ],
)
def test_hostile_names_are_handled_or_refused(runner: str, called: tuple[str, ...], tmp_path: Path) -> None:
    """One script for all names where a script needs a compiler, Node or Wine."""
    language = runner.partition("-")[0]
    data, wanted, plan = turned_over(*called)
    try:
        text = script(language, plan, "x")
    except quoting.QuotingError as error:
        assert language in ("appcmd", "powershell"), "only these two have names that they cannot hold"
        assert "use --as" in str(error)
        return
    assert text.replace("\r", "").replace("\n", "").isprintable()
    operations = RUNNERS[runner](text, names(data), tmp_path)
    assert meaning(apply(data, operations)) == meaning(wanted)


@pytest.mark.parametrize("language", sorted(LANGUAGES))
def test_control_characters_are_refused(language: str) -> None:
    *_, plan = turned_over("x")
    for mark in "\n\r\t\x00\x1b\u2028\u2029":
        with pytest.raises(quoting.QuotingError):
            script(language, [plan[0]._replace(home=f"a{mark}b")], "x")


@pytest.mark.parametrize("language", sorted(LANGUAGES))
def test_every_character_of_a_keyboard_is_held(language: str) -> None:
    """But for those that AppCmd cannot quote."""
    *_, plan = turned_over("x")
    refused = []
    for character in map(chr, range(32, 127)):
        try:
            assert script(language, [plan[0]._replace(home=f"a{character}b")], "x")
        except quoting.QuotingError:
            refused.append(character)
    assert "".join(refused) == ("\"%&'<>[]^|" if language == "appcmd" else "")


@pytest.mark.parametrize("runner", RUNNERS)
def test_an_unknown_site_stops_the_script(runner: str, tmp_path: Path) -> None:
    *_, plan = turned_over("gone")
    with pytest.raises(ScriptFailed):
        RUNNERS[runner](script(runner.partition("-")[0], plan, "x"), ["other"], tmp_path)


@given(st.text(st.characters(codec="utf-8", exclude_categories=["Cc", "Cs"])))
def test_literals_of_vbscript(text: str) -> None:
    literal = quoting.vbscript(text)
    assert literal.isascii() and read_basic(literal) == text


def read_basic(literal: str) -> str:
    """The text of a literal: pieces in double quotes and calls of ChrW, joined by ``&``."""
    pieces = re.findall(r'("(?:[^"]|"")*"|ChrW\(-?\d+\))(?: & |$)', literal)
    assert " & ".join(pieces) == literal
    units = b"".join(
        (int(piece[5:-1]) % 65_536).to_bytes(2, "little")
        if piece.startswith("ChrW")
        else piece[1:-1].replace('""', '"').encode("utf-16-le", "surrogatepass")
        for piece in pieces
    )
    return units.decode("utf-16-le")


def test_every_character_in_a_literal_of_vbnet(tmp_path: Path) -> None:
    """Microsoft's compiler reads each literal: it takes more than one character for a quote."""
    every = [chr(code) for code in range(32, 0x1_1000) if not 0xD800 <= code < 0xE000]
    chunks = [
        "".join(one for one in every[at : at + 512] if one.isprintable() or one == " ")
        for at in range(0, len(every), 512)
    ]
    lines = [
        *(
            "Imports System",
            "Imports Microsoft.VisualBasic",
            "Module M",
            "Sub Main()",
            "Dim out As IO.Stream = Console.OpenStandardOutput()",
        ),
        *(f"Write(out, {quoting.vb(chunk)})" for chunk in chunks),
        *(
            "End Sub",
            "Sub Write(out As IO.Stream, said As String)",
            "Dim data As Byte() = Text.Encoding.Unicode.GetBytes(said & ChrW(10))",
        ),
        *("out.Write(data, 0, data.Length)", "End Sub", "End Module"),
    ]
    source, program = tmp_path / "m.vb", tmp_path / "m.exe"
    source.write_text("\n".join(lines), encoding="utf-8-sig")
    compile_basic(source, program)
    said = subprocess.run(["mono", program], capture_output=True, check=True).stdout.decode("utf-16-le")
    assert said.split("\n")[:-1] == chunks


@given(st.text(st.characters(codec="utf-8", exclude_categories=["Cs"])))
def test_literals_of_jscript(text: str) -> None:
    literal = quoting.jscript(text)
    assert literal.isascii() and "</" not in literal
    assert json.loads(literal) == text


@given(st.text(st.characters(codec="utf-8", exclude_categories=["Cs", "Cc"])))
def test_literals_of_powershell(text: str) -> None:
    literal = quoting.powershell(text)
    inner = literal[1:-1]
    assert re.fullmatch("(?:[^'\u2018\u2019\u201a\u201b]|(['\u2018\u2019\u201a\u201b])\\1)*", inner)
    assert re.sub("(['\u2018\u2019\u201a\u201b])\\1", r"\1", inner) == text


@given(st.text(st.characters(codec="utf-8", exclude_categories=["Cs"])))
def test_literals_of_csharp(text: str) -> None:
    literal = quoting.csharp(text)
    assert literal.isprintable()
    pieces = re.findall(r'(@"(?:[^"]|"")*"|"(?:\\u[0-9a-f]{4})+")(?: \+ |$)', literal)
    assert " + ".join(pieces) == literal
    said = (p[2:-1].replace('""', '"') if p.startswith("@") else json.loads(p) for p in pieces)
    assert "".join(said).encode("utf-16", "surrogatepass").decode("utf-16") == text


def test_appcmd_cannot_hold_a_text_that_ends_in_a_backslash() -> None:
    """Its last backslash would quote the quotation mark behind it. Other languages can."""
    *_, plan = turned_over("x")
    for home, value in (("a\\", "x"), ("a", "c:\\logs\\")):
        change = plan[0]._replace(home=home, value=value)
        with pytest.raises(quoting.QuotingError, match="use --as powershell"):
            script("appcmd", [change], "x")
        assert "a" in script("powershell", [change], "x")
    assert "c:\\logs" in script("appcmd", [plan[0]._replace(value="c:\\logs")], "x")


NUMBERS = {"0": "0", "2147483647": "2147483647", "-2147483647": "-2147483647"}


@pytest.mark.parametrize(
    ("language", "kind", "values"),
    [
        ("csharp", "bool", {"True": "true", "false": "false"}),
        ("csharp", "int64", {**NUMBERS, "2147483648": "2147483648L"}),
        ("csharp", "uint", {"4294967295": "4294967295L"}),
        ("csharp", "timeSpan", {"00:00:30": 'TimeSpan.Parse(@"00:00:30")'}),
        ("csharp", "string", {"1": '@"1"', "": '@""'}),
        ("csharp", "enum", {"None": '@"None"'}),
        ("vbnet", "bool", {"true": "True", "false": "False"}),
        ("vbnet", "int64", {**NUMBERS, "2147483648": "2147483648L"}),
        ("vbnet", "timeSpan", {"00:00:30": 'TimeSpan.Parse("00:00:30")'}),
        ("vbnet", "string", {"1": '"1"', "~": '"~"', "": '""', "a\u201cb": '"a" & ChrW(8220) & "b"'}),
        ("jscript", "bool", {"True": "true"}),
        ("jscript", "int", NUMBERS),
        ("jscript", "timeSpan", {"00:00:30": '"00:00:30"'}),
        ("jscript", "string", {"1": '"1"', "~\x7f": '"~\\u007f"', " <": '" \\u003c"'}),
        ("vbscript", "bool", {"true": "True"}),
        ("vbscript", "int64", {**NUMBERS, "2147483648": '"2147483648"'}),
        ("vbscript", "string", {"1": '"1"', "\x7f\x80": '"\x7f" & ChrW(128)', "\u7fff\u8000": "ChrW(32767) & ChrW(-32768)"}),
        ("powershell", "bool", {"true": "'True'"}),
        ("powershell", "uint", NUMBERS),
        ("powershell", "timeSpan", {"00:00:30": "'00:00:30'"}),
        ("appcmd", "bool", {"true": "True"}),
        ("appcmd", "string", {"true": "true"}),
    ],
)  # fmt: skip
def test_values_in_each_language(language: str, kind: str, values: dict[str, str]) -> None:
    """Numbers beyond 32 bits are longs, or texts where a language would round them."""
    assert {text: LANGUAGES[language].value(text, kind) for text in values} == values


def test_names_in_filters_and_comments() -> None:
    assert quoting.xpath_text("a") == "'a'"
    assert quoting.xpath_text('a "b"') == "'a \"b\"'"
    assert quoting.xpath_text("a'b") == '"a\'b"'
    with pytest.raises(quoting.QuotingError, match="both kinds of quotes; use --as csharp"):
        quoting.xpath_text("a'\"")
    assert quoting.comment("a*/b\n\u202e") == "a* /b??"


PLACES = [
    (("site", "a b", "ftpServer/security/ssl", "ssl128", "true"), "site 'a b': ftpServer/security/ssl/@ssl128 = true"),
    (("siteDefaults", "", "ftpServer", "allowUTF8", "false"), "siteDefaults: ftpServer/@allowUTF8 = false"),
    (("server", "", "system.ftpServer/firewallSupport", "lowDataChannelPort", "5000"), "server: @lowDataChannelPort = 5000"),
    (
        ("location", "a/in", "system.ftpServer/security/requestFiltering/requestLimits", "maxUrl", "9"),
        "a/in: requestLimits/@maxUrl = 9",
    ),
]  # fmt: skip


@pytest.mark.parametrize("language", sorted(LANGUAGES))
def test_a_script_tells_what_it_sets_and_for_which_rules(language: str) -> None:
    """Once for each setting, though several rules want it; lines end as the language's tools write them."""
    plan = [SettingChange(rule, *place) for place, _ in PLACES for rule in ("FTP200", "FTP100", "FTP200")]  # type: ignore[arg-type]
    text = script(language, plan, "C:\\x.config")
    assert text.count("FTP200, FTP100") == len(PLACES)
    assert "FTP100, FTP" not in text.replace("FTP200, FTP100", "")
    assert text.count("\r\n") == (text.count("\n") if language == "appcmd" else 0)
    if language == "powershell":
        assert all(told.replace("'", "''") in text for _, told in PLACES)


def many(number: int) -> dict[str, RuleScripts]:
    sites = "".join(
        f'<site name="s{n}" id="{n}"><bindings><binding protocol="ftp" bindingInformation="*:{2000 + n}:"/></bindings>'
        '<ftpServer><messages greetingMessage="Hello %UserName%" expandVariables="false"/></ftpServer></site>'
        for n in range(1, number + 1)
    )
    parsed = analyse(
        "x",
        f"<configuration><system.applicationHost><sites>{sites}</sites></system.applicationHost></configuration>".encode(),
    )
    assert parsed.configuration is not None
    rules = [rule for rule in load_rules() if rule.id in ("FTP805", "FTP301")]
    return scripts_by_rule(parsed.configuration, judge(parsed, rules), "x")


@pytest.mark.parametrize(("number", "cut", "last"), [(1, None, 1), (50, None, 50), (51, 50, 50), (60, 50, 50)])
def test_the_scripts_of_a_rule_stop_at_fifty_settings(number: int, cut: int | None, last: int) -> None:
    """A rule whose fix is manual has none."""
    found = many(number)
    assert set(found) == {"FTP805"}
    assert set(found["FTP805"].by_language) == set(LANGUAGES) and found["FTP805"].cut == cut
    text = found["FTP805"].by_language["powershell"]
    assert f"site 's{last}'".replace("'", "''") in text and f"'s{last + 1}'" not in text


def test_a_name_that_a_language_cannot_hold_leaves_that_language_out() -> None:
    broken = '<ftpServer><messages greetingMessage="Hello %UserName%" expandVariables="false"/></ftpServer>'
    text = f'<site name="O\'x" id="1"><bindings><binding protocol="ftp" bindingInformation="*:21:"/></bindings>{broken}</site>'
    parsed = analyse("x", whole(text))
    assert parsed.configuration is not None
    rules = [rule for rule in load_rules() if rule.id == "FTP805"]
    found = scripts_by_rule(parsed.configuration, judge(parsed, rules), "x")
    assert set(found["FTP805"].by_language) == set(LANGUAGES) - {"appcmd"}
