"""``--against``: what differs from a model server, and the exceptions that permit it."""

from __future__ import annotations

import tomllib
from fnmatch import fnmatchcase
from typing import TYPE_CHECKING, Any

from ftplint.analysis import analyse
from ftplint.configuration import compare_with_model
from ftplint.fleet.errors import FleetError
from ftplint.given import given
from ftplint.named_tuple import NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence
    from pathlib import Path

    from ftplint.analysis import ParsedFile
    from ftplint.configuration import Configuration

_LARGEST = 1024 * 1024
"""Bytes of a file of exceptions."""
_KEYS = {"setting", "servers", "sites", "values", "reason"}


class Model(NamedTuple):
    """A model server: the path of its file or bundle, and the bytes of its configuration."""

    path: str
    data: bytes

    @classmethod
    def read(cls, path: str) -> Model:
        """The model at *path*. Raises UnreadableError, and FleetError if it is no configuration."""
        one = given(path)
        model = cls(one.path, one.data)
        model.resolved()
        return model

    def resolved(self) -> Configuration:
        """What it means. Raises FleetError if that is nothing."""
        configuration = analyse(self.path, self.data).configuration
        if configuration is None:
            raise FleetError(f"{self.path}: not a configuration that can be a model; 'ftplint check' says why")
        return configuration


def difference_rows(model: Configuration, parsed: ParsedFile) -> Iterator[dict[str, Any]]:
    """The rows of ``differences``, without exceptions."""
    if parsed.configuration is None:
        return
    for found in compare_with_model(model, parsed.configuration):
        for one in found.differences:
            yield {"site": found.site, "setting": one.setting, "model": one.before, "value": one.after}


class Permitted(NamedTuple):
    """An exception: patterns of settings, servers, sites and values, in any letter case, and the reason.

    A setting matches by its path or the end of it. ``sites`` empty means the server level too.
    """

    setting: str
    reason: str
    servers: tuple[str, ...] = ()
    sites: tuple[str, ...] = ()
    values: tuple[str, ...] = ()

    def permits(self, server: str, row: Mapping[str, Any]) -> bool:
        """Whether it is about this *row* of ``differences``."""
        path = row["setting"].lower()
        pattern = self.setting.lower()
        return (
            (fnmatchcase(path, pattern) or fnmatchcase(path, f"*/{pattern}"))
            and _one_of(server, self.servers)
            and _one_of(row["site"] or "", self.sites)
            and _one_of(row["value"] or "", self.values)
        )


def _one_of(text: str, patterns: Sequence[str]) -> bool:
    return not patterns or any(fnmatchcase(text.lower(), pattern.lower()) for pattern in patterns)


def read_exceptions(path: Path) -> tuple[Permitted, ...]:
    """The exceptions in the TOML file *path*, tables ``[[exceptions]]``. Raises FleetError and OSError."""
    with path.open("rb") as stream:
        data = stream.read(_LARGEST + 1)
    if len(data) > _LARGEST:
        raise FleetError(f"{path}: larger than {_LARGEST // 1024} KiB, so this is no list of exceptions")
    try:
        found = tomllib.loads(data.decode("utf-8-sig"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError, RecursionError) as error:
        raise FleetError(f"{path}: not TOML: {error}") from error
    entries = found.get("exceptions")
    if found.keys() != {"exceptions"} or not isinstance(entries, list):
        raise FleetError(f"{path}: must be a list of tables [[exceptions]], each with setting and reason")
    return tuple(_entry(path, number, entry) for number, entry in enumerate(entries, 1))


def _entry(path: Path, number: int, entry: Any) -> Permitted:
    where = f"{path}: exception {number}"
    if not isinstance(entry, dict) or not entry.keys() <= _KEYS:
        raise FleetError(f"{where}: may have {', '.join(sorted(_KEYS))}")
    for name in ("setting", "reason"):
        if not isinstance(entry.get(name), str) or not entry[name].strip():
            raise FleetError(f"{where}: '{name}' must be a text")
    return Permitted(
        entry["setting"], entry["reason"], *(_texts(where, entry, name) for name in ("servers", "sites", "values"))
    )


def _texts(where: str, entry: Mapping[str, Any], name: str) -> tuple[str, ...]:
    value = entry.get(name, [])
    if not isinstance(value, list) or not all(isinstance(one, str) for one in value):
        raise FleetError(f"{where}: '{name}' must be a list of texts: {name} = [\"...\"]")
    return tuple(value)
