"""What rules can see of a site: the elements and attributes that their XPaths name. Sites alike in those are alike."""

from __future__ import annotations

import re
from functools import lru_cache, reduce
from operator import or_
from typing import TYPE_CHECKING

from ftplint.configuration import CONDITIONS, READS, SITE
from ftplint.schema import declarations

if TYPE_CHECKING:
    from collections.abc import Container, Iterable, Iterator

    from ftplint.configuration import Configuration, Site
    from ftplint.rules import Rule


class RuleGroup:
    """Rules that are judged together, what they ``need`` together, and the ``names`` that they see."""

    def __init__(
        self, rules: tuple[Rule, ...], varied: Iterable[str], configuration: Configuration, reduced: Reduced
    ) -> None:
        """*varied* are attributes of which the sites have many values."""
        self.rules = rules
        self.needs = reduce(or_, (rule.needs for rule in rules))
        self.names: Names = Names(_with_sources(self.needs.names))
        self._unseen = tuple(name for name in varied if name not in self.names)
        self._host, self._address, self._id, self._apps, self._web, self._located = (
            name in self.names for name in ("host", "address", "id", "application", "web", "location")
        )
        self._named = self._host or self.needs.host_or_not
        self._own = self._host or self._id or self._apps or self.needs.site_name
        self._reduced = reduced
        self._with_locations = configuration.sections.sites
        self._conditions = configuration.conditions if any(name in self.names for name in CONDITIONS) else None
        self._directory = tuple(name for name in declarations().virtual_directory.attributes if name in self.names)

    def equivalent_sites(self, classes: Iterable[list[Site]]) -> list[list[Site]]:
        """Sites that come from the same settings of the file, as far as these rules see them.

        *classes* are those of ``classes``. What is written alike has the same places in the file: each site its own.
        """
        found: dict[tuple[object, ...], list[Site]] = {}
        for alike in classes:
            if self._own:
                for site in alike:
                    found.setdefault(self._key(site), []).append(site)
            else:
                found.setdefault(self._key(alike[0]), []).extend(alike)
        return list(found.values())

    def _key(self, site: Site) -> tuple[object, ...]:
        return (
            self._reduced.without(site.written, self._unseen) if self._unseen else id(site.ftp),
            site.name if self.needs.site_name else "",
            tuple([b.port for b in site.bindings]),
            tuple([b.host if self._host else b.host != "" for b in site.bindings]) if self._named else (),
            tuple([b.address for b in site.bindings]) if self._address else (),
            site.id if self._id else "",
            self._applications(site) if self._apps else (),
            self._web and site.is_web,
            site.name.lower() if self._located and site.name.lower() in self._with_locations else "",
            0 if self._conditions is None else id(self._conditions.of(site)),
        )

    def _applications(self, site: Site) -> object:
        """The applications of *site* as far as the rules see them."""
        if next(site.element.iter("virtualDirectoryDefaults"), None) is not None:
            return site.id
        return tuple(
            (
                application.get("path"),
                tuple(
                    tuple(map(directory.get, self._directory))
                    for directory in application.iterchildren("virtualDirectory")
                ),
            )
            for application in site.element.iterchildren("application")
        )


def _with_sources(names: frozenset[str] | None) -> frozenset[str] | None:
    """*names*, and with each condition the attributes that it is worked out from: sites must not be alike without."""
    return None if names is None else names.union(*(READS[name] for name in names if name in READS))


class Reduced:
    """Elements as written, without some attributes; kept for one run, since several rule_groups ask for the same."""

    __slots__ = ("_known",)

    def __init__(self) -> None:
        self._known: dict[tuple[bytes, tuple[str, ...]], bytes] = {}

    def without(self, written: bytes, attributes: tuple[str, ...]) -> bytes:
        """The element *written* without some *attributes*."""
        known = self._known.get((written, attributes))
        if known is None:
            known = self._known[written, attributes] = _attributes(attributes).sub(b"", written)
        return known


@lru_cache(maxsize=64)
def _attributes(names: tuple[str, ...]) -> re.Pattern[bytes]:
    return re.compile(rf"""(?<=\s)(?:{"|".join(names)})=(?:"[^"]*"|'[^']*')""".encode())


class Names:
    """A set of names; None stands for all that there are."""

    __slots__ = ("_names",)

    def __init__(self, names: frozenset[str] | None) -> None:
        self._names = names

    def __contains__(self, name: object) -> bool:
        return self._names is None or name in self._names


def classes(sites: Iterable[Site], with_locations: Container[str]) -> list[list[Site]]:
    """Sites that differ in nothing but their names, ids, folders (one has a root or none), and which host names they
    have."""
    found: dict[tuple[object, ...], list[Site]] = {}
    for site in sites:
        name = site.name.lower()
        key = (
            id(site.ftp),
            tuple([(b.address, b.port, b.host != "") for b in site.bindings]),
            site.is_web,
            site.has_root,
            name if name in with_locations else "",
        )
        found.setdefault(key, []).append(site)
    return list(found.values())


def rule_groups(rules: Iterable[Rule], sites: Iterable[Site], configuration: Configuration) -> Iterator[RuleGroup]:
    """*rules* in groups by what they see of that which differs from site to site; most see nothing of it."""
    varied = _varied(sites)
    telling = (frozenset(varied), *_OWN)
    groups: dict[tuple[bool, ...], list[Rule]] = {}
    for rule in rules:
        needs = rule.needs
        seen = (needs.names is None or not names.isdisjoint(needs.names) for names in telling)
        groups.setdefault((needs.site_name, *seen), []).append(rule)
    reduced = Reduced()
    yield from (RuleGroup(tuple(group), varied, configuration, reduced) for group in groups.values())


_OWN = (frozenset({"host", "id"}), frozenset({"address"}), frozenset({"application"}))
"""What each site has of its own, or may have: a few groups, since each costs a walk over all sites."""
_MANY = 50
_MOST = 4


def _varied(sites: Iterable[Site]) -> list[str]:
    """The attributes of which the sites have many values: thumbprints, and whatever else is different everywhere."""
    values: dict[str, set[str]] = {}
    distinct = {id(site.ftp): site.ftp for site in sites}
    if len(distinct) <= _MANY:
        return []
    for ftp in distinct.values():
        pending = [ftp]
        while pending:
            element = pending.pop()
            if not element.tags or element.tags[-1].layer is not SITE:
                continue
            for name, value in element.values.items():
                values.setdefault(name, set()).add(value.text)
            pending.extend(element.children.values())
    often = sorted((name for name, found in values.items() if len(found) > _MANY), key=lambda n: -len(values[n]))
    return often[:_MOST]
