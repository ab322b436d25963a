"""A bundle of evidence of a made-up server: without a fault, or with one for each rule that needs such facts.

The server WEB01 has four FTP sites: one for users of the domain, one that isolates them, one that starts them in their
folders, and one for users of IIS Manager.
"""

from __future__ import annotations

import json
import zipfile
from copy import deepcopy
from datetime import timedelta
from typing import TYPE_CHECKING, Any

from ftplint.verify.lab_faults import FAULTS
from ftplint.verify.lab_server import LabServer, certificate_entry, client_entry, mapped, time_text

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime
    from pathlib import Path

    from ftplint.verify.lab import Lab

_DAY = timedelta(days=1)
_CONFIGURATION = """\
<?xml version="1.0" encoding="UTF-8"?>
<configuration>
  <system.applicationHost>
    <sites>
      <site name="ftp.example.com" id="1">
        <application path="/">
          <virtualDirectory path="/" physicalPath="D:\\ftp"/>
          <virtualDirectory path="/data" physicalPath="E:\\data"/>
        </application>
        <bindings>
          <binding protocol="ftp" bindingInformation="*:21:ftp.example.com"/>
          <binding protocol="ftp" bindingInformation="*:21:"/>
        </bindings>
        <ftpServer>
          <logFile directory="D:\\logs"/>
          <security>
            <authentication>
              <anonymousAuthentication enabled="true" userName="ftpguest"/>
              <basicAuthentication enabled="true"/>
              <clientCertAuthentication enabled="true"/>
            </authentication>
            <ssl serverCertHash="{thumbprint}"/>
            <sslClientCertificates clientCertificatePolicy="CertAllow" useActiveDirectoryMapping="true"/>
          </security>
        </ftpServer>
      </site>
{sites}
    </sites>
  </system.applicationHost>
  <system.ftpServer>
    <firewallSupport lowDataChannelPort="50000" highDataChannelPort="50100"/>
    <security>
      <authorization>
        <add accessType="Allow" users="CORP\\alice" permissions="Read"/>
      </authorization>
    </security>
  </system.ftpServer>
  <location path="manager.example.com">
    <system.ftpServer>
      <security>
        <authorization>
          <clear/>
          <add accessType="Allow" users="carol" permissions="Read"/>
        </authorization>
      </security>
    </system.ftpServer>
  </location>
</configuration>
"""
_SITE = """\
      <site name="{name}.example.com" id="{number}">
        <application path="/">
          <virtualDirectory path="/" physicalPath="D:\\{name}"/>
        </application>
        <bindings>
          <binding protocol="ftp" bindingInformation="*:{port}:"/>
        </bindings>
        <ftpServer>
          <security>
            <authentication>
              {method}
            </authentication>
            <ssl serverCertHash="{thumbprint}"/>
          </security>
          <userIsolation mode="{mode}"/>
        </ftpServer>
      </site>"""
_BASIC = '<basicAuthentication enabled="true"/>'
_MANAGER = (
    '<customAuthentication><providers><add name="IisManagerAuth" enabled="true"/></providers></customAuthentication>'
)
_ADMINISTRATION = """\
<configuration>
  <configSections/>
  <system.webServer>
    <management>
      <authentication><credentials><add name="carol" enabled="true"/></credentials></authentication>
      <authorization><authorizationRules>
        <scope path="/manager.example.com"><add name="carol"/></scope>
      </authorizationRules></authorization>
    </management>
  </system.webServer>
</configuration>
"""


def lab_bundle_files(lab: Lab, fault: str = "") -> dict[str, bytes]:
    """The files of a bundle with the *fault* that the rule of that id reports; without one, nothing is reported.

    Raises KeyError for a rule that no fault is for.
    """
    server = LabServer(*_server(lab), lab)
    if fault:
        FAULTS[fault](server)
    about = {
        "format": "ftplint-evidence",
        "version": 1,
        "collected": time_text(lab.authority.now),
        "collector": "the lab of ftplint",
        "computer": "WEB01",
        "administrator": True,
        "parts": {name: {"state": "collected"} for name in server.parts},
    }
    found = {name: text.encode("utf-8") for name, text in server.files.items()}
    found |= {f"{name}.json": json.dumps(part, indent=1).encode("utf-8") for name, part in server.parts.items()}
    return {"bundle.json": json.dumps(about, indent=1).encode("utf-8"), **found}


def write_lab_bundle(lab: Lab, path: Path, fault: str = "") -> None:
    """Writes the bundle as a ZIP."""
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in lab_bundle_files(lab, fault).items():
            archive.writestr(name, data)


