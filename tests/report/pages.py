"""Pages to look at: of the demo file, and of sites with any names."""

from __future__ import annotations

from pathlib import Path

from ftplint.api import RuleSet, Settings, lint_bytes, report
from ftplint.report import render

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


def page_of(data: bytes, path: str = "applicationHost.config") -> str:
    settings = Settings(page=True)
    rules = RuleSet.load(settings)
    return "".join(render(report((lint_bytes(path, data, rules, settings).report,), rules.chosen, settings), "html"))


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
