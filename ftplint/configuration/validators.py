"""Validators of the sites section that no type expresses: names, bindings, virtual paths (iis-config-system 2.3)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ftplint.configuration.applications import is_virtual_path
from ftplint.source import Place, Problem, Stops

if TYPE_CHECKING:
    from collections.abc import Iterator

    from lxml.etree import _Element

    from ftplint.configuration.applications import Layout


def site_problems(site: _Element, layout: Layout) -> Iterator[Problem]:
    """The names, bindings and paths below *site*, laid out as *layout*, that IIS refuses.

    A missing attribute is the schema's affair.
    """
    name = site.get("name")
    if name is not None and (not name or "/" in name or "?" in name):
        yield _problem(site, "name", name, "a name that is not empty and has neither / nor ?", name)
    for bindings in site.iterchildren("bindings"):
        for binding in bindings.iterchildren("binding"):
            if binding.get("bindingInformation") == "":
                yield _problem(binding, "bindingInformation", "", "IP:port:host, and not empty", name)
    if layout.well_formed:
        return
    for application in site.iterchildren("application"):
        for holder in (application, *application.iterchildren("virtualDirectory")):
            path = holder.get("path")
            if path is not None and not is_virtual_path(path):
                expected = "/ or a path that begins with /, does not end with it, and has no . or .. in it"
                yield _problem(holder, "path", path, expected, name)


def _problem(element: _Element, attribute: str, text: str, expected: str, site: str | None) -> Problem:
    facts = {
        "element": str(element.tag),
        "attribute": attribute,
        "value": text[:80],
        "expected": expected,
    }
    setting = f"{element.tag}/@{attribute}"
    return Problem("value-malformed", Place.of_value(element, attribute), facts, site, setting, stops=Stops.SITES)
