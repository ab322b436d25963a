"""Applications and virtual directories of sites: what they are, and which sites lay them out alike."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, cast

from lxml.etree import tostring

from ftplint.named_tuple import NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from lxml.etree import _Element


class VirtualDirectory(NamedTuple):
    """One virtual directory with its effective attributes."""

    path: str
    attributes: dict[str, str]
    element: _Element


class Application(NamedTuple):
    """One application and its virtual directories."""

    path: str
    virtual_directories: tuple[VirtualDirectory, ...]
    element: _Element


def read_applications(site: _Element, defaults: _Element | None) -> Iterator[Application]:
    """The applications of a site with the effective attributes of their virtual directories (section 1.9).

    *defaults* is the element ``virtualDirectoryDefaults`` of all sites.
    """
    own = site.find("virtualDirectoryDefaults")
    for application in site.iterchildren("application"):
        layers = (defaults, own, application.find("virtualDirectoryDefaults"))
        inherited = {str(name): str(text) for layer in layers if layer is not None for name, text in layer.items()}
        written = [
            ({**inherited, **{str(name): str(text) for name, text in element.items()}}, element)
            for element in application.iterchildren("virtualDirectory")
        ]
        # The path is not required: it too may come from the defaults (Microsoft's IIS_schema.xml).
        directories = tuple(
            VirtualDirectory(own_attributes.get("path", ""), own_attributes, element)
            for own_attributes, element in written
        )
        yield Application(application.get("path") or "", directories, application)


Folders = tuple[str | None, ...]
"""The ``physicalPath`` of each virtual directory, None where it writes none."""
_FOLDER = "physicalPath"
_Attributes = tuple[tuple[str, str], ...]
_Written = tuple[_Attributes, tuple[_Attributes, ...], tuple[_Attributes, ...]]
"""Of an application its attributes, those of the defaults in it, and those of its virtual directories."""


class Layout:
    """How sites lay out applications and virtual directories, all but the folders: one object for all sites alike."""

    __slots__ = ("applications", "has_root", "well_formed")

    def __init__(self, applications: tuple[_Written, ...]) -> None:
        self.applications = applications
        self.has_root = any(
            dict(own).get("path") == "/" and any(dict(one).get("path", "/") == "/" for one in directories)
            for own, _, directories in applications
        )
        """Whether there is a root: an application ``/`` with a virtual directory ``/``, or with one whose path may be
        inherited."""
        self.well_formed = _distinct(own for own, _, _ in applications) and all(
            _distinct(directories)
            and len(defaults) < 2
            and all(is_virtual_path(dict(one).get("path", "/")) for one in (own, *directories))
            for own, defaults, directories in applications
        )
        """Whether no path is there twice, none is malformed, and no defaults are written twice."""

    def paths(self) -> Iterator[str]:
        """The paths of the applications and virtual directories, as far as they are written there."""
        for own, _, directories in self.applications:
            for attributes in (own, *directories):
                yield dict(attributes).get("path", "")


class Layouts:
    """Gives sites that are laid out alike the same layout."""

    def __init__(self) -> None:
        self._known: dict[object, Layout] = {}
        self._by_text: dict[tuple[str, ...], Layout] = {}

    def read(self, site: _Element, children: Iterable[tuple[str, _Element]]) -> tuple[Layout, Folders]:
        """The layout of *site*, and the folder (``physicalPath``) that each of its virtual directories writes.

        *children* are those of the site with their tags.
        """
        laid_out = [tostring(child, encoding=str, with_tail=False) for tag, child in children if tag in _LAID_OUT]
        text = "".join(laid_out)
        if "&" in text or "<virtualDirectoryDefaults" in text:
            return self._walked(site)
        # Of most sites only the folders differ, so the text around them tells the layout.
        parts = _WITH_FOLDER.split(text)
        folders = tuple(parts[1::2])
        layout = self._by_text.get(key := tuple(parts[::2]))
        if layout is None:
            layout, walked = self._walked(site)
            if walked == folders:
                self._by_text[key] = layout
            return layout, walked
        return layout, folders

    def _walked(self, site: _Element) -> tuple[Layout, Folders]:
        folders: list[str | None] = []
        applications: list[_Written] = []
        for application in site.iterchildren("application"):
            defaults, directories = [], []
            for element in application.iterchildren("virtualDirectoryDefaults", "virtualDirectory"):
                if element.tag == "virtualDirectory":
                    folders.append(element.get(_FOLDER))
                    directories.append(tuple([pair for pair in _attributes(element) if pair[0] != _FOLDER]))
                else:
                    defaults.append(_attributes(element))
            applications.append((_attributes(application), tuple(defaults), tuple(directories)))
        key = tuple(applications), tuple(map(_attributes, site.iterchildren("virtualDirectoryDefaults")))
        layout = self._known.get(key)
        if layout is None:
            layout = self._known[key] = Layout(key[0])
        return layout, tuple(folders)


_LAID_OUT = ("application", "virtualDirectoryDefaults")
_WITH_FOLDER = re.compile(f' {_FOLDER}="([^"]*)"')


def _attributes(element: _Element) -> _Attributes:
    return tuple(cast("Iterable[tuple[str, str]]", element.items()))


def _distinct(elements: Iterable[_Attributes]) -> bool:
    paths = [dict(one).get("path", "").lower() for one in elements]
    return len(set(paths)) == len(paths)


def is_virtual_path(path: str) -> bool:
    """Whether *path* is ``/``, or begins with a slash, does not end with one, and has no ``.`` or ``..`` in it."""
    if path == "/":
        return True
    return path.startswith("/") and not path.endswith("/") and not {".", ".."} & set(path.split("/"))
