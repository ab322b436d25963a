"""The FTP service itself: installed, running, started since the file changed, alone on its ports."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ftplint.observed.places import started_sites
from ftplint.source import Place, Problem

if TYPE_CHECKING:
    from collections.abc import Iterator

    from ftplint.configuration import Site
    from ftplint.detectors import Subject
    from ftplint.observed.facts import Listener, ServerFacts

_FTP_SERVICE, _EXTENSIBILITY = ("web-ftp-service", "iis-ftpsvc"), ("web-ftp-ext", "iis-ftpextensibility")
"""The names of role services on servers and on clients (docs/role-services.md)."""
_RANGE = "system.ftpServer/firewallSupport"
_PROVIDERS = "security/authentication/customAuthentication/providers"
_EVERY = ("*", "", "0.0.0.0", "::", "[::]")
_UNTOLD = ("", "svchost", "svchost.exe", "idle")
"""Processes that say nothing of the service in them."""


def find(subject: Subject, facts: ServerFacts) -> Iterator[Problem]:
    """The problems of the service, at the first FTP site where they are of the whole server."""
    sites = list(started_sites(subject.configuration))
    if not sites:
        return
    first = sites[0]
    place = Place.of_value(first.bindings[0].element, "protocol")
    if _lacks(_FTP_SERVICE, facts):
        fact = facts.say(f"the role service FTP Service is not installed on {facts.computer}")
        yield Problem("ftp-service-not-installed", place, {"fact": fact}, None, "bindings/binding/@protocol")
        return
    service = None if facts.services is None else facts.services.get("ftpsvc")
    if facts.services is not None and service is None and facts.services:
        fact = facts.say(f"{facts.computer} has no service FTPSVC")
        yield Problem("ftp-service-not-installed", place, {"fact": fact}, None, "bindings/binding/@protocol")
        return
    if service is not None and service.state.lower() in ("stopped", "paused"):
        start = f" and its start type is {service.start}" if service.start else ""
        fact = facts.say(f"the service FTPSVC is {service.state.lower()} on {facts.computer}{start}")
        yield Problem("ftp-service-stopped", place, {"fact": fact}, None, "bindings/binding/@protocol")
    yield from _extensibility(sites, facts)
    yield from _changed(subject, facts)
    yield from _held(sites, facts)


def _lacks(names: tuple[str, ...], facts: ServerFacts) -> bool:
    """Whether the role service is known to be missing."""
    return any(facts.features.get(name) is False for name in names) and not any(map(facts.features.get, names))


def _extensibility(sites: list[Site], facts: ServerFacts) -> Iterator[Problem]:
    if not _lacks(_EXTENSIBILITY, facts):
        return
    for site in sites:
        for entry in site.ftp.find(_PROVIDERS).items:
            origin = entry.value("name").origin
            if entry.value("enabled").text == "true" and origin is not None:
                fact = facts.say(f"the role service FTP Extensibility is not installed on {facts.computer}")
                shown = {"value": entry.value("name").text, "fact": fact}
                setting = f"ftpServer/{_PROVIDERS}/add/@name"
                yield Problem(
                    "ftp-extensibility-not-installed", origin.place(site.ftp_element, "name"), shown, site.name, setting
                )
                break


def _changed(subject: Subject, facts: ServerFacts) -> Iterator[Problem]:
    """A range of passive ports that may be newer than the service that should use it."""
    service = (facts.services or {}).get("ftpsvc")
    if service is None or service.started is None or facts.changed is None or service.state.lower() != "running":
        return
    support = subject.configuration.sections.section(_RANGE, "")
    value = support.value("lowDataChannelPort")
    if facts.changed <= service.started or value.origin is None or value.text == "0":
        return
    changed, started = f"{facts.changed:%Y-%m-%d %H:%M}", f"{service.started:%Y-%m-%d %H:%M}"
    fact = facts.say(f"applicationHost.config was written at {changed}, FTPSVC was started at {started}")
    shown = {"value": f"{value.text}-{support.value('highDataChannelPort').text}", "fact": fact}
    place = value.origin.place(attribute="lowDataChannelPort")
    yield Problem("changed-since-service-start", place, shown, None, f"{_RANGE}/@lowDataChannelPort")


def _held(sites: list[Site], facts: ServerFacts) -> Iterator[Problem]:
    """Bindings whose port another process listens on."""
    for site in sites:
        for binding in site.bindings:
            for listener in facts.listeners:
                who = _other(listener)
                if who and binding.port == str(listener.port) and _meet(binding.address, listener.address):
                    fact = facts.say(f"{who} listens on {listener.address}:{listener.port} on {facts.computer}")
                    place = Place.of_value(binding.element, "bindingInformation")
                    shown = {"value": binding.port, "element": who, "fact": fact}
                    setting = "bindings/binding/@bindingInformation"
                    yield Problem("port-held-by-another-process", place, shown, site.name, setting)
                    break


def _other(listener: Listener) -> str:
    """Who listens, if it is known not to be the FTP service."""
    if listener.service:
        return "" if listener.service.lower() == "ftpsvc" else f"the service {listener.service}"
    return "" if listener.process.lower() in _UNTOLD else f"the process {listener.process}"


def _meet(bound: str, listening: str) -> bool:
    """Whether an address of a binding and that of a listener are one, or one of them is all of its kind."""
    if bound in ("*", ""):
        return listening in _EVERY
    one, other = bound.strip("[]"), listening.strip("[]")
    return one == other or (listening in _EVERY and (":" in one) == (":" in other or listening == "*"))
