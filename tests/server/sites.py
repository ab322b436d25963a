"""Settings of a site from XML, and the accounts that the tests of decisions use."""

from __future__ import annotations

from datetime import UTC, datetime

from ftplint.analysis import analyse
from ftplint.evidence.accounts import Account
from ftplint.evidence.certificate import certificate_facts
from ftplint.server.access.client_certificate import Fault, Presented
from ftplint.server.access.identity import Identity
from ftplint.server.site import (
    SiteSettings,
    Tls,
)
from ftplint.verify.lab import Lab

NOW = datetime(2026, 11, 23, 12, tzinfo=UTC)


TLS = Tls("SslRequire", "SslRequire", "ab" * 20, "MY", False)


def site(
    inner: str = "", name: str = "a", bindings: str = "*:21:", folders: str = "", server: str = ""
) -> SiteSettings:
    text = (
        f'<configuration><system.applicationHost><sites><site name="{name}" id="1"><application path="/">'
        f'<virtualDirectory path="/" physicalPath="D:\\ftp"/>{folders}</application><bindings>'
        f'<binding protocol="ftp" bindingInformation="{bindings}"/></bindings><ftpServer>{inner}</ftpServer></site></sites>'
        f"</system.applicationHost>{server}</configuration>"
    )
    configuration = analyse("x", text.encode()).configuration
    assert configuration is not None
    return SiteSettings(configuration, configuration.ftp_sites[0])


ALICE = Identity(
    "alice", Account("alice", "CN=alice,DC=corp", "alice@corp", groups=("FtpUsers",), domain="CORP"), "basic"
)


ANONYMOUS = Identity("anonymous", None, "anonymous")


def shown(lab: Lab, name: str, *faults: Fault) -> Presented:
    certificate = lab.clients[name].issued.certificate
    return Presented(certificate_facts(certificate), b"", faults)
