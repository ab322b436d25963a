"""``--iis-schema``: the schema files of the server itself, by which the whole file is judged, every section.

A folder ``schema`` beside the file, as on a server, is taken by itself.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from ftplint.source import Stops

if TYPE_CHECKING:
    from argparse import ArgumentParser, Namespace
    from collections.abc import Iterator, Sequence
    from datetime import datetime

    from ftplint.detectors import Subject
    from ftplint.evidence import Bundle
    from ftplint.iis_schema import ServerSchema
    from ftplint.source import Problem

EXAMPLE = ("section", {"name": "", "attributes": ""})
"""A section of the server's schema with its attributes: all of type string."""
WITHOUT_FTP = True
"""The whole file is judged, also where FTP is not installed."""


def add_arguments(parser: ArgumentParser) -> None:
    """--iis-schema."""
    parser.add_argument(
        "--iis-schema",
        metavar="DIR",
        help="the schema files of the server (inetsrv\\config\\schema): check the whole file against them; "
        "default: a folder 'schema' beside the file",
    )


def gather(options: Namespace, now: datetime) -> ServerSchema | None:
    """The schema in ``options.iis_schema``, or in the folder beside the only file. Raises FtplintError."""
    del now
    if options.iis_schema is not None:
        from ftplint.iis_schema import load_schema

        return load_schema(options.iis_schema)
    beside = _beside(getattr(options, "paths", None) or [getattr(options, "path", "-")])
    return None if beside is None else _found(beside)


def of_bundle(bundle: Bundle, now: datetime) -> ServerSchema | None:
    """The schema of the server, where the bundle has it."""
    from ftplint.iis_schema import schema_of

    del now
    return schema_of({name: data for name, data in bundle.files.items() if name.startswith("schema/")})


def _beside(paths: Sequence[str]) -> str | None:
    """The folder of schema files beside the file, if all *paths* are in one folder. Each server has its own."""
    files = [Path(path) for path in paths if path != "-"]
    folders = {path if path.is_dir() else path.parent for path in files}
    folder = folders.pop() / "schema" if len(folders) == 1 else None
    return str(folder) if folder is not None and folder.is_dir() else None


def _found(folder: str) -> ServerSchema | None:
    """What lies in *folder*; a folder of that name may hold anything."""
    from ftplint.errors import FtplintError
    from ftplint.iis_schema import load_schema

    try:
        return load_schema(folder, strict=False)
    except FtplintError:
        return None


def from_example(elements: Sequence[dict[str, str]]) -> ServerSchema:
    """The schema that the elements ``section`` of ``ftp:evidence`` describe."""
    from ftplint.iis_schema import Attribute, Element, ServerSchema

    schema = ServerSchema()
    for element in elements:
        name = element["name"]
        attributes = {one: Attribute(one, "string") for one in element["attributes"].split()}
        schema.sections[name] = Element(name.rpartition("/")[2], attributes)
    return schema


def find(subject: Subject, schema: ServerSchema, now: datetime) -> Iterator[Problem]:
    """What the schema refuses."""
    from ftplint.configuration import location_key
    from ftplint.iis_schema import judge_file

    del now
    document = subject.configuration.document
    names = None if subject.configuration.fragment else document.site_names()

    def consulted(path: str) -> bool:
        return not path or names is None or path.split("/", 1)[0] in names

    yield from judge_file(subject.root, schema, document.registrations.sections.__contains__, location_key, consulted)


_OF_A_SCHEMA = frozenset(
    (
        *("element-unknown", "attribute-unknown", "attribute-missing", "runtime-setting-written"),
        *("value-outside-enumeration", "number-for-enumeration", "value-malformed", "value-out-of-range"),
    )
)


def overrules(problem: Problem, schema: ServerSchema) -> bool:
    """Whether *problem* is about what a schema says of FTP, and the schema of the server has that part."""
    setting = problem.setting or ""
    if problem.kind not in _OF_A_SCHEMA or problem.stops is Stops.FILE:
        return False
    if setting.startswith("ftpServer"):
        sites = schema.sections.get("system.applicationHost/sites")
        items = [] if sites is None else [one.item for one in sites.collections if "site" in one.adds]
        return any("ftpServer" in item.children for item in items)
    return any(setting.startswith((f"{name}/", f"{name}@")) for name in schema.sections)
