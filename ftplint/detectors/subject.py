"""What detectors look at: one file, as it is written and as it is understood."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ftplint.named_tuple import NamedTuple

if TYPE_CHECKING:
    from lxml.etree import _Element

    from ftplint.configuration import Configuration


class Subject(NamedTuple):
    """``root`` is the element ``configuration``, ``text`` the text of the file, ``path`` its name, ``version`` that of
    IIS.

    ``text`` is for a cheap no: a mistake in an element whose name stands nowhere in it needs no search.
    """

    root: _Element
    text: str
    configuration: Configuration
    version: str
    path: str = ""
