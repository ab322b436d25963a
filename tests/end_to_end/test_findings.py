"""What findings say: causes, sites, places, order, and what must stay silent."""

from __future__ import annotations

from itertools import groupby
from pathlib import Path

import pytest

from ftplint import api
from ftplint.judging import SEVERITIES
from ftplint.judging.finding import Finding
from ftplint.rules.select import Selection

AREAS = ("FTP0", "FTP1", "FTP2")
"""The rules that these tests are about; on configurations that are correct by all rules see tests/corpus."""
HASH = "a909502dd82ae41433e6f83886b00d4277a32a7b"


def lint(*sites: str, defaults: str = "", body: str = "") -> tuple[Finding, ...]:
    inner = "\n".join(sites) + (f"\n<siteDefaults>{defaults}</siteDefaults>" if defaults else "")
    text = f"<configuration><system.applicationHost><sites>\n{inner}\n</sites></system.applicationHost>{body}</configuration>"
    return api.lint(text.encode(), api.Settings(Selection(select=AREAS))).findings


def site(name: str, number: int, security: str = "", protocol: str = "ftp", port: int = 21) -> str:
    ftp = f"<ftpServer><security>{security}</security></ftpServer>" if security else ""
    binding = f'<binding protocol="{protocol}" bindingInformation="*:{port}:{name}"/>'
    return f'<site name="{name}" id="{number}"><bindings>{binding}</bindings>{ftp}</site>'


CERTIFICATES = '<authentication><clientCertAuthentication enabled="true"/></authentication>'
REQUIRED = '<sslClientCertificates clientCertificatePolicy="CertRequire" useActiveDirectoryMapping="true"/>'
TLS = f'<ssl serverCertHash="{HASH}"/>'
PASSWORDS = '<authentication><basicAuthentication enabled="true"/></authentication>'


def test_one_cause_in_site_defaults_is_one_finding() -> None:
    defaults = f"<ftpServer><security>{CERTIFICATES}{TLS}{REQUIRED.replace('CertRequire', 'CertIgnore')}</security></ftpServer>"
    found = lint(*(site(f"s{n}", n) for n in range(1, 51)), defaults=defaults)
    assert [(f.rule, f.site, f.origin, len(f.affected_sites)) for f in found] == [("FTP105", None, "siteDefaults", 50)]
    assert found[0].affected_sites[:2] == ("s1", "s2")
    assert found[0].message.startswith("Each of 50 sites logs clients in by certificate")
    assert found[0].location.line == 52


def test_a_default_that_site_defaults_makes_matter_is_one_finding_there() -> None:
    """Nobody writes useActiveDirectoryMapping; siteDefaults alone switches certificate logon on."""
    defaults = f"<ftpServer><security>{CERTIFICATES}{TLS}<sslClientCertificates clientCertificatePolicy='CertAllow'/></security></ftpServer>"
    found = lint(site("a", 1), site("b", 2), defaults=defaults)
    assert [(f.rule, f.origin, f.affected_sites) for f in found] == [("FTP106", "schema", ("a", "b"))]
    assert found[0].location.line == 4


def test_each_site_that_writes_the_mistake_itself_is_a_finding() -> None:
    broken = CERTIFICATES + TLS + REQUIRED.replace("CertRequire", "CertIgnore")
    found = lint(site("a", 1, broken), site("b", 2, broken), site("c", 3, CERTIFICATES + TLS + REQUIRED))
    assert [(f.rule, f.site, f.location.line) for f in found] == [("FTP105", "a", 2), ("FTP105", "b", 3)]
    assert "'a'" in found[0].message
    assert "'b'" in found[1].message
    assert found[0].related[0].note == "certificate logon is switched on here"


def test_a_web_site_is_silent_whatever_its_ftp_settings() -> None:
    assert lint(site("www", 1, CERTIFICATES, protocol="http", port=80)) == ()


