"""The walks of CONTRIBUTING.md, walked in a copy of the package: what they list is enough."""

from __future__ import annotations

import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture
def copy(tmp_path: Path) -> Path:
    """A checkout of one's own, with the bytecode that is there already."""
    for name in ("ftplint", "rules", "schemas"):
        shutil.copytree(ROOT / name, tmp_path / name)
    return tmp_path


def run(copy: Path, *arguments: str, code: int | None = None) -> str:
    done = subprocess.run(
        [sys.executable, *arguments],
        capture_output=True,
        text=True,
        check=False,
        cwd=copy,
        env={"PYTHONPATH": str(copy)},
    )
    if code is not None:
        assert done.returncode == code, done.stdout + done.stderr
    return done.stdout + done.stderr


def config(copy: Path, sites: str) -> Path:
    path = copy / "applicationHost.config"
    path.write_text(
        "<configuration><system.applicationHost><sites>" + sites + "</sites></system.applicationHost></configuration>"
    )
    return path


SITE = '<site name="a" id="1"><bindings><binding protocol="ftp" bindingInformation="*:21:"/></bindings>{}</site>'

RULE = """<?xml version="1.0" encoding="UTF-8"?>
<sch:schema xmlns:sch="http://purl.oclc.org/dsdl/schematron" xmlns:ftp="urn:ftplint:rule" queryBinding="xslt">
  <sch:title>{title}</sch:title>
  <ftp:rule name="{name}" severity="warning" since="0.4"/>
  <ftp:why>It is so.</ftp:why>
  <sch:pattern id="{id}"><sch:rule context="{context}"><sch:report test="{test}">Here.</sch:report></sch:rule></sch:pattern>
</sch:schema>
"""


def add_rule(copy: Path, id: str, name: str, context: str, test: str = "true()") -> None:
    text = RULE.format(id=id, name=name, context=context, test=test, title=name)
    (copy / f"rules/operation/{id}-{name}.sch").write_text(text)


def test_a_rule_is_one_file(copy: Path) -> None:
    add_rule(copy, "FTP897", "log-on-drive-q", "site/ftpServer/logFile", "starts-with(@directory, 'Q:')")
    file = config(copy, SITE.format("<ftpServer><logFile directory='Q:\\logs'/></ftpServer>"))
    for _ in range(2):  # before and after the index is made anew
        assert "FTP897" in run(copy, "-m", "ftplint", str(file), "--select", "FTP897", code=1)
        run(copy, "-m", "ftplint.tooling", code=0)


@pytest.mark.slow
def test_a_kind_of_mistake_is_a_detector_and_a_rule(copy: Path) -> None:
    add_rule(copy, "FTP896", "site-name-shouted", "problem[@kind = 'site-name-shouted']")
    (copy / "ftplint/detectors/shouted_names.py").write_text(
        "from ftplint.source import Place, Problem\n\n\ndef find(subject):\n"
        "    for site in subject.configuration.sites:\n        if site.name.isupper():\n"
        "            yield Problem('site-name-shouted', Place.of_tag(site.element), {}, site.name)\n"
    )
    file = config(copy, SITE.format("").replace('"a"', '"LOUD"'))
    assert "FTP896" in run(copy, "-m", "ftplint", str(file), "--select", "FTP896", code=1)


def test_a_report_format_is_one_file(copy: Path) -> None:
    (copy / "ftplint/report/formats/count.py").write_text(
        "def render(report, view):\n    yield f'{len(report.findings)} findings\\n'\n"
    )
    file = config(copy, SITE.format(""))
    assert "findings\n" in run(
        copy, "-m", "ftplint", str(file), "--output-format", "count", "--fail-on", "never", code=0
    )


@pytest.mark.slow
def test_a_script_language_is_a_template_and_an_entry(copy: Path) -> None:
    languages = copy / "ftplint/remedy/languages.py"
    text = languages.read_text(encoding="utf-8")
    entry = '    "tcl": Language("Tcl", str, lambda text, kind: text),\n}\n"""By the name'
    assert '}\n"""By the name' in text
    languages.write_text(text.replace('}\n"""By the name', entry), encoding="utf-8")
    (copy / "ftplint/remedy/templates/tcl.j2").write_text(
        "{% for line in lines %}set {{ line.attribute }} {{ line.value|value(line.kind) }}\n{% endfor %}"
    )
    file = config(
        copy,
        SITE.format(
            "<ftpServer><security><authentication><clientCertAuthentication enabled='true'/></authentication></security></ftpServer>"
        ),
    )
    assert "set " in run(copy, "-m", "ftplint", "fix", str(file), "--unsafe", "--as", "tcl", code=0)


