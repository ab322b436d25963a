"""IP restrictions that never decide: an entry above has decided already, a mask covers no network, a list is cleared.

Entries are evaluated from top to bottom (configuration reference, ipSecurity/add), so the first that fits wins.
``clear`` empties the list and leaves ``allowUnlisted`` as it is inherited (ipSecurity of the web server; ms691353).
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from ftplint.source import Place, Problem

if TYPE_CHECKING:
    from collections.abc import Iterator
    from ipaddress import IPv4Network

    from ftplint.configuration import EffectiveElement
    from ftplint.detectors.subject import Subject

SECTION = "system.ftpServer/security/ipSecurity"


def find(subject: Subject) -> Iterator[Problem]:
    """A problem for each entry that a contrary entry above it covers; each pair of entries once."""
    if "<ipSecurity" not in subject.text:
        return
    reported = set()
    for site, section in subject.configuration.everywhere(SECTION):
        for entry, above in _shadowed(section.items):
            pair = (entry.tags[-1].element(), above.tags[-1].element())
            if pair in reported:
                continue
            reported.add(pair)
            facts = {"value": _shown(entry), "reason": _shown(above)}
            related = ((above.tags[-1].place(), "this entry decides first"),)
            yield Problem("address-entry-shadowed", entry.tags[-1].place(), facts, site, f"{SECTION}/add", related)
    yield from _broken_masks(subject)
    yield from _cleared(subject)


def _broken_masks(subject: Subject) -> Iterator[Problem]:
    """A problem for each mask whose ones do not stand together at its beginning, so that it covers no network."""
    if "subnetMask" not in subject.text:
        return
    reported = set()
    for site, section in subject.configuration.everywhere(SECTION):
        for entry in section.items:
            mask = entry.value("subnetMask")
            if mask.origin is None or not _has_holes(mask.text.strip()) or entry.tags[-1].element() in reported:
                continue
            reported.add(entry.tags[-1].element())
            facts = {"value": mask.text, "element": entry.value("ipAddress").text}
            place = mask.origin.place(attribute="subnetMask")
            yield Problem("subnet-mask-broken", place, facts, site, f"{SECTION}/add/@subnetMask")


def _has_holes(mask: str) -> bool:
    parts = mask.split(".")
    if len(parts) != 4 or not all(part.isdecimal() and int(part) < 256 for part in parts):
        return False  # no mask at all: the rule ip-entry-malformed says so
    rest = 0xFFFFFFFF - int.from_bytes(bytes(map(int, parts)), "big")
    return rest & (rest + 1) != 0


def _cleared(subject: Subject) -> Iterator[Problem]:
    """A problem for each location that clears the list and inherits ``allowUnlisted="false"``."""
    configuration = subject.configuration
    names = {site.name.lower(): site.name for site in configuration.ftp_sites}
    for (path, section), written in configuration.document.sections.items():
        name = names.get(path.split("/", 1)[0])
        if section != SECTION or not path or name is None:
            continue
        cleared = written.element.find("clear")
        value = configuration.sections.section(SECTION, path).value("allowUnlisted")
        if cleared is None or value.text != "false" or written.element.get("allowUnlisted") is not None:
            continue
        related = () if value.origin is None else ((value.origin.place(attribute="allowUnlisted"), "refused here"),)
        facts = {"path": path[len(name) :] or "/"}
        yield Problem("cleared-list-still-closed", Place.of_tag(cleared), facts, name, f"{SECTION}/clear", related)


def _shadowed(entries: tuple[EffectiveElement, ...]) -> Iterator[tuple[EffectiveElement, EffectiveElement]]:
    """Each entry whose network lies within that of a contrary entry above, with the first such."""
    networks = [(entry, network) for entry in entries if (network := _network(entry)) is not None]
    if len({entry.value("allowed").text for entry, _ in networks}) < 2:
        return
    # An entry is found by its own network and the 32 around it, so that a list of thousands takes no time.
    first: dict[tuple[str, IPv4Network], tuple[int, EffectiveElement]] = {}
    for number, (entry, network) in enumerate(networks):
        contrary = "false" if entry.value("allowed").text == "true" else "true"
        around = (network.supernet(new_prefix=length) for length in range(network.prefixlen, -1, -1))
        found = [first[contrary, outer] for outer in around if (contrary, outer) in first]
        if found:
            yield entry, min(found, key=lambda pair: pair[0])[1]
        first.setdefault((entry.value("allowed").text, network), (number, entry))


def _network(entry: EffectiveElement) -> IPv4Network | None:
    from ipaddress import IPv4Network

    address, mask = entry.value("ipAddress").text.strip(), entry.value("subnetMask").text.strip()
    try:
        return IPv4Network(f"{address}/{mask or '255.255.255.255'}", strict=False) if address else None
    except ValueError:
        return None


def _shown(entry: EffectiveElement) -> str:
    mask = entry.value("subnetMask").text
    address = entry.value("ipAddress").text
    return address if mask in ("", "255.255.255.255") else f"{address} with mask {mask}"