@pytest.mark.parametrize(
    "security",
    [
        CERTIFICATES + TLS + REQUIRED,
        PASSWORDS + TLS,
        PASSWORDS + TLS + REQUIRED.replace(' useActiveDirectoryMapping="true"', ""),
        '<authentication><anonymousAuthentication enabled="true"/></authentication>'
        '<ssl controlChannelPolicy="SslAllow" dataChannelPolicy="SslAllow"/>',
    ],
    ids=["certificates only", "passwords over TLS", "certificate as second factor", "anonymous mirror"],
)
@pytest.mark.parametrize("port", [21, 2121])
def test_correct_configurations_are_silent(security: str, port: int) -> None:
    assert lint(site("ftp.example.com", 1, security, port=port)) == ()


def test_implicit_tls_is_silent_when_everything_is_encrypted() -> None:
    assert lint(site("ftp.example.com", 1, CERTIFICATES + TLS + REQUIRED, port=990)) == ()


def test_the_worst_stand_first_and_those_of_one_rule_together_in_the_order_of_the_file() -> None:
    broken = CERTIFICATES + REQUIRED.replace("CertRequire", "CertIgnore")
    found = lint(*(site(f"s{n}", n, broken) for n in range(9, 0, -1)))
    assert [rule for rule, _ in groupby(f.rule for f in found)] == list(dict.fromkeys(f.rule for f in found))
    assert [SEVERITIES.index(f.severity) for f in found] == sorted(SEVERITIES.index(f.severity) for f in found)[::-1]
    for _, same in groupby(found, key=lambda f: f.rule):
        places = [(f.location.line, f.location.column) for f in same]
        assert places == sorted(places)
    assert found == lint(*(site(f"s{n}", n, broken) for n in range(9, 0, -1)))


def test_the_documentation_s_sample_yields_exactly_two(samples: Path) -> None:
    found = api.lint(samples / "site-clientCertAuthentication.xml").findings
    assert [f.rule for f in found if f.rule[:4] in ("FTP1", "FTP2")] == ["FTP103", "FTP111"]
    assert [f.rule for f in found if f.severity != "info"] == ["FTP103", "FTP111"]
    (sample,) = [f for f in found if f.rule == "FTP103"]
    assert (sample.location.line, sample.location.column) == (15, 31)


def test_the_file_of_iis_express_has_one_sensible_answer(samples: Path) -> None:
    result = api.lint(samples / "iis-express-mixed-bindings.config")
    assert [f.rule for f in result.findings] == ["FTP025"]
    assert result.files[0].ftp_sites == ("WebSite1",)


def test_samples_of_the_documentation_are_valid(samples: Path) -> None:
    """Whatever they advise, no element, attribute or value in them is refused; fragments are taken for such."""
    for file in samples.glob("*.xml"):
        found = {f.rule for f in api.lint(file).findings}
        assert "FTP007" in found, file
        assert not {rule for rule in found if rule.startswith("FTP0")} - {"FTP007"}, (file, found)


def test_secrets_never_appear() -> None:
    secret = "Tr0ub4dor"
    security = f'<authentication><anonymousAuthentication enabled="yes" userName="x" password="{secret}" Enabled="1"/></authentication>'
    text = f"""<configuration><system.applicationHost><sites>
    <site name="a" id="1"><bindings><binding protocol="ftp" bindingInformation="*:21:"/></bindings>
    <ftpServer><security>{security}</security><userIsolation mode="nope"
      ><activeDirectory adPassword="[enc:AesProvider:{secret}:enc]" adCacheRefresh="5"/></userIsolation></ftpServer></site>
    </sites></system.applicationHost>
    <system.ftpServer><providerDefinitions><activation><providerData name="p"><add key="connectionString"
      value="Server=x;Password={secret};" what=""/></providerData></activation></providerDefinitions></system.ftpServer>
    </configuration>"""
    report = api.lint(text.encode())
    assert len(report.findings) >= 5
    from ftplint.report import FORMATS, render

    for name in sorted(FORMATS):
        assert secret not in "".join(render(report, name)), name
