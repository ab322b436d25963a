"""The words of a rule: messages with values filled in, the reason, the client's view, the fix, the references."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ftplint.named_tuple import NamedTuple
from ftplint.rules.model import CLASSES, FTP, Change, Effect, Fix, OnceNamed
from ftplint.rules.rule_file import change_select

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

    from lxml.etree import _Element

    from ftplint.rules.messages import Expression
    from ftplint.rules.model import Rule

_FTP = f"{{{FTP}}}"


class ClientView(NamedTuple):
    """What the client will see: the FTP reply code, the IIS sub-status (KB 969061), and in words."""

    reply: int | None
    substatus: int | None
    text: str | None


class Reference(NamedTuple):
    """Where a reader can find out more."""

    title: str
    href: str | None


def plain_text(element: _Element | None) -> str:
    """All text of *element*, white space folded."""
    return "" if element is None else " ".join("".join(map(str, element.itertext())).split())


def why(rule: Rule) -> str:
    """Why the rule exists."""
    return plain_text(rule.element.find(f"{_FTP}why"))


def client_view(rule: Rule, context: _Element | None = None) -> ClientView:
    """What a client meets when the rule is broken, as far as it is known.

    *context* is the ``sch:rule`` that was broken, which may have an ``ftp:client`` of its own.
    """
    element = None if context is None else context.find(f"{_FTP}client")
    if element is None:
        element = rule.element.find(f"{_FTP}client")
    if element is None:
        return ClientView(None, None, None)
    reply, substatus = element.get("reply"), element.get("substatus")
    return ClientView(int(reply) if reply else None, int(substatus) if substatus else None, plain_text(element) or None)


def fix(
    rule: Rule,
    setting_of: Mapping[str, str] | None = None,
    holds: Callable[[Expression], bool] | None = None,
    facts: Mapping[str, str] | None = None,
) -> Fix | None:
    """The fix. *setting_of* gives, for the ``select`` (or ``@attribute``) of each change, the full setting path.

    *holds* says whether an XPath is true where the finding is: the class may depend on it. *facts* are those of the
    problem, one of which may be a value (``{name}``); a fix whose fact is not known is manual.
    """
    element = rule.element.find(f"{_FTP}fix")
    if element is None:
        return None
    title = " ".join((element.get("title") or plain_text(element)).split())
    changes = []
    for change in element.iterchildren(f"{_FTP}set"):
        select = change_select(change)
        value = change.get("value", "")
        if facts is not None and value.startswith("{") and value[1:-1] in facts:
            value = facts[value[1:-1]]
            if not value:
                return Fix("manual", title)
        changes.append(Change((setting_of or {}).get(select, select), value))
    when = (one.element for one in rule.conditions if holds is not None and holds(one.select))
    effect = _effect(next(when, element))
    if element.get("needs"):
        return Fix("manual", title, once_named=OnceNamed(effect, tuple(changes)))
    return Fix(effect.safety, title, tuple(changes), effect.because, effect.locks)


def effects(rule: Rule) -> Iterator[Effect]:
    """The classes that the fix of *rule* can have: the usual one, and those of other places."""
    element = rule.element.find(f"{_FTP}fix")
    if element is not None:
        yield _effect(element)
        yield from (_effect(one.element) for one in rule.conditions)


def _effect(element: _Element) -> Effect:
    because = " ".join(element.get("because", "").split())
    return Effect(element.get("safety", "manual"), because, element.get("locks") == "true")  # type: ignore[arg-type]


def graver(one: Fix | None, other: Fix | None) -> Fix | None:
    """Of the fixes of one cause at two places the one with the graver class: it is made for both."""
    if one is None or other is None:
        return one or other
    return max(one, other, key=_gravity)


def _gravity(fix: Fix) -> tuple[int, bool]:
    effect = Effect(fix.safety, locks=fix.locks) if fix.once_named is None else fix.once_named.effect
    return CLASSES.index(effect.safety), effect.locks


def references(rule: Rule) -> tuple[Reference, ...]:
    """The ``ftp:see`` elements."""
    return tuple(
        Reference(element.get("title") or plain_text(element), element.get("href"))
        for element in rule.element.iterchildren(f"{_FTP}see")
    )
