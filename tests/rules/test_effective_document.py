"""schemas/effective.xsd says what the effective document is: it is up to date, and real documents are valid."""

from __future__ import annotations

import subprocess
import sys
from functools import cache
from pathlib import Path

import pytest
from lxml import etree

from ftplint.analysis import analyse
from ftplint.judging.evaluate import server_xml
from ftplint.resources import SCHEMAS
from ftplint.rules.example import examples
from ftplint.rules.load import load_rules
from ftplint.schema.xsd import object_model
from ftplint.tooling.effective_xsd import TARGET, effective_xsd

ROOT = Path(__file__).resolve().parents[2]

REFUSED = {
    "value-outside-enumeration",
    "number-for-enumeration",
    "value-malformed",
    "value-out-of-range",
    "attribute-missing",
}
"""Problems that leave a value in the document which no setting can have."""


@cache
def documents() -> dict[str, str]:
    """The effective documents of the examples of all rules that have one, each text once."""
    found: dict[str, str] = {}
    for rule in load_rules():
        for number, example in enumerate(examples(rule)):
            parsed = analyse("example", example.text.encode())
            configuration = parsed.configuration
            if configuration is None or REFUSED & {problem.kind for problem in parsed.problems}:
                continue
            text = "".join(server_xml(configuration, parsed.problems, configuration.ftp_sites))
            found.setdefault(text, f"{rule.id}-{number}")
    return {name: text for text, name in found.items()}


def test_the_committed_schema_is_what_the_generator_writes() -> None:
    assert TARGET.read_text(encoding="utf-8") == effective_xsd(), "run: python -m ftplint.tooling"


def test_the_documents_of_all_examples_are_valid_by_libxml2() -> None:
    schema = etree.XMLSchema(etree.parse(SCHEMAS / "effective.xsd"))
    wrong = {}
    for name, text in documents().items():
        if not schema.validate(etree.fromstring(text)):
            wrong[name] = str(schema.error_log)
    assert wrong == {}
    assert len(documents()) > 100


def test_some_of_them_are_valid_by_xmlschema_too() -> None:
    schema = object_model("effective.xsd")
    assert [name for name in sorted(documents())[::12] if not schema.is_valid(documents()[name])] == []


@pytest.mark.parametrize(
    ("wrong", "right"),
    [
        ('enabled="yes"', 'enabled="true"'),
        ('clientCertificatePolicy="certignore"', 'clientCertificatePolicy="CertIgnore"'),
        ('serverCertHash="A909"', 'serverCertHash=""'),
        ('revocationFreshnessTime="24:00:00"', 'revocationFreshnessTime="00:00:00"'),
        ("", ' host=""'),
    ],
)
def test_what_is_not_canonical_is_not_valid(wrong: str, right: str) -> None:
    parsed = analyse("site", b"<ftpServer><security><ssl ssl128='TRUE'/></security></ftpServer>")
    assert parsed.configuration is not None
    text = "".join(server_xml(parsed.configuration, (), parsed.configuration.ftp_sites))
    schema = etree.XMLSchema(etree.parse(SCHEMAS / "effective.xsd"))
    assert schema.validate(etree.fromstring(text))
    assert right in text
    assert not schema.validate(etree.fromstring(text.replace(right, wrong, 1)))


def test_the_command_prints_a_valid_document(tmp_path: Path) -> None:
    file = tmp_path / "applicationHost.config"
    file.write_text(
        "<configuration><system.applicationHost><sites>"
        '<site name="a&amp;b" id="1">'
        '<bindings><binding protocol="FTP" bindingInformation="[::1]:21:a.example"/></bindings>'
        "<ftpServer><security>"
        '<authentication><anonymousAuthentication enabled="TRUE" password="secret"/></authentication>'
        '<sslClientCertificates validationFlags="CertNoUsageCheck ,norevocationcheck"/></security></ftpServer></site>'
        '</sites></system.applicationHost><location path="a&amp;b/sub"><system.ftpServer><security>'
        '<authorization><add accessType="allow" users="*" permissions="write,read"/></authorization>'
        "</security></system.ftpServer></location>"
        "</configuration>"
    )
    command = [sys.executable, "-m", "ftplint", "effective", str(file), "--format", "xml"]
    run = subprocess.run(command, capture_output=True, text=True, check=True, cwd=ROOT, encoding="utf-8")
    schema = etree.XMLSchema(etree.parse(SCHEMAS / "effective.xsd"))
    schema.assertValid(etree.fromstring(run.stdout))
    assert 'validationFlags="NoRevocationCheck, CertNoUsageCheck"' in run.stdout
    assert 'permissions="Read, Write"' in run.stdout
    assert "secret" not in run.stdout
