"""The servers of the sources that a user names, one after the other: configuration files and bundles of evidence."""

from __future__ import annotations

import re
from collections import deque
from collections.abc import Callable
from fnmatch import fnmatchcase
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from ftplint.evidence import CONFIGURATION, LARGEST_BUNDLE, LARGEST_FILE, MOST_FILES, NAME
from ftplint.fleet.containers import Archive, Container, Folder, Store, filesystem
from ftplint.fleet.errors import FleetError, SourceError
from ftplint.fleet.names import server_name
from ftplint.named_tuple import NamedTuple
from ftplint.outside import names_beside

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

_FILE = "applicationhost.config"
_NO_FOLDERS = (".git", "node_modules")
_COPIES = re.compile("history|backup", re.IGNORECASE)
"""Where IIS keeps earlier states of its configuration: below inetpub and inetsrv. They are no servers of their own."""
_BEGINNING = 65_536
_ZIP = b"PK\x03\x04"
_AT_ONCE = 16
"""Files of an object store that are read at a time."""
_DEPTH = 2
"""A ZIP of bundles that are ZIPs; nothing goes deeper."""


class Item(NamedTuple):
    """One server: its configuration file, or the files of its bundle, or the sentence why it cannot be read.

    ``name`` is what it is called if its bundle does not say it; ``source`` is what the user named.
    """

    path: str
    name: str
    source: str
    data: bytes = b""
    files: Mapping[str, bytes] | None = None
    error: str = ""
    beside: Mapping[str, bytes] = {}
    """What lies beside the configuration file and is read with it, by the names of the files."""

    @property
    def size(self) -> int:
        """Bytes in memory."""
        return len(self.data) + sum(map(len, (*(self.files or {}).values(), *self.beside.values())))


class Search(NamedTuple):
    """Which files of a folder, a ZIP or a store are taken: patterns of names, in any letter case."""

    include: tuple[str, ...] = ()
    exclude: tuple[str, ...] = ()

    def takes(self, name: str) -> bool:
        """Whether the file *name* is a configuration that is wanted."""
        file = name.rpartition("/")[2].lower()
        return (file == _FILE or _fits(file, self.include)) and not _fits(file, self.exclude)

    def passes(self, name: str) -> bool:
        """Whether no folder of *name* is left out."""
        folders = name.split("/")[:-1]
        return not any(one in _NO_FOLDERS or _COPIES.fullmatch(one) or _fits(one, self.exclude) for one in folders)


_ALL = Search()


def items(sources: Sequence[str], search: Search = _ALL) -> Iterator[Item]:
    """The servers of *sources*, in their order and sorted within each, none twice.

    What cannot be read is an item with an error. Raises FleetError for a source that is not there, or has no server.
    """
    known: set[str] = set()
    for source in sources:
        nothing = True
        for item in _of_source(source, search):
            nothing = False
            if item.path not in known:
                known.add(item.path)
                yield item
        if nothing:
            raise FleetError(f"{source}: no applicationHost.config and no bundle of evidence in it; see --include")


def _of_source(source: str, search: Search) -> Iterator[Item]:
    if "://" in source:
        yield from _of_url(source, search)
        return
    for path in _expanded(source):
        top = Path(path)
        if top.is_dir():
            yield from _of_container(Folder(path), source, search, "", 0)
        elif not top.exists():
            raise FleetError(f"{path}: no such file or folder")
        else:
            yield from _of_file(Folder(str(top.parent), named=True), top.name, source, search)


def _expanded(source: str) -> list[str]:
    if not any(sign in source for sign in "*?[") or Path(source).exists():
        return [source]
    import glob

    found = sorted(glob.glob(source, recursive=True))  # noqa: PTH207 - a Path would change how they are written
    if not found:
        raise FleetError(f"{source}: no file or folder matches this pattern")
    return found


