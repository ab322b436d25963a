"""Validators of the sites section that no type expresses: names, bindings, virtual paths (iis-config-system 2.3)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ftplint.source import Place, Problem, Stops

if TYPE_CHECKING:
    from collections.abc import Iterator

    from lxml.etree import _Element


def site_problems(site: _Element) -> Iterator[Problem]:
    """The names, bindings and paths below *site* that IIS refuses. A missing attribute is the schema's affair."""
    name = site.get("name")
    if name is not None and (not name or "/" in name or "?" in name):
        yield _problem(site, "name", name, "a name that is not empty and has neither / nor ?", name)
    for element in site.iterchildren("bindings", "application"):
        if element.tag == "bindings":
            for binding in element.iterchildren("binding"):
                if binding.get("bindingInformation") == "":
                    yield _problem(binding, "bindingInformation", "", "IP:port:host, and not empty", name)
            continue
        for holder in (element, *element.iterchildren("virtualDirectory")):
            path = holder.get("path")
            if path is not None and path != "/" and not _virtual_path(path):
                expected = "/ or a path that begins with /, does not end with it, and has no . or .. in it"
                yield _problem(holder, "path", path, expected, name)


def _virtual_path(path: str) -> bool:
    return path.startswith("/") and not path.endswith("/") and not {".", ".."} & set(path.split("/"))


def _problem(element: _Element, attribute: str, text: str, expected: str, site: str | None) -> Problem:
    facts = {
        "element": str(element.tag),
        "attribute": attribute,
        "value": text[:80],
        "expected": expected,
    }
    setting = f"{element.tag}/@{attribute}"
    return Problem("value-malformed", Place.of_value(element, attribute), facts, site, setting, stops=Stops.SITES)
