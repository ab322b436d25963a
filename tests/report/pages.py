"""Pages to look at: of the demo file, and of sites with any names."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

from ftplint.api import RuleSet, Settings, lint_bytes, report
from ftplint.report import render

if TYPE_CHECKING:
    from collections.abc import Mapping

ROOT = Path(__file__).resolve().parents[2]
DEMO = ROOT / "tests" / "demo" / "applicationHost.config"
HOSTILE = (
    "<script>alert(1)</script>",
    "</script><img src=x onerror=alert(1)>",
    "<!--<script>",
    "a\u2028b",
    "\u202eevil",
    "'\"&lt;",
    "]]>",
    "x" * 200,
)


def page_of(data: bytes, path: str = "applicationHost.config", **settings: Any) -> str:
    return pages_of({path: data}, **settings)


def pages_of(files: Mapping[str, bytes], **settings: Any) -> str:
    """The page of several files, by their paths."""
    given = Settings(page=True, **settings)
    rules = RuleSet.load(given)
    reports = [lint_bytes(path, data, rules, given).report for path, data in files.items()]
    return "".join(render(report(reports, rules.chosen, given, rules.left_out), "html"))


def server(sites: Mapping[str, tuple[str, str, str, str, str]]) -> bytes:
    """Name -> policies of the control and data channel, thumbprint, method of logon, policy for client certificates."""
    inner = "".join(
        f"""<site name="{name}" id="{number}"><application path="/"><virtualDirectory path="/" physicalPath="D:\\{name}"/>
        </application><bindings><binding protocol="ftp" bindingInformation="192.0.2.{number}:21:"/></bindings><ftpServer><security>
        <ssl serverCertHash="{thumbprint}" controlChannelPolicy="{control}" dataChannelPolicy="{data}"/>
        <sslClientCertificates clientCertificatePolicy="{policy or "CertIgnore"}" useActiveDirectoryMapping="{"true" if policy else "false"}"/>
        <authentication><{method or "basic"}Authentication enabled="{"true" if method else "false"}"/></authentication>
        </security></ftpServer></site>"""
        for number, (name, (control, data, thumbprint, method, policy)) in enumerate(sites.items(), 1)
    )
    registered = (
        '<section name="firewallSupport"/><sectionGroup name="security"><section name="authorization"/></sectionGroup>'
    )
    return f"""<configuration><configSections><sectionGroup name="system.applicationHost"><section name="sites"/></sectionGroup>
    <sectionGroup name="system.ftpServer">{registered}</sectionGroup></configSections>
    <system.applicationHost><sites>{inner}</sites></system.applicationHost><system.ftpServer><security><authorization>
    <add accessType="Allow" users="*" permissions="Read"/></authorization></security></system.ftpServer></configuration>""".encode()


def sites(names: tuple[str, ...] | list[str]) -> bytes:
    from lxml import etree

    root = etree.Element("sites")
    for number, name in enumerate(names, 1):
        site = etree.SubElement(root, "site", name=name, id=str(number))
        bindings = etree.SubElement(site, "bindings")
        etree.SubElement(bindings, "binding", protocol="ftp", bindingInformation=f"*:{number}:")
        security = etree.SubElement(etree.SubElement(site, "ftpServer"), "security")
        methods = etree.SubElement(security, "authentication")
        etree.SubElement(methods, "clientCertAuthentication", enabled="true")
        etree.SubElement(methods, "basicAuthentication", enabled="true")
        etree.SubElement(security, "ssl", serverCertHash=f"{number:040x}", controlChannelPolicy="SslAllow")
        etree.SubElement(
            security, "dataChannelSecurity", matchClientAddressForPort="false", matchClientAddressForPasv="false"
        )
        etree.SubElement(security.getparent(), "connections", minBytesPerSecond="9999999")
        etree.SubElement(security.getparent(), "logFile", enabled="false")
        etree.SubElement(security.getparent(), "firewallSupport", externalIp4Address="169.254.1.1")
        etree.SubElement(security.getparent(), "messages", greetingMessage="%UserName%", suppressDefaultBanner="true")
    return etree.tostring(root)
