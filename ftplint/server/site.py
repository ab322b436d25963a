"""One FTP site as the server needs it: every effective value typed, nothing about sockets."""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING

from ftplint.named_tuple import NamedTuple
from ftplint.server import values

if TYPE_CHECKING:
    from ftplint.configuration import Configuration, EffectiveElement, Site


class Tls(NamedTuple):
    """``security/ssl``."""

    control: str
    data: str
    thumbprint: str
    store: str
    strong_only: bool
    """``ssl128``."""


class ClientCertificates(NamedTuple):
    """``security/sslClientCertificates``."""

    policy: str
    flags: frozenset[str]
    mapping: bool
    """``useActiveDirectoryMapping``."""


class Methods(NamedTuple):
    """``security/authentication``: which methods are on. ``providers`` are the names of the enabled custom ones,
    ``domain`` is ``defaultLogonDomain`` of basic authentication."""

    anonymous: bool
    basic: bool
    client_certificate: bool
    providers: tuple[str, ...]
    domain: str = ""


class Messages(NamedTuple):
    """``messages``."""

    banner: str
    greeting: str
    exit: str
    max_clients: str
    suppress_default_banner: bool
    expand_variables: bool
    detailed_for_local: bool


class Limits(NamedTuple):
    """``connections``; times in seconds, 0 meaning none."""

    control_timeout: int
    data_timeout: int
    unauthenticated_timeout: int
    max_connections: int
    reset_on_max: bool
    min_bytes_per_second: int
    backlog: int


class Commands(NamedTuple):
    """``security/commandFiltering``; the verbs in upper case."""

    longest: int
    allow_unlisted: bool
    listed: dict[str, bool]


class AuthorizationRule(NamedTuple):
    """One entry of ``security/authorization``; names in lower case."""

    allow: bool
    users: tuple[str, ...]
    roles: tuple[str, ...]
    permissions: frozenset[str]


class AddressEntry(NamedTuple):
    """One entry of ``security/ipSecurity``."""

    allowed: bool
    address: str
    mask: str
    domain: str


class Filters(NamedTuple):
    """``security/requestFiltering``; names in lower case, extensions with their leading dot."""

    high_bit: bool
    longest_path: int
    largest: int
    hidden: frozenset[str]
    sequences: tuple[str, ...]
    extensions: dict[str, bool]
    unlisted_extensions: bool


class AtPath(NamedTuple):
    """What ``system.ftpServer`` says at one path of a site."""

    rules: tuple[AuthorizationRule, ...]
    addresses: tuple[AddressEntry, ...]
    allow_unlisted_addresses: bool
    reverse_dns: bool
    filters: Filters


class VirtualFolder(NamedTuple):
    """A virtual directory: its path in the site (``/`` or ``/a/b``) and its Windows path."""

    path: str
    physical: str


class SiteSettings:
    """All that the server asks of one site."""

    def __init__(self, configuration: Configuration, site: Site) -> None:
        self._configuration = configuration
        self._paths: dict[str, AtPath] = {}
        self.name = site.name
        self.id = site.id
        self.bindings = site.bindings
        ftp = site.ftp
        self.starts = site.starts
        self.utf8 = values.flag(ftp, "allowUTF8")
        self.encoding = "utf-8" if self.utf8 else "cp1252"
        """Of command lines, replies and listings."""
        self.tls = tls_of(ftp)
        client = ftp.find("security/sslClientCertificates")
        self.client_certificates = ClientCertificates(
            policy=values.text(client, "clientCertificatePolicy"),
            flags=values.flags(client, "validationFlags"),
            mapping=values.flag(client, "useActiveDirectoryMapping"),
        )
        self.methods = _methods(ftp.find("security/authentication"))
        self.anonymous_account = values.text(ftp.find("security/authentication/anonymousAuthentication"), "userName")
        """The account that anonymous sessions run as."""
        custom = ftp.find("security/customAuthorization/provider")
        self.custom_authorization = values.flag(custom, "enabled") and values.text(custom, "name") != ""
        self.isolation = values.text(ftp.find("userIsolation"), "mode")
        data = ftp.find("security/dataChannelSecurity")
        self.match_port = values.flag(data, "matchClientAddressForPort")
        self.match_pasv = values.flag(data, "matchClientAddressForPasv")
        self.external_address = values.text(ftp.find("firewallSupport"), "externalIp4Address")
        commands = ftp.find("security/commandFiltering")
        self.commands = Commands(
            longest=values.number(commands, "maxCommandLine"),
            allow_unlisted=values.flag(commands, "allowUnlisted"),
            listed={values.text(item, "command").upper(): values.flag(item, "allowed") for item in commands.items},
        )
        self.messages = _messages(ftp.find("messages"))
        self.limits = _limits(ftp.find("connections"))
        self.show = values.flags(ftp.find("directoryBrowse"), "showFlags")
        files = ftp.find("fileHandling")
        self.read_uploads = values.flag(files, "allowReadUploadsInProgress")
        self.replace_on_rename = values.flag(files, "allowReplaceOnRename")
        self.keep_partial = values.flag(files, "keepPartialUploads")
        self.folders = tuple(_folders(configuration, site))

        self.root = next((folder.physical for folder in self.folders if folder.path == "/"), "")
        """The Windows path of the site's root; empty without a root virtual directory."""

    def at(self, path: str) -> AtPath:
        """The settings at a virtual path (``/a/b``): those of the deepest location at or above it."""
        sections = self._configuration.sections
        full = f"{self.name}{path.rstrip('/')}".lower()
        place = sections.written_at(full)
        known = self._paths.get(place)
        if known is None:
            known = self._paths[place] = _at_path(sections.group(place))
        return known

    @cached_property
    def asks_for_names(self) -> bool:
        """Whether a rule somewhere in the site is on the name of a client, with enableReverseDns."""
        places = [self.at(path) for path in ("/", *self.locations_below("/"))]
        return any(at.reverse_dns and any(entry.domain for entry in at.addresses) for at in places)

    def locations_below(self, path: str) -> tuple[str, ...]:
        """The paths strictly below a virtual path (``/a``) that have settings of their own, in lower case."""
        start = f"{self.name}{path.rstrip('/')}/".lower()
        cut = len(self.name)
        return tuple(p[cut:] for p in self._configuration.sections.paths_below(self.name) if p.startswith(start))


