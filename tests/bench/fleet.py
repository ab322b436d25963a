"""Makes many servers of about 16 kB: twenty sites each, six of them FTP, with mistakes that differ from file to file."""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING

from tests.bench.generate import END, HEAD

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

_WEB = """            <site name="www{number:02}.example.com" id="{number}" serverAutoStart="true">
                <application path="/" applicationPool="www{number:02}.example.com">
                    <virtualDirectory path="/" physicalPath="D:\\inetpub\\www\\www{number:02}.example.com" />
                </application>
                <bindings>
                    <binding protocol="http" bindingInformation="*:80:www{number:02}.example.com" />
                    <binding protocol="https" bindingInformation="*:443:www{number:02}.example.com" sslFlags="1" />
                </bindings>
                <logFile logFormat="W3C" directory="D:\\logs\\www{number:02}" period="Daily" />
            </site>
"""
_FTP = """            <site name="{name}" id="{id}" serverAutoStart="true">
                <application path="/">
                    <virtualDirectory path="/" physicalPath="D:\\ftp\\{name}" />
                </application>
                <bindings>
                    <binding protocol="ftp" bindingInformation="10.{server_high}.{server_low}.{id}:21:" />
                </bindings>
                <ftpServer>
                    <security>
                        <ssl serverCertHash="{hash}" controlChannelPolicy="{control}" dataChannelPolicy="{data}" />
                        <sslClientCertificates clientCertificatePolicy="{policy}" useActiveDirectoryMapping="{mapping}" />
                        <authentication>
                            <anonymousAuthentication enabled="{anonymous}" />
                            <basicAuthentication enabled="{basic}" />
                            <clientCertAuthentication enabled="{enabled}" />
                        </authentication>
                    </security>
                    <userIsolation mode="IsolateAllDirectories" />
                    <logFile directory="D:\\logs\\ftp" period="Daily" />
                </ftpServer>
            </site>
"""
_NAMES = ("FTP Partners", "FTP Public", "FTP Scanner", "FTP Backup", "FTP Branches", "FTP Archive")
_GOOD = {
    "control": "SslRequire",
    "data": "SslRequire",
    "policy": "CertIgnore",
    "mapping": "false",
    "enabled": "false",
    "anonymous": "false",
    "basic": "true",
}
_KINDS: tuple[dict[str, str], ...] = (
    {"enabled": "true", "policy": "CertRequire", "mapping": "true", "basic": "false"},
    {"anonymous": "true"},
    {"control": "SslAllow", "data": "SslAllow"},
    {"hash": ""},
    {"enabled": "true", "policy": "CertIgnore"},
    {"hash": "", "control": "SslAllow", "data": "SslAllow"},
    {},
    {"data": "SslDeny"},
    {"basic": "false"},
)


def write_fleet(folder: Path, count: int) -> None:
    """*count* servers below *folder*, each in a folder of its own."""
    for number in range(count):
        file = folder / f"srv{number:03}" / "applicationHost.config"
        file.parent.mkdir(parents=True, exist_ok=True)
        with file.open("w", encoding="utf-8", newline="\r\n") as stream:
            stream.writelines(_server(number))


def _server(number: int) -> Iterator[str]:
    yield HEAD
    for site in range(1, 15):
        yield _WEB.format(number=site)
    for place, name in enumerate(_NAMES):
        values = {**_GOOD, "hash": hashlib.sha1(f"{number} {name}".encode()).hexdigest()}
        values.update(_KINDS[(number * 5 + place * (1 + number % 3)) % len(_KINDS)])
        yield _FTP.format(name=name, id=20 + place, server_high=number // 250, server_low=number % 250, **values)
    yield END
