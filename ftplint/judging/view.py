"""How much rules see of the settings of a site: an attribute in full, or no more than some questions about it tell.

Sites that give the same answers break the same rules, whatever else they say.
"""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING

from ftplint.configuration import OF_TEXT, READS, effective_text
from ftplint.named_tuple import NamedTuple
from ftplint.schema import declarations

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping

    from ftplint.rules import Needs
    from ftplint.schema import Attribute, Element

_OTHER = "\0"
"""Any text that is not compared with; no XML has this character."""


class Names:
    """A set of names; None stands for all that there are."""

    __slots__ = ("_names",)

    def __init__(self, names: frozenset[str] | None) -> None:
        self._names = names

    def __contains__(self, name: object) -> bool:
        return self._names is None or name in self._names


class View(NamedTuple):
    """What is looked at of a site: ``names`` of elements and attributes in full, and of the attributes ``compared``
    which of some texts they are, if any. ``shown`` are both."""

    names: Names
    shown: Names
    compared: Mapping[str, frozenset[str]]
    site_name: bool
    host_or_not: bool

    def answer(self, name: str) -> Callable[[str], str] | None:
        """What is seen of the attribute *name* with a given text; None: nothing."""
        if name in self.names:
            return str
        texts = self.compared.get(name, frozenset())
        follow = [of for condition, of in OF_TEXT.items() if READS[condition] == (name,) and condition in self.names]
        if not texts and not follow:
            return None

        def answered(text: str) -> str:
            return text if text in texts else _OTHER.join([_OTHER, *[of(text) for of in follow]])

        return answered


def full_view(needs: Needs) -> View:
    """All that *needs* says is looked at."""
    names = Names(_with_sources(needs.names))
    return View(names, names, {}, needs.site_name, needs.host_or_not)


def deciding_view(needs: Needs) -> View:
    """As much as decides whether a site breaks rules with these *needs*.

    A condition that is compared with a text is looked at in full: its text is worked out from other attributes.
    """
    compared: dict[str, frozenset[str]] = {}
    for name, text in needs.compared:
        compared[name] = compared.get(name, frozenset()) | {text}
    decisive, shown = needs.decisive, None
    if decisive is not None:
        decisive |= compared.keys() & READS.keys()
        decisive = decisive.union(_with_sources(decisive - OF_TEXT.keys()) or ())
        shown = decisive | compared.keys()
    return View(Names(decisive), Names(shown), compared, needs.name_decides, host_or_not=False)


def finest(views: Iterable[View]) -> View:
    """A view that sees of each attribute all that one of the *views* sees of it, though none in full."""
    compared: dict[str, frozenset[str]] = {}
    conditions: set[str] = set()
    for view in views:
        for name, texts in view.compared.items():
            compared[name] = compared.get(name, frozenset()) | texts
        conditions.update(condition for condition in OF_TEXT if condition in view.names)
    names = Names(frozenset(conditions))
    return View(names, names, compared, False, host_or_not=False)


def _with_sources(names: frozenset[str] | None) -> frozenset[str] | None:
    """*names*, and with each condition the attributes that it is worked out from: sites must not be alike without."""
    return None if names is None else names.union(*(READS[name] for name in names if name in READS))


class AsWritten:
    """Elements as written, some attributes of which are not seen in full: each as the ``view`` has it."""

    def __init__(self, names: Iterable[str], view: View) -> None:
        """*names* are those of the attributes, of ``reducible`` and not seen in full."""
        self._answers = [(f' {name}="', _attributes()[name], view.answer(name)) for name in names]
        self._known: dict[str, str] = {}
        self._equal: dict[str, str] = {}

    def of(self, written: str) -> str:
        """The element *written*, as lxml writes it, without what is not seen of those attributes."""
        known = self._known.get(written)
        if known is None:
            reduced = written
            for sign, declared, answer in self._answers:
                if sign in reduced:
                    reduced = _answered(reduced, sign, declared, answer)
            known = self._known[written] = self._equal.setdefault(reduced, reduced)
        return known


def _answered(written: str, sign: str, declared: Attribute, answer: Callable[[str], str] | None) -> str:
    """*written* with the answer in place of each value of the attribute that *sign* begins."""
    before, *others = written.split(sign)
    parts = [before]
    for other in others:
        value, _, behind = other.partition('"')
        if answer is None:
            seen = ""
        elif "&" in value:
            seen = sign + value
        else:
            seen = sign + answer(effective_text(declared, value))
        parts += [seen, behind]
    return "".join(parts)


def reducible() -> frozenset[str]:
    """The attributes of which a view may see less: those in ``ftpServer`` that no entry of a collection has.

    What an entry says decides which entries there are.
    """
    return frozenset(_attributes())


@lru_cache(maxsize=1)
def _attributes() -> dict[str, Attribute]:
    """The attributes of ``reducible`` by name."""
    top = declarations().ftp_server
    found: dict[str, Attribute] = {}
    others: set[str] = set()
    """Those of entries, and those that have several types."""
    for element, is_entry in _elements(top, is_entry=False):
        for name, attribute in element.attributes.items():
            if is_entry or found.setdefault(name, attribute).type != attribute.type:
                others.add(name)
    return {name: attribute for name, attribute in found.items() if name not in others}


def _elements(element: Element, *, is_entry: bool) -> Iterator[tuple[Element, bool]]:
    yield element, is_entry
    for child in element.children.values():
        yield from _elements(child, is_entry=is_entry)
    if element.collection is not None:
        yield from _elements(element.collection.item, is_entry=True)
