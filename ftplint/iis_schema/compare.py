"""Where the FTP schema of a server differs from applicationHost.xsd, which ftplint goes by."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ftplint.named_tuple import NamedTuple
from ftplint.schema import canonical, declarations

if TYPE_CHECKING:
    from collections.abc import Iterator

    from ftplint import schema as ours
    from ftplint.iis_schema.model import Attribute, Collection, Element, ServerSchema

_SITES = "system.applicationHost/sites"
_ZERO = {"", "0", "false", "00:00:00", "[enc:AesProvider::enc]"}
"""Defaults that mean the same as none."""


class Difference(NamedTuple):
    """One difference: where, what the server's schema says, and what ours says."""

    where: str
    server: str
    ftplint: str


def differences_in_ftp(schema: ServerSchema) -> Iterator[Difference]:
    """The differences of FTP: the sections of system.ftpServer, and ``ftpServer`` of a site and of siteDefaults."""
    known = declarations()
    for path, section in known.sections.items():
        found = schema.sections.get(path)
        if found is None:
            yield Difference(path, "no such section", "a section")
        else:
            yield from _element(path, found, section.element, defaults=False)
    for path in schema.sections:
        if path.startswith("system.ftpServer/") and path not in known.sections:
            yield Difference(path, "a section", "no such section")
    sites = schema.sections.get(_SITES)
    if sites is None:
        yield Difference(_SITES, "no such section", "a section")
        return
    holders = {"site": next((one.item for one in sites.collections if "site" in one.adds), None)}
    holders["siteDefaults"] = sites.children.get("siteDefaults")
    for name, holder in holders.items():
        found = None if holder is None else holder.children.get("ftpServer")
        where = f"{_SITES}/{name}/ftpServer"
        if found is None:
            yield Difference(where, "no such element", "an element")
        else:
            yield from _element(where, found, known.ftp_server, defaults=name == "siteDefaults")


def _element(where: str, found: Element, known: ours.Element, *, defaults: bool) -> Iterator[Difference]:
    expected = {**known.attributes, **(known.of_defaults if defaults else {})}
    for name in dict.fromkeys((*expected, *found.attributes)):
        here = f"{where}/@{name}"
        if name not in found.attributes:
            yield Difference(here, "no such attribute", "an attribute")
        elif name not in expected:
            if name not in known.runtime:
                yield Difference(here, "an attribute", "no such attribute")
        else:
            yield from _attribute(here, found.attributes[name], expected[name])
    for name in dict.fromkeys((*known.children, *found.children)):
        if name not in found.children:
            yield Difference(f"{where}/{name}", "no such element", "an element")
        elif name not in known.children:
            if name not in known.runtime:
                yield Difference(f"{where}/{name}", "an element", "no such element")
        else:
            yield from _element(f"{where}/{name}", found.children[name], known.children[name], defaults=defaults)
    yield from _collection(where, found.collections, known.collection, defaults=defaults)


def _collection(
    where: str, found: list[Collection], known: ours.Collection | None, *, defaults: bool
) -> Iterator[Difference]:
    if known is None:
        for one in found:
            yield Difference(f"{where}/{one.adds[0]}", "entries", "no entries")
        return
    matching = next((one for one in found if known.add in one.adds), None)
    if matching is None:
        yield Difference(f"{where}/{known.add}", "no entries", "entries")
        return
    here = f"{where}/{known.add}"
    for role, theirs, ours_says in (
        ("remove", matching.remove, known.remove or ""),
        ("clear", matching.clear, known.clear or ""),
    ):
        if theirs != ours_says:
            yield Difference(f"{where} ({role})", theirs or "none", ours_says or "none")
    keys = _keys(matching.item)
    if keys != set(known.keys):
        yield Difference(f"{here} (key)", _keys_text(keys), _keys_text(set(known.keys)))
    yield from _element(here, matching.item, known.item, defaults=defaults)


def _keys(item: Element) -> set[tuple[str, ...]]:
    unique = {(name,) for name, one in item.attributes.items() if one.unique_key}
    combined = tuple(name for name, one in item.attributes.items() if one.combined_key)
    return unique | ({combined} if combined else set())


def _keys_text(keys: set[tuple[str, ...]]) -> str:
    return "; ".join(sorted(" + ".join(key) for key in keys)) or "none"


def _attribute(where: str, found: Attribute, known: ours.Attribute) -> Iterator[Difference]:
    kind = "string" if known.type.kind == "thumbprint" else known.type.kind
    pairs = [
        ("type", found.type, kind),
        ("required", str(found.required).lower(), str(known.required).lower()),
        ("encrypted", str(found.encrypted).lower(), str(known.encrypted).lower()),
        ("values", _names(found.names), _names(known.type.names)),
        ("range", _range(found), _known_range(known)),
        ("empty text", "refused" if found.validator == "nonEmptyString" else "accepted", _empty(known)),
    ]
    default = found.default or ""
    if kind == "flags":
        default = canonical(known.type, default) or ""
    same = default == (canonical(known.type, known.default) or known.default)
    if not same and not (default in _ZERO and known.default in _ZERO):
        pairs.append(("default", default or "none", known.default or "none"))
    yield from (
        Difference(f"{where} ({what})", theirs, ours_says) for what, theirs, ours_says in pairs if theirs != ours_says
    )


def _names(names: list[tuple[str, int]] | tuple[tuple[str, int], ...]) -> str:
    return ", ".join(f"{name}={number}" for name, number in sorted(names, key=lambda pair: pair[1]))


def _empty(known: ours.Attribute) -> str:
    return "refused" if known.type.filled else "accepted"


_WHOLE = {"int": (-(2**31), 2**31 - 1), "uint": (0, 2**32 - 1), "int64": (-(2**63), 2**63 - 1)}


def _range(found: Attribute) -> str:
    whole = _WHOLE.get(found.type)
    if whole is None:
        return ""
    low, high = whole
    if found.validator == "integerRange":
        parts = [part.strip() for part in found.parameter.split(",")]
        try:
            first, last = int(parts[0], 0), int(parts[1], 0)
        except (ValueError, IndexError):
            return found.parameter
        if parts[2:3] != ["exclude"]:
            low, high = first, last
        elif first <= low:  # all but the upper end is taken out
            low = last + 1
        else:
            return f"not {first} to {last}"
    return f"{low} to {high}"


def _known_range(known: ours.Attribute) -> str:
    whole = _WHOLE.get(known.type.kind)
    if whole is None:
        return ""
    low = whole[0] if known.type.minimum is None else known.type.minimum
    high = whole[1] if known.type.maximum is None else known.type.maximum
    return f"{low} to {high}"
