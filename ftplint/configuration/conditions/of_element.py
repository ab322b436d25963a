"""Conditions that one element decides by itself."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ftplint.configuration.conditions.declared import BOOL, OF_DIRECTORY, Condition
from ftplint.configuration.document import location_key
from ftplint.schema import external_kind, ip_kind, mask_kind
from ftplint.source import escape

if TYPE_CHECKING:
    from collections.abc import Callable, Container

    from ftplint.configuration.layers import EffectiveElement

_Pair = tuple[Condition, "Callable[[EffectiveElement], str]"]


def _built_in(element: EffectiveElement) -> str:
    """IisManagerAuth and AspNetAuth come with FTP Extensibility (iis-ftp-schema section 2.2)."""
    return str(element.value("name").text.lower() in ("iismanagerauth", "aspnetauth")).lower()


_BUILT_IN: tuple[_Pair, ...] = (
    (Condition("built-in", BOOL, "Whether the provider is IisManagerAuth or AspNetAuth.", ("name",)), _built_in),
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


def _applies_from(entry: EffectiveElement) -> str:
    """A location below the root of a site that writes *entry*; what is written above that, the root has as well."""
    written = entry.tags[-1].layer.element if entry.tags else None
    location = None if written is None else next(written.iterancestors("location"), None)
    path = "" if location is None else location_key(location.get("path"))
    return escape(f"/{path.partition('/')[2]}")


_APPLIES_FROM: _Pair = (
    Condition("applies-from", (), "The path of the location from which on the entry applies; / is the root of a site."),
    _applies_from,
)
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
        _APPLIES_FROM,
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
        _APPLIES_FROM,
    ),
    "system.ftpServer/security/requestFiltering/denyUrlSequences/add": (_APPLIES_FROM,),
    "system.ftpServer/security/requestFiltering/fileExtensions/add": (_APPLIES_FROM,),
    "system.ftpServer/security/requestFiltering/hiddenSegments/add": (_APPLIES_FROM,),
    "ftpServer/security/authentication/customAuthentication/providers/add": _BUILT_IN,
    "ftpServer/customFeatures/providers/add": _BUILT_IN,
}
"""By the path of the element."""

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
