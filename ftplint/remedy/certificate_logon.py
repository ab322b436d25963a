"""What a fix asks a person for: which certificate. And a site with certificate logon enabled."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from ftplint.errors import FtplintError
from ftplint.remedy.change import SettingChange
from ftplint.rules import CERTIFICATE, Fix
from ftplint.schema import is_thumbprint

if TYPE_CHECKING:
    from ftplint.configuration import Site
    from ftplint.judging import PendingFinding

HASH = "ftpServer/security/ssl/@serverCertHash"


class CertificateError(FtplintError):
    """A certificate that cannot be bound; the text says why."""


def thumbprint(text: str) -> str:
    """*text* as IIS Manager wants it: 40 upper-case digits; blanks and the invisible mark of a dialog are taken out.

    Raises CertificateError if it is none.
    """
    bare = re.sub("[\\s\u200e\u200f:]", "", text)
    if not is_thumbprint(bare):
        raise CertificateError(f"'{text.strip()}' is no thumbprint: it takes 40 hexadecimal digits")
    return bare.upper()


def with_certificate(pending: PendingFinding, certificate: str | None) -> PendingFinding:
    """The finding with a fix that binds *certificate*, if binding one is what it needs."""
    fix = pending.fix
    if certificate is not None and fix is not None and fix.once_named is not None:
        effect, changes = fix.once_named
        made = tuple(one._replace(value=certificate) if one.value == CERTIFICATE else one for one in changes)
        pending.fix = Fix(effect.safety, f"Bind the certificate {certificate}", made, effect.because, effect.locks)
    return pending


def enable(site: Site, certificate: str | None, *, only: bool) -> list[SettingChange]:
    """Everything that certificate logon demands and *site* does not have yet.

    Without *certificate* the site must name one. With *only*, password and anonymous logon are switched off. Raises
    CertificateError.
    """
    security = site.ftp.find("security")
    ssl, client = security.find("ssl"), security.find("sslClientCertificates")
    bound = ssl.value("serverCertHash").text
    if certificate is None and not is_thumbprint(bound):
        raise CertificateError(
            f"site '{site.name}' names no server certificate: say which with --certificate THUMBPRINT"
        )
    wanted: list[tuple[str, str, str]] = []
    if certificate is not None and bound != certificate.lower():
        wanted.append(("ssl", "serverCertHash", certificate))
    if ssl.value("dataChannelPolicy").text == "SslDeny":
        wanted.append(("ssl", "dataChannelPolicy", "SslRequire"))
    if client.value("clientCertificatePolicy").text == "CertIgnore":
        wanted.append(("sslClientCertificates", "clientCertificatePolicy", "CertRequire" if only else "CertAllow"))
    if client.value("useActiveDirectoryMapping").text != "true":
        wanted.append(("sslClientCertificates", "useActiveDirectoryMapping", "true"))
    methods = security.find("authentication")
    if methods.find("clientCertAuthentication").value("enabled").text != "true":
        wanted.append(("authentication/clientCertAuthentication", "enabled", "true"))
    if only:
        for name in ("anonymousAuthentication", "basicAuthentication"):
            if methods.find(name).value("enabled").text == "true":
                wanted.append((f"authentication/{name}", "enabled", "false"))
    return [
        SettingChange("enable", "site", site.name, f"ftpServer/security/{path}", attribute, value)
        for path, attribute, value in wanted
    ]
