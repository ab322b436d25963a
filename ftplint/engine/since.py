"""From which version of IIS on a rule can matter: the newest of the elements it is about decides."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NamedTuple

from ftplint.engine.rule import FTP
from ftplint.schema.load import declarations
from ftplint.schema.versions import VERSIONS

if TYPE_CHECKING:
    from collections.abc import Iterable

    from ftplint.engine.rule import Rule
    from ftplint.schema.declarations import Element

_FTP = f"{{{FTP}}}"


class Since(NamedTuple):
    """A version of IIS, and the element that came with it."""

    version: str
    element: str


def since(rule: Rule) -> Since | None:
    """The first version that has what *rule* is about, None if that is every version with this FTP service.

    It counts what the contexts lead to, and what the rule points at as the fault or sets to mend it. Of several
    contexts the one that is there first decides.
    """
    if rule.scope == "problem":
        return None
    contexts = [steps(context.context, ()) for pattern in rule.patterns for context in pattern.contexts]
    pointers = [_newest(steps(select, context)) for select in _pointers(rule) for context in contexts[:1]]
    reached = min((_newest(context) for context in contexts), key=_age)
    newest = max((reached, *pointers), key=_age)
    return None if newest is None or newest.version == VERSIONS[0] else newest


def _pointers(rule: Rule) -> Iterable[str]:
    """The XPaths of the setting at fault and of what the fix sets."""
    yield from (element.get("select", "") for element in rule.element.iterchildren(f"{_FTP}at"))
    for element in rule.element.iterfind(f"{_FTP}fix/{_FTP}set"):
        yield element.get("element") or "."


def steps(xpath: str, start: tuple[str, ...]) -> tuple[str, ...]:
    """The names of the elements on the way of *xpath* from *start*, without predicates and attributes."""
    plain = xpath
    while plain != (plain := re.sub(r"\[[^\[\]]*\]", "", plain)):
        pass
    names = [] if plain.startswith("/") else list(start)
    for step in filter(None, plain.split("/")):
        if step == "..":
            names = names[:-1]
        elif step.startswith("ancestor::"):
            name = step.removeprefix("ancestor::")
            names = names[: names.index(name) + 1] if name in names else []
        elif step != "." and not step.startswith("@"):
            names.append(step)
    return tuple(names)


def _newest(way: tuple[str, ...]) -> Since | None:
    known = declarations()
    for name, top in (("ftpServer", known.ftp_server), ("system.ftpServer", known.server)):
        if name in way:
            return max(_on_the_way(top, way[way.index(name) + 1 :]), key=_age)
    return None


def _on_the_way(element: Element, way: tuple[str, ...]) -> Iterable[Since]:
    yield Since(element.since, element.name)
    for step in way:
        inner = element.children.get(step)
        if inner is None and element.collection is not None and element.collection.add == step:
            inner = element.collection.item
        if inner is None:
            return
        element = inner
        yield Since(element.since, element.name)


def _age(since: Since | None) -> int:
    return 0 if since is None else VERSIONS.index(since.version)
