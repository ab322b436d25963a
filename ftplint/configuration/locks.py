"""Lock lists: a name that the element does not have makes the section unreadable (iis-config-system section 4.3).

No lock can forbid anything inside one valid FTP configuration, since locks bind deeper files only (section 4.1).
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

    from ftplint.schema import Element


def unknown_names(declared: Element, attribute: str, text: str) -> Iterator[tuple[str, str]]:
    """Each name in the lock list *attribute* that *declared* does not have, with all the names it has.

    Names in the lists are case-sensitive; ``*`` means all. Directive names count as elements.
    """
    if attribute == "lockItem":
        return
    collection = declared.collection
    if "Attributes" in attribute:
        known = set(declared.attributes)
    else:
        directives = (collection.add, collection.remove, collection.clear) if collection else ()
        known = {*declared.children, *(name for name in directives if name)}
    for name in (part.strip() for part in text.split(",")):
        if name and name != "*" and name not in known:
            yield name, ", ".join([*sorted(known), "*"])
