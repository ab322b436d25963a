"""The words of a rule: messages with values filled in, the reason, the client's view, the fix, the references."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from ftplint.rules.model import FTP, Change, Fix, change_select

if TYPE_CHECKING:
    from lxml.etree import _Element

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


def client_view(rule: Rule) -> ClientView:
    """What a client meets when the rule is broken, as far as it is known."""
    element = rule.element.find(f"{_FTP}client")
    if element is None:
        return ClientView(None, None, None)
    reply, substatus = element.get("reply"), element.get("substatus")
    return ClientView(int(reply) if reply else None, int(substatus) if substatus else None, plain_text(element) or None)


def fix(rule: Rule, setting_of: dict[str, str] | None = None) -> Fix | None:
    """The fix. *setting_of* gives, for the ``select`` (or ``@attribute``) of each change, the full setting path."""
    element = rule.element.find(f"{_FTP}fix")
    if element is None:
        return None
    changes = []
    for change in element.iterchildren(f"{_FTP}set"):
        select = change_select(change)
        changes.append(Change((setting_of or {}).get(select, select), change.get("value", "")))
    title = " ".join((element.get("title") or plain_text(element)).split())
    return Fix(element.get("safety", "manual"), title, tuple(changes))  # type: ignore[arg-type]


def references(rule: Rule) -> tuple[Reference, ...]:
    """The ``ftp:see`` elements."""
    return tuple(
        Reference(element.get("title") or plain_text(element), element.get("href"))
        for element in rule.element.iterchildren(f"{_FTP}see")
    )
