"""A made-up member server with something of everything."""

from __future__ import annotations

from datetime import UTC, datetime

from tests.collect.objects import certificate, der_of
from tests.collect.values import Enum, Thing
from tests.collect.windows import LOCAL, SID, Server

CONFIG = b"""<?xml version="1.0" encoding="UTF-8"?>
<configuration>
  <system.applicationHost><sites>
    <siteDefaults><ftpServer><logFile directory="D:\\logs"/></ftpServer></siteDefaults>
    <site name="ftp" id="2">
      <application path="/">
        <virtualDirectory path="/" physicalPath="%SystemDrive%\\ftp"/>
        <virtualDirectory path="/in" physicalPath="\\\\nas\\in" userName="CORP\\svc" password="Sommer2026!"/>
      </application>
      <bindings><binding protocol="ftp" bindingInformation="*:2121:"/></bindings>
      <ftpServer><security><authentication>
        <anonymousAuthentication enabled="true" userName="IUSR"/>
      </authentication></security></ftpServer>
    </site>
    <site name="web" id="1">
      <application path="/"><virtualDirectory path="/" physicalPath="C:\\inetpub\\wwwroot"/></application>
      <bindings><binding protocol="http" bindingInformation="*:80:"/></bindings>
    </site>
  </sites></system.applicationHost>
  <system.ftpServer>
    <firewallSupport lowDataChannelPort="50000" highDataChannelPort="50100"/>
    <security><authorization>
      <add accessType="Allow" users="*, CORP\\jane, bob" roles="CORP\\FtpUsers, Operators, Users" permissions="Read"/>
      <add accessType="Deny" users="gone" permissions="Read"/>
    </authorization></security>
  </system.ftpServer>
</configuration>
"""
JANE, SVC, FTP_USERS = f"{SID}-1001", f"{SID}-1002", f"{SID}-2001"
BOB, OPERATORS = f"{LOCAL}-1001", f"{LOCAL}-2001"
KEY = "c:\\programdata\\microsoft\\crypto\\keys\\key-1"
GONE = f"{LOCAL}-1099"
ALLOW = "ContainerInherit, ObjectInherit"


