"""What the check of rule files finds: each test spoils a good rule in one way and reads the message."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest

from ftplint.rules.check.folder import check_rules
from ftplint.rules.context import RuleError
from ftplint.rules.load import load_rules

if TYPE_CHECKING:
    from pathlib import Path

GOOD = """\
<?xml version="1.0" encoding="UTF-8"?>
<sch:schema xmlns:sch="http://purl.oclc.org/dsdl/schematron" xmlns:ftp="urn:ftplint:rule" queryBinding="xslt">
  <sch:title>Listings in the style of MS-DOS</sch:title>
  <ftp:rule name="acme-dos-listing" severity="warning" since="0.1"/>
  <ftp:why>The clients of ACME read listings in the style of Unix only.</ftp:why>
  <sch:pattern id="ACME001">
    <sch:rule context="site/ftpServer[messages/@expandVariables = 'false']/directoryBrowse">
      <sch:assert test="contains(concat(', ', @showFlags, ','), ', StyleUnix,')">Site
        '<sch:value-of select="ancestor::site/@name"/>' lists with '<sch:value-of select="@showFlags"/>'.</sch:assert>
    </sch:rule>
  </sch:pattern>
  <ftp:related select="../messages/@expandVariables">variables stay as they are</ftp:related>
  <ftp:fix safety="unsafe" title="List in the style of Unix">
    <ftp:set attribute="showFlags" value="StyleUnix"/>
  </ftp:fix>
  <ftp:example verdict="broken"><ftpServer/></ftp:example>
  <ftp:example verdict="broken" name="inherited" inherited="true">
    <sites>
      <site name="a" id="1"><bindings><binding protocol="ftp" bindingInformation="*:21:"/></bindings></site>
      <siteDefaults><ftpServer><directoryBrowse showFlags="LongDate"/></ftpServer></siteDefaults>
    </sites>
  </ftp:example>
  <ftp:example verdict="fixed"><ftpServer><directoryBrowse showFlags="StyleUnix"/></ftpServer></ftp:example>
  <ftp:example verdict="silent" name="with other flags">
    <ftpServer><directoryBrowse showFlags="LongDate, StyleUnix"/></ftpServer>
  </ftp:example>
  <ftp:scenario none="listings are not compared"/>
  <ftp:see title="FTP Directory Browsing"/>
