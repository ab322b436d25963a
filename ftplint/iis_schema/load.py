"""Reads schema files. Those of a folder are one schema: each adds to the sections that it opens (section 7.2)."""

from __future__ import annotations

import contextlib
from pathlib import Path
from typing import TYPE_CHECKING

from lxml import etree

from ftplint.errors import FtplintError
from ftplint.iis_schema.model import Attribute, Collection, Element, ServerSchema
from ftplint.source import decode, parse

if TYPE_CHECKING:
    from collections.abc import Mapping

    from lxml.etree import _Element

_LARGEST = 20_000_000
"""Bytes of one file; the largest of IIS has some 150,000."""


def load_schema(folder: str, *, strict: bool = True) -> ServerSchema:
    """The schema in the ``*.xml`` files of *folder*; other XML files in it are passed over.

    Raises FtplintError for a folder without a schema file and, if *strict*, for a file that is no XML.
    """
    if not Path(folder).is_dir():
        raise FtplintError(f"{folder}: there is no such folder with schema files")
    schema = ServerSchema()
    for path in sorted(Path(folder).iterdir(), key=lambda path: path.name.lower()):
        if path.suffix.lower() != ".xml" or not path.is_file():
            continue
        try:
            _add(schema, path.name, _root(str(path), _data(path)))
        except FtplintError:
            if strict:
                raise
    if not schema.files:
        raise FtplintError(f"{folder}: no file here is a schema of IIS (configSchema)")
    return schema


def schema_of(files: Mapping[str, bytes]) -> ServerSchema | None:
    """The schema in *files*, by their names; those that are none are passed over. None if none is one."""
    schema = ServerSchema()
    for name in sorted(files):
        with contextlib.suppress(FtplintError):
            _add(schema, name, _root(name, files[name]))
    return schema if schema.files else None


def _add(schema: ServerSchema, name: str, root: _Element) -> None:
    if root.tag != "configSchema":
        return
    schema.files.append(name)
    for node in root.iterchildren("sectionSchema"):
        path = node.get("name", "")
        _fill(schema.sections.setdefault(path, Element(path.rpartition("/")[2])), node)


def _data(path: Path) -> bytes:
    try:
        if path.stat().st_size > _LARGEST:
            raise FtplintError(f"{path}: larger than any schema file")
        return path.read_bytes()
    except OSError as error:
        raise FtplintError(f"{path}: {error.strerror}") from error


def _root(path: str, data: bytes) -> _Element:
    if len(data) > _LARGEST:
        raise FtplintError(f"{path}: larger than any schema file")
    decoded = decode(path, data)
    root = None if decoded.problem is not None else parse(decoded.source).root
    if root is None or etree.iselement(root) is False:
        raise FtplintError(f"{path}: not XML that can be read")
    return root


def _fill(element: Element, node: _Element) -> None:
    """Adds what *node* declares. Unknown attributes of schema nodes have no effect, as shipped files show."""
    element.open = element.open or _true(node, "allowUnrecognizedAttributes")
    for child in node.iterchildren("*"):
        name = child.get("name", "")
        match child.tag:
            case "attribute":
                element.attributes.setdefault(name, _attribute(child))
            case "element":
                _fill(element.children.setdefault(name, Element(name)), child)
            case "collection":
                _collection(element, child)
            case "dynamicAttribute":
                element.open = True
            case _:  # method, documentation
                pass


def _collection(element: Element, node: _Element) -> None:
    adds = tuple(part.strip() for part in node.get("addElement", "").split(",") if part.strip()) or ("add",)
    found = next((one for one in element.collections if set(one.adds) & set(adds)), None)
    if found is None:
        found = Collection(adds, Element(adds[0]))
        element.collections.append(found)
    found.adds = tuple(dict.fromkeys((*found.adds, *adds)))
    found.remove = found.remove or node.get("removeElement", "")
    found.clear = found.clear or node.get("clearElement", "")
    found.merge_append = found.merge_append and node.get("mergeAppend", "true").lower() != "false"
    found.allow_duplicates = found.allow_duplicates or _true(node, "allowDuplicates")
    _fill(found.item, node)


def _attribute(node: _Element) -> Attribute:
    names: list[tuple[str, int]] = []
    for value in node.iterchildren("enum", "flag", "flags"):
        try:
            names.append((value.get("name", ""), int(value.get("value", "0"), 0)))
        except ValueError:
            names.append((value.get("name", ""), 0))
    return Attribute(
        name=node.get("name", ""),
        type=node.get("type", "string"),
        default=node.get("defaultValue"),
        required=_true(node, "required"),
        unique_key=_true(node, "isUniqueKey"),
        combined_key=_true(node, "isCombinedKey"),
        encrypted=_true(node, "encrypted"),
        case_sensitive=_true(node, "caseSensitive"),
        allow_infinite=_true(node, "allowInfinite"),
        hexadecimal=_true(node, "displayHex"),
        time_format=node.get("timeSpanFormat", "string"),
        validator=node.get("validationType", ""),
        parameter=node.get("validationParameter", ""),
        names=names,
    )


def _true(node: _Element, name: str) -> bool:
    return node.get(name, "").lower() == "true"
