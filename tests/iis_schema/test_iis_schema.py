"""``--iis-schema`` and ``ftplint schema compare``, with schema files of our own in the documented format.

The format: iis-config-system section 7, after the header of IIS_schema.xml and Microsoft's pages on the schema of IIS 7.
"""

from __future__ import annotations

import json
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

import pytest

from ftplint import Settings, lint
from ftplint.errors import FtplintError
from ftplint.iis_schema import differences_in_ftp, load_schema
from ftplint.outside import Outside
from ftplint.rules import Selection
from tests.corpus.configurations import correct
from tests.end_to_end.run import ftplint
from tests.iis_schema.written import write

if TYPE_CHECKING:
    from pathlib import Path

ACME = """<configSchema>
  <!-- some words -->
  <sectionSchema name="system.webServer/acme">
    <attribute name="enabled" type="bool" defaultValue="false"/>
    <attribute name="unit" type="enum" defaultValue="MiB"><enum name="KiB" value="1"/><enum name="MiB" value="2"/></attribute>
    <attribute name="size" type="uint" validationType="integerRange" validationParameter="1,1024"/>
    <attribute name="port" type="int" validationType="integerRange" validationParameter="0,1023,exclude"/>
    <attribute name="mask" type="uint" displayHex="true"/>
    <attribute name="limit" type="uint" allowInfinite="true"/>
    <attribute name="wait" type="timeSpan" timeSpanFormat="seconds" validationType="timeSpanRange" validationParameter="60,3600,60"/>
    <attribute name="every" type="timeSpan" validationType="timeSpanRange" validationParameter="60,86400,60"/>
    <attribute name="pool" type="string" validationType="applicationPoolName"/>
    <attribute name="trimmed" type="string" validationType="requireTrimmedString"/>
    <attribute name="word" type="string" encrypted="true" validationType="nonEmptyString"/>
    <attribute name="strict" type="enum" caseSensitive="true"><enum name="Yes" value="1"/></attribute>
    <attribute name="future" type="variant"/>
    <element name="users">
      <collection addElement="grant, deny" removeElement="revoke" clearElement="revokeAll">
        <attribute name="user" type="string" required="true" isUniqueKey="true" validationType="nonEmptyString"/>
        <attribute name="rights" type="flags"><flag name="Read" value="1"/><flag name="Write" value="2"/></attribute>
      </collection>
    </element>
    <element name="pairs">
      <collection addElement="add" clearElement="clear" allowUnrecognizedAttributes="true">
        <attribute name="a" type="string" isCombinedKey="true"/>
        <attribute name="b" type="flags" isCombinedKey="true" defaultValue="X"><flag name="X" value="1"/><flag name="Y" value="2"/></attribute>
      </collection>
    </element>
    <element name="many"><collection addElement="add" allowDuplicates="true">
      <attribute name="n" type="string" isUniqueKey="true"/></collection></element>
    <element name="free"><dynamicAttribute name="x"/></element>
  </sectionSchema>
</configSchema>"""
MORE = """<configSchema><sectionSchema name="system.webServer/acme"><attribute name="added" type="bool"/>
<element name="users"><collection addElement="grant"><attribute name="note" type="string"/></collection></element>
</sectionSchema></configSchema>"""
FTP = "<siteDefaults><ftpServer/></siteDefaults>"
"""So that there is something of FTP to judge."""
SECTIONS = """<configSections><sectionGroup name="system.applicationHost"><section name="sites"/></sectionGroup>
<sectionGroup name="system.webServer"><section name="acme"/><section name="none"/></sectionGroup>
<sectionGroup name="system.ftpServer"><section name="log"/><sectionGroup name="security"><section name="authorization"/>
</sectionGroup></sectionGroup></configSections>"""


@pytest.fixture
def schema(tmp_path: Path) -> Path:
    folder = write(tmp_path / "schemas")
    (folder / "acme_schema.xml").write_text(ACME)
    (folder / "zz_more.xml").write_text(MORE)
    (folder / "other.xml").write_text("<rscaext/>")
    return folder


def found(folder: Path, body: str, *arguments: str, sites: str = "", through: str = "library") -> list[dict[str, Any]]:
    """The findings of the file as such, with the schema that *arguments* name; *through* the command line if asked."""
    file = folder / "applicationHost.config"
    hosting = f"<system.applicationHost><sites>{sites}{FTP}</sites></system.applicationHost>"
    file.write_text(f"<configuration>{SECTIONS}{hosting}{body}</configuration>")
    if through == "library":
        outside = Outside({"iis_schema": load_schema(arguments[1])}, datetime.now(UTC)) if arguments else None
        report = lint(file, Settings(Selection(select=("FTP0",)), outside=outside))
        return [{"rule": one.rule, "message": one.message} for one in report.findings]
    run = ftplint("check", file, "--isolated", "--select", "FTP0", "--output-format", "json", *arguments)
    assert run.returncode in (0, 1), run.stderr
    findings: list[dict[str, Any]] = json.loads(run.stdout)["findings"]
    return findings


def acme(attributes: str = "", inner: str = "") -> str:
    return f"<system.webServer><acme {attributes}>{inner}</acme></system.webServer>"


