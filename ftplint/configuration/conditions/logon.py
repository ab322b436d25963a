"""What the settings of a site say about logging in: methods, certificates, the commands that it takes."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ftplint.schema import PLACEHOLDER, is_thumbprint

if TYPE_CHECKING:
    from ftplint.configuration.layers import EffectiveElement
    from ftplint.configuration.sites import Site


def methods(ftp: EffectiveElement) -> tuple[bool, bool, bool, bool]:
    """Whether anonymous, Basic, certificate and custom logon are on."""
    methods = ftp.find("security/authentication")
    single = (
        methods.child(name).value("enabled").text == "true"
        for name in ("anonymousAuthentication", "basicAuthentication", "clientCertAuthentication")
    )
    custom = any(item.value("enabled").text == "true" for item in methods.find("customAuthentication/providers").items)
    anonymous, basic, certificate = single
    return anonymous, basic, certificate, custom


def isolation(ftp: EffectiveElement) -> str:
    return ftp.child("userIsolation").value("mode").text


def any_allowed(element: EffectiveElement) -> bool:
    return any(item.value("allowed").text == "true" for item in element.items)


def usable(thumbprint: str) -> bool:
    """Whether a server certificate can have the thumbprint; the one of the documentation is that of none."""
    return is_thumbprint(thumbprint) and thumbprint.lower() != PLACEHOLDER


def tokens(security: EffectiveElement) -> bool:
    """Whether a client certificate can become an account: it is asked for, and mapped."""
    wanted = security.child("sslClientCertificates")
    asked = wanted.value("clientCertificatePolicy").text != "CertIgnore"
    return asked and wanted.value("useActiveDirectoryMapping").text == "true"


def commands_suffice(ftp: EffectiveElement) -> bool:
    """Whether USER passes, and PASS where something else than certificates logs in."""
    anonymous, basic, _, custom = methods(ftp)
    needed = ("USER", "PASS") if anonymous or basic or custom else ("USER",)
    return all(_passes(ftp, verb) for verb in needed)


def auth_is_filtered(site: Site) -> bool:
    """Whether AUTH, without which no TLS begins but on port 990, does not pass."""
    return all(binding.port != "990" for binding in site.bindings) and not _passes(site.ftp, "AUTH")


def _passes(ftp: EffectiveElement, verb: str) -> bool:
    """Whether the command filter lets *verb* through."""
    commands = ftp.find("security/commandFiltering")
    listed = {item.value("command").text.upper(): item.value("allowed").text == "true" for item in commands.items}
    return listed.get(verb, commands.value("allowUnlisted").text == "true")
