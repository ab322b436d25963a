"""An element of ``server/evidence`` in the effective document: what is declared of it, and how a fact becomes one."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from ftplint.named_tuple import NamedTuple
from ftplint.source import escape, legal

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

BOOLEAN = ("true", "false")


class FactAttribute(NamedTuple):
    """An attribute, the member of the bundle that it shows (with dots for one in another), and what it says.

    It is absent where the fact is not known. ``values`` are all that it can have; empty: any text. The names in a
    list are joined by comma and blank.
    """

    name: str
    member: str
    meaning: str
    values: tuple[str, ...] = ()


class FactElement(NamedTuple):
    """An element, and the word that rules have for its facts in ``evidence``.

    ``children`` are by the member that they show, a list of objects, or of texts which become ``name``. How many there
    are is an attribute called as the member: without it, nobody knows whether there are any.
    """

    name: str
    kind: str
    meaning: str
    attributes: tuple[FactAttribute, ...]
    children: Mapping[str, FactElement] = {}

    def xml(self, fact: Mapping[str, Any]) -> Iterator[str]:
        """*fact*, an object of a bundle, as this element."""
        yield f"<{self.name}"
        for one in self.attributes:
            text = _text(_member(fact, one.member))
            if text is not None:
                yield f' {one.name}="{escape(legal(text))}"'
        inner = {member: fact.get(member) for member in self.children}
        yield from (f' {member}="{len(listed)}"' for member, listed in inner.items() if listed is not None)
        yield ">"
        for member, child in self.children.items():
            for each in inner[member] or ():
                yield from child.xml({"name": each} if isinstance(each, str) else each)
        yield f"</{self.name}>"


def _member(fact: Mapping[str, Any], path: str) -> Any:
    found: Any = fact
    for name in path.split("."):
        found = (found or {}).get(name)
    return found


def _text(value: Any) -> str | None:
    if value is None or isinstance(value, str):
        return value or None
    if isinstance(value, bool):
        return BOOLEAN[not value]
    return (", ".join(value) or None) if isinstance(value, list | tuple) else str(value)