@pytest.mark.parametrize(
    "body",
    [
        acme("enabled='TRUE' unit='kib' size='1024' port='1024' mask='0xFF' limit='Infinite' wait='120' added='true'"),
        acme(
            "every='01:00:00' pool='.NET v4.5' trimmed='a b' word='[enc:AesProvider:abc:enc]' strict='Yes' future='?'"
        ),
        acme("lockAttributes='*'", "<users lockItem='true'><deny user='eve' rights='write, Read' note='x'/></users>"),
        acme("", "<users><grant user='a'/><revoke user='a'/><deny user='a'/><revokeAll/><grant user='a'/></users>"),
        acme("", "<pairs><add a='1' x='y'/><add a='1' b='Y'/><clear/><add a='1'/></pairs>"),
        acme("", "<many><add n='1'/><add n='1'/></many><free anything='1'/>"),
        f"<location path='A'>{acme('enabled=' + chr(34) + 'false' + chr(34))}</location>",
    ],
)
def test_what_the_schema_takes(body: str, schema: Path, tmp_path: Path) -> None:
    assert found(tmp_path, body, "--iis-schema", str(schema)) == []


@pytest.mark.parametrize(
    ("body", "rule", "told"),
    [
        (acme("enabled='1'"), "FTP014", "true or false"),
        (acme("unit='GiB'"), "FTP012", "KiB, MiB"),
        (acme("unit='1'"), "FTP013", "KiB"),
        (acme("size='0'"), "FTP015", "1 to 1024"),
        (acme("size='-1'"), "FTP015", "0 to 4294967295"),
        (acme("port='12'"), "FTP015", "not 0 to 1023"),
        (acme("wait='90'"), "FTP015", "a multiple of 60 seconds"),
        (acme("wait='30'"), "FTP015", "60 to 3600 seconds"),
        (acme("every='00:00:30'"), "FTP015", "60 to 86400 seconds"),
        (acme("every='1m'"), "FTP014", "time span"),
        (acme("pool='a/b'"), "FTP014", "without any of"),
        (acme("trimmed=' a'"), "FTP014", "without blanks"),
        (acme("word=''"), "FTP014", "not empty"),
        (acme("strict='yes'"), "FTP012", "Letter case counts"),
        (acme("Enabled='true'"), "FTP011", "did you mean 'enabled'?"),
        (acme("", "<user/>"), "FTP010", "Did you mean 'users'?"),
        (acme("", "<users><add user='a'/></users>"), "FTP010", "grant, deny, revoke, revokeAll"),
        (acme("", "<users><grant/></users>"), "FTP016", "user"),
        (acme("", "<users><revoke user='a' rights='Read'/></users>"), "FTP011", "rights"),
        (acme("", "<users><grant user='a' rights='Run'/></users>"), "FTP012", "Read, Write"),
        (acme("", "<users><grant user='a'/><deny user='A'/></users>"), "FTP026", "user='a'"),
        (acme("", "<pairs><add a='1'/><add a='1' b='x'/></pairs>"), "FTP026", "b='x'"),
        ("<system.webServer><none x='1'/></system.webServer>", "FTP037", "system.webServer/none"),
        (
            acme("", "<users><grant user='a'/></users>")
            + f"<location path='A'>{acme('', '<users><grant user=~a~/></users>'.replace('~', chr(39)))}</location>",
            "FTP026",
            "user='a'",
        ),
    ],
)
def test_what_the_schema_refuses(body: str, rule: str, told: str, schema: Path, tmp_path: Path) -> None:
    sites = '<site name="A" id="1"/>'
    (one,) = found(tmp_path, body, "--iis-schema", str(schema), sites=sites)
    assert (one["rule"], told in one["message"]) == (rule, True), one["message"]
    if rule not in ("FTP026", "FTP037"):
        assert "IIS cannot read the section system.webServer/acme;" in one["message"]
    assert found(tmp_path, body, sites=sites) == []


def test_a_location_of_no_site_collides_with_nothing(schema: Path, tmp_path: Path) -> None:
    users = acme("", "<users><grant user='a'/></users>")
    body = f"{users}<location path='Old'>{users}</location>"
    assert found(tmp_path, body, "--iis-schema", str(schema), sites='<site name="A" id="1"/>') == []


def test_sites_are_judged_too_and_nothing_is_told_twice(schema: Path, tmp_path: Path) -> None:
    sites = '<site name="A" id="1" acme="1"><ftpServer><connections maxConnections="x"/></ftpServer></site>'
    rules = [one["rule"] for one in found(tmp_path, "", "--iis-schema", str(schema), sites=sites)]
    assert sorted(rules) == ["FTP011", "FTP014"]
    assert [one["rule"] for one in found(tmp_path, "", sites=sites)] == ["FTP014"]


