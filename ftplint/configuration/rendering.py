"""The parts of the effective document as XML text.

The document has the same names as the file. It never holds a secret: where the file has one, it says
``(set)`` for a secret in clear text, ``(encrypted)`` for one that IIS can decrypt, and ``(no password)`` for a
connection string that needs none.
"""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING

from ftplint.configuration.conditions import (
    directory_attributes,
    directory_conditions,
    element_conditions,
)
from ftplint.configuration.encryption import TOKEN
from ftplint.configuration.layers import EffectiveElement, effective_text
from ftplint.configuration.origin import SITE
from ftplint.source import escape, is_secret_attribute, redacted_value

if TYPE_CHECKING:
    from collections.abc import Container, Iterable, Iterator, Sequence

    from ftplint.configuration.applications import Application, VirtualDirectory
    from ftplint.configuration.endpoints import Ports, Users
    from ftplint.configuration.sites import Site
    from ftplint.schema import Attribute, Element

CLEAR_SECRET = "(set)"
ENCRYPTED_SECRET = "(encrypted)"
NO_PASSWORD = "(no password)"


def applications_xml(
    applications: Sequence[Application],
    declared: Iterable[Attribute],
    domains: frozenset[str],
    names: Container[str] | None = None,
) -> Iterator[str]:
    """The elements of *applications*; of virtual directories the *declared* attributes among *names*, or all.

    *domains* are those that the file names for the site.
    """
    known = list(declared)
    wanted = [one for one in known if names is None or one.name in names]
    folder = next((one.default for one in known if one.name == "physicalPath"), "")
    kinds = directory_conditions(applications, domains, folder)
    for application in applications:
        yield f'<application path="{escape(application.path)}">'
        for directory in application.virtual_directories:
            shown = "".join(f' {a.name}="{escape(shown_directory_text(directory, a))}"' for a in wanted)
            yield f"<virtualDirectory{shown}{directory_attributes(next(kinds), names)}/>"
        yield "</application>"


def ports_xml(found: Ports) -> str:
    """The ``port`` elements of the effective document."""
    certificates: dict[int, str] = {}
    return "".join(
        f'<port number="{escape(port)}">'
        + "".join(_address_xml(address, hosts, certificates) for address, hosts in addresses.items())
        + "</port>"
        for port, addresses in found.items()
    )


def _address_xml(address: str, hosts: dict[str, Users], certificates: dict[int, str]) -> str:
    """*certificates* are those of effective elements that came up before, by identity."""
    parts = [f'<address ip="{escape(address)}">']
    for host, bound in hosts.items():
        parts.append(f'<host name="{escape(host)}">')
        for site, _ in bound:
            certificate = certificates.get(id(site.ftp))
            if certificate is None:
                certificate = certificates[id(site.ftp)] = _certificate(site)
            starts = "true" if site.starts else "false"
            parts.append(f'<binding site="{escape(site.name)}" certificate="{certificate}" starts="{starts}"/>')
        parts.append("</host>")
    parts.append("</address>")
    return "".join(parts)


def _certificate(site: Site) -> str:
    return escape(site.ftp.find("security/ssl").value("serverCertHash").text)


def shown_directory_text(directory: VirtualDirectory, declared: Attribute) -> str:
    """The effective value of an attribute of a virtual directory, canonical, or a word for a secret."""
    return shown_text(declared, effective_text(declared, directory.attributes.get(declared.name, declared.default)))


def element_xml(element: EffectiveElement) -> str:
    """An effective element as XML text, every declared attribute and child written.

    What no site writes is rendered once and kept; what a site writes is needed once, and memory counts.
    """
    if element.xml is not None:
        return element.xml
    text = _rendered(element)
    if not element.tags or element.tags[-1].layer is not SITE:
        element.xml = text
    return text


def _rendered(element: EffectiveElement) -> str:
    declaration = element.declaration
    parts = [f"<{declaration.name}"]
    values = element.values
    for name, default in default_attributes(declaration):
        parts.append(f' {name}="{escape(item_text(element, name))}"' if name in values else default)
    parts.append(element_conditions(element))
    inner = [element_xml(element.child(name)) for name in declaration.children]
    inner.extend(element_xml(item) for item in element.items)
    if inner:
        parts.append(f">{''.join(inner)}</{declaration.name}>")
    else:
        parts.append("/>")
    return "".join(parts)


@cache
def default_attributes(declaration: Element) -> tuple[tuple[str, str], ...]:
    """Each attribute's name, and its text in the document where nobody writes it."""
    return tuple(
        (name, f' {name}="{escape(shown_text(declared, declared.default))}"')
        for name, declared in declaration.attributes.items()
    )


def item_text(element: EffectiveElement, name: str) -> str:
    """The effective text of the attribute *name*, or a word that stands for it where it is a secret."""
    text = element.value(name).text
    if name == "value" and text and _holds_secret(element):
        return NO_PASSWORD if _trusts_windows(text) else CLEAR_SECRET
    return shown_text(element.declaration.attributes[name], text)


def _trusts_windows(text: str) -> bool:
    """Whether *text* is a connection string that logs in with the account of the process, and has no password."""
    pairs = [part.partition("=") for part in text.lower().split(";")]
    settings = {"".join(name.split()).replace("_", ""): value.strip() for name, _, value in pairs}
    trusted = (settings.get(name) in ("true", "yes", "sspi") for name in ("integratedsecurity", "trustedconnection"))
    return any(trusted) and settings.keys().isdisjoint(("password", "pwd"))


def shown_text(declared: Attribute, text: str) -> str:
    """*text*, or a word that stands for it where it is a secret."""
    if not text or not (declared.encrypted or is_secret_attribute(declared.name)):
        return redacted_value(text) if declared.type.kind == "string" else text
    return ENCRYPTED_SECRET if TOKEN.fullmatch(text) else CLEAR_SECRET


def _holds_secret(item: EffectiveElement) -> bool:
    """Whether an item is a parameter of a provider (key and value): nobody can tell which of them are secrets."""
    return "key" in item.declaration.attributes
