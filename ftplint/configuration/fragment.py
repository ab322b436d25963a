"""Fragments as the documentation prints them: the surroundings that a whole file would have are put around them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from lxml import etree

from ftplint.named_tuple import NamedTuple
from ftplint.source import Place, Problem

if TYPE_CHECKING:
    from lxml.etree import _Element

_SITES = ("system.applicationHost", "sites")
_SURROUNDINGS: dict[str, tuple[str, ...]] = {
    "system.applicationHost": (),
    "sites": _SITES[:1],
    "site": _SITES,
    "siteDefaults": _SITES,
    "ftpServer": (*_SITES, "site"),
    "location": (),
    "system.ftpServer": (),
}
"""The elements between ``configuration`` and a fragment with this root."""

SITE_NAME = "(fragment)"
"""The name of the site that is put around, or beside, a fragment that needs one."""


class Surrounded(NamedTuple):
    """A tree whose root is ``configuration``; ``problem`` says that (or why not) it is a fragment."""

    root: _Element | None
    is_fragment: bool
    problem: Problem | None


def surround(root: _Element) -> Surrounded:
    """*root* itself if it is ``configuration``, else the fragment in its surroundings, else what is wrong."""
    name = str(root.tag)
    if _is_metabase(root):
        return Surrounded(None, False, Problem("metabase-given", Place.of_tag(root), {}))
    if name == "configuration":
        return Surrounded(root, False, None)
    steps = _SURROUNDINGS.get(name)
    if steps is None:
        return Surrounded(None, False, _unexpected(root))
    top = parent = etree.Element("configuration")
    for step in steps:
        parent = _site(parent) if step == "site" else etree.SubElement(parent, step)
    parent.append(root)
    if name == "siteDefaults":  # a site that takes every default shows what they amount to
        _site(parent)
    facts = {"element": name, "path": "/".join(("configuration", *steps))}
    return Surrounded(top, True, Problem("fragment-assumed", Place.of_tag(root), facts))


def _is_metabase(root: _Element) -> bool:
    """Whether this is MetaBase.xml or MBSchema.xml of IIS 6, which keep everything in one flat list of properties."""
    return "XML_Metabase" in str(root.tag) or root.find("{*}MBProperty") is not None or root.tag == "MetaData"


def _site(parent: _Element) -> _Element:
    site = etree.SubElement(parent, "site", name=SITE_NAME, id="1")
    application = etree.SubElement(site, "application", path="/")
    etree.SubElement(application, "virtualDirectory", path="/", physicalPath="%SystemDrive%\\inetpub\\ftproot")
    bindings = etree.SubElement(site, "bindings")
    etree.SubElement(bindings, "binding", protocol="ftp", bindingInformation="*:21:")
    return site


def _unexpected(root: _Element) -> Problem:
    name = str(root.tag)
    known = ("configuration", *_SURROUNDINGS)
    same = next((k for k in known if k.lower() == name.lower()), None)
    hint = f"Names are case-sensitive: did you mean '{same}'?" if same else ""
    if not hint and name.startswith("{"):
        local = name.partition("}")[2]
        hint = f"IIS knows no namespaces in its files: remove the xmlns attribute from '{local}'."
        name = local
    if not hint and name.lower() == "appcmd":
        hint = (
            "This is what AppCmd printed; copy the file itself, "
            "%windir%\\System32\\inetsrv\\config\\applicationHost.config."
        )
    facts = {"element": name, "permitted": ", ".join(known), "hint": hint}
    return Problem("root-unexpected", Place.of_tag(root), facts)
