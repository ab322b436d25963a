"""What somebody may have meant by a name that does not exist, or not there."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from ftplint.schema.model import Declarations, Element

_OF_SITE = " of a site"
FAMILIAR = {
    "site": (
        "limits",
        "logFile",
        "traceFailedRequestsLogging",
        "applicationDefaults",
        "virtualDirectoryDefaults",
        "hsts",
    ),
    "application": ("virtualDirectoryDefaults",),
}
"""Children of open elements that other schema files declare (iis-config-system section 1.8)."""

MEANT = {
    "greetingMessage": ("welcomemessage",),
    "serverCertHash": ("certificatehash", "certificatethumbprint", "certhash", "thumbprint"),
}
"""What is written for an attribute because IIS Manager, or a binding of a web site, calls the same thing so."""
_SENTENCES = {
    "configSource": "It works in web.config files only.",
    "denyByDefault": "To refuse the addresses that are not listed, set allowUnlisted to false.",
}
"""Names that are none of FTP's wherever they stand, and what to say of them."""


def children(declared: Element) -> tuple[str, ...]:
    """The names of the children that *declared* is known to have, directives last."""
    collection = declared.collection
    directives = (collection.add, collection.remove, collection.clear) if collection else ()
    known = (*declared.children, *FAMILIAR.get(declared.name, ()), *directives)
    return tuple(name for name in known if name)


def nearest_hint(name: str, known: Iterable[str], home: str = "") -> str:
    """A sentence, or nothing. *home* is where the name would be right.

    Real servers refuse configSource in applicationHost.config (iis-config-system section 5).
    """
    names = list(known)
    for other in names:
        if other.lower() == name.lower():
            return f"Names are case-sensitive: did you mean '{other}'?"
    if home:
        return f"It belongs in {home}."
    if name in _SENTENCES:
        return _SENTENCES[name]
    for other in names:
        if name.lower() in MEANT.get(other, ()):
            return f"Did you mean '{other}'?"
    near = closest(name.lower(), [other.lower() for other in names])
    if near is not None:
        return f"Did you mean '{next(other for other in names if other.lower() == near)}'?"
    return ""


def meant(name: str, known: Iterable[str], parent: str, home: str = "", *, attribute: bool = False) -> str:
    """The path of the element, or attribute, that *name* at *parent* was meant for, or nothing; as ``nearest_hint``."""
    by_word = {other.lower(): other for other in reversed(list(known))}
    sign = "@" if attribute else ""
    near: str | None = name.lower()
    if near not in by_word and home:
        return f"{home.removesuffix(_OF_SITE)}/{sign}{name}"
    if near not in by_word:
        near = closest(name.lower(), by_word)
    return "" if near is None else f"{parent}/{sign}{by_word[near]}"


def closest(word: str, known: Iterable[str], cutoff: float = 0.6) -> str | None:
    """The one of *known* that *word* may be meant for, None if none is as like it as *cutoff* says (1.0: the same)."""
    from difflib import get_close_matches  # seldom needed, and slow to import

    return next(iter(get_close_matches(word, list(known), 1, cutoff)), None)


def home(name: str, path: str, declared: Declarations, *, attribute: bool = False) -> str:
    """The element that has a child (or an attribute) *name*, if there is just one, or nothing.

    *path* is where the name was written: the site's settings or the server's, whichever it is, come first.
    """
    trees = sorted((declared.ftp_server, declared.server), key=lambda top: not path.startswith(top.path))
    for top in trees:
        homes = {e.path for e in _all(top) if name in (e.attributes if attribute else e.children)}
        if homes:
            # "the ftpServer of a site", since the reader is in another group of the file.
            of_site = _OF_SITE if top is declared.ftp_server and top is trees[1] else ""
            return homes.pop() + of_site if len(homes) == 1 else ""
    return ""


def misspelt(name: str, known: Iterable[str]) -> bool:
    """Whether *name*, where foreign names are allowed, is surely one of *known* in another letter case or misspelt.

    A foreign name is innocent until it is at most two edits away from a long known one.
    """
    names = tuple(known)
    return name not in names and any(
        name.lower() == other.lower() or (len(other) >= 8 and _edits(name.lower(), other.lower()) <= 2)
        for other in names
    )


def miscased(name: str, known: Iterable[str]) -> bool:
    """Whether *name* is one of *known* in another letter case."""
    names = tuple(known)
    return name not in names and name.lower() in {other.lower() for other in names}


def _all(element: Element) -> Iterator[Element]:
    yield element
    for child in element.children.values():
        yield from _all(child)
    if element.collection is not None:
        yield from _all(element.collection.item)


def _edits(one: str, other: str) -> int:
    """The Levenshtein distance, cut short where the lengths alone differ by more than two."""
    if abs(len(one) - len(other)) > 2:
        return 3
    row = list(range(len(other) + 1))
    for i, a in enumerate(one, 1):
        last, row[0] = row[0], i
        for j, b in enumerate(other, 1):
            last, row[j] = row[j], min(row[j] + 1, row[j - 1] + 1, last + (a != b))
    return row[-1]
