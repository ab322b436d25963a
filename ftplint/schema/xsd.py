"""The object model of the schemas by xmlschema, for checking rules and for tests; no plain check imports it."""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING

from ftplint.resources import SCHEMAS

if TYPE_CHECKING:
    from xmlschema import XMLSchema10


@lru_cache(maxsize=4)
def object_model(name: str = "applicationHost.xsd") -> XMLSchema10:
    """The schema *name* of the folder schemas."""
    from xmlschema import XMLSchema10

    return XMLSchema10(str(SCHEMAS / name))
