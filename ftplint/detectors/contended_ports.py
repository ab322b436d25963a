"""Ports that an FTP site shares with a web site of the file or with the range for passive data connections.

One socket has one owner (Windows Sockets); HTTP.sys holds the ports of all http and https bindings.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from ftplint.source import Place, Problem

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from lxml.etree import _Element

    from ftplint.configuration import Binding, Site
    from ftplint.detectors.subject import Subject

_EVERY = ("*", "0.0.0.0", "")
_SETTING = "bindings/binding/@bindingInformation"


def find(subject: Subject) -> Iterator[Problem]:
    """A problem for each binding with a contended port. Sites that do not start by themselves are let pass."""
    configuration = subject.configuration
    if not configuration.serves_ftp:
        return
    web = _web_bindings(configuration.sites)
    low, high = _passive_range(subject)
    reported: set[_Element] = set()
    for site in configuration.ftp_sites:
        if site.ftp.value("serverAutoStart").text == "false" or _is_off(site):
            continue
        for binding in site.bindings:
            if binding.element in reported or not _is_port(binding.port):
                continue
            port = int(binding.port)
            name = site.name if site.element in binding.element.iterancestors("site") else None
            other = _contender(binding, web.get(port, {}))
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
        if _is_off(site):
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


def _contender(binding: Binding, web: Mapping[str, tuple[str, str, _Element]]) -> tuple[str, str, _Element] | None:
    """The web binding whose socket is that of *binding*."""
    address = "*" if binding.address in _EVERY else binding.address.lower()
    if address == "*":
        return next(iter(web.values()), None)
    return web.get(address) or web.get("*")


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
    firewall = subject.configuration.sections.section("system.ftpServer/firewallSupport", "")
    texts = (firewall.value("lowDataChannelPort").text, firewall.value("highDataChannelPort").text)
    low, high = (int(text) if _is_port(text) else 0 for text in texts)
    return (low, high) if 0 < low <= high else (1, 0)


def _is_port(text: str) -> bool:
    return text.isascii() and text.isdecimal() and len(text) <= 5 and 0 < int(text) < 65536


def _is_off(site: Site) -> bool:
    return (site.element.get("serverAutoStart") or "").lower() == "false"
