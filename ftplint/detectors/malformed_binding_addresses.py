"""FTP bindings whose first part is no address: IIS loads them and finds no endpoint (iis-config-system section 1.8).

Source: Tests/BindingInvalidAddress of the public JexusManager tests, whose expectations hold for Microsoft's library.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from ftplint.configuration import is_address
from ftplint.source import Place, Problem, redacted

if TYPE_CHECKING:
    from collections.abc import Iterator

    from lxml.etree import _Element

    from ftplint.detectors.subject import Subject

_ANY = ("*", "")


def find(subject: Subject) -> Iterator[Problem]:
    """A problem for each binding with a port and without an address; an inherited binding once."""
    reported: set[_Element] = set()
    for site in subject.configuration.ftp_sites:
        for binding in site.bindings:
            address = binding.address
            if address in _ANY or not binding.port.isdecimal() or binding.element in reported or is_address(address):
                continue
            reported.add(binding.element)
            inherited = site.element not in binding.element.iterancestors("site")
            facts = {"element": "binding", "value": redacted(address[:80])}
            place = Place.of_value(binding.element, "bindingInformation")
            name = None if inherited else site.name
            yield Problem("binding-address-malformed", place, facts, name, "bindings/binding/@bindingInformation")
