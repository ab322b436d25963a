"""What the settings of a site say about logging in: methods, certificates, the commands that it takes."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ftplint.named_tuple import NamedTuple
from ftplint.schema import PLACEHOLDER, is_thumbprint

if TYPE_CHECKING:
    from ftplint.configuration.layers import EffectiveElement


class Logon(NamedTuple):
    """All that ``ftpServer`` of a site says about logging in: sites alike in it let in the same clients."""

    anonymous: bool
    basic: bool
    certificate: bool
    custom: bool
    isolation: str
    refuses_all: bool
    """Whether ``maxConnections`` is 0."""
    clear: bool
    """Whether the control channel may be in clear."""
    tls_possible: bool
    """Whether a server certificate can have the thumbprint."""
    certificates_mapped: bool
    """Whether a client certificate can become an account: it is asked for, and mapped."""
    auth_passes: bool
    """Whether the command filter lets AUTH through, without which no TLS begins but on port 990."""
    commands_pass: bool
    """Whether USER passes, and PASS where something else than certificates logs in."""
    by_provider: bool
    """Whether a provider decides what users may do."""
    account: str
    """The account that stands for anonymous users."""
    domains: frozenset[str]
    """The names of domains that it has, in lower case."""

    @property
    def by_accounts(self) -> bool:
        """Whether somebody can log in who is not anonymous, whatever certificates need."""
        return self.basic or self.certificate or self.custom


class Logons:
    """Reads ``ftpServer`` elements, those alike in all that matters once."""

    def __init__(self) -> None:
        self._known: dict[int, tuple[EffectiveElement, Logon]] = {}
        """By identity; the element is kept, so that no other can take its identity."""
        self._by_parts: dict[tuple[object, ...], Logon] = {}
        self._equal: dict[Logon, Logon] = {}

    def of(self, ftp: EffectiveElement) -> Logon:
        """What the ``ftpServer`` element *ftp* says; the same object where it is equal."""
        known = self._known.get(id(ftp))
        if known is None:
            security = ftp.child("security")
            ssl, limit = security.child("ssl"), ftp.child("connections").value("maxConnections").text
            policy, thumbprint = ssl.value("controlChannelPolicy").text, ssl.value("serverCertHash").text
            parts = (
                *map(id, map(security.child, _PARTS)),
                id(ftp.child("userIsolation")),
                policy,
                usable(thumbprint),
                limit == "0",
            )
            found = self._by_parts.get(parts)
            if found is None:
                found = _logon(ftp)
                found = self._by_parts[parts] = self._equal.setdefault(found, found)
            known = self._known[id(ftp)] = ftp, found
        return known[1]


_PARTS = ("authentication", "sslClientCertificates", "commandFiltering", "customAuthorization")


def _logon(ftp: EffectiveElement) -> Logon:
    security = ftp.child("security")
    methods = security.child("authentication")
    basic = methods.child("basicAuthentication")
    anonymous = methods.child("anonymousAuthentication")
    ssl, wanted = security.child("ssl"), security.child("sslClientCertificates")
    provider = security.find("customAuthorization/provider")
    by_name = _on(anonymous), _on(basic), _any_on(methods.find("customAuthentication/providers"), "enabled")
    commands = security.child("commandFiltering")
    needed = ("USER", "PASS") if any(by_name) else ("USER",)
    return Logon(
        anonymous=by_name[0],
        basic=by_name[1],
        certificate=_on(methods.child("clientCertAuthentication")),
        custom=by_name[2],
        isolation=ftp.child("userIsolation").value("mode").text,
        refuses_all=ftp.child("connections").value("maxConnections").text == "0",
        clear=ssl.value("controlChannelPolicy").text == "SslAllow",
        tls_possible=usable(ssl.value("serverCertHash").text),
        certificates_mapped=wanted.value("clientCertificatePolicy").text != "CertIgnore"
        and wanted.value("useActiveDirectoryMapping").text == "true",
        auth_passes=_passes(commands, "AUTH"),
        commands_pass=all(_passes(commands, verb) for verb in needed),
        by_provider=_on(provider) and provider.value("name").text != "",
        account=anonymous.value("userName").text,
        domains=_domains(
            ftp.find("userIsolation/activeDirectory").value("adUserName").text, basic.value("defaultLogonDomain").text
        ),
    )


def any_allowed(element: EffectiveElement) -> bool:
    return _any_on(element, "allowed")


def usable(thumbprint: str) -> bool:
    """Whether a server certificate can have the thumbprint; the one of the documentation is that of none."""
    return is_thumbprint(thumbprint) and thumbprint.lower() != PLACEHOLDER


def _on(element: EffectiveElement) -> bool:
    return element.value("enabled").text == "true"


def _any_on(collection: EffectiveElement, attribute: str) -> bool:
    return any(item.value(attribute).text == "true" for item in collection.items)


def _passes(commands: EffectiveElement, verb: str) -> bool:
    """Whether the filter of *commands* lets *verb* through."""
    listed = {item.value("command").text.upper(): item.value("allowed").text == "true" for item in commands.items}
    return listed.get(verb, commands.value("allowUnlisted").text == "true")


_NONE: frozenset[str] = frozenset()


def _domains(directory: str, default: str) -> frozenset[str]:
    """The domain of the account *directory*, and the *default* domain of a logon."""
    if not directory and not default:
        return _NONE
    before, found, _ = directory.lower().partition("\\")
    return frozenset({before if found else "", default.lower().strip("\\")} - {""})
