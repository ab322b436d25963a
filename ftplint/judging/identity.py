"""What makes two findings of different runs the same: rule, site, setting and values, never lines."""

from __future__ import annotations

from typing import TYPE_CHECKING, cast

from ftplint.named_tuple import NamedTuple

if TYPE_CHECKING:
    from collections.abc import Container, Mapping, Sequence

    from lxml.etree import _Element

    from ftplint.judging.pending_finding import PendingFinding


class Key(NamedTuple):
    """A mistake on one site, wherever in the file it is written. ``site`` is empty for one of the whole file."""

    rule: str
    site: str
    setting: str
    values: tuple[str, ...]


def keys(pending: PendingFinding) -> list[Key]:
    """A key for each site that *pending* reaches, in the order of its sites; one without site if it has none."""
    sites: Sequence[str] = [""] if pending.anonymous else pending.sites or [""]
    return [Key(pending.rule.id, site.lower(), pending.setting or "", pending.identity) for site in sites]


def fingerprint(pending: PendingFinding) -> str:
    """32 hexadecimal digits. Of a cause that several sites share, it does not depend on which those are.

    A default is such a cause, even while one site only has it: the finding stays the same when a site is added.
    """
    import hashlib  # loading it takes a fiftieth of a short run, and few formats want it

    site = "" if pending.anonymous or pending.site is None or pending.by_default else pending.site.lower()
    text = "\0".join((pending.rule.id, site, pending.setting or "", *pending.identity))
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()[:32]


def identity_of_node(target: str | _Element, element: _Element, names: Container[str] | None = None) -> tuple[str, ...]:
    """The value that a rule points at, and what tells its place from others of the same setting.

    *target* is the attribute's text, or *element* itself. An entry of a collection is told by all that it says,
    another element by those of its attributes that the rule looks at (*names*; None for all): which others are in a
    reduced document depends on the rules that run; conditions, whose names have a hyphen, are no part of it. A location
    or an endpoint is told by its path, address, port and host name.
    """
    around = tuple(
        f"{outer.tag}={outer.get(_TELLING[str(outer.tag)])}"
        for outer in (element, *element.iterancestors())
        if str(outer.tag) in _TELLING
    )
    if isinstance(target, str) and element.tag not in _ENTRIES:
        return (str(target), *around)
    always = names is None or element.tag == "add"
    attributes = " ".join(
        f"{name!s}={text!s}"
        for name, text in element.items()
        if name not in _SITE
        and "-" not in str(name)
        and (always or name in cast("Container[str]", names) or element.tag == "site")
    )
    return (attributes, *around)


def identity_of_facts(facts: Mapping[str, str]) -> tuple[str, ...]:
    """The facts of a problem that are of the file's own making, not of our explanation."""
    return tuple(f"{name}={facts[name]}" for name in _FACTS if name in facts)


_TELLING = {"location": "path", "application": "path", "host": "name", "address": "ip", "port": "number"}
"""Elements of the effective document that are told apart by an attribute."""
_SITE = ("site", "id")
"""Attributes that say which site it is; the key has the site already, or the order of sites would matter."""
_ENTRIES = ("add", "virtualDirectory")
"""Elements of which there are several side by side."""
_FACTS = ("element", "attribute", "value", "section", "path")
