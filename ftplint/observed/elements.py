"""The elements of ``server/evidence`` and which facts become which: what rules of one's own can ask of a bundle."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from ftplint.observed.element import BOOLEAN, FactAttribute, FactElement

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence
    from datetime import datetime

    from ftplint.evidence import Bundle, KnownCertificate

_NAME = FactAttribute("name", "name", "its name")
_ENABLED = FactAttribute("enabled", "enabled", "whether it is enabled", BOOLEAN)

COMPUTER = FactElement(
    "computer",
    "server",
    "the server, once",
    (
        FactAttribute("name", "computer", "its name"),
        FactAttribute("collected", "collected", "when the facts were collected, UTC"),
        FactAttribute("administrator", "administrator", "whether an administrator collected them", BOOLEAN),
        FactAttribute("windows", "windows.name", "Windows Server 2022 Standard"),
        FactAttribute("version", "windows.version", "10.0.20348"),
        FactAttribute("iis", "iis", "the version of IIS"),
        FactAttribute("domain", "domain", "its domain"),
        FactAttribute("role", "domainRole", "member server, standalone server, domain controller ..."),
        FactAttribute("changed", "configurationChanged", "the last write of applicationHost.config, UTC"),
    ),
)
FEATURE = FactElement(
    "feature",
    "server",
    "a role service or feature of Windows",
    (_NAME, FactAttribute("installed", "installed", "whether it is installed", BOOLEAN)),
)
SERVICE = FactElement(
    "service",
    "server",
    "a service of Windows",
    (
        _NAME,
        FactAttribute("state", "state", "Running, Stopped ..."),
        FactAttribute("start", "startMode", "Auto, Manual, Disabled"),
        FactAttribute("account", "account", "the account that it runs as"),
        FactAttribute("started", "started", "when it was started, UTC"),
    ),
)
PERMISSION = FactElement(
    "permission",
    "paths",
    "an entry of the access control list of the folder",
    (
        FactAttribute("account", "account", "whose"),
        FactAttribute("sid", "sid", "the SID of the account"),
        FactAttribute("type", "type", "allow or deny", ("allow", "deny")),
        FactAttribute("rights", "rights", "of list, read, write, delete, full"),
        FactAttribute("inherited", "inherited", "whether a folder above has the entry", BOOLEAN),
    ),
)
FOLDER = FactElement(
    "folder",
    "paths",
    "a path that the file names, or a home directory that user isolation would look for",
    (
        FactAttribute("path", "path", "as the file writes it"),
        FactAttribute("expanded", "expanded", "with variables replaced"),
        FactAttribute("use", "use", "what it is to the file", ("root", "virtual directory", "home", "log")),
        FactAttribute("exists", "exists", "whether it exists", BOOLEAN),
        FactAttribute("kind", "kind", "folder or file", ("folder", "file")),
        FactAttribute("link", "link", "where the link leads that it is"),
        FactAttribute("share", "share", "whether it is on another machine; then nobody looked", BOOLEAN),
        FactAttribute("free", "freeBytes", "free bytes on its disk"),
        FactAttribute("owner", "owner", "its owner"),
    ),
    {
        "permissions": PERMISSION,
        "folders": FactElement("subfolder", "paths", "a folder in it", (_NAME,)),
    },
)
ACCOUNT = FactElement(
    "account",
    "accounts",
    "a user or group that the file names",
    (
        FactAttribute("name", "name", "as the file writes it"),
        FactAttribute("kind", "kind", "user or group", ("user", "group")),
        FactAttribute("found", "found", "whether it exists", BOOLEAN),
        FactAttribute("sid", "sid", "its SID"),
        _ENABLED,
        FactAttribute("locked", "locked", "whether it is locked", BOOLEAN),
        FactAttribute("expired", "expired", "whether it has expired", BOOLEAN),
        FactAttribute("password-expired", "passwordExpired", "whether its password has expired", BOOLEAN),
        FactAttribute("home", "homeDirectory", "its home directory in Active Directory"),
    ),
    {
        "members": FactElement("member", "accounts", "a member of the group", (_NAME,)),
        "groups": FactElement("group", "accounts", "a group that the user is in, nested or not", (_NAME,)),
    },
)
FIREWALL = FactElement(
    "firewall",
    "network",
    "a profile of the firewall",
    (
        FactAttribute("profile", "name", "Domain, Private, Public"),
        _ENABLED,
        FactAttribute("active", "active", "whether the server is in such a network", BOOLEAN),
        FactAttribute("inbound", "defaultInbound", "what happens to what no rule is about", ("block", "allow")),
    ),
)
FIREWALL_RULE = FactElement(
    "firewall-rule",
    "network",
    "an inbound rule of the firewall",
    (
        _NAME,
        _ENABLED,
        FactAttribute("direction", "direction", "in or out", ("in", "out")),
        FactAttribute("action", "action", "what it does", ("allow", "block")),
        FactAttribute("protocol", "protocol", "TCP, Any"),
        FactAttribute("ports", "localPorts", "21, 50000-50100, Any"),
        FactAttribute("profiles", "profiles", "the profiles in which it is in force, or Any"),
        FactAttribute("program", "program", "the program that it is for"),
        FactAttribute("service", "service", "the service that it is for"),
        FactAttribute("remote", "remoteAddresses", "whose connections it is about, or Any"),
    ),
)
LISTENER = FactElement(
    "listener",
    "network",
    "what listens on a TCP port",
    (
        FactAttribute("address", "address", "the address"),
        FactAttribute("port", "port", "the port"),
        FactAttribute("process", "process", "the name of the process"),
        FactAttribute("service", "service", "the service in the process"),
    ),
)
PROTOCOL = FactElement(
    "protocol",
    "tls",
    "a protocol in the Schannel settings",
    (
        _NAME,
        FactAttribute("role", "role", "server or client"),
        _ENABLED,
        FactAttribute("disabled-by-default", "disabledByDefault", "the setting DisabledByDefault", BOOLEAN),
    ),
)
CIPHER = FactElement("cipher", "tls", "a cipher in the Schannel settings", (_NAME, _ENABLED))
NT_AUTH = FactElement(
    "nt-auth", "tls", "an entry of the NTAuth store", (FactAttribute("thumbprint", "name", "the thumbprint"),)
)
ISSUER = FactElement(
    "issuer",
    "tls",
    "a trusted root certificate",
    (
        FactAttribute("thumbprint", "thumbprint", "the thumbprint"),
        FactAttribute("subject", "subject", "the subject"),
    ),
)
MAPPING = FactElement(
    "mapping",
    "tls",
    "how Windows maps client certificates to accounts, once",
    (
        FactAttribute("strong", "strongCertificateBindingEnforcement", "StrongCertificateBindingEnforcement"),
        FactAttribute("methods", "certificateMappingMethods", "CertificateMappingMethods"),
        FactAttribute("send-issuers", "sendTrustedIssuerList", "SendTrustedIssuerList"),
        FactAttribute("trust-mode", "clientAuthTrustMode", "ClientAuthTrustMode"),
    ),
)
CERTIFICATE = FactElement(
    "certificate",
    "certificates",
    "a certificate in a store of the server, from a bundle or the option certificates",
    (
        FactAttribute("thumbprint", "thumbprint", "in lower case, as serverCertHash has it here"),
        FactAttribute("store", "store", "My, WebHosting"),
        FactAttribute("name", "name", "the common name of its subject"),
        FactAttribute("key", "has_key", "whether it has a private key", BOOLEAN),
        FactAttribute("from", "not_before", "the first moment of its validity, UTC"),
        FactAttribute("to", "not_after", "the last one"),
        FactAttribute("server", "for_servers", "whether it is for server authentication", BOOLEAN),
        FactAttribute("weak", "weak", "what is weak about it, in words"),
        FactAttribute("chain", "chain", "what Windows finds wrong with its chain"),
    ),
    {
        "hosts": FactElement("host", "certificates", "a DNS name in it", (_NAME,)),
        "readers": FactElement("reader", "certificates", "an account that may read its private key", (_NAME,)),
    },
)
ELEMENTS = (
    *(COMPUTER, FEATURE, SERVICE, FOLDER, ACCOUNT, FIREWALL, FIREWALL_RULE, LISTENER, PROTOCOL, CIPHER, NT_AUTH),
    *(ISSUER, MAPPING, CERTIFICATE),
)
"""All of them, in the order of the document."""


def bundle_elements(bundle: Bundle) -> Iterator[str]:
    """The facts of *bundle* as elements, without its certificates."""
    parts = bundle.parts
    server, tls, network = (parts.get(name, {}) for name in ("server", "tls", "network"))
    firewall = network.get("firewall") or {}
    about = {
        "computer": bundle.computer,
        "collected": _moment(bundle.collected),
        "administrator": bundle.administrator,
    }
    yield from COMPUTER.xml({**server, **about})
    facts: Sequence[tuple[FactElement, Sequence[Any] | None]] = (
        (FEATURE, server.get("features")),
        (SERVICE, server.get("services")),
        (FOLDER, [_folder(one) for one in parts.get("paths", {}).get("paths", ())]),
        (ACCOUNT, parts.get("accounts", {}).get("accounts")),
        (FIREWALL, firewall.get("profiles")),
        (FIREWALL_RULE, firewall.get("rules")),
        (LISTENER, network.get("listeners")),
        (PROTOCOL, tls.get("protocols")),
        (CIPHER, tls.get("ciphers")),
        (NT_AUTH, [{"name": one} for one in tls.get("ntAuth") or ()]),
        (ISSUER, tls.get("trustedIssuers")),
        (MAPPING, [tls["mapping"]] if tls.get("mapping") else None),
    )
    for element, listed in facts:
        for one in listed or ():
            yield from element.xml(one)


def certificate_elements(certificates: Sequence[KnownCertificate]) -> Iterator[str]:
    """Certificates as elements, from wherever they are."""
    for one in certificates:
        fact: Mapping[str, Any] = one._asdict()
        yield from CERTIFICATE.xml({**fact, "not_before": _moment(one.not_before), "not_after": _moment(one.not_after)})


def _folder(one: Mapping[str, Any]) -> Mapping[str, Any]:
    """A list of permissions without entries may be no list at all."""
    return {**one, "permissions": one.get("permissions") or None}


def _moment(time: datetime) -> str:
    return f"{time:%Y-%m-%dT%H:%M:%SZ}"
