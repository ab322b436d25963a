"""Makes the files of the benchmark: servers with any number of sites, few or all of them distinct."""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

HEAD = """<?xml version="1.0" encoding="UTF-8"?>
<configuration>
    <configSections>
        <sectionGroup name="system.applicationHost">
            <section name="sites" allowDefinition="AppHostOnly" overrideModeDefault="Deny" />
        </sectionGroup>
        <sectionGroup name="system.ftpServer">
            <section name="firewallSupport" overrideModeDefault="Deny" allowDefinition="AppHostOnly" />
            <sectionGroup name="security">
                <section name="authorization" overrideModeDefault="Deny" />
            </sectionGroup>
        </sectionGroup>
    </configSections>
    <system.applicationHost>
        <sites>
"""
_SITE = """            <site name="ftp{number:05}.example.com" id="{id}">
                <application path="/">
                    <virtualDirectory path="/" physicalPath="D:\\ftp\\customers\\{number:05}" />
                </application>
                <bindings>
                    <binding protocol="ftp" bindingInformation="*:21:{host}" />
                </bindings>
                <ftpServer>
                    <security>
                        <ssl serverCertHash="{hash}" controlChannelPolicy="{control}" dataChannelPolicy="{data}" />
                        <sslClientCertificates clientCertificatePolicy="{policy}" useActiveDirectoryMapping="{mapping}" />
                        <authentication>
                            <anonymousAuthentication enabled="false" />
                            <clientCertAuthentication enabled="{enabled}" />
                        </authentication>
                    </security>
                    <connections maxConnections="{connections}" />
                    <userIsolation mode="IsolateAllDirectories" />
                </ftpServer>
            </site>
"""
_DEFAULTS = """            <siteDefaults>
                <ftpServer>
                    <security>
                        <authentication><basicAuthentication enabled="false" /></authentication>
                    </security>
                    <logFile period="Daily" />
                </ftpServer>
            </siteDefaults>
"""
END = """        </sites>
    </system.applicationHost>
    <system.ftpServer>
        <firewallSupport lowDataChannelPort="50000" highDataChannelPort="50999" />
        <security>
            <authorization>
                <add accessType="Allow" users="*" permissions="Read, Write" />
            </authorization>
        </security>
    </system.ftpServer>
</configuration>
"""
_NOBODY_MAY = END.replace('                <add accessType="Allow" users="*" permissions="Read, Write" />\n', "")
_GOOD = {"control": "SslRequire", "data": "SslRequire", "policy": "CertRequire", "mapping": "true", "enabled": "true"}
_BROKEN = (
    {"policy": "CertIgnore"},
    {"mapping": "false"},
    {"data": "SslDeny"},
    {"hash": ""},
    {"enabled": "false"},
    {"policy": "CertIgnore", "mapping": "false"},
)
BROKEN_EVERY = 10
"""Every tenth site is broken, in one of six ways: enough that positions and reports count in the time."""


def write(path: Path, sites: int, *, distinct: bool, all_wrong: bool = False) -> None:
    """A server of *sites* sites, about 1 KB each. *distinct*: every site has a certificate of its own.

    *all_wrong*: each site has one mistake or two (14 for ten sites), and none has an authorization rule.
    """
    with path.open("w", encoding="utf-8", newline="\r\n") as stream:
        stream.write(HEAD)
        stream.writelines(_sites(sites, distinct, all_wrong))
        stream.write(_DEFAULTS + (_NOBODY_MAY if all_wrong else END))


def _sites(count: int, distinct: bool, all_wrong: bool) -> Iterator[str]:
    for number in range(count):
        seed = number if distinct else number % 3
        values = {
            **_GOOD,
            "hash": hashlib.sha1(str(seed).encode()).hexdigest(),
            "connections": 100 + (number % 900 if distinct else 0),
            # The site without host name has the certificate that AUTH takes (rule FTP608).
            "host": f"ftp{number:05}.example.com" if number else "",
        }
        if all_wrong:
            values.update(_BROKEN[5 if number % 10 < 4 else 1])
        elif number % BROKEN_EVERY == 0:
            values.update(_BROKEN[number // BROKEN_EVERY % len(_BROKEN)])
        yield _SITE.format(number=number, id=number + 1, **values)
