"""The sites of the fault tests, as an administrator would write them: one file, all on loopback.

The site `vault` has a host name and shares the address and port of `password`.
"""

from __future__ import annotations

from ftplint.verify.lab import EXAMPLE_THUMBPRINT

BASIC = '<basicAuthentication enabled="true" />'
BY_CERTIFICATE = '<clientCertAuthentication enabled="true" />'
SITES: dict[str, tuple[str, str, str, str]] = {
    # name: control policy, data policy, attributes of sslClientCertificates, methods
    "password": ("SslAllow", "SslAllow", "", BASIC),
    "credentials": ("SslRequireCredentialsOnly", "SslAllow", "", BASIC),
    "lenient": (
        *("SslAllow", "SslAllow"),
        'clientCertificatePolicy="CertAllow" validationFlags="NoRevocationCheck" useActiveDirectoryMapping="true"',
        BASIC + BY_CERTIFICATE,
    ),
    "certificate": (
        *("SslRequire", "SslRequire"),
        'clientCertificatePolicy="CertRequire" useActiveDirectoryMapping="true"',
        BY_CERTIFICATE,
    ),
    "vault": (
        *("SslRequire", "SslRequire"),
        'clientCertificatePolicy="CertRequire" useActiveDirectoryMapping="true"',
        BASIC + BY_CERTIFICATE,
    ),
}
FIRST_PORT = 2101
VAULT = "vault.corp.example"


def _site(number: int, name: str, limits: str) -> str:
    control, data, client, methods = SITES[name]
    place = f"{FIRST_PORT}:{VAULT}" if name == "vault" else f"{FIRST_PORT + number - 1}:"
    return f"""
      <site name="{name}" id="{number}">
        <application path="/"><virtualDirectory path="/" physicalPath="D:\\{name}" /></application>
        <bindings><binding protocol="ftp" bindingInformation="127.0.0.1:{place}" /></bindings>
        <ftpServer>
          <connections {limits} />
          <messages allowLocalDetailedErrors="false" />
          <security>
            <ssl serverCertHash="{EXAMPLE_THUMBPRINT}" controlChannelPolicy="{control}" dataChannelPolicy="{data}" />
            <sslClientCertificates {client} />
            <authentication>{methods}</authentication>
          </security>
        </ftpServer>
      </site>"""


def configuration(limits: str = "", deny_by_failure: str = 'enabled="false"') -> str:
    """An applicationHost.config. *limits* are attributes of ``connections``, *deny_by_failure* those of that element."""
    sites = "".join(_site(number, name, limits) for number, name in enumerate(SITES, 1))
    return f"""<?xml version="1.0" encoding="UTF-8"?>
<configuration>
  <configSections>
    <sectionGroup name="system.applicationHost">
      <section name="sites" allowDefinition="AppHostOnly" overrideModeDefault="Deny" />
    </sectionGroup>
    <sectionGroup name="system.ftpServer">
      <section name="caching" allowDefinition="AppHostOnly" overrideModeDefault="Deny" />
      <sectionGroup name="security">
        <section name="authorization" overrideModeDefault="Deny" />
        <section name="authentication" overrideModeDefault="Deny" />
      </sectionGroup>
    </sectionGroup>
  </configSections>
  <system.applicationHost><sites>{sites}
  </sites></system.applicationHost>
  <system.ftpServer><caching><credentialsCache enabled="false" /></caching><security>
    <authentication><denyByFailure {deny_by_failure} /></authentication>
    <authorization><add accessType="Allow" users="*" permissions="Read, Write" /></authorization>
  </security></system.ftpServer>
</configuration>
"""
