"""Validators of the sites section that no type expresses: names, bindings, virtual paths (iis-config-system 2.3)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ftplint.configuration.applications import is_virtual_path
from ftplint.source import Place, Problem, Stops

if TYPE_CHECKING:
    from collections.abc import Iterator

    from lxml.etree import _Element


def name_problem(site: _Element) -> Problem | None:
    """What is wrong with the name of *site*. A missing attribute is the schema's affair, here and below."""
    name = site.get("name")
    if name is None or (name and "/" not in name and "?" not in name):
        return None
    return _problem(site, "name", name, "a name that is not empty and has neither / nor ?", name)


def binding_problem(binding: _Element, site: str | None) -> Problem | None:
    """What is wrong with a *binding* of the site named *site*."""
    if binding.get("bindingInformation") != "":
        return None
    return _problem(binding, "bindingInformation", "", "IP:port:host, and not empty", site)


def path_problems(site: _Element) -> Iterator[Problem]:
    """The paths of applications and virtual directories of *site* that IIS refuses."""
    for application in site.iterchildren("application"):
        for holder in (application, *application.iterchildren("virtualDirectory")):
            path = holder.get("path")
            if path is not None and not is_virtual_path(path):
                expected = "/ or a path that begins with /, does not end with it, and has no . or .. in it"
                yield _problem(holder, "path", path, expected, site.get("name"))


def _problem(element: _Element, attribute: str, text: str, expected: str, site: str | None) -> Problem:
    facts = {
        "element": str(element.tag),
        "attribute": attribute,
        "value": text[:80],
        "expected": expected,
    }
    setting = f"{element.tag}/@{attribute}"
    return Problem("value-malformed", Place.of_value(element, attribute), facts, site, setting, stops=Stops.SITES)
