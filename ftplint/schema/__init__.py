"""What IIS allows: the declarations of applicationHost.xsd, values, validation."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ftplint.faces import when_asked
from ftplint.schema.ip_address import external_kind, ip_kind, mask_kind
from ftplint.schema.load import declarations
from ftplint.schema.model import (
    FTP_GROUP,
    LOCK_ATTRIBUTES,
    Attribute,
    Collection,
    Declarations,
    Element,
    Kind,
    ValueType,
)
from ftplint.schema.thumbprint import PLACEHOLDER, is_thumbprint
from ftplint.schema.validation import validate
from ftplint.schema.values import canonical, seconds
from ftplint.schema.values import explain as explain_value
from ftplint.schema.versions import LATEST, VERSIONS

if TYPE_CHECKING:
    from ftplint.schema.nearest import closest, nearest_hint
    from ftplint.schema.xsd import object_model

__all__ = [
    "FTP_GROUP",
    "LATEST",
    "LOCK_ATTRIBUTES",
    "PLACEHOLDER",
    "VERSIONS",
    "Attribute",
    "Collection",
    "Declarations",
    "Element",
    "Kind",
    "ValueType",
    "canonical",
    "closest",
    "declarations",
    "explain_value",
    "external_kind",
    "ip_kind",
    "is_thumbprint",
    "mask_kind",
    "nearest_hint",
    "object_model",
    "seconds",
    "validate",
]

_WHEN_ASKED = {"nearest": ("closest", "nearest_hint"), "xsd": ("object_model",)}

if not TYPE_CHECKING:
    __getattr__ = when_asked(__name__, _WHEN_ASKED)
