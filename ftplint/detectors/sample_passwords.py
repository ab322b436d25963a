"""Passwords of the documentation's samples, which everybody knows (iis-ftp-schema section 3.17). Never printed."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from ftplint.source import Place, Problem

if TYPE_CHECKING:
    from collections.abc import Iterator

    from lxml.etree import _Element

    from ftplint.detectors.subject import Subject

_WHOLE = {"adPassword": ("MyPassword", "P@ssw0rd"), "password": ("PW", "P@ssw0rd", "MyPassword")}
_PART = re.compile(r"(?:password|pwd)\s*=\s*['\"]?P@ssw0rd", re.IGNORECASE)
_OWNERS = ("anonymousAuthentication", "activeDirectory", "virtualDirectory", "virtualDirectoryDefaults", "add")


def find(subject: Subject) -> Iterator[Problem]:
    """A problem for each password of a sample, and for each connection string with one."""
    if "assword" not in subject.text and "providerData" not in subject.text:
        return
    for element in subject.root.iter(*_OWNERS):
        for name, text in element.items():
            if str(text) in _WHOLE.get(str(name), ()) or (name == "value" and _in_provider(element, str(text))):
                site = next((outer.get("name") for outer in element.iterancestors("site")), None)
                facts = {"element": str(element.tag), "attribute": str(name)}
                place = Place.of_value(element, str(name))
                yield Problem("sample-password", place, facts, site, f"{element.tag}/@{name!s}")


def _in_provider(element: _Element, text: str) -> bool:
    parent = element.getparent()
    return parent is not None and parent.tag == "providerData" and (text == "P@ssw0rd" or bool(_PART.search(text)))