def tls_of(ftp: EffectiveElement) -> Tls:
    """``security/ssl`` of an ``ftpServer`` element: of a site, or of siteDefaults."""
    ssl = ftp.find("security/ssl")
    return Tls(
        control=values.text(ssl, "controlChannelPolicy"),
        data=values.text(ssl, "dataChannelPolicy"),
        thumbprint=values.text(ssl, "serverCertHash"),
        store=values.text(ssl, "serverCertStoreName"),
        strong_only=values.flag(ssl, "ssl128"),
    )


def _methods(element: EffectiveElement) -> Methods:
    providers = element.find("customAuthentication/providers").items
    return Methods(
        anonymous=values.flag(element.child("anonymousAuthentication"), "enabled"),
        basic=values.flag(element.child("basicAuthentication"), "enabled"),
        client_certificate=values.flag(element.child("clientCertAuthentication"), "enabled"),
        providers=tuple(values.text(item, "name") for item in providers if values.flag(item, "enabled")),
        domain=values.text(element.child("basicAuthentication"), "defaultLogonDomain"),
    )


def _messages(element: EffectiveElement) -> Messages:
    return Messages(
        banner=values.text(element, "bannerMessage"),
        greeting=values.text(element, "greetingMessage"),
        exit=values.text(element, "exitMessage"),
        max_clients=values.text(element, "maxClientsMessage"),
        suppress_default_banner=values.flag(element, "suppressDefaultBanner"),
        expand_variables=values.flag(element, "expandVariables"),
        detailed_for_local=values.flag(element, "allowLocalDetailedErrors"),
    )


def _limits(element: EffectiveElement) -> Limits:
    return Limits(
        control_timeout=values.number(element, "controlChannelTimeout"),
        data_timeout=values.number(element, "dataChannelTimeout"),
        unauthenticated_timeout=values.number(element, "unauthenticatedTimeout"),
        max_connections=values.number(element, "maxConnections"),
        reset_on_max=values.flag(element, "resetOnMaxConnections"),
        min_bytes_per_second=values.number(element, "minBytesPerSecond"),
        backlog=values.number(element, "serverListenBacklog"),
    )


def _at_path(group: EffectiveElement) -> AtPath:
    security = group.find("security/ipSecurity")
    return AtPath(
        rules=tuple(_rule(item) for item in group.find("security/authorization").items),
        addresses=tuple(_address(item) for item in security.items),
        allow_unlisted_addresses=values.flag(security, "allowUnlisted"),
        reverse_dns=values.flag(security, "enableReverseDns"),
        filters=_filters(group.find("security/requestFiltering")),
    )


def _rule(item: EffectiveElement) -> AuthorizationRule:
    return AuthorizationRule(
        allow=values.text(item, "accessType") == "Allow",
        users=_names(item, "users"),
        roles=_names(item, "roles"),
        permissions=values.flags(item, "permissions"),
    )


def _address(item: EffectiveElement) -> AddressEntry:
    return AddressEntry(
        allowed=values.flag(item, "allowed"),
        address=values.text(item, "ipAddress"),
        mask=values.text(item, "subnetMask"),
        domain=values.text(item, "domainName"),
    )


def _filters(element: EffectiveElement) -> Filters:
    extensions = element.child("fileExtensions")
    limits = element.child("requestLimits")
    return Filters(
        high_bit=values.flag(element, "allowHighBitCharacters"),
        longest_path=values.number(limits, "maxUrl"),
        largest=values.number(limits, "maxAllowedContentLength"),
        hidden=frozenset(values.text(item, "segment").lower() for item in element.child("hiddenSegments").items),
        sequences=tuple(values.text(item, "sequence").lower() for item in element.child("denyUrlSequences").items),
        extensions={
            _extension(values.text(item, "fileExtension")): values.flag(item, "allowed") for item in extensions.items
        },
        unlisted_extensions=values.flag(extensions, "allowUnlisted"),
    )


def _extension(text: str) -> str:
    """Open: whether the leading dot must be written. Taken: ``exe`` and ``.exe`` are the same."""
    return f".{text.lstrip('.').lower()}"


def _folders(configuration: Configuration, site: Site) -> list[VirtualFolder]:
    """Every virtual directory of the site's applications, with its path in the site, shallow ones first."""
    found = []
    for application in configuration.applications(site):
        for directory in application.virtual_directories:
            path = f"{application.path.rstrip('/')}/{directory.path.strip('/')}".rstrip("/") or "/"
            found.append(VirtualFolder(path, directory.attributes.get("physicalPath", "")))
    return sorted(found, key=lambda folder: folder.path.count("/"))


def _names(element: EffectiveElement, name: str) -> tuple[str, ...]:
    return tuple(part.lower() for part in values.parts(element, name))
