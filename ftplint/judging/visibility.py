"""What rules can see of a site: the elements and attributes that their XPaths name. Sites alike in those are alike."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ftplint.configuration import CONDITIONS, SITE
from ftplint.judging.view import AsWritten, deciding_view, finest, full_view, reducible
from ftplint.rules import Needs

if TYPE_CHECKING:
    from collections.abc import Container, Iterable, Sequence

    from ftplint.configuration import Configuration, Site
    from ftplint.judging.view import View
    from ftplint.rules import Rule


class RuleGroup:
    """Rules that are judged together, what they ``need`` together, and their ``view`` of the sites."""

    def __init__(
        self,
        rules: tuple[Rule, ...],
        needs: Needs,
        view: View,
        configuration: Configuration,
        as_written: AsWritten | None,
    ) -> None:
        """*needs* are those of all *rules*, *as_written* gives elements without what the *view* leaves out."""
        self.rules = rules
        self.needs = needs
        self.view = view
        names = self.view.names
        answer = self.view.answer
        self._host, self._address, self._id = answer("host"), answer("address"), answer("id")
        self._layout = "application" in names
        self._folder = answer("physicalPath")
        self._located = "location" in names
        self._own = self.view.site_name or any((self._host, self._id, self._folder))
        self._as_written = as_written
        self._with_locations = configuration.sections.sites
        self._conditions = configuration.conditions if any(name in self.view.shown for name in CONDITIONS) else None

    def equivalent_sites(self, classes: Iterable[list[Site]]) -> list[list[Site]]:
        """Sites that come from the same settings of the file, as far as these rules see them.

        *classes* are those of ``classes``. What is written alike has the same places in the file: each site its own.
        """
        found: dict[tuple[object, ...], list[Site]] = {}
        for alike in classes:
            shared = self._shared_key(alike[0])
            if not self._own:
                found.setdefault(shared, []).extend(alike)
                continue
            of_own: dict[tuple[object, ...], list[Site]] = {}
            for site in alike:
                of_own.setdefault(self._own_key(site), []).append(site)
            for own, sites in of_own.items():
                found.setdefault((*shared, *own), []).extend(sites)
        return list(found.values())

    def _shared_key(self, site: Site) -> tuple[object, ...]:
        """What these rules see of that which the sites of a class have in common."""
        address, name = self._address, site.name.lower()
        return (
            id(site.ftp) if self._as_written is None else self._as_written.of(site.written),
            tuple([b.port for b in site.bindings]),
            tuple([bool(b.host) for b in site.bindings]) if self.view.host_or_not else (),
            () if address is None else tuple([address(b.address) for b in site.bindings]),
            id(site.layout) if self._layout else None,
            site.is_web,
            name if self._located and name in self._with_locations else "",
            None if self._conditions is None else id(self._conditions.of(site)),
        )

    def _own_key(self, site: Site) -> tuple[object, ...]:
        """What these rules see of the name, id, host names and folders of *site*."""
        host, folder = self._host, self._folder
        return (
            site.name if self.view.site_name else "",
            () if host is None else tuple([host(b.host) for b in site.bindings]),
            "" if self._id is None else self._id(site.id),
            () if folder is None else tuple([None if one is None else folder(one) for one in site.folders]),
        )


def classes(sites: Iterable[Site], with_locations: Container[str]) -> list[list[Site]]:
    """Sites that differ in nothing but their names, ids, folders, and which host names they have."""
    found: dict[tuple[object, ...], list[Site]] = {}
    for site in sites:
        name = site.name.lower()
        key = (
            id(site.ftp),
            tuple([(b.address, b.port, bool(b.host)) for b in site.bindings]),
            site.is_web,
            id(site.layout),
            name if name in with_locations else "",
        )
        found.setdefault(key, []).append(site)
    return list(found.values())


def rule_groups(
    rules: Iterable[Rule], varied: Sequence[str], configuration: Configuration, *, deciding: bool = False
) -> list[RuleGroup]:
    """*rules* in groups by what they see of that which differs from site to site; most see nothing of it.

    *varied* are attributes of which the sites have many values. With *deciding* rules see only what decides whether a
    site breaks them, and not what findings print and point at.
    """
    telling = (frozenset(varied), *_OWN)
    groups: dict[tuple[bool, ...], list[Rule]] = {}
    for rule in rules:
        needs = rule.needs
        names, named = (needs.decisive, needs.name_decides) if deciding else (needs.names, needs.site_name)
        seen = (names is None or not told.isdisjoint(names) for told in telling)
        groups.setdefault((named, *seen), []).append(rule)
    viewed = deciding_view if deciding else full_view
    needed = [Needs.together([rule.needs for rule in group]) for group in groups.values()]
    views = list(map(viewed, needed))
    of_all = finest(views)
    unseen = [tuple(name for name in varied if name not in view.names) for view in views]
    as_written = {names: AsWritten(names, of_all) for names in set(unseen) if names}
    return [
        RuleGroup(tuple(group), needs, view, configuration, as_written.get(names))
        for group, needs, view, names in zip(groups.values(), needed, views, unseen, strict=True)
    ]


_OWN = (frozenset({"host", "id"}), frozenset({"address"}), frozenset({"application"}))
"""What each site has of its own, or may have: a few groups, since each costs a walk over all sites."""
_MANY = 50
_MOST = 4


def varied(sites: Iterable[Site]) -> list[str]:
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
    many = (name for name, found in values.items() if len(found) > _MANY and name in reducible())
    often = sorted(many, key=lambda name: -len(values[name]))
    return often[:_MOST]
