"""Conditions that many rules ask for, worked out once: attributes of the effective document that no file writes.

Their names have a hyphen, which no setting of IIS has. Rules read them like settings; findings never point at them.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from ftplint.schema import PLACEHOLDER, external_kind, ip_kind, is_thumbprint, mask_kind
from ftplint.source import escape

if TYPE_CHECKING:
    from collections.abc import Callable, Container, Iterable, Iterator

    from ftplint.configuration.layers import EffectiveElement
    from ftplint.configuration.sections import Sections
    from ftplint.configuration.sites import Application, Site, VirtualDirectory

_BOOL = ("true", "false")
_RIGHTS = ("", "Read", "Write", "Read, Write")


class Condition(NamedTuple):
    """One such attribute. ``values`` are all that it can have, () for any text; ``reads`` what it is worked out from.

    Only attributes of the same element are in ``reads``: whoever looks at the condition has to see them.
    """

    name: str
    values: tuple[str, ...]
    meaning: str
    reads: tuple[str, ...] = ()


OF_SITE = (
    Condition(
        "shut-by",
        (
            *("nothing", "methods", "connections", "addresses", "commands", "tls", "certificates", "isolation"),
            *("rules", "root"),
        ),
        "What keeps every client from logging in, as far as the file shows it; nothing: somebody can get in.",
    ),
    Condition(
        "anonymous-logon",
        ("no", "yes", "perhaps"),
        "Whether USER anonymous gets in; perhaps: a provider, or a rule for the account behind it, decides.",
    ),
    Condition("decided-by", ("rules", "provider"), "Who decides what a user may do: a provider, once it is enabled."),
    Condition(
        "tls-channel",
        ("possible", "impossible"),
        "Whether TLS can begin: the thumbprint can be that of a certificate, and AUTH passes the command filter.",
    ),
)
OF_SERVER = (Condition("client-limit", (), "How many clients all sites with a limit (maxConnections) admit together."),)
OF_LOCATION = (
    Condition("anonymous-rights", _RIGHTS, "What rules for * and ? give anonymous users here, less what is denied."),
    Condition(
        "account-rights",
        _RIGHTS,
        "What rules for the account that stands for anonymous users, or for Everyone or Guests, give here besides.",
    ),
    Condition(
        "open-to-somebody",
        _BOOL,
        "Whether a rule allows anybody anything here who may log in (? only with anonymous logon), and none denies it "
        "to all.",
    ),
)
OF_DIRECTORY = (
    Condition(
        "url-path", (), "The path in the site: that of the application and that of the virtual directory.", ("path",)
    ),
    Condition(
        "directory-kind",
        ("root", "homes", "content"),
        "The root of the site, or a directory for homes (LocalUser, a domain that the file names, one above another "
        "virtual directory), or content.",
        ("path",),
    ),
)
_Pair = tuple[Condition, "Callable[[EffectiveElement], str]"]


def _built_in(element: EffectiveElement) -> str:
    """IisManagerAuth and AspNetAuth come with FTP Extensibility (iis-ftp-schema section 2.2)."""
    return str(element.value("name").text.lower() in ("iismanagerauth", "aspnetauth")).lower()


_BUILT_IN: tuple[_Pair, ...] = (
    (Condition("built-in", _BOOL, "Whether the provider is IisManagerAuth or AspNetAuth.", ("name",)), _built_in),
)
_VARIABLES = ("bytesreceived", "bytessent", "sessionid", "sitename", "username")
"""What messages expand (iis-ftp-schema, messages); letter case does not matter."""
_VARIABLE = "%([A-Za-z_]+)%"
_UNCLOSED = f"%({'|'.join(_VARIABLES)})(?![A-Za-z_%])"


def _unknown_variables(attribute: str) -> _Pair:
    def of(element: EffectiveElement) -> str:
        text = element.value(attribute).text
        if "%" not in text:
            return ""
        import re

        found = [f"%{name}%" for name in re.findall(_VARIABLE, text) if name.lower() not in _VARIABLES]
        found += [f"%{name}" for name in re.findall(_UNCLOSED, re.sub(_VARIABLE, "", text), re.IGNORECASE)]
        return escape(", ".join(dict.fromkeys(found)))

    name = f"{attribute.lower().removesuffix('message')}-unknown"
    return Condition(
        name, (), f"The variables in {attribute} that FTP does not know, or that lack a %.", (attribute,)
    ), of


_ADMINISTRATORS = {
    "users": (
        *("administrator", "administrateur", "administrador", "amministratore", "administratör"),
        *("администратор", "rendszergazda", "järjestelmänvalvoja"),
    ),
    "roles": (
        *("administrators", "domain admins", "enterprise admins", "schema admins"),
        *("administratoren", "administrateurs", "administradores", "amministratori", "administratorzy"),
        *("administratörer", "administratorer", "администраторы", "rendszergazdák", "järjestelmänvalvojat"),
        *("domänen-admins", "organisations-admins", "schema-admins", "admins du domaine"),
    ),
}
"""The built-in account, and groups with all rights, as Windows calls them in several languages."""


def _administrators(element: EffectiveElement) -> str:
    found = []
    for attribute, known in _ADMINISTRATORS.items():
        for part in element.value(attribute).text.split(","):
            name = part.strip().rpartition("\\")[2].partition("@")[0].lower()
            if name in known:
                found.append(part.strip())
    return escape(", ".join(found))


OF_ELEMENT: dict[str, tuple[_Pair, ...]] = {
    "ftpServer/firewallSupport": (
        (
            Condition(
                "external-kind",
                ("none", "malformed", "unroutable", "private", "public"),
                "What kind of IPv4 address externalIp4Address is.",
                ("externalIp4Address",),
            ),
            lambda element: external_kind(element.value("externalIp4Address").text),
        ),
    ),
    "system.ftpServer/security/ipSecurity/add": (
        (
            Condition("address-kind", ("none", "IPv4", "IPv6", "malformed"), "What ipAddress is.", ("ipAddress",)),
            lambda element: ip_kind(element.value("ipAddress").text),
        ),
        (
            Condition("mask-kind", ("none", "IPv4", "malformed"), "What subnetMask is.", ("subnetMask",)),
            lambda element: mask_kind(element.value("subnetMask").text),
        ),
    ),
    "ftpServer/messages": tuple(
        map(_unknown_variables, ("bannerMessage", "greetingMessage", "exitMessage", "maxClientsMessage"))
    ),
    "system.ftpServer/security/authorization/add": (
        (
            Condition(
                "administrator-names", (), "Which users and roles are administrators, by name.", ("users", "roles")
            ),
            _administrators,
        ),
    ),
    "ftpServer/security/authentication/customAuthentication/providers/add": _BUILT_IN,
    "ftpServer/customFeatures/providers/add": _BUILT_IN,
}
"""By the path of the element."""

NAMES = frozenset(condition.name for condition in (*OF_SITE, *OF_LOCATION, *OF_DIRECTORY))
"""The conditions that need more than the element they stand at."""
READS = {
    condition.name: condition.reads
    for condition in (*OF_DIRECTORY, *(one for some in OF_ELEMENT.values() for one, _ in some))
}
"""What each condition is worked out from, by its name."""


def element_conditions(element: EffectiveElement, names: Container[str] | None = None) -> str:
    """The conditions of *element* as attributes, those among *names* or all."""
    known = OF_ELEMENT.get(element.declaration.path)
    if known is None:
        return ""
    wanted = (pair for pair in known if names is None or pair[0].name in names)
    return "".join(f' {condition.name}="{of(element)}"' for condition, of in wanted)


class AtLocation(NamedTuple):
    """What the authorization rules of one place say; the conditions of ``OF_LOCATION``."""

    anonymous: str
    account: str
    somebody: bool
    accounts: bool = False
    """Whether a rule lets in others than anonymous users."""

    def on(self, ftp: EffectiveElement) -> AtLocation:
        """The same on a site: where anonymous users cannot log in, a rule for them alone lets nobody in."""
        if not self.somebody or self.accounts or (_methods(ftp)[0] and _isolation(ftp) != "ActiveDirectory"):
            return self
        return self._replace(somebody=False)

    def lets_in(self, *, accounts: bool) -> bool:
        """Whether somebody is let in, be it an anonymous user where no accounts can log in."""
        return self.somebody and (accounts or self.anonymous != "" or self.account != "")

    def attributes(self, names: Container[str] | None = None) -> str:
        """As attributes of the element ``location``, those among *names* or all."""
        return _attributes(OF_LOCATION, (self.anonymous, self.account, "true" if self.somebody else "false"), names)


class OfSite(NamedTuple):
    """The conditions of one site, and those of its locations by their normalised paths."""

    shut_by: str
    anonymous: str
    decided_by: str
    tls: str
    locations: dict[str, AtLocation]
    domains: frozenset[str]
    """The names of domains that the file has for the site, in lower case."""

    def attributes(self, names: Container[str] | None = None) -> str:
        """As attributes of the element ``site``, those among *names* or all."""
        return _attributes(OF_SITE, (self.shut_by, self.anonymous, self.decided_by, self.tls), names)

    @property
    def key(self) -> tuple[object, ...]:
        """All that rules can see of it, as a value to be compared."""
        return (self.shut_by, self.anonymous, self.decided_by, self.tls, tuple(self.locations.items()), self.domains)


class Conditions:
    """Works out the conditions of the sites of one configuration; sites that are alike in them, once."""

    def __init__(self, sections: Sections, *, fragment: bool) -> None:
        self._sections = sections
        self._fragment = fragment
        self._known: dict[tuple[object, ...], tuple[EffectiveElement, OfSite]] = {}
        self._rules: dict[tuple[int, str], tuple[EffectiveElement, AtLocation]] = {}

    def of(self, site: Site) -> OfSite:
        """The conditions of *site*."""
        located = site.name.lower() if site.name.lower() in self._sections.sites else ""
        key = (id(site.ftp), located, all(binding.port == "990" for binding in site.bindings), site.has_root)
        known = self._known.get(key)
        if known is None:
            if len(self._known) >= _KEPT:
                self._known.clear()
            known = self._known[key] = site.ftp, self._of(site)
        if located or not known[1].locations:
            return known[1]
        top = site.name.lower()  # shared with sites of other names, which have no location either
        return known[1]._replace(locations={top: next(iter(known[1].locations.values()))})

    def _of(self, site: Site) -> OfSite:
        security = site.ftp.find("security")
        provider = security.find("customAuthorization/provider")
        by_provider = provider.value("enabled").text == "true" and provider.value("name").text != ""
        account = security.find("authentication/anonymousAuthentication").value("userName").text
        section = self._sections.section
        places = {
            path: AtLocation("", "", somebody=False)
            if by_provider
            else self._at(section(_AUTHORIZATION, path), account).on(site.ftp)
            for path in self._sections.places(site.name)
        }
        shut_by = self._shut_by(site, places, by_provider=by_provider)
        anonymous = self._anonymous(site, shut_by, places, by_provider=by_provider)
        domains = _domains(site, (section(_AUTHORIZATION, path) for path in places))
        tls = _usable(security.child("ssl").value("serverCertHash").text) and not _auth_is_filtered(site)
        return OfSite(shut_by, anonymous, "provider" if by_provider else "rules", _possible(tls), places, domains)

    def _at(self, rules: EffectiveElement, account: str) -> AtLocation:
        known = self._rules.get((id(rules), account))
        if known is None:
            known = self._rules[id(rules), account] = rules, _rights(rules, account)
        return known[1]

    def _shut_by(self, site: Site, places: dict[str, AtLocation], *, by_provider: bool) -> str:
        """What shuts everybody out; in a fragment, what is absent may well be there."""
        ftp, whole = site.ftp, not self._fragment
        security = ftp.find("security")
        ssl = security.child("ssl")
        certificates_alone = _methods(ftp) == (False, False, True, False)
        needs_tls = ssl.value("controlChannelPolicy").text != "SslAllow" or all(b.port == "990" for b in site.bindings)
        no_auth = _auth_is_filtered(site)
        no_tls = not _usable(ssl.value("serverCertHash").text)
        tokens = not no_tls and not no_auth and _tokens(security)
        addresses = self._sections.section(_ADDRESSES, site.name.lower())
        if whole and not any(_methods(ftp)):
            return "methods"
        if ftp.child("connections").value("maxConnections").text == "0":
            return "connections"
        if addresses.value("allowUnlisted").text == "false" and not _any_allowed(addresses):
            return "addresses"
        if not _commands_suffice(ftp) or (no_auth and (needs_tls or certificates_alone)):
            return "commands"
        if no_tls and needs_tls:
            return "tls"
        if certificates_alone and not tokens:
            return "certificates"
        if _isolation(ftp) == "ActiveDirectory" and not _methods(ftp)[1]:
            return "isolation"
        accounts = _methods(ftp)[1] or _methods(ftp)[3] or (_methods(ftp)[2] and tokens) or not whole
        if whole and not by_provider and not any(place.lets_in(accounts=accounts) for place in _first(ftp, places)):
            return "rules"
        return "nothing" if site.has_root or not whole else "root"

    def _anonymous(self, site: Site, shut_by: str, places: dict[str, AtLocation], *, by_provider: bool) -> str:
        # Active Directory isolation has no home for anonymous users (KB 2649659).
        if not _methods(site.ftp)[0] or shut_by != "nothing" or _isolation(site.ftp) == "ActiveDirectory":
            return "no"
        starts = _anonymous_first(site, places)
        if not by_provider and any(place.anonymous for place in starts):
            return "yes"
        if by_provider or self._fragment or any(place.account for place in starts):
            return "perhaps"
        return "no"


_KEPT = 2000
_AUTHORIZATION = "system.ftpServer/security/authorization"
_ADDRESSES = "system.ftpServer/security/ipSecurity"
GROUPS = frozenset({"everyone", "guests"})
"""Groups that IUSR, the account behind anonymous users, is in or may well be in; for FTP rules nobody documents it."""


def _methods(ftp: EffectiveElement) -> tuple[bool, bool, bool, bool]:
    """Whether anonymous, Basic, certificate and custom logon are on."""
    methods = ftp.find("security/authentication")
    single = (
        methods.child(name).value("enabled").text == "true"
        for name in ("anonymousAuthentication", "basicAuthentication", "clientCertAuthentication")
    )
    custom = any(item.value("enabled").text == "true" for item in methods.find("customAuthentication/providers").items)
    anonymous, basic, certificate = single
    return anonymous, basic, certificate, custom


def _isolation(ftp: EffectiveElement) -> str:
    return ftp.child("userIsolation").value("mode").text


def _first(ftp: EffectiveElement, places: dict[str, AtLocation]) -> list[AtLocation]:
    """The places one of which has to let a user in: the root, or any where users start in homes of their own.

    With IsolateRootDirectoryOnly rules on a home are never asked (KB 4294477).
    """
    everywhere = _isolation(ftp) not in ("None", "IsolateRootDirectoryOnly")
    return list(places.values()) if everywhere else list(places.values())[:1]


def _anonymous_first(site: Site, places: dict[str, AtLocation]) -> list[AtLocation]:
    """The same for anonymous users; with IsolateAllDirectories their home is LocalUser\\Public, and no other counts."""
    if _isolation(site.ftp) != "IsolateAllDirectories":
        return _first(site.ftp, places)
    top = site.name.lower()
    home = next((path for path in (f"{top}/localuser/public", f"{top}/localuser") if path in places), top)
    return [places[home]] if home in places else list(places.values())[:1]


def _any_allowed(element: EffectiveElement) -> bool:
    return any(item.value("allowed").text == "true" for item in element.items)


def _usable(thumbprint: str) -> bool:
    """Whether a server certificate can have the thumbprint; the one of the documentation is that of none."""
    return is_thumbprint(thumbprint) and thumbprint.lower() != PLACEHOLDER


def _tokens(security: EffectiveElement) -> bool:
    """Whether a client certificate can become an account: it is asked for, and mapped."""
    wanted = security.child("sslClientCertificates")
    asked = wanted.value("clientCertificatePolicy").text != "CertIgnore"
    return asked and wanted.value("useActiveDirectoryMapping").text == "true"


def _commands_suffice(ftp: EffectiveElement) -> bool:
    """Whether USER passes, and PASS where something else than certificates logs in."""
    anonymous, basic, _, custom = _methods(ftp)
    needed = ("USER", "PASS") if anonymous or basic or custom else ("USER",)
    return all(_passes(ftp, verb) for verb in needed)


def _auth_is_filtered(site: Site) -> bool:
    """Whether AUTH, without which no TLS begins but on port 990, does not pass."""
    return all(binding.port != "990" for binding in site.bindings) and not _passes(site.ftp, "AUTH")


def _passes(ftp: EffectiveElement, verb: str) -> bool:
    """Whether the command filter lets *verb* through."""
    commands = ftp.find("security/commandFiltering")
    listed = {item.value("command").text.upper(): item.value("allowed").text == "true" for item in commands.items}
    return listed.get(verb, commands.value("allowUnlisted").text == "true")


def _possible(value: bool) -> str:
    return "possible" if value else "impossible"


def _rights(rules: EffectiveElement, account: str) -> AtLocation:
    """What the *rules* of one place give; a deny rule beats every allow rule (TechNet hh831537, dd722760)."""
    names = {account.lower(), account.lower().rpartition("\\")[2]} - {""}
    anonymous: dict[str, set[str]] = {"Allow": set(), "Deny": set()}
    by_account: dict[str, set[str]] = {"Allow": set(), "Deny": set()}
    everybody: dict[str, set[str]] = {"Allow": set(), "Deny": set()}
    accounts: dict[str, set[str]] = {"Allow": set(), "Deny": set()}
    for item in rules.items:
        kind = item.value("accessType").text
        permissions = {part.strip() for part in item.value("permissions").text.split(",")} - {""}
        users, roles = _listed(item, "users"), {role.rpartition("\\")[2] for role in _listed(item, "roles")}
        if kind not in everybody:
            continue
        if users.intersection({"*", "?"}):
            anonymous[kind] |= permissions
        if users.intersection(names) or roles.intersection(GROUPS):
            by_account[kind] |= permissions
        if (users or roles) if kind == "Allow" else "*" in users:
            everybody[kind] |= permissions
            if users != {"?"} or roles:
                accounts[kind] |= permissions
    given = anonymous["Allow"] - anonymous["Deny"]
    besides = by_account["Allow"] - anonymous["Deny"] - by_account["Deny"] - given
    lets_in = [bool(some["Allow"] - some["Deny"]) for some in (everybody, accounts)]
    return AtLocation(_shown(given), _shown(besides), somebody=lets_in[0], accounts=lets_in[1])


def _listed(item: EffectiveElement, name: str) -> set[str]:
    return {part.strip().lower() for part in item.value(name).text.split(",")} - {""}


def _shown(rights: set[str]) -> str:
    return ", ".join(right for right in ("Read", "Write") if right in rights)


def _attributes(known: tuple[Condition, ...], values: tuple[str, ...], names: Container[str] | None) -> str:
    pairs = zip(known, values, strict=True)
    return "".join(f' {one.name}="{value}"' for one, value in pairs if names is None or one.name in names)


def _domains(site: Site, sections: Iterable[EffectiveElement]) -> frozenset[str]:
    """The domains that the settings of *site* name: in rules, for the directory, as the default of a logon."""
    found: set[str] = set()
    for rules in sections:
        for item in rules.items:
            for name in ("users", "roles"):
                found.update(part.partition("\\")[0] for part in _listed(item, name) if "\\" in part)
    directory = site.ftp.find("userIsolation/activeDirectory").value("adUserName").text.lower()
    if "\\" in directory:
        found.add(directory.partition("\\")[0])
    default = site.ftp.find("security/authentication/basicAuthentication").value("defaultLogonDomain").text.lower()
    return frozenset((found | {default.strip("\\")}) - {"", "builtin", "nt authority"})


def directory_conditions(applications: Iterable[Application], domains: frozenset[str]) -> Iterator[tuple[str, str]]:
    """Of each virtual directory of *applications* its path in the site (``/a/b``), and what kind of directory it is.

    Homes are LocalUser and what is below it, the same for a domain that the file names, and every directory that has
    another one below it, since homes are all that isolated users have there.
    """
    paths = [url_path(application, one) for application in applications for one in application.virtual_directories]
    above = {path[1:].partition("/")[0].lower() for path in paths if path.count("/") > 1}
    alone = {path[1:].lower() for path in paths if path.count("/") == 1}
    homes = {"localuser", *domains, *(above & alone)}
    for path in paths:
        kind = "homes" if path[1:].partition("/")[0].lower() in homes else "content"
        yield path, "root" if path == "/" else kind


def directory_attributes(conditions: tuple[str, str], names: Container[str] | None = None) -> str:
    """*conditions* of a virtual directory as attributes of its element, those among *names* or all."""
    path, kind = conditions
    return _attributes(OF_DIRECTORY, (escape(path), kind), names)


def url_path(application: Application, directory: VirtualDirectory) -> str:
    """The path of a virtual directory in its site: ``/``, ``/a`` or ``/a/b``."""
    return f"{application.path.rstrip('/')}/{directory.path.strip('/')}".rstrip("/") or "/"
