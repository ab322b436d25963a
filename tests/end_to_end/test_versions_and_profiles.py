"""--iis-version, --profile, and files of other versions given by mistake."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from ftplint.rules.load import load_rules
from ftplint.schema.load import declarations
from ftplint.schema.versions import VERSIONS
from tests.end_to_end.run import findings, ftplint
from tests.settings.test_settings import DEMO

if TYPE_CHECKING:
    from pathlib import Path

LATER = """<configuration>
 <system.applicationHost><sites><site name="A" id="1"><ftpServer>
  <customFeatures><providers/></customFeatures>
  <userIsolation mode="custom"/>
  <security><customAuthorization><provider name="X"/></customAuthorization></security>
 </ftpServer></site></sites></system.applicationHost>
 <system.ftpServer>
  <providerDefinitions><activation/></providerDefinitions>
  <serverRuntime><hostNameSupport useDomainNameAsHostName="true"/></serverRuntime>
  <security><authentication><denyByFailure/></authentication></security>
 </system.ftpServer>
</configuration>"""


@pytest.mark.parametrize(
    ("version", "lines"), [("7.0", [3, 4, 5, 8, 9, 10]), ("7.5", [5, 10]), ("8.0", []), ("10.0", [])]
)
def test_what_a_version_does_not_have(tmp_path: Path, version: str, lines: list[int]) -> None:
    file = tmp_path / "a.config"
    file.write_text(LATER)
    found = findings(file, "--iis-version", version, "--select", "FTP034")
    assert [finding["line"] for finding in found] == lines
    assert all(f"this server has IIS {version}" in finding["message"] for finding in found)


def test_the_version_may_stand_in_the_settings(tmp_path: Path) -> None:
    (tmp_path / "a.config").write_text(LATER)
    (tmp_path / "ftplint.toml").write_text('iis-version = "7.5"\nselect = ["FTP034"]\n')
    run = ftplint("a.config", "--output-format", "concise", cwd=tmp_path)
    assert len(run.stdout.splitlines()) == 2
    assert ftplint("a.config", "--iis-version", "6.0").returncode == 2


def test_every_annotation_is_a_version_that_we_know() -> None:
    known = declarations()
    seen = set()
    pending = [known.ftp_server, known.server]
    while pending:
        element = pending.pop()
        seen |= {element.since, *(a.since for a in element.attributes.values())}
        seen |= {since for a in element.attributes.values() for _, since in a.type.newer}
        pending += element.children.values()
        pending += [element.collection.item] if element.collection else []
    assert {"7.0", "7.5", "8.0"} <= seen <= set(VERSIONS)


def rules_of(*arguments: str) -> set[str]:
    return {finding["rule"] for finding in findings(DEMO, *arguments)}


def test_a_profile_leaves_its_own_rules_and_unreadable_files() -> None:
    everything = rules_of()
    profile = {rule.id for rule in load_rules() if ("client-certificate", "") in rule.profiles}
    assert {f"FTP10{number}" for number in range(1, 8)} <= profile
    assert rules_of("--profile", "client-certificate") == (everything & profile) | {"FTP012"}
    assert rules_of("--profile", "all") == everything


def test_the_cis_profile_judges_every_site_by_its_effective_policies(tmp_path: Path) -> None:
    file = tmp_path / "a.config"
    file.write_text(
        "<configuration><system.applicationHost><sites>"
        + "".join(
            f'<site name="{name}" id="{number}"><bindings><binding protocol="ftp" bindingInformation="*:{number}:"/></bindings>'
            f"<ftpServer><security>{ssl}</security></ftpServer></site>"
            for number, (name, ssl) in enumerate(
                {
                    "default": "",
                    "control": '<ssl controlChannelPolicy="SslAllow"/>',
                    "data": '<ssl dataChannelPolicy="SslAllow"/>',
                    "both": '<ssl controlChannelPolicy="SslRequire" dataChannelPolicy="SslRequire"/>',
                }.items(),
                21,
            )
        )
        + '<siteDefaults><ftpServer><security><ssl controlChannelPolicy="SslRequire"/></security></ftpServer></siteDefaults>'
        "</sites></system.applicationHost></configuration>"
    )  # fmt: skip
    found = findings(file, "--profile", "cis-iis10")
    assert [f["site"] for f in found if f["rule"] == "FTP213"] == ["control", "data"]
    assert not [f for f in findings(file) if f["rule"] == "FTP213"]
    assert [f["site"] for f in findings(file, "--select", "FTP213")] == ["control", "data"]
    assert not findings(file, "--select", "FTP213", "--profile", "stig")


def test_what_a_baseline_asks_for_is_a_warning_at_least(tmp_path: Path) -> None:
    file = tmp_path / "a.config"
    file.write_text(
        "<configuration><system.applicationHost><sites><site name='A' id='1'><bindings>"
        "<binding protocol='ftp' bindingInformation='*:21:'/></bindings><ftpServer><security><authentication>"
        "<anonymousAuthentication enabled='true'/></authentication></security></ftpServer></site></sites>"
        "</system.applicationHost></configuration>"
    )
    assert {f["rule"]: f["severity"] for f in findings(file)}["FTP309"] == "info"
    assert [(f["rule"], f["severity"]) for f in findings(file, "--profile", "stig")] == [("FTP309", "warning")]
    assert ftplint(file, "--profile", "stig").returncode == 1
    assert ftplint(file, "--profile", "stig", "--severity", "FTP309=info").returncode == 0


def test_a_metabase_is_named_as_such(tmp_path: Path) -> None:
    file = tmp_path / "MetaBase.xml"
    file.write_text('<configuration xmlns="urn:microsoft-catalog:XML_Metabase_V64_0"><MBProperty/></configuration>')
    (finding,) = findings(file)
    assert (finding["rule"], finding["line"]) == ("FTP008", 1)
    assert "IIS 6" in finding["message"]