def member_server() -> Server:
    """WEB01 in the domain corp.example."""
    server = Server(CONFIG)
    server.domain, server.role = "corp.example", 3
    server.names |= {
        f"{SID}-513": "CORP\\Dom\u00e4nen-Benutzer",
        JANE: "CORP\\jane",
        SVC: "CORP\\svc",
        FTP_USERS: "CORP\\FtpUsers",
        BOB: "WEB01\\bob",
        OPERATORS: "WEB01\\Operators",
    }
    state = {"userAccountControl": 512, "msDS-User-Account-Control-Computed": 0, "accountExpires": 0}
    server.directory = [
        {
            "sid": JANE, "objectClass": ["top", "user"], **state, "msDS-User-Account-Control-Computed": 0x10,
            "tokenGroups": [f"sid:{one}".encode() for one in (FTP_USERS, "S-1-5-32-545")],
            "msIIS-FTPRoot": "D:\\homes", "msIIS-FTPDir": "jane", "distinguishedName": "CN=jane,DC=corp,DC=example",
            "found by": [FTP_USERS.rpartition("-")[2], "X509:*0A0B*"], "userPrincipalName": "jane@corp.example",
            "altSecurityIdentities": ["X509:<I>CN=Corp CA<SR>0a0b"],
        },
        {"sid": SVC, "objectClass": ["top", "user"], **state, "userAccountControl": 514, "accountExpires": 1, "tokenGroups": []},
        {
            "sid": FTP_USERS, "objectClass": ["top", "group"], "distinguishedName": "CN=Ftp (all)*,DC=corp,DC=example",
            "tokenGroups": [],
        },
    ]  # fmt: skip
    server.groups = {
        "S-1-5-32-545": ("Benutzer", ["S-1-5-11", GONE]),
        OPERATORS: ("Operators", [BOB, FTP_USERS]),
    }
    server.users = {"bob": {"flags": 2, "expires": datetime(2026, 1, 1, tzinfo=UTC)}}
    for folder in (
        "c:\\ftp",
        "c:\\ftp\\localuser",
        "c:\\ftp\\localuser\\bob",
        "c:\\ftp\\localuser\\other",
        "c:\\ftp\\corp",
        "d:\\logs",
        "d:\\logs\\ftpsvc2",
    ):
        server.files[folder] = None
    server.access["c:\\ftp"] = [
        ("S-1-5-32-545", "Allow", 0x1200A9, ALLOW, "None"),
        (BOB, "Deny", 0x10000000, ALLOW, "InheritOnly"),
        ("S-1-3-0", "Allow", 0x10000000, ALLOW, "None"),
        ("S-1-5-99", "Allow", -0x80000000, "None", "None"),
    ]
    log = [
        "#Software: Microsoft Internet Information Services 10.0",
        "#Fields: date time c-ip cs-username cs-method cs-uri-stem sc-status sc-substatus",
    ]
    log += [
        "2026-11-29 09:00:00 10.0.0.9 - USER bob 331 0",
        "2026-11-29 09:00:01 10.0.0.9 - PASS Sommer2026! 530 33",
        "2026-11-29 09:00:02 10.0.0.9 WEB01\\bob RETR /secret-plan.docx 226 0",
        "2026-11-29 09:00:03 10.0.0.8 WEB01\\bob RETR /other 226",
    ]
    server.files["d:\\logs\\ftpsvc2\\u_ex261129.log"] = "\r\n".join(log).encode()
    server.files[KEY] = b"the private key"
    server.access[KEY] = [
        ("S-1-5-18", "Allow", 0x1F01FF, "None", "None"),
        ("S-1-5-20", "Deny", 1, "None", "None"),
        ("S-1-5-20", "Allow", 2, "None", "None"),
    ]
    server.stores["My"] = [
        certificate("ftp", der_of("ftp"), HasPrivateKey=True, _status=["NotTimeValid", "OfflineRevocation"]),
    ]
    server.stores["Root"] = [certificate("Corp Root", b"ROOT")]
    schannel = "SYSTEM\\CurrentControlSet\\Control\\SecurityProviders\\SCHANNEL"
    server.registry = {
        f"{schannel}\\Protocols\\TLS 1.2\\Server": {"Enabled": 0, "DisabledByDefault": 1},
        f"{schannel}\\Ciphers\\RC4 128/128": {"Enabled": 0},
        schannel: {"CertificateMappingMethods": 24},
        "SOFTWARE\\Microsoft\\EnterpriseCertificates\\NTAuth\\Certificates\\" + "CD" * 20: {},
        "SOFTWARE\\Microsoft\\InetStp": {"MajorVersion": 10, "MinorVersion": 0},
    }
    _network(server)
    server.tables["Get-WindowsFeature"] = [Thing("feature", Name="Web-Ftp-Service", Installed=True)]
    return server


def _network(server: Server) -> None:
    rules = {  # name -> local ports, service
        "FTP": (["21", "2121"], "ftpsvc"),
        "passive": ("50000-50010", "Any"),
        "web": ("80", "Any"),
        "all": ("Any", "Any"),
    }
    server.tables |= {
        "Get-NetFirewallProfile": [
            Thing("profile", Name="Domain", Enabled=Enum("True"), DefaultInboundAction=Enum("NotConfigured"))
        ],
        "Get-NetConnectionProfile": [Thing("connection", NetworkCategory=Enum("DomainAuthenticated"))],
        "Get-NetFirewallSetting": [Thing("setting", EnableStatefulFtp=Enum("NotConfigured"))],
        "Get-NetFirewallRule": [
            Thing(
                "rule",
                InstanceID=name,
                DisplayName=name,
                Enabled=Enum("True"),
                Action=Enum("Allow"),
                Profile=Enum("Domain, Private"),
            )
            for name in rules
        ],
        "Get-NetFirewallPortFilter": [
            Thing("port", InstanceID=name, Protocol="TCP", LocalPort=ports) for name, (ports, _) in rules.items()
        ],
        "Get-NetFirewallApplicationFilter": [Thing("program", InstanceID=name, Program="Any") for name in rules],
        "Get-NetFirewallServiceFilter": [
            Thing("service", InstanceID=name, Service=service) for name, (_, service) in rules.items()
        ],
        "Get-NetFirewallAddressFilter": [Thing("address", InstanceID=name, RemoteAddress="Any") for name in rules],
        "Get-NetTCPConnection": [
            Thing("connection", LocalAddress="0.0.0.0", LocalPort=2121, OwningProcess=900),
            Thing("connection", LocalAddress="::", LocalPort=50005, OwningProcess=7),
            Thing("connection", LocalAddress="0.0.0.0", LocalPort=80, OwningProcess=4),
        ],
    }
