"""As much of a site's effective element as somebody looks at: sites alike in that need to be looked at once only.

A name that is not asked for is left out, with all below it. Entries of collections keep all of their attributes, and
what can be repeated is never left out singly, so that a place in the projection is the same place in the whole.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from ftplint.configuration.conditions import NAMES, element_conditions
from ftplint.configuration.layers import schema_default
from ftplint.configuration.origin import SITE
from ftplint.configuration.rendering import default_attributes, item_text
from ftplint.schema import FTP_GROUP
from ftplint.source import escape

if TYPE_CHECKING:
    from collections.abc import Container

    from ftplint.configuration.effective import Configuration
    from ftplint.configuration.layers import EffectiveElement
    from ftplint.configuration.sites import Site
    from ftplint.schema import Element

_KEPT = 2000
"""So many rendered elements are kept at most: where every site is different, they would only take memory."""


class Projection:
    """Renders the ``site`` elements of one configuration, reduced to *names* of elements and attributes."""

    def __init__(self, configuration: Configuration, names: Container[str], *, host_or_not: bool = False) -> None:
        """*host_or_not*: a binding without a host name differs from one with any, even if *names* lack the host."""
        self._configuration = configuration
        self._names = names
        self._shared: dict[int, tuple[EffectiveElement, str]] = {}
        """By identity; the element is kept, so that no other can take its identity."""
        self._defaults: dict[int, str] = {}
        self._groups: dict[str, str] = {}
        self._plans: dict[int, tuple[tuple[tuple[str, str], ...], tuple[str, ...]]] = {}
        self._protocol = ' protocol="ftp"' if "protocol" in names else ""
        self._bindings = tuple(name for name in ("address", "port", "host") if name in names)
        self._named = "host" not in names and host_or_not
        self._conditions = any(name in names for name in NAMES)

    def site(self, site: Site, name: str) -> str:
        """The reduced element of *site*, which is called *name* in it."""
        names = self._names
        parts = [f'<site name="{escape(name)}"']
        if "id" in names:
            parts.append(f' id="{escape(site.id)}"')
        # Always: a finding on the site as such is known by it.
        parts.append(f' web="{"true" if site.is_web else "false"}"')
        conditions = self._configuration.conditions.of(site) if self._conditions else None
        parts.append(">" if conditions is None else f"{conditions.attributes(names)}>")
        if "binding" in names:
            for binding in site.bindings:
                attributes_text = "".join(f' {part}="{escape(getattr(binding, part))}"' for part in self._bindings)
                if self._named:
                    attributes_text += ' host="named"' if binding.host else ' host=""'
                parts.append(f"<binding{self._protocol}{attributes_text}/>")
        if "ftpServer" in names:
            parts.append(self._ftp(site.ftp))
        if "application" in names:
            parts.extend(self._configuration.applications_xml(site, names))
        if "location" in names:
            for path in self._configuration.location_paths(site):
                of_location = "" if conditions is None else conditions.at(path, site.name).attributes(names)
                shown = escape(path[len(site.name) :] or "/")
                parts.append(f'<location path="{shown}"{of_location}>{self._group(path)}</location>')
        parts.append("</site>")
        return "".join(parts)

    def _ftp(self, ftp: EffectiveElement) -> str:
        """The reduced ``ftpServer``, rendered once for the sites that share it, where those are not too many."""
        known = self._shared.get(id(ftp))
        if known is not None:
            return known[1]
        text = self._element(ftp)
        if len(self._shared) < _KEPT:
            self._shared[id(ftp)] = ftp, text
        return text

    def _group(self, path: str) -> str:
        home = self._configuration.sections.written_at(path)
        text = self._groups.get(home)
        if text is None:
            group = self._configuration.sections.group(home)
            text = self._groups[home] = self._element(group, every=True) if FTP_GROUP in self._names else ""
        return text

    def _element(self, element: EffectiveElement, *, every: bool = False) -> str:
        """*element* reduced; of an entry of a collection, and with *every*, all attributes."""
        known = self._shared.get(id(element))
        if known is not None:
            return known[1]
        declaration = element.declaration
        attributes, children = self._plan(declaration)
        if every:
            attributes = default_attributes(declaration)
        values = element.values
        attributes_text = "".join(
            [
                f' {name}="{escape(item_text(element, name))}"' if name in values else default
                for name, default in attributes
            ]
        )
        attributes_text += element_conditions(element, None if every else self._names)
        written = element.children
        inner = [
            self._element(written[name]) if name in written else self._default(declaration.children[name])
            for name in children
        ]
        if element.items and declaration.collection is not None and declaration.collection.add in self._names:
            inner.extend(self._element(item, every=True) for item in element.items)
        name = declaration.name
        text = f"<{name}{attributes_text}>{''.join(inner)}</{name}>" if inner else f"<{name}{attributes_text}/>"
        if not element.tags or element.tags[-1].layer is not SITE:
            self._shared[id(element)] = element, text
        return text

    def _default(self, declaration: Element) -> str:
        """The element that nobody writes."""
        text = self._defaults.get(id(declaration))
        if text is None:
            text = self._defaults[id(declaration)] = self._element(schema_default(declaration))
        return text

    def _plan(self, declaration: Element) -> tuple[tuple[tuple[str, str], ...], tuple[str, ...]]:
        """The attributes that stay, each with its text where nobody writes it, and the children."""
        plan = self._plans.get(id(declaration))
        if plan is None:
            attributes = tuple(pair for pair in default_attributes(declaration) if pair[0] in self._names)
            plan = attributes, tuple(name for name in declaration.children if name in self._names)
            self._plans[id(declaration)] = plan
        return plan
