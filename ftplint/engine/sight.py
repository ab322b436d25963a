"""What rules can see of a site: the elements and attributes that their XPaths name. Sites alike in those are alike."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, cast

from ftplint.configuration.document import GROUP
from ftplint.engine.prose import change_select, changes
from ftplint.engine.rule import FTP

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from ftplint.configuration.effective import Configuration
    from ftplint.configuration.sites import Site
    from ftplint.engine.rule import Rule

_FTP = f"{{{FTP}}}"
_WILD = re.compile(r"(?:[@/:\[(|,]|^|\b(?:and|or)\b)\s*\*|node\(\)|\b(?:name|local-name)\(", re.MULTILINE)
"""Expressions that see what they do not name."""
_WORD = re.compile(r"[\w.]+(?:-[\w.]+)*")


class Sight:
    """Rules that are judged together, and the ``names`` that they see; ``server`` if they see the server level."""

    def __init__(self, rules: tuple[Rule, ...]) -> None:
        self.rules = rules
        texts = list(expressions(rules))
        text = "\n".join(texts)
        self.server = f"/server/{GROUP}" in text
        self.names: Names = Names(None if _WILD.search(text) else frozenset(_WORD.findall(text)))

    def key(self, configuration: Configuration, site: Site) -> tuple[object, ...]:
        """Equal for sites that come from the same settings of the file, as far as these rules see them."""
        names = self.names
        bindings = tuple(
            (
                binding.port,
                binding.host if "host" in names else "",
                binding.address if "address" in names else "",
            )
            for binding in site.bindings
        )
        own = site.id if "id" in names or "application" in names else ""
        located = "location" in names and bool(configuration.sections.paths_below(site.name))
        return (id(site.ftp), bindings, own, "web" in names and site.is_web, site.name.lower() if located else "")


class Names:
    """A set of names; None stands for all that there are."""

    __slots__ = ("_names",)

    def __init__(self, names: frozenset[str] | None) -> None:
        self._names = names

    def __contains__(self, name: object) -> bool:
        return self._names is None or name in self._names


def sights(rules: Iterable[Rule]) -> Iterator[Sight]:
    """*rules* in groups that see similar things: in what differs from site to site, most rules take no interest."""
    groups: dict[tuple[bool, ...], list[Rule]] = {}
    for rule in rules:
        words = set(_WORD.findall("\n".join(expressions((rule,)))))
        groups.setdefault(tuple(name in words for name in _TELLING), []).append(rule)
    yield from (Sight(tuple(group)) for group in groups.values())


_TELLING = ("serverCertHash", "application")
"""What differs most between the sites of a server: certificates and folders."""


def expressions(rules: Iterable[Rule]) -> Iterator[str]:
    """Every XPath of *rules* whose value a finding can depend on."""
    for rule in rules:
        for pattern in rule.patterns:
            for context in pattern.contexts:
                yield context.context
                yield from (value for _, value in context.lets)
                yield from (test.violation for test in context.tests)
                yield from cast("list[str]", context.element.xpath(".//@select"))
        yield from (element.get("select", "") for element in rule.element.iterchildren(f"{_FTP}at", f"{_FTP}related"))
        yield from (change_select(change) for change in changes(rule))
