"""From which version of IIS on a rule can matter: the newest of the settings it is about decides."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from ftplint.named_tuple import NamedTuple
from ftplint.rules.model import FTP
from ftplint.schema import VERSIONS, declarations

if TYPE_CHECKING:
    from collections.abc import Iterator

    from ftplint.rules.model import Rule
    from ftplint.schema import Element

_FTP = f"{{{FTP}}}"
_VALUE = re.compile(r"@([\w-]+)\s*=\s*'([^']*)'")


class Since(NamedTuple):
    """A version of IIS, and what came with it: the name of an element, or an attribute with its value."""

    version: str
    what: str


def since(rule: Rule) -> Since | None:
    """The first version that has what *rule* is about, None if that is every version with this FTP service.

    It counts what the contexts lead to and ask for, and what the rule points at as the fault or sets to fix it. Of
    several contexts the one that is there first decides.
    """
    if rule.scope == "problem":
        return None
    contexts = [context.context for pattern in rule.patterns for context in pattern.contexts]
    first = steps(contexts[0], ())
    reached = min((_newest(steps(context, ()), context) for context in contexts), key=_age)
    newest = max((reached, *(_newest(steps(select, first)) for select in _pointers(rule))), key=_age)
    return None if newest is None or newest.version == VERSIONS[0] else newest


def _pointers(rule: Rule) -> Iterator[str]:
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


def _newest(way: tuple[str, ...], attribute_test: str = "") -> Since | None:
    """The newest on the *way* through the schema, values that the XPath *asked* compares with included."""
    known = declarations()
    for name, top in (("ftpServer", known.ftp_server), ("system.ftpServer", known.server)):
        if name not in way:
            continue
        elements = list(_on_the_way(top, way[way.index(name) + 1 :]))
        latest = max((element.since for element in elements), key=VERSIONS.index)
        found = Since(latest, "/".join(element.name for element in elements if element.since == latest))
        return max((found, *_values(elements, attribute_test)), key=_age)
    return None


def _values(elements: list[Element], attribute_test: str) -> Iterator[Since]:
    """Values that came later; what stands in not() is not asked for."""
    for name, value in _VALUE.findall(re.sub(r"\bnot\([^()]*\)", "", attribute_test)):
        for element in elements:
            if name in element.attributes:
                version = dict(element.attributes[name].type.newer).get(value.lower())
                if version is not None:
                    yield Since(version, f"{name}={value}")


def _on_the_way(element: Element, way: tuple[str, ...]) -> Iterator[Element]:
    yield element
    for step in way:
        inner = element.children.get(step)
        if inner is None and element.collection is not None and element.collection.add == step:
            inner = element.collection.item
        if inner is None:
            return
        element = inner
        yield element


def _age(since: Since | None) -> int:
    return 0 if since is None else VERSIONS.index(since.version)
