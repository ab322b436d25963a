"""redirection.config beside the file: where it is enabled, IIS reads another applicationHost.config.

Source: iis-config-system section 6.3 (configurationRedirection).
"""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING

from ftplint.named_tuple import NamedTuple
from ftplint.source import Place, Problem, decode, parse, read_bytes

if TYPE_CHECKING:
    from argparse import ArgumentParser, Namespace
    from collections.abc import Iterator, Mapping, Sequence
    from datetime import datetime

    from ftplint.detectors import Subject
    from ftplint.evidence import Bundle

NAME = "redirection.config"
EXAMPLE = ("redirection", {"target": "", "password": "none"})
"""The folder that IIS reads from, and whether the file has a password: none, clear or encrypted."""
WITHOUT_FTP = True
"""That nobody reads the file matters whatever it holds."""


class Redirection(NamedTuple):
    """An enabled redirection: the folder that IIS reads from, and what kind of password stands beside it."""

    target: str
    password: str


_EVERYWHERE = "*"
"""The folder of examples, and of a bundle."""


def add_arguments(parser: ArgumentParser) -> None:
    """None: the file is looked for beside each file."""
    del parser


def gather(options: Namespace, now: datetime) -> Mapping[str, Redirection] | None:
    """The enabled redirections by folder, below or beside what ``options`` name; None where there is none."""
    del now
    paths = getattr(options, "paths", None) or [getattr(options, "path", "-")]
    found = {folder: one for folder in folders_with(paths, NAME) if (one := _enabled(Path(folder, NAME))) is not None}
    return found or None


def of_bundle(bundle: Bundle, now: datetime) -> Mapping[str, Redirection] | None:
    """The redirection of the server, if it is enabled."""
    del now
    data = bundle.files.get(f"config/{NAME}")
    found = None if data is None else _of(data, NAME)
    return None if found is None else {_EVERYWHERE: found}


def redirected(folder: str) -> bool:
    """Whether IIS reads another folder than *folder*, by the file there."""
    return _enabled(Path(folder, NAME)) is not None


def folders_with(paths: Sequence[str], name: str) -> Iterator[str]:
    """The folders of the files that *paths* name, and those below the folders that they name with a file *name*."""
    for path in dict.fromkeys(paths):
        if path == "-":
            continue
        if not os.path.isdir(path):  # noqa: PTH112 (a hundred thousand files are many Paths)
            yield str(Path(path).parent)
            continue
        for folder, _, files in os.walk(path):
            if name in map(str.lower, files):
                yield folder


def _enabled(path: Path) -> Redirection | None:
    """The redirection in the file at *path*, if it is enabled. What is not well-formed redirects nothing."""
    return _of(read_bytes(str(path)), str(path)) if path.is_file() else None


def _of(data: bytes, name: str) -> Redirection | None:
    from ftplint.configuration import TOKEN

    decoded = decode(name, data)
    root = None if decoded.problem else parse(decoded.source).root
    element = None if root is None else next(root.iter("configurationRedirection"), None)
    if element is None or element.get("enabled", "").strip().lower() != "true":
        return None
    password = element.get("password", "")
    kind = "none" if not password else "encrypted" if TOKEN.fullmatch(password) else "clear"
    return Redirection(element.get("path", ""), kind)


def from_example(elements: Sequence[dict[str, str]]) -> Mapping[str, Redirection]:
    """The redirection that the element ``redirection`` of ``ftp:evidence`` describes."""
    return dict.fromkeys([_EVERYWHERE], Redirection(elements[-1]["target"], elements[-1]["password"]))


def find(subject: Subject, facts: Mapping[str, Redirection], now: datetime) -> Iterator[Problem]:
    """That IIS never reads the file, and that the password of the other place can be read."""
    del now
    path = Path(subject.path)
    found = facts.get(str(path.parent)) or facts.get(_EVERYWHERE)
    if found is None or path.name.lower() == NAME or subject.configuration.document.sites is None:
        return
    place = Place.of_tag(subject.root)
    yield Problem("configuration-redirected", place, {"value": found.target or "the folder that it names"})
    if found.password == "clear":
        yield Problem("redirection-password-in-clear", place, {"element": "configurationRedirection"})