def _of_url(url: str, search: Search) -> Iterator[Item]:
    files, path = filesystem(url)
    try:
        pattern = any(sign in path for sign in "*?[")
        urls = sorted(str(files.unstrip_protocol(one)) for one in files.glob(path)) if pattern else [url]
        folders = [bool(files.isdir(filesystem(one)[1])) for one in urls]
        there = bool(urls) and (pattern or folders[0] or files.exists(path))
    except FleetError:
        raise
    except Exception as error:  # the library of a store may raise anything
        raise FleetError(f"{url}: {error or type(error).__name__}") from error
    if not there:
        raise FleetError(f"{url}: nothing is there")
    for one, folder in zip(urls, folders, strict=True):
        if folder:
            yield from _of_container(Store(one), url, search, "", 0)
        else:
            yield from _of_file(Store(one), "", url, search)


def _of_file(container: Container, name: str, source: str, search: Search) -> Iterator[Item]:
    """A file that the user named: a ZIP, or a configuration whatever it is called."""
    whole = container.shown(name)
    try:
        archive = container.read(name, len(_ZIP)).startswith(_ZIP)
    except SourceError as error:
        yield Item(whole, server_name("", whole), source, error=str(error))
        return
    if archive:
        yield from _of_archive(container, name, source, search, "", 0)
    else:
        beside = _beside_named(container, name) if name else []
        yield _configuration(container, name, server_name(name or whole.rpartition("/")[2], whole), source, beside)


def _of_container(container: Container, source: str, search: Search, before: str, depth: int) -> Iterator[Item]:
    """*before* is the place of the container as seen from the source."""
    try:
        names = [name for name in container.names() if search.passes(name)]
    except SourceError as error:
        yield Item(container.label, server_name(before, container.label), source, error=str(error))
        return
    for name, sentence in container.refused.items():
        yield Item(container.shown(name), server_name(name, container.shown(name)), source, error=sentence)
    reads = _reads(container, names, source, search, before)
    if isinstance(container, Store):
        reads = _ahead(reads)
    for read in reads:
        if isinstance(read, _Packed):
            yield from _of_archive(container, read.name, source, search, read.place, depth)
        else:
            yield read()


class _Packed(NamedTuple):
    """A ZIP in a container, and its place as seen from the source."""

    name: str
    place: str


_Read = Callable[[], Item]


def _reads(
    container: Container, names: Sequence[str], source: str, search: Search, before: str
) -> Iterator[_Read | _Packed]:
    """What there is to read: a server each, or a ZIP."""
    bundles = _bundles(container, names)
    there = set(names)
    for name in names:
        place = f"{before}/{name}" if before else name
        folder = _bundle_around(name, bundles)
        if folder is not None:
            if name == bundles[folder][0]:
                top = place.removesuffix(name) + folder
                yield partial(_bundle, container, folder, bundles[folder], top, source)
        elif search.takes(name):
            beside = [one for one in _siblings(name) if one in there]
            yield partial(_configuration, container, name, server_name(place, container.shown(name)), source, beside)
        elif name.lower().endswith(".zip") and not _fits(name.rpartition("/")[2].lower(), search.exclude):
            yield _Packed(name, place)


def _ahead(reads: Iterator[_Read | _Packed]) -> Iterator[_Read | _Packed]:
    """The same in the same order; a few of an object store are on their way at a time, since each takes a while."""
    from concurrent.futures import ThreadPoolExecutor

    waiting: deque[_Read | _Packed] = deque()
    with ThreadPoolExecutor(_AT_ONCE) as threads:
        for read in reads:
            waiting.append(read if isinstance(read, _Packed) else threads.submit(read).result)
            if len(waiting) >= _AT_ONCE:
                yield waiting.popleft()
        yield from waiting


def _of_archive(container: Container, name: str, source: str, search: Search, place: str, depth: int) -> Iterator[Item]:
    shown = container.shown(name)
    if depth >= _DEPTH:
        error = f"{shown}: not read, since it is a ZIP in a ZIP in a ZIP"
        yield Item(shown, server_name(place, shown), source, error=error)
        return
    try:
        with container.open(name) as stream:
            yield from _of_container(Archive(shown, stream), source, search, place, depth + 1)
    except SourceError as error:
        yield Item(shown, server_name(place, shown), source, error=str(error))