def test_the_word_of_the_server_counts(schema: Path, tmp_path: Path) -> None:
    """A later Windows may know what ftplint does not: what its own schema takes is no mistake."""
    path = schema / "FTP_schema.xml"
    text = path.read_text().replace('name="allowUTF8"', 'name="allowUTF9"')
    path.write_text(text)
    sites = '<site name="A" id="1"><ftpServer allowUTF9="true"/></site>'
    assert found(tmp_path, "", "--iis-schema", str(schema), sites=sites) == []
    assert [one["rule"] for one in found(tmp_path, "", sites=sites)] == ["FTP011"]
    old = sites.replace("UTF9", "UTF8")
    assert [one["rule"] for one in found(tmp_path, "", "--iis-schema", str(schema), sites=old)] == ["FTP011"]


def test_the_folder_beside_the_file_is_taken_by_itself(schema: Path, tmp_path: Path) -> None:
    schema.rename(tmp_path / "schema")
    assert [one["rule"] for one in found(tmp_path, acme("enabled='1'"), through="line")] == ["FTP014"]
    (tmp_path / "schema" / "broken.xml").write_text("<a")
    assert [one["rule"] for one in found(tmp_path, acme("enabled='1'"), through="line")] == ["FTP014"]
    for file in (tmp_path / "schema").iterdir():
        file.unlink()
    assert found(tmp_path, acme("enabled='1'"), through="line") == []


@pytest.mark.parametrize(("name", "text"), [("a.xml", "<a"), ("a.xml", "<other/>"), ("a.txt", ACME), ("a.xml", "")])
def test_a_folder_without_a_schema(name: str, text: str, tmp_path: Path) -> None:
    (tmp_path / name).write_text(text)
    with pytest.raises(FtplintError):
        load_schema(str(tmp_path))
    run = ftplint("check", "-", "--iis-schema", tmp_path, stdin=b"<configuration/>")
    assert run.returncode == 2 and str(tmp_path) in run.stderr


def test_no_entity_of_a_schema_file_is_expanded(tmp_path: Path) -> None:
    (tmp_path / "a.xml").write_text('<!DOCTYPE a [<!ENTITY b "c">]><configSchema>&b;</configSchema>')
    with pytest.raises(FtplintError):
        load_schema(str(tmp_path))


def test_correct_configurations_are_correct_by_it(schema: Path) -> None:
    """The corpus holds sections and attributes that the small schema of the test has not: FTP's are what counts."""
    outside = Outside({"iis_schema": load_schema(str(schema))}, datetime.now(UTC))
    for name, data in correct().items():
        findings = lint(data, Settings(Selection(select=("FTP0",)), outside=outside)).findings
        assert [one.message for one in findings if "tpServer" in (one.setting or "")] == [], name


def test_our_own_declarations_differ_in_nothing(schema: Path) -> None:
    assert list(differences_in_ftp(load_schema(str(schema)))) == []
    run = ftplint("schema", "compare", schema)
    assert run.returncode == 0 and run.stdout.endswith("the same in FTP\n")


@pytest.mark.parametrize(
    ("old", "new", "where"),
    [
        ('name="allowUTF8"', 'name="allowUTF9"', "ftpServer/@allowUTF8"),
        ('name="PhysicalPath" value="67108864"', 'name="PhysicalPath" value="1"', "logFile/@logExtFileFlags (values)"),
        ('validationParameter="1048576,4294967295"', 'validationParameter="1,2"', "logFile/@truncateSize (range)"),
        ('defaultValue="120"', 'defaultValue="121"', "connections/@controlChannelTimeout (default)"),
        ('encrypted="true"', 'encrypted="false"', "anonymousAuthentication/@password (encrypted)"),
        ('isCombinedKey="true"', "", "authorization/add (key)"),
        ('removeElement="remove"', "", "providers (remove)"),
        ('name="system.ftpServer/log"', 'name="system.ftpServer/logs"', "system.ftpServer/log"),
        ('name="userIsolation"', 'name="isolation"', "ftpServer/userIsolation"),
        ('name="maxConnections" type="uint"', 'name="maxConnections" type="int"', "@maxConnections (type)"),
        ('validationType="nonEmptyString"', "", "@directory (empty text)"),
        ('name="impersonationLevel"', 'name="level"', "siteDefaults/ftpServer/customFeatures/@impersonationLevel"),
    ],
)
def test_each_difference_is_told(old: str, new: str, where: str, schema: Path) -> None:
    path = schema / "FTP_schema.xml"
    assert old in path.read_text()
    path.write_text(path.read_text().replace(old, new))
    differences = list(differences_in_ftp(load_schema(str(schema))))
    assert any(one.where.endswith(where) for one in differences), differences


def test_differences_on_the_command_line(schema: Path) -> None:
    path = schema / "FTP_schema.xml"
    path.write_text(path.read_text().replace('defaultValue="120"', 'defaultValue="121"'))
    where = "system.applicationHost/sites/site/ftpServer/connections/@controlChannelTimeout (default)"
    run = ftplint("schema", "compare", schema, "--format", "json")
    assert run.returncode == 1
    first = json.loads(run.stdout)["differences"][0]
    assert first == {"where": where, "server": "121", "ftplint": "120"}
    run = ftplint("schema", "compare", schema)
    assert run.returncode == 1 and f"{where}\n  server:  121\n  ftplint: 120\n" in run.stdout