def test_a_command_is_one_file(copy: Path) -> None:
    (copy / "ftplint/cli/commands/hello.py").write_text(
        'SUMMARY = "say hello"\n\n\ndef add_arguments(parser):\n    parser.add_argument("name")\n\n\n'
        'def run(options):\n    print(f"hello {options.name}")\n    return 0\n'
    )
    assert run(copy, "-m", "ftplint", "hello", "you", code=0) == "hello you\n"
    assert "say hello" in run(copy, "-m", "ftplint", "--help", code=0)


@pytest.mark.slow
def test_a_source_of_facts_is_one_file_and_its_rules(copy: Path) -> None:
    (copy / "ftplint/outside/moon.py").write_text(
        "from ftplint.source import Place, Problem\n\nEXAMPLE = ('moon', {'full': 'true'})\n\n\n"
        "def add_arguments(parser):\n    parser.add_argument('--moon', metavar='PHASE')\n\n\n"
        "def gather(options, now):\n    return options.moon\n\n\n"
        "def from_example(elements):\n    return 'full' if elements[0]['full'] == 'true' else 'new'\n\n\n"
        "def find(subject, facts, now):\n    if facts == 'full':\n"
        "        yield Problem('moon-full', Place.of_tag(subject.configuration.sites[0].element), {})\n"
    )
    add_rule(copy, "FTP895", "moon-full", "problem[@kind = 'moon-full']")
    file = str(config(copy, SITE.format("")))
    assert "FTP895" in run(copy, "-m", "ftplint", file, "--select", "FTP895", "--moon", "full", code=1)
    run(copy, "-m", "ftplint", file, "--select", "FTP895", "--moon", "new", code=0)
    run(copy, "-m", "ftplint", file, "--select", "FTP895", code=0)


@pytest.mark.slow
def test_an_attribute_and_a_section_at_location_level_are_the_xsd(copy: Path) -> None:
    xsd = copy / "schemas/applicationHost.xsd"
    text = xsd.read_text(encoding="utf-8")
    log = text.index('<xs:element name="serverRuntime"')
    inner = text.index("<xs:attribute ", log)
    attribute = (
        '<xs:attribute name="moonlight" type="bool" default="false"><xs:annotation>'
        "<xs:documentation>Shines.</xs:documentation></xs:annotation></xs:attribute>\n            "
    )
    text = text[:inner] + attribute + text[inner:]
    section = text.index('<iis:section allowDefinition="AppHostOnly"', log)
    text = text[:section] + text[section:].replace("AppHostOnly", "Everywhere", 1)
    xsd.write_text(text, encoding="utf-8")
    run(copy, "-m", "ftplint.tooling", code=0)
    add_rule(
        copy, "FTP894", "moonlight-on", "location/system.ftpServer/serverRuntime/hostNameSupport", "@moonlight = 'true'"
    )
    file = config(copy, SITE.format(""))
    moon = '<location path="a/b"><system.ftpServer><serverRuntime><hostNameSupport moonlight="TRUE"/></serverRuntime></system.ftpServer></location></configuration>'
    file.write_text(file.read_text().replace("</configuration>", moon))
    assert "FTP894" in run(copy, "-m", "ftplint", str(file), "--select", "FTP894,FTP011", code=1)
    assert "moonlight" in run(copy, "-m", "ftplint", "effective", str(file), code=0)


def test_an_ftp_command_is_an_entry_and_a_function(copy: Path) -> None:
    table = copy / "ftplint/server/protocol/commands.py"
    text = table.read_text(encoding="utf-8")
    entry = (
        '    "XHI": Command(info.greet, "<sp> name (say hello)", argument=True, before_logon=True, feature="XHI"),\n'
    )
    table.write_text(text.replace('    "FEAT": Command(', entry + '    "FEAT": Command(', 1), encoding="utf-8")
    with (copy / "ftplint/server/protocol/info.py").open("a", encoding="utf-8") as stream:
        stream.write(
            '\n\ndef greet(session: Session, argument: str) -> None:\n    """Says hello."""\n    session.say("ok")\n'
        )
    code = (
        "from tests.server.recorded import client\n"
        "one = client()\n"
        "one.talk(('XHI you', '200 '), ('XHI', '501 '), ('HELP XHI', '214 '))\n"
        "assert any('XHI' in line for line in one.say('FEAT'))\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", code],
        capture_output=True,
        text=True,
        check=False,
        cwd=copy,
        env={"PYTHONPATH": f"{copy}:{ROOT}"},
    )
    assert done.returncode == 0, done.stderr
