"""The role services of Windows that settings of FTP need, and how each is installed on each Windows."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ftplint.named_tuple import NamedTuple
from ftplint.rules.model import FTP

if TYPE_CHECKING:
    from collections.abc import Iterator

    from ftplint.rules.model import Rule

ALWAYS = "FTP Service"
"""What every rule needs, so that rule files do not say it."""


class Role(NamedTuple):
    """One role service by its names: in the lists of Windows, for PowerShell on servers, and for DISM.

    ``server`` and ``client`` are the ways to it in Server Manager and in Windows Features; ``features`` are the
    names for DISM from the outermost on; ``package`` is the option in the setup of FTP 7.5 for IIS 7.0.
    """

    name: str
    purpose: str
    server: str
    client: str
    powershell: str
    features: tuple[str, ...]
    package: str | None
    also: str | None = None


ROLES = {
    role.name: role
    for role in (
        Role(
            "FTP Service",
            "The FTP service itself. It is not part of a default installation of IIS, and installing it creates no FTP "
            "site. Every rule needs it.",
            "Web Server (IIS) > FTP Server > FTP Service",
            "Internet Information Services > FTP Server > FTP Service",
            "Web-Ftp-Service",
            ("IIS-FTPServer", "IIS-FTPSvc"),
            "FTP Publishing Service",
        ),
        Role(
            "FTP Extensibility",
            "Providers in managed code: logon by ASP.NET membership (AspNetAuth) and by IIS Manager users "
            "(IisManagerAuth), custom authentication, authorization, home directories and logging.",
            "Web Server (IIS) > FTP Server > FTP Extensibility",
            "Internet Information Services > FTP Server > FTP Extensibility",
            "Web-Ftp-Ext",
            ("IIS-FTPServer", "IIS-FTPSvc", "IIS-FTPExtensibility"),
            "Managed Code Support (cannot be installed on Server Core of Windows Server 2008)",
        ),
        Role(
            "IIS Management Service",
            "Remote management, called Management Service on servers. Logon by IIS Manager users (IisManagerAuth) "
            "takes the users from it.",
            "Web Server (IIS) > Management Tools > Management Service",
            "Internet Information Services > Web Management Tools > IIS Management Service",
            "Web-Mgmt-Service",
            ("IIS-WebServerManagementTools", "IIS-ManagementService"),
            None,
            "The service need not run for FTP, but on the page Management Service of IIS Manager it must be set to "
            "accept IIS Manager credentials.",
        ),
    )
}


def needs(rule: Rule) -> tuple[Role, ...]:
    """The role services that *rule* needs besides FTP Service, in the order of its file."""
    named = [element.get("role", "") for element in rule.element.iterchildren(f"{{{FTP}}}needs")]
    return tuple(ROLES[name] for name in dict.fromkeys(named) if name in ROLES and name != ALWAYS)


class Windows(NamedTuple):
    """How a role service is installed on one generation of Windows: as instructions, each a way of its own."""

    name: str
    iis: str
    ways: tuple[str, ...]


def installation(role: Role) -> Iterator[Windows]:
    """The ways to install *role*, from the oldest Windows on. The instructions are Markdown."""
    features = " ".join(f"/featurename:{name}" for name in ("IIS-WebServerRole", *role.features))
    last = role.features[-1]
    yield Windows("Windows Vista, Windows Server 2008", "7.0", tuple(_vista(role)))
    yield Windows(
        "Windows 7, Windows Server 2008 R2",
        "7.5",
        (
            f"Server: {_add_role_services(role)}",
            f"Server, PowerShell: `Import-Module ServerManager; Add-WindowsFeature {role.powershell}`",
            f"Client: Control Panel > Programs and Features > Turn Windows Features on or off > {role.client}",
            f"Both, as administrator: `dism /online /enable-feature {features}`",
        ),
    )
    modern = (
        f"Server: Server Manager > Manage > Add Roles and Features > Server Roles > {role.server}",
        f"Server, PowerShell: `Install-WindowsFeature {role.powershell}`",
        f"Client: Control Panel > Programs and Features > Turn Windows features on or off > {role.client}",
        f"Client, PowerShell: `Enable-WindowsOptionalFeature -Online -FeatureName {last} -All`",
        f"Both, as administrator: `dism /online /enable-feature /featurename:{last} /all`",
    )
    yield Windows("Windows 8 and 8.1, Windows Server 2012 and 2012 R2", "8.0 and 8.5", modern)
    yield Windows("Windows 10, Windows Server 2016 and later", "10.0", modern)


def _vista(role: Role) -> Iterator[str]:
    if role.package is not None:
        yield "Uninstall the FTP server of the DVD if it is there; the two fight over the port."
        yield (
            "Download FTP 7.5 for IIS 7.0 (x86 or x64) from <https://www.iis.net/downloads/microsoft/ftp> and run it "
            f"as administrator (`msiexec /i` and the file); choose the option {role.package}."
        )
        return
    yield f"Server: {_add_role_services(role)}"
    yield f"Server, as administrator: `ServerManagerCmd -install {role.powershell}`"
    yield f"Client: Control Panel > Programs and Features > Turn Windows Features on or off > {role.client}"
    yield f"Client, as administrator: `pkgmgr /iu:{';'.join(('IIS-WebServerRole', *role.features))}`"


def _add_role_services(role: Role) -> str:
    """The way in the Server Manager of Windows Server 2008 and 2008 R2."""
    return "Server Manager > Roles > " + role.server.replace(" > ", " > Role Services > Add Role Services > ", 1)


def short_form(role: Role) -> tuple[str, ...]:
    """How to install *role* on a Windows of today, in a few lines of Markdown."""
    lines = [
        f"Server: `Install-WindowsFeature {role.powershell}`, or in Server Manager {role.server}",
        f"Client: `dism /online /enable-feature /featurename:{role.features[-1]} /all`, or in Windows Features "
        f"{role.client}",
    ]
    if role.also:
        lines.append(role.also)
    return tuple(lines)
