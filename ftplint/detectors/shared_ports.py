"""Ports that an FTP site shares with a web site or with the passive range, and a passive range that nobody set.

One socket has one owner (Windows Sockets); HTTP.sys holds the ports of all http and https bindings.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from ftplint.source import Place, Problem

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from lxml.etree import _Element

    from ftplint.configuration import Binding, EffectiveElement, Site
    from ftplint.detectors.subject import Subject

_EVERY = ("*", "0.0.0.0", "")
_FIREWALL = "system.ftpServer/firewallSupport"
_PORTS = ("lowDataChannelPort", "highDataChannelPort")
_SETTING = "bindings/binding/@bindingInformation"


def find(subject: Subject) -> Iterator[Problem]:
    """A problem for each binding with a contended port. Sites that do not start by themselves are let pass."""
    configuration = subject.configuration
    if not configuration.serves_ftp:
        return
    yield from _unset(subject)
    web = _web_bindings(configuration.sites)
    low, high = _passive_range(subject)
    reported: set[_Element] = set()
    bound = {binding.port for site in configuration.ftp_sites for binding in site.bindings}
    contended = {text for text in bound if _is_port(text) and (int(text) in web or low <= int(text) <= high)}
    for site in configuration.ftp_sites if contended else ():
        if not site.starts:
            continue
        for binding in site.bindings:
            if binding.port not in contended or binding.element in reported:
                continue
            port = int(binding.port)
            # Of one address and all addresses both may have their way: HTTP.sys can be kept to some (netsh iplisten).
            other = web.get(port, {}).get("*" if binding.address in _EVERY else binding.address.lower())
            if other is None and not low <= port <= high:
                continue
            name = site.name if site.element in binding.element.iterancestors("site") else None
            if other is not None:
                reported.add(binding.element)
                yield _shared(binding, *other, name)
            if low <= port <= high:
                reported.add(binding.element)
                yield _in_range(binding.element, "FTP", name, low, high)
    for port, bindings in web.items():
        if low <= port <= high:
            for protocol, owner, element in bindings.values():
                yield _in_range(element, protocol.upper(), owner, low, high)


def _web_bindings(sites: Sequence[Site]) -> dict[int, dict[str, tuple[str, str, _Element]]]:
    """Port -> address -> protocol, site and element of the first http or https binding there."""
    found: dict[int, dict[str, tuple[str, str, _Element]]] = {}
    for site in sites:
        if not site.is_web or _is_off(site):
            continue
        for element in site.element.iterfind("bindings/binding"):
            protocol = (element.get("protocol") or "").lower()
            if protocol not in ("http", "https"):
                continue
            address, _, rest = (element.get("bindingInformation") or "").rpartition("]")[-1].partition(":")
            if (element.get("bindingInformation") or "").startswith("["):
                address = (element.get("bindingInformation") or "").partition("]")[0] + "]"
                rest = (element.get("bindingInformation") or "").partition("]:")[2]
            port = rest.partition(":")[0]
            if _is_port(port):
                key = "*" if address in _EVERY else address.lower()
                found.setdefault(int(port), {}).setdefault(key, (protocol, site.name, element))
    return found


def _shared(binding: Binding, protocol: str, owner: str, element: _Element, name: str | None) -> Problem:
    information = binding.element.get("bindingInformation") or ""
    facts = {
        "element": "binding",
        "value": binding.port,
        "reason": protocol.upper(),
        "expected": owner,
        "path": information,
    }
    related = ((Place.of_value(element, "bindingInformation"), f"the {protocol.upper()} binding"),)
    place = Place.of_value(binding.element, "bindingInformation")
    return Problem("port-of-web-binding", place, facts, name, _SETTING, related)


def _in_range(element: _Element, protocol: str, name: str | None, low: int, high: int) -> Problem:
    information = element.get("bindingInformation") or ""
    facts = {"element": "binding", "value": information, "reason": protocol, "permitted": f"{low} to {high}"}
    place = Place.of_value(element, "bindingInformation")
    return Problem("binding-in-passive-range", place, facts, name, _SETTING)


def _passive_range(subject: Subject) -> tuple[int, int]:
    """The range for passive data connections; one that holds nothing where none is set."""
    firewall = subject.configuration.sections.section(_FIREWALL, "")
    texts = tuple(firewall.value(name).text for name in _PORTS)
    low, high = (int(text) if _is_port(text) else 0 for text in texts)
    return (low, high) if 0 < low <= high else (1, 0)


def _unset(subject: Subject) -> Iterator[Problem]:
    """A problem if no range is set, and a firewall could not read the ports because a site requires TLS.

    A site with an external address has a rule of its own for that (FTP614).
    """
    configuration = subject.configuration
    firewall = configuration.sections.section(_FIREWALL, "")
    if configuration.fragment or {firewall.value(name).text for name in _PORTS} != {"0"}:
        return
    if any(ftp.find("firewallSupport").value("externalIp4Address").text for ftp in configuration.distinct_ftp):
        return
    site = next(filter(_is_reached, configuration.ftp_sites_where(_requires_tls)), None)
    if site is None:
        return
    group = subject.root.find("system.ftpServer")
    written = firewall.tags[-1].element() if firewall.tags else group
    place = Place.of_tag(site.element if written is None else written)
    policy = site.ftp.find("security/ssl").value("controlChannelPolicy").origin
    related: tuple[tuple[Place, str], ...] = ()
    if policy is not None:
        related = ((policy.place(site.ftp_element, "controlChannelPolicy"), "TLS is required here"),)
    yield Problem("passive-range-unset", place, {"value": site.name}, None, f"{_FIREWALL}/@{_PORTS[0]}", related)


def _requires_tls(ftp: EffectiveElement) -> bool:
    """Whether clients get in by TLS only."""
    ssl = ftp.find("security/ssl")
    return ssl.value("controlChannelPolicy").text == "SslRequire" and ssl.value("serverCertHash").text != ""


def _is_reached(site: Site) -> bool:
    """Whether clients from elsewhere reach the site."""
    return any(binding.address not in ("127.0.0.1", "[::1]") for binding in site.bindings)


def _is_port(text: str) -> bool:
    return text.isascii() and text.isdecimal() and len(text) <= 5 and 0 < int(text) < 65536


def _is_off(site: Site) -> bool:
    return (site.element.get("serverAutoStart") or "").lower() == "false"
