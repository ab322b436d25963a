"""``ftplint effective A --diff B``: which effective settings are different in B, site by site."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ftplint.configuration import SiteDifference, compare
from ftplint.report import harmless, plain

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from ftplint.analysis import ParsedFile
    from ftplint.configuration import Difference


def differences(before: ParsedFile, after: ParsedFile, names: Sequence[str]) -> list[SiteDifference]:
    """What differs, on the sites *names* only where there are any."""
    assert before.configuration is not None
    assert after.configuration is not None
    wanted = {name.lower() for name in names}
    found = compare(before.configuration, after.configuration)
    return [d for d in found if not wanted or (d.site is not None and d.site.lower() in wanted)]


def as_text(paths: tuple[str, str], found: Sequence[SiteDifference]) -> Iterator[str]:
    """``-`` before what the first file says, ``+`` before what the second says."""
    if not found:
        yield harmless(f"{plain(paths[0])} and {plain(paths[1])} mean the same\n")
        return
    yield harmless(f"--- {plain(paths[0])}\n+++ {plain(paths[1])}\n")
    for site in found:
        yield "\nserver\n" if site.site is None else harmless(f"\nsite '{plain(site.site)}'{_note(site)}\n")
        for difference in site.differences:
            yield from _lines(difference)
    sites = sum(site.site is not None for site in found)
    yield f"\n{sites} {'site differs' if sites == 1 else 'sites differ'}\n"


def as_json(paths: tuple[str, str], found: Sequence[SiteDifference]) -> Iterator[str]:
    """One object; ``site`` is null for the server level."""
    import json

    listed = [{"site": d.site, "change": d.change, "settings": [s._asdict() for s in d.differences]} for d in found]
    document = {"schema_version": "1", "before": paths[0], "after": paths[1], "differences": listed}
    yield json.dumps(document, indent=2) + "\n"


def _note(site: SiteDifference) -> str:
    return "" if site.change == "changed" else f" is {'new' if site.change == 'added' else 'gone'}"


def _lines(difference: Difference) -> Iterator[str]:
    for sign, text in (("-", difference.before), ("+", difference.after)):
        if text is not None:
            yield harmless(f"  {sign} {plain(difference.setting)} = {plain(text)}\n")
