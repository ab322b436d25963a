"""A bundle of evidence: what was collected on a server, a folder or a ZIP of JSON files and its configuration files.

``schemas/bundle.schema.json`` describes the JSON files of version 1, ``raw-bundle.schema.json`` those of version 2, of
which the facts of version 1 are worked out when it is read. Unknown members are ignored, so that a newer collector may
say more; a newer version is refused, since the meaning of a member may have changed.
"""

from __future__ import annotations

import json
from datetime import UTC, datetime
from functools import lru_cache
from typing import TYPE_CHECKING, Any

from ftplint.evidence.bundle_files import NAME, read_files
from ftplint.evidence.errors import EvidenceError, NoBundleError
from ftplint.evidence.json_shape import mistake, parsed
from ftplint.named_tuple import NamedTuple
from ftplint.resources import SCHEMAS

if TYPE_CHECKING:
    from collections.abc import Mapping

VERSION = 2
"""The newest version of the format that is understood. Version 1 holds facts, version 2 what Windows says in its own
form; of which ``raw`` works out the same facts."""
CONFIGURATION = "config/applicationHost.config"
"""The file of a bundle that is linted."""
PARTS = ("certificates", "server", "paths", "network", "tls", "accounts", "log")
"""The parts that rules go by, by the names of their files."""
_FORMAT = "ftplint-evidence"
SCHEMA, RAW_SCHEMA = "bundle.schema.json", "raw-bundle.schema.json"
"""Those of version 1 and of version 2."""


class Bundle(NamedTuple):
    """One bundle. ``parts`` are the JSON files that are there, by their names without ``.json``.

    ``states`` says of each part that is not there why not: ``not asked`` or the reason of a failure; empty if nobody
    knows.
    ``files`` are all files of the bundle by their names in lower case.
    """

    path: str
    computer: str
    collected: datetime
    administrator: bool
    parts: Mapping[str, Any]
    states: Mapping[str, str]
    files: Mapping[str, bytes]

    @property
    def name(self) -> str:
        """Which bundle it is, in a sentence: ``the bundle of 2026-11-29 10:00``; the time is UTC."""
        return f"the bundle of {self.collected:%Y-%m-%d %H:%M}"

    @property
    def configuration(self) -> bytes:
        """applicationHost.config as it is on the server. Raises EvidenceError if the bundle has none."""
        data = self.files.get(CONFIGURATION.lower())
        if data is None:
            raise EvidenceError(f"{self.path}: the bundle has no {CONFIGURATION}")
        return data


def read_bundle(path: str) -> Bundle:
    """The bundle at *path*, a folder or a ZIP. Raises EvidenceError with the file in it and the place in that."""
    return bundle_of(path, read_files(path))


def bundle_of(path: str, files: Mapping[str, bytes]) -> Bundle:
    """The bundle that consists of *files*, by their names in lower case with ``/``. Raises EvidenceError as above."""
    if NAME not in files:
        raise NoBundleError(f"{path}: there is no {NAME} at its top, so it is no bundle of evidence")
    about = parsed(files[NAME], f"{path}: {NAME}")
    if not isinstance(about, dict) or about.get("format") != _FORMAT:
        raise NoBundleError(f"{path}: {NAME} does not say that its format is '{_FORMAT}'")
    version = about.get("version")
    if isinstance(version, int) and version > VERSION:
        raise EvidenceError(f"{path}: the bundle is of version {version}, this ftplint reads version {VERSION}")
    schema = _schema(RAW_SCHEMA if version == VERSION else SCHEMA)
    _check(about, NAME, path, schema)
    parts: dict[str, Any] = {}
    for name, data in files.items():
        part, dot, kind = name.rpartition(".")
        if dot and kind == "json" and name != NAME and name in schema["properties"]:
            parts[part] = parsed(data, f"{path}: {name}")
            _check(parts[part], name, path, schema)
    collected = _time(about["collected"], path)
    told = about.get("parts", {})
    if version == VERSION:
        parts, told = _worked_out(about, parts, collected, path)
    return Bundle(
        path,
        about["computer"],
        collected,
        about.get("administrator") is True,
        parts,
        _states(told, parts),
        files,
    )


@lru_cache(maxsize=2)
def _schema(name: str) -> Any:
    return json.loads((SCHEMAS / name).read_text(encoding="utf-8"))


def _check(value: Any, name: str, path: str, schema: Any) -> None:
    found = mistake(value, schema["properties"][name], schema["$defs"], name.removesuffix(".json"))
    if found is not None:
        raise EvidenceError(f"{path}: {name}: {found}")


def _worked_out(about: Any, raw: Any, collected: datetime, path: str) -> tuple[dict[str, Any], dict[str, Any]]:
    """The parts of version 1, checked as if they had been read."""
    from ftplint.evidence.raw import worked_out

    parts, states = worked_out(about, raw, collected)
    for name, part in parts.items():
        _check(part, f"{name}.json", path, _schema(SCHEMA))
    return parts, states


def _time(text: str, path: str) -> datetime:
    try:
        return time_of(text)
    except ValueError as error:
        raise EvidenceError(f"{path}: {NAME}: collected is '{text[:60]}', which is no time") from error


def time_of(text: str) -> datetime:
    """A time of a bundle, to the second. Raises ValueError for one that no calendar has."""
    return datetime.strptime(text[:19], "%Y-%m-%dT%H:%M:%S").replace(tzinfo=UTC)


def _states(told: Mapping[str, Any], parts: Mapping[str, Any]) -> dict[str, str]:
    found = {}
    for part in PARTS:
        one = told.get(part, {})
        if part not in parts:
            state = one.get("state", "collected")
            found[part] = one.get("reason") or {"failed": "it failed", "collected": ""}.get(state, state)
        elif one.get("state") == "failed":
            found[part] = one.get("reason") or "it failed"
        elif one.get("incomplete"):
            found[part] = f"incomplete: {', '.join(one['incomplete'])}"
    return found
