"""Answers of earlier runs, by all that decides them: the file, the rules and the settings; so nothing stale is served.

One file an answer, below a folder that others may share. What cannot be read, or written, costs time and nothing else.
"""

from __future__ import annotations

import hashlib
import os
import re
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING

from ftplint.fleet.answer import lasts
from ftplint.silencing import SIGN

if TYPE_CHECKING:
    from datetime import datetime

    from ftplint.fleet.work import Law, Task

FORMAT = b"ftplint answer 1\n"
"""How a file of the cache begins; the SHA-256 of the answer follows, then the answer."""
_HEAD = len(FORMAT)
_NAME = re.compile(r"[0-9a-f]{64}")
LIMIT = 1024
"""Megabytes that the cache may have, if nobody says otherwise."""
_KEPT = 0.9
"""What is left of a cache that was too large, as a part of its limit."""
_SIGNS = tuple(SIGN.encode(encoding) for encoding in ("utf-8", "utf-16-le", "utf-16-be"))


def default_folder() -> Path:
    """The folder for what can be made anew: of Windows, of macOS, or by the XDG specification."""
    import sys

    if sys.platform == "win32":
        base = os.environ.get("LOCALAPPDATA") or str(Path.home() / "AppData" / "Local")
        return Path(base, "ftplint", "Cache", "fleet")
    if sys.platform == "darwin":
        return Path.home() / "Library" / "Caches" / "ftplint" / "fleet"
    given = os.environ.get("XDG_CACHE_HOME", "")
    base = given if Path(given).is_absolute() else str(Path.home() / ".cache")
    return Path(base, "ftplint", "fleet")


class Keys:
    """The keys of the tasks of one run."""

    def __init__(self, law: Law) -> None:
        self._law = law
        self._digest = _law_digest(law)

    def of(self, task: Task) -> str:
        """The SHA-256 over all that decides the answer to *task*, hexadecimal.

        The path is part of it: findings name it, and some go by the name of the file.
        """
        item, ignores = task.item, [self._law.settings.ignores[number] for number in task.ignores]
        digest = hashlib.sha256(self._digest)
        _add(digest, item.path, repr(task.overrides), repr([one._replace(paths=(), folder=None) for one in ignores]))
        for baseline in task.baselines:
            _add(digest, "baseline", baseline.reason, baseline.text())
        dated = any(one.expires is not None for one in ignores)
        if item.files is None:
            _add(digest, "file", item.data)
            for name, data in sorted(item.beside.items()):
                _add(digest, name, data)
        else:
            for name, data in sorted(item.files.items()):
                _add(digest, name, data)
        texts = (item.data,) if item.files is None else item.files.values()
        if dated or any(sign in data for data in texts for sign in _SIGNS):  # a suppression may have a last day
            _add(digest, "day", str(self._law.settings.today))
        return digest.hexdigest()


def _law_digest(law: Law) -> bytes:
    """Of the law without its time, and without what tasks say."""
    settings = law.settings._replace(date=None, today=None, source=None, baselines=(), ignores=())
    settings = settings._replace(fail_on="never", docs_url="")  # these are of reports, which are made anew
    rules = [[name, hashlib.sha256(data).hexdigest()] for files in law.own for name, data in files]
    overrides = [one._replace(paths=(), folder="") for one in law.overrides]
    model = None if law.model is None else hashlib.sha256(law.model.data).hexdigest()
    text = repr((law.stamp, settings, overrides, rules, law.reports, model))
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).digest()


def _add(digest: hashlib._Hash, *parts: str | bytes) -> None:
    """Each with its length, so that no two lists of parts are the same bytes."""
    for part in parts:
        data = part.encode("utf-8", "surrogatepass") if isinstance(part, str) else part
        digest.update(len(data).to_bytes(8, "little"))
        digest.update(data)


class Cache:
    """Answers in *folder*, which may be there already or not; ``limit`` is in bytes."""

    def __init__(self, folder: Path, limit: int) -> None:
        self._folder = folder
        self._limit = limit
        self._works = True
        self.trouble = ""
        """Why nothing is kept: a sentence; empty where all is well."""

    def get(self, key: str, now: datetime) -> bytes | None:
        """The answer of an earlier run that is right at *now*."""
        file = self._file(key)
        try:
            data = file.read_bytes()
        except OSError:
            return None
        head, body = data[: _HEAD + 64], data[_HEAD + 64 :]
        if not head.startswith(FORMAT) or head[_HEAD:] != hashlib.sha256(body).hexdigest().encode():
            return None  # damaged, or of another version: it is judged anew, and written anew
        try:
            if not lasts(body, now):
                return None
            os.utime(file)  # what is used stays
        except (ValueError, OSError):
            return None
        return body

    def put(self, key: str, answer: bytes) -> None:
        """Keeps *answer*; if that fails once, it is not tried again."""
        if not self._works:
            return
        file = self._file(key)
        try:
            file.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
            handle, temporary = tempfile.mkstemp(prefix=".new-", dir=file.parent)
            try:
                with os.fdopen(handle, "wb") as stream:
                    stream.write(FORMAT + hashlib.sha256(answer).hexdigest().encode() + answer)
                Path(temporary).replace(file)
            except BaseException:
                Path(temporary).unlink(missing_ok=True)
                raise
        except OSError as error:
            self._works = False
            self.trouble = f"the cache {self._folder} cannot be written: {error.strerror or error}"

    def trim(self) -> None:
        """Removes the answers that were not used for longest, until the cache has its size. What is none stays."""
        found = []
        for file in self._folder.glob("[0-9a-f][0-9a-f]/*"):
            if (_NAME.fullmatch(file.name) and file.name[:2] == file.parent.name) or file.name.startswith(".new-"):
                try:
                    about = file.lstat()
                except OSError:  # another run was quicker
                    continue
                found.append((about.st_mtime_ns, about.st_size, file))
        total = sum(size for _, size, _ in found)
        if total <= self._limit:
            return
        for _, size, file in sorted(found, key=lambda one: (one[0], str(one[2]))):
            if total <= self._limit * _KEPT:
                return
            try:
                if _is_ours(file):
                    file.unlink()
            except OSError:
                continue
            total -= size

    def _file(self, key: str) -> Path:
        return self._folder / key[:2] / key


def _is_ours(file: Path) -> bool:
    """Whether *file* is an answer, or what was to become one: other caches have such names, too. Raises OSError."""
    with file.open("rb") as stream:
        return stream.read(_HEAD) in (FORMAT, b"")
