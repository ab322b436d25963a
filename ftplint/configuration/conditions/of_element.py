"""Conditions that one element decides by itself."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from ftplint.configuration.conditions.declared import BOOL, OF_DIRECTORY, Condition
from ftplint.configuration.conditions.of_directory import OF_FOLDER
from ftplint.configuration.document import location_key
from ftplint.schema import PLACEHOLDER, external_kind, ip_kind, is_thumbprint, mask_kind
from ftplint.source import escape

if TYPE_CHECKING:
    from collections.abc import Container

    from ftplint.configuration.layers import EffectiveElement

_Pair = tuple[Condition, Callable[["EffectiveElement"], str]]


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
    def of(text: str) -> str:
        if "%" not in text:
            return ""
        import re

        found = [f"%{name}%" for name in re.findall(_VARIABLE, text) if name.lower() not in _VARIABLES]
        found += [f"%{name}" for name in re.findall(_UNCLOSED, re.sub(_VARIABLE, "", text), re.IGNORECASE)]
        return escape(", ".join(dict.fromkeys(found)))

    name = f"{attribute.lower().removesuffix('message')}-unknown"
    title = f"The variables in {attribute} that FTP does not know, or that lack a %."
    return _of_text(Condition(name, (), title, (attribute,)), of)


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


def _of_text(condition: Condition, of: Callable[[str], str]) -> _Pair:
    """A condition that the text of one attribute decides."""
    (attribute,) = condition.reads
    OF_TEXT[condition.name] = of
    return condition, lambda element: of(element.value(attribute).text)


OF_TEXT: dict[str, Callable[[str], str]] = dict(OF_FOLDER)
"""By the name of a condition how it follows from the text of the one attribute that it reads."""


def _thumbprint_kind(text: str) -> str:
    if text == "":
        return "none"
    if text.replace(" ", "").lower() == PLACEHOLDER:
        return "placeholder"
    return "thumbprint" if is_thumbprint(text) else "malformed"


_APPLIES_FROM: _Pair = (
    Condition("applies-from", (), "The path of the location from which on the entry applies; / is the root of a site."),
    _applies_from,
)
OF_ELEMENT: dict[str, tuple[_Pair, ...]] = {
    "ftpServer/firewallSupport": (
        _of_text(
            Condition(
                "external-kind",
                ("none", "malformed", "unroutable", "private", "public"),
                "What kind of IPv4 address externalIp4Address is.",
                ("externalIp4Address",),
            ),
            external_kind,
        ),
    ),
    "ftpServer/security/ssl": (
        _of_text(
            Condition(
                "thumbprint-kind",
                ("none", "malformed", "placeholder", "thumbprint"),
                "What serverCertHash is: empty, no thumbprint, the one of the documentation's samples, or another one.",
                ("serverCertHash",),
            ),
            _thumbprint_kind,
        ),
    ),
    "system.ftpServer/security/ipSecurity/add": (
        _of_text(
            Condition("address-kind", ("none", "IPv4", "IPv6", "malformed"), "What ipAddress is.", ("ipAddress",)),
            ip_kind,
        ),
        _of_text(
            Condition("mask-kind", ("none", "IPv4", "malformed"), "What subnetMask is.", ("subnetMask",)),
            mask_kind,
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
