"""IP restrictions that never decide, because an entry above them has decided already, and lists cleared in vain.

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
    yield from _cleared(subject)


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