def _server(lab: Lab) -> tuple[dict[str, str], dict[str, Any]]:
    now = lab.authority.now
    issued = lab.authority.server(("localhost", "ftp.example.com"), span=(now - _DAY, now + 365 * _DAY))
    certificate = certificate_entry(issued.certificate, "MY", ["NT AUTHORITY\\SYSTEM", "BUILTIN\\Administrators"])
    sites = (
        ("homes", _BASIC, "IsolateAllDirectories"),
        ("start", _BASIC, "StartInUsersDirectory"),
        ("manager", _MANAGER, "None"),
    )
    thumbprint = certificate["thumbprint"]
    written = [
        _SITE.format(name=name, number=n, port=2119 + n, method=method, mode=mode, thumbprint=thumbprint)
        for n, (name, method, mode) in enumerate(sites, 2)
    ]
    files = {
        "config/applicationHost.config": _CONFIGURATION.format(thumbprint=thumbprint, sites="\n".join(written)),
        "config/administration.config": _ADMINISTRATION,
    }
    return files, deepcopy(
        {
            "certificates": {"certificates": [certificate, client_entry(lab, "mapped")]},
            "server": _windows(now),
            "paths": {"paths": _folders()},
            "network": _network(),
            "tls": _tls(lab),
            "accounts": {"accounts": _accounts(), "clientCertificates": [mapped(lab, "mapped")]},
            "log": {"lines": [_log(now)]},
        }
    )


def _log(now: datetime) -> dict[str, Any]:
    """A wrong password, a file that is not there, and a refusal from before the file was written."""
    day, hour = time_text(now - _DAY).removesuffix("Z").split("T")
    before = time_text(now - 9 * _DAY)[:10]
    return {
        "file": "FTPSVC1/u_ex.log",
        "fields": ["date", "time", "sc-status", "sc-win32-status", "sc-substatus"],
        "values": [
            [before, hour, "530", "3", "33"],
            [day, hour, "-", "0", "0"],
            [day, hour, "530", "1326", "41"],
            [day, hour, "550", "2", "3"],
        ],
    }


def _windows(now: datetime) -> dict[str, Any]:
    return {
        "windows": {"version": "10.0.20348", "name": "Windows Server 2022 Standard"},
        "domainRole": "member server",
        "domain": "corp.example",
        "iis": "10.0",
        "features": [{"name": "Web-Ftp-Service", "installed": True}, {"name": "Web-Ftp-Ext", "installed": True}],
        "services": [
            {
                "name": "FTPSVC",
                "state": "Running",
                "startMode": "Auto",
                "account": "LocalSystem",
                "started": time_text(now - _DAY),
            }
        ],
        "configurationChanged": time_text(now - 2 * _DAY),
    }


def _folders() -> list[dict[str, Any]]:
    users = [
        _entry("NT AUTHORITY\\SYSTEM", "S-1-5-18", "full"),
        _entry("BUILTIN\\Administrators", "S-1-5-32-544", "full"),
        _entry("CORP\\FtpUsers", "", "read", "list"),
    ]
    system = users[:2]
    return [
        _folder("D:\\ftp", "root", [], users),
        _folder("E:\\data", "virtual directory", [], users),
        _folder("D:\\homes", "root", ["CORP", "LocalUser"], users),
        _folder("D:\\homes\\CORP", "home", ["alice"], users),
        _folder("D:\\start", "root", ["alice"], users),
        _folder("D:\\manager", "root", [], users),
        _folder("D:\\logs", "log", [], system),
    ]


def _folder(path: str, use: str, folders: list[str], permissions: list[dict[str, Any]]) -> dict[str, Any]:
    return {
        "path": path,
        "expanded": path,
        "use": use,
        "exists": True,
        "kind": "folder",
        "link": None,
        "share": False,
        "freeBytes": 50 * 1024**3,
        "owner": "BUILTIN\\Administrators",
        "permissions": permissions,
        "folders": folders,
    }


def _entry(account: str, sid: str, *rights: str) -> dict[str, Any]:
    return {"account": account, "sid": sid, "type": "allow", "rights": list(rights), "inherited": False}


def _network() -> dict[str, Any]:
    rule: Mapping[str, Any] = {
        "name": "FTP Server",
        "enabled": True,
        "direction": "in",
        "action": "allow",
        "protocol": "TCP",
        "localPorts": ["21", "2121-2123", "50000-50100"],
        "profiles": ["Any"],
        "program": None,
        "service": "ftpsvc",
        "remoteAddresses": ["Any"],
    }
    profile = {"name": "Domain", "enabled": True, "active": True, "defaultInbound": "block"}
    listener = {"address": "0.0.0.0", "port": 21, "process": "svchost", "service": "FTPSVC"}
    return {"firewall": {"profiles": [profile], "rules": [dict(rule)]}, "listeners": [listener]}


def _tls(lab: Lab) -> dict[str, Any]:
    issuer = certificate_entry(lab.authority.certificate, "CA")
    return {
        "protocols": [{"name": "TLS 1.2", "role": "server", "enabled": True, "disabledByDefault": False}],
        "ciphers": [],
        "ntAuth": [issuer["thumbprint"]],
        "trustedIssuers": [{"thumbprint": issuer["thumbprint"], "subject": issuer["subject"]}],
        "clientIssuers": None,
        "mapping": {"strongCertificateBindingEnforcement": None, "certificateMappingMethods": None},
    }


def _accounts() -> list[dict[str, Any]]:
    common = {"kind": "user", "found": True, "enabled": True, "locked": False, "expired": False}
    return [
        {**common, "name": "CORP\\alice", "sid": "S-1-5-21-1-2-3-1104", "groups": ["CORP\\FtpUsers", "BUILTIN\\Users"]},
        {**common, "name": "ftpguest", "sid": "S-1-5-21-9-9-9-1001", "groups": ["BUILTIN\\Guests"]},
    ]