def _bundles(container: Container, names: Sequence[str]) -> dict[str, list[str]]:
    """The folders of *container* that are bundles, the outermost ones, each with the names of its files."""
    found: dict[str, list[str]] = {}
    for name in sorted(names, key=lambda one: one.count("/")):
        folder, _, file = name.rpartition("/")
        if file.lower() == NAME and _bundle_around(name, found) is None and _says_so(container, name):
            found[folder] = []
    for name in names if found else ():
        around = _bundle_around(name, found)
        if around is not None:
            found[around].append(name)
    return found


def _says_so(container: Container, name: str) -> bool:
    """Whether the file *name* is that of a bundle: other programs have files that are called so, too."""
    try:
        return b"ftplint-evidence" in container.read(name, _BEGINNING)
    except SourceError:  # said again where the bundle is read
        return True


def _bundle_around(name: str, bundles: Mapping[str, list[str]]) -> str | None:
    """The folder of the bundle that *name* is in, None if it is in none."""
    folder = name
    while folder:
        folder = folder.rpartition("/")[0]
        if folder in bundles:
            return folder
    return None


def _configuration(container: Container, name: str, server: str, source: str, beside: Sequence[str]) -> Item:
    path = container.shown(name)
    try:
        data = _whole(container, name)
        others = {one.rpartition("/")[2]: _whole(container, one) for one in beside}
    except SourceError as error:
        return Item(path, server, source, error=str(error))
    return Item(path, server, source, data, beside=others)


def _whole(container: Container, name: str) -> bytes:
    data = container.read(name, LARGEST_FILE)
    if len(data) > LARGEST_FILE:
        raise SourceError(f"{container.shown(name)}: larger than {LARGEST_FILE // 1024 // 1024} MB")
    return data


def _siblings(name: str) -> list[str]:
    """The names of files that are read with *name*."""
    folder, slash, _ = name.rpartition("/")
    return [f"{folder}{slash}{one}" for one in names_beside()]


def _beside_named(container: Container, name: str) -> list[str]:
    """Those of them that are there, for a file of a folder that nobody has listed."""
    found = []
    for one in _siblings(name):
        try:
            container.open(one).close()
        except SourceError:
            continue
        found.append(one)
    return found


def _bundle(container: Container, folder: str, names: Sequence[str], place: str, source: str) -> Item:
    """The bundle in *folder*: what lies beside its bundle.json, in ``config`` and in ``schema``."""
    start = f"{folder}/" if folder else ""
    path = container.shown(f"{start}{CONFIGURATION}")
    where = container.shown(folder) if folder else container.label
    server = server_name(place, where)
    if container.refused and isinstance(container, Archive) and not folder:
        return Item(path, server, source, error=next(iter(container.refused.values())))
    own = [name for name in names if _of_a_bundle(name[len(start) :])]
    files: dict[str, bytes] = {}
    room = LARGEST_BUNDLE
    try:
        if len(own) > MOST_FILES:
            raise SourceError(f"{where}: more than {MOST_FILES} files are in it, so it is no bundle")
        for name in own:
            data = container.read(name, min(LARGEST_FILE, room))
            if len(data) > min(LARGEST_FILE, room):
                raise SourceError(f"{container.shown(name)}: larger than a bundle may be")
            room -= len(data)
            files[name[len(start) :].lower()] = data
    except SourceError as error:
        return Item(path, server, source, error=str(error))
    return Item(path, server, source, files=files)


def _of_a_bundle(name: str) -> bool:
    folder, _, file = name.rpartition("/")
    return folder.lower() in ("", "config", "schema") and bool(file)


def _fits(name: str, patterns: Sequence[str]) -> bool:
    return any(fnmatchcase(name.lower(), pattern.lower()) for pattern in patterns)