</sch:schema>
"""


def faults(folder: Path, text: str, name: str = "ACME001-dos-listing.sch") -> list[tuple[int, str]]:
    """The faults of a folder with the rule file *text*; the path is left out after it was looked at."""
    (folder / name).write_text(text, encoding="utf-8")
    found = check_rules(folder, strict=True).faults
    assert all(fault.path.startswith(str(folder)) for fault in found)
    return [(fault.line, fault.message) for fault in found]


def spoilt(old: str, new: str) -> str:
    """The good rule with one change."""
    assert GOOD.count(old) == 1, f"{old!r} must be in the good rule exactly once"
    return GOOD.replace(old, new)


def test_a_good_rule_has_no_faults(tmp_path: Path) -> None:
    assert faults(tmp_path, GOOD) == []
    checked = check_rules(tmp_path)
    assert (checked.rules, checked.examples) == (1, 4)


CONTEXT = "messages/@expandVariables = 'false'"
TEST = "contains(concat(', ', @showFlags, ','), ', StyleUnix,')"


@pytest.mark.parametrize(
    ("old", "new", "line", "message"),
    [
        pytest.param(
            "@expandVariables = ", "@expandVariabels = ", 7, "did you mean 'expandVariables'?", id="attribute"
        ),
        pytest.param("site/ftpServer[", "site/ftpserver[", 7, "did you mean 'ftpServer'?", id="element"),
        pytest.param("]/directoryBrowse", "]/directorybrowse", 7, "'ftpServer' has no element", id="last step"),
        pytest.param(
            "'false'", "'no'", 7, "@expandVariables never has the value 'no' (it has: true, false)", id="bool"
        ),
        pytest.param(", StyleUnix,", ", UnixStyle,", 8, "did you mean 'StyleUnix'?", id="flag"),
        pytest.param(TEST, "@showFlags != 'Unix'", 8, "@showFlags never has the value 'Unix'", id="flags as a whole"),
        pytest.param(
            TEST, "../security/ssl/@controlChannelPolicy = 'SslRequired'", 8, "did you mean 'SslRequire'?", id="enum"
        ),
        pytest.param(TEST, "@virtualDirectoryTimeout != 'none'", 8, "never has the value 'none'", id="number"),
        pytest.param(TEST, "@showFlags", 8, "@showFlags is always there", id="an attribute is no condition"),
        pytest.param(TEST, "not(@showFlags)", 8, "@showFlags is always there", id="nor is its absence"),
        pytest.param(TEST, "showFlags = 'StyleUnix'", 8, "in 'directoryBrowse' it is an attribute", id="a forgotten @"),
        pytest.param(TEST, "../messages = 'x'", 8, "an element, which has no text", id="text of an element"),
        pytest.param('select="@showFlags"', 'select="position()"', 9, "position() says nothing here", id="position"),
        pytest.param(TEST, "current()/@showFlags = ''", 8, "current", id="current"),
        pytest.param(TEST, "$flags = ''", 8, "there is no variable $flags", id="variable"),
        pytest.param(
            TEST,
            "matches(@showFlags, 'x')",
            8,
            "XPath 1.0 has no function 'matches'; there are contains, starts-with, substring",
            id="a function of XPath 2.0",
        ),
        pytest.param(TEST, "@showFlags = ", 8, "is no XPath 1.0 expression", id="syntax"),
        pytest.param("]/directoryBrowse", "]/directoryBrowse | site/binding", 7, "joined by '|'", id="alternatives"),
        pytest.param('select="@showFlags"', 'select="@showFlag"', 9, "did you mean 'showFlags'?", id="message"),
        pytest.param('"../messages/@expandVariables"', '"../message/@x"', 12, "did you mean 'messages'?", id="related"),
        pytest.param('attribute="showFlags"', 'attribute="flags"', 14, "has no attribute 'flags'", id="set"),
        pytest.param(
            'value="StyleUnix"', 'value="Unix"', 14, "@showFlags never has the value 'Unix'", id="value of set"
        ),
    ],
)
def test_xpaths(tmp_path: Path, old: str, new: str, line: int, message: str) -> None:
    found = faults(tmp_path, spoilt(old, new))
    assert any(at == line and message in said for at, said in found), found


def test_a_variable_is_followed(tmp_path: Path) -> None:
    let = f'<sch:let name="site" value="../.."/>\n<sch:assert test="$site/ftpServer/@allowUTF8 = \'false\' or {TEST}"'
    good = spoilt(f'<sch:assert test="{TEST}"', let)
    assert faults(tmp_path, good) == []
    ((_, message),) = faults(tmp_path, good.replace("@allowUTF8", "@allowUtf8"))
    assert "did you mean 'allowUTF8'?" in message


def test_a_variable_may_hold_attributes_but_leads_nowhere(tmp_path: Path) -> None:
    let = f'<sch:let name="flags" value="@showFlags"/>\n<sch:assert test="$flags = \'StyleUnix\' or {TEST}"'
    good = spoilt(f'<sch:assert test="{TEST}"', let)
    assert faults(tmp_path, good) == []
    ((_, message),) = faults(tmp_path, good.replace("$flags = 'StyleUnix'", "$flags/../@showFlags = 'StyleUnix'"))
    assert message.startswith("$flags holds what attributes say")


@pytest.mark.parametrize(
    ("old", "new", "line", "message"),
    [
        pytest.param("</sch:title>", "", 29, "not well-formed XML", id="not well-formed"),
        pytest.param("sch:title>", "sch:titel>", 3, "not valid Schematron", id="an element Schematron does not have"),
        pytest.param('<sch:assert test="', '<sch:assert tset="', 8, "", id="an attribute Schematron does not have"),
        pytest.param('severity="warning"', 'severity="grave"', 4, "info, warning, error", id="severity"),
        pytest.param(' since="0.1"', "", 2, "ftp:rule has no since", id="since"),
        pytest.param(' title="List in the style of Unix"', "", 13, "'title' is required", id="title of the fix"),
        pytest.param(
            'safety="unsafe"', 'safety="manual"', 13, "a manual fix sets nothing", id="a manual fix that sets"
        ),
        pytest.param(' none="listings are not compared"', "", 29, "either ftp:expect", id="an empty scenario"),
        pytest.param(
            'none="listings are not compared"/>',
            '><ftp:expect of="broken" step="log" reply="230" data="x"/></ftp:scenario>',
            29,
            "an expectation has a reply, but",
            id="a log with a reply",
        ),
        pytest.param(
            'none="listings are not compared"/>',
            '><ftp:expect of="broken" step="login"/></ftp:scenario>',
            29,
            "an expectation has a reply, but",
            id="an expectation without a reply",
        ),
        pytest.param('verdict="fixed"', 'verdict="repaired"', 24, "repaired", id="verdict"),
        pytest.param(
            '<ftp:see title="FTP Directory Browsing"/>',
            '<ftp:see title="x" href="http://x"/>',
            29,
            "http://x",
            id="link",
        ),
        pytest.param('<ftp:see title="FTP Directory Browsing"/>', "", 2, "ftp:see is missing", id="see"),
        pytest.param("ftp:why>", "ftp:reason>", 5, "reason", id="an element rule.xsd does not have"),
        pytest.param('id="ACME001"', 'id="acme-1"', 6, "a rule id like FTP101", id="id"),
        pytest.param('id="ACME001"', 'id="ACME002"', 2, "the file name must start with the id ACME002", id="file name"),
        pytest.param('name="acme-dos-listing"', 'name="xml-malformed"', 2, "belongs to", id="a name that is taken"),
    ],
)
def test_the_file_itself(tmp_path: Path, old: str, new: str, line: int, message: str) -> None:
    text = GOOD.replace(old, new)
    assert text != GOOD
    found = faults(tmp_path, text)
    assert any(abs(at - line) <= 2 and message in said for at, said in found), found


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        pytest.param(
            'verdict="silent" name="with other flags"', 'verdict="broken"', "there is no silent example", id="silent"
        ),
        pytest.param(
            'verdict="broken" name="inherited"', 'verdict="silent"', "the rule fires on the silent", id="fires"
        ),
        pytest.param(
            'verdict="silent"', 'verdict="broken"', "the rule does not fire on the broken", id="does not fire"
        ),
        pytest.param(' inherited="true"', "", 'no example with inherited="true"', id="no inherited example"),
        pytest.param(
            '<siteDefaults><ftpServer><directoryBrowse showFlags="LongDate"/></ftpServer></siteDefaults>',
            "",
            "neither the setting nor a related one comes from siteDefaults",
            id="inherited from nobody",
        ),
        pytest.param(
            '<ftpServer><directoryBrowse showFlags="StyleUnix"/></ftpServer>',
            '<ftpServer allowUTF8="false"><directoryBrowse showFlags="StyleUnix"/></ftpServer>',
            "the fixed example also changes site/ftpServer/@allowUTF8 from 'true' to 'false'",
            id="the fixed example does more than the fix",
        ),
        pytest.param(
            '<ftpServer><directoryBrowse showFlags="StyleUnix"/></ftpServer>',
            '<ftpServer><directoryBrowse showFlags="StyleUnix, UseGmtTime"/></ftpServer>',
            "ftp:fix sets site/ftpServer/directoryBrowse/@showFlags to 'StyleUnix', but in the fixed example",
            id="the fixed example does something else",
        ),
        pytest.param("'.</sch:assert>", "'</sch:assert>", "does not end with a full stop", id="full stop"),
    ],
)
def test_examples(tmp_path: Path, old: str, new: str, message: str) -> None:
    found = faults(tmp_path, spoilt(old, new))
    assert any(message in said for _, said in found), found


def test_a_rule_on_problems_is_named_like_its_kind(tmp_path: Path) -> None:
    text = re.sub(r"(?s)<sch:rule context=.*?</sch:rule>", PROBLEM, GOOD)
    messages = [message for _, message in faults(tmp_path, text)]
    assert "a rule on problems is named like its kind of problem: [@kind = 'acme-dos-listing']" in messages


def test_a_kind_that_nothing_produces_is_no_kind(tmp_path: Path) -> None:
    text = re.sub(r"(?s)<sch:rule context=.*?</sch:rule>", PROBLEM.replace("key-duplicate", "acme-dos-listing"), GOOD)
    messages = [message for _, message in faults(tmp_path, text)]
    assert any(message.startswith("@kind never has the value 'acme-dos-listing'") for message in messages)


PROBLEM = """<sch:rule context="problem[@kind = 'key-duplicate']">
      <sch:report test="true()">The key <sch:value-of select="@value"/> repeats.</sch:report>
    </sch:rule>"""


def test_two_files_of_one_folder_clash(tmp_path: Path) -> None:
    (tmp_path / "ACME001-first.sch").write_text(GOOD, encoding="utf-8")
    found = faults(tmp_path, GOOD, "ACME001-second.sch")
    assert [message.split(" belongs")[0] for _, message in found] == ["the id ACME001", "the name acme-dos-listing"]
    assert all(str(tmp_path / "ACME001-first.sch") in message for _, message in found)


def test_one_bad_file_does_not_hide_the_next(tmp_path: Path) -> None:
    (tmp_path / "ACME000-empty.sch").write_text("", encoding="utf-8")
    found = faults(tmp_path, spoilt("'false'", "'no'"))
    assert len(found) == 2


def test_for_a_house_rule_what_is_missing_is_a_hint(tmp_path: Path) -> None:
    text = re.sub(
        r"(?s)<ftp:example.*</ftp:example>|<ftp:s(ee|cenario).*?/>|<ftp:fix.*?</ftp:fix>| since=.0.1.", "", GOOD
    )
    (tmp_path / "ACME001-short.sch").write_text(text, encoding="utf-8")
    checked = check_rules(tmp_path)
    assert checked.faults == ()
    hints = " ".join(hint.message for hint in checked.hints)
    assert all(word in hints for word in ("since", "ftp:fix", "ftp:see", "ftp:scenario", "broken example"))
    strict = check_rules(tmp_path, strict=True)
    assert (strict.faults, strict.hints) == (tuple(f for f in strict.faults), ()) and len(strict.faults) == len(
        checked.hints
    )


@pytest.mark.parametrize(
    ("old", "new", "line", "message"),
    [
        ("sch:assert", "sch:asert", 8, "there is no element sch:asert in sch:rule; did you mean 'sch:assert'?"),
        ("sch:assert", "assert", 8, "did you mean 'sch:assert'?"),
        ("sch:value-of", "sch:valueof", 9, "did you mean 'sch:value-of'?"),
        ("<sch:assert test=", "<sch:assert tset=", 8, "sch:assert has no attribute 'tset'; did you mean 'test'?"),
        ("ftp:related", "ftp:relatd", 12, "there is no element ftp:relatd; did you mean 'ftp:related'?"),
        ("@showFlags, ','", "@showFlag, ','", 8, "did you mean 'showFlags'?"),
        ("', StyleUnix,'", "', StyleUnx,'", 8, "did you mean 'StyleUnix'?"),
        ("contains(concat", "matches(concat", 8, "XPath 1.0 has no function 'matches'"),
        (
            "contains(concat(', ', @showFlags, ','), ', StyleUnix,')",
            "//*[//*[//*[//*[count(//*)=0]]]]",
            8,
            "this would take for ever",
        ),
    ],
)
def test_a_check_refuses_what_the_test_of_rules_finds_wrong(
    tmp_path: Path, old: str, new: str, line: int, message: str
) -> None:
    assert old in GOOD
    (tmp_path / "ACME001.sch").write_text(GOOD.replace(old, new), encoding="utf-8")
    with pytest.raises(RuleError) as raised:
        load_rules([tmp_path])
    text = str(raised.value)
    assert text.startswith(str(tmp_path / "ACME001.sch:"))
    assert abs((raised.value.line or 0) - line) <= 1 and message in text
    assert any(message in fault.message for fault in check_rules(tmp_path).faults)


def test_a_folder_that_does_not_exist_is_said_so(tmp_path: Path) -> None:
    with pytest.raises(RuleError, match="there is no such folder"):
        check_rules(tmp_path / "missing")


SCENARIO = 'none="listings are not compared"/>'
EXPECT = '<ftp:expect of="broken" step="login" reply="230"/>'


@pytest.mark.parametrize(
    ("scenario", "message"),
    [
        pytest.param(EXPECT, "", id="fits"),
        pytest.param(
            f'{EXPECT}<ftp:session example="with other flags"><ftp:expect step="login" reply="530"/></ftp:session>',
            "",
            id="a session",
        ),
        pytest.param(
            f'{EXPECT}<ftp:session example="fixed" none="the lab has none"/>', "", id="a session for a verdict"
        ),
        pytest.param(
            f'{EXPECT}<ftp:session example="with other flag" none="so"/>',
            "there is no example 'with other flag'; did you mean 'with other flags'?",
            id="an example that is not there",
        ),
        pytest.param(
            f'{EXPECT}<ftp:session example="fixed" none="so"/><ftp:session example="fixed" none="so"/>',
            "a second session for the example 'fixed'",
            id="two sessions",
        ),
        pytest.param(
            f'{EXPECT}<ftp:session example="fixed"/>', "a session has either ftp:expect", id="an empty session"
        ),
        pytest.param(
            f'{EXPECT}<ftp:session example="fixed" none="so">{EXPECT.replace(" of=", " text=")}</ftp:session>',
            "a session has either ftp:expect",
            id="a session that expects, and says why not",
        ),
        pytest.param(
            f'{EXPECT}<ftp:session example="fixed">{EXPECT}</ftp:session>',
            "says of which examples it is",
            id="of in a session",
        ),
        pytest.param(EXPECT.replace('of="broken" ', ""), "says of which examples it is", id="no of"),
        pytest.param(
            '<ftp:say>NOOP</ftp:say><ftp:expect of="broken" step="command" reply="200" command="NOP"/>',
            "nobody says the command 'NOP'; did you mean 'NOOP'?",
            id="a command that nobody says",
        ),
        pytest.param(
            '<ftp:expect of="broken" step="command" reply="200"/>',
            "names a command with step='command'",
            id="no command",
        ),
        pytest.param(f'<ftp:other count="0"/>{EXPECT}', "count", id="no other client"),
        pytest.param(f'<ftp:other certifikate="mapped"/>{EXPECT}', "certifikate", id="an attribute of others"),
        pytest.param(f'<ftp:say after="soon">NOOP</ftp:say>{EXPECT}', "after", id="an unknown time"),
        pytest.param(f'{EXPECT}<ftp:session none="so"/>', "'example' is required", id="a session for nothing"),
        pytest.param(EXPECT.replace('"login"', '"logon"'), "logon", id="an unknown step"),
    ],
)
def test_scenarios(tmp_path: Path, scenario: str, message: str) -> None:
    found = faults(tmp_path, spoilt(SCENARIO, f">\n{scenario}</ftp:scenario>"))
    if not message:
        assert found == []
        return
    assert any(message in one for _, one in found), found
    assert {line for line, _ in found} == {28}
