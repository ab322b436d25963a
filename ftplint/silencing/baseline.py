"""Baselines: the findings that were there before, so that only new ones count.

A baseline names rule, site, setting and values, never a line, so that it survives moving and reformatting.
"""

from __future__ import annotations

from collections import Counter
from pathlib import Path
from typing import TYPE_CHECKING, Any

from ftplint.errors import FtplintError
from ftplint.judging import Key, Silence, keys
from ftplint.silencing.relative import known_name, relative_path

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from ftplint.judging import PendingFinding

VERSION = 1
_ANY = ""
"""The one file of a baseline that takes every file for the same one."""


class BaselineError(FtplintError):
    """A baseline file that cannot be used; ``str`` says which and why."""


class Baseline:
    """The keys of known findings, file by file, each as often as it was found. ``reason`` is shown beside them.

    Files are named as seen from ``folder``, where the baseline is; None takes every file for the same one.
    """

    def __init__(self, files: Mapping[str, Counter[Key]], reason: str, folder: str | None) -> None:
        self._files = dict(files)
        self.reason = reason
        self._folder = folder

    @classmethod
    def parse(cls, text: str, path: str) -> Baseline:
        """The baseline in *text*, which the file *path* holds. Raises BaselineError."""
        import json

        try:
            data = json.loads(text)
            if not isinstance(data, dict) or data.get("ftplint-baseline") != VERSION:
                raise BaselineError(f"{path}: not a baseline of ftplint, version {VERSION}")
            files = {name: Counter(dict(_read(entries))) for name, entries in data["files"].items()}
        except json.JSONDecodeError as error:
            raise BaselineError(f"{path}:{error.lineno}:{error.colno}: not JSON: {error.msg}") from error
        except (KeyError, TypeError, ValueError, AttributeError, OverflowError, RecursionError) as error:
            raise BaselineError(f"{path}: damaged; write it anew with --write-baseline") from error
        folder = str(Path(path).absolute().parent)
        return cls(files, f"in the baseline {path}", folder)

    @classmethod
    def of(cls, files: Mapping[str, Iterable[Key]], path: str) -> Baseline:
        """The baseline, to be written to the file *path*, that silences the findings with the keys of *files*."""
        folder = str(Path(path).absolute().parent)
        found = {relative_path(name, folder): Counter(known) for name, known in files.items()}
        return cls(found, f"in the baseline {path}", folder)

    @classmethod
    def of_one(cls, known: Iterable[Key], reason: str) -> Baseline:
        """The baseline that silences the findings with the keys *known* in whichever file."""
        return cls({_ANY: Counter(known)}, reason, None)

    def text(self) -> str:
        """The file: JSON, sorted, an entry a line, so that it reads well in a diff."""
        import json

        parts = []
        for path, counts in sorted(self._files.items()):
            entries: dict[tuple[str, str, tuple[str, ...], int], list[str]] = {}
            for key, count in sorted(counts.items()):
                entries.setdefault((key.rule, key.setting, key.values, count), []).append(key.site)
            lines = [
                json.dumps({"rule": rule, "setting": setting, "values": values, "count": count, "sites": sites})
                for (rule, setting, values, count), sites in entries.items()
            ]
            inner = ",\n   ".join(lines)
            parts.append(f"  {json.dumps(path)}: [\n   {inner}\n  ]" if lines else f"  {json.dumps(path)}: []")
        return f'{{\n "ftplint-baseline": {VERSION},\n "files": {{\n' + ",\n".join(parts) + "\n }\n}\n"

    def silence(
        self, pending_findings: Sequence[PendingFinding], path: str
    ) -> tuple[list[PendingFinding], list[PendingFinding], Counter[Key]]:
        """The new ones, the known ones, and the keys for the file *path* that nothing fits any more."""
        left = Counter(self._files.get(self._name(path), Counter()))
        why = Silence("baseline", self.reason)
        kept, silenced = [], []
        for pending in pending_findings:
            known = [key for key in keys(pending) if pending.rule.suppressible and left[key] > 0]
            left.subtract(known)
            if not known:
                kept.append(pending)
            elif len(known) == len(keys(pending)):
                pending.silence = why
                silenced.append(pending)
            else:
                silenced.append(pending.split({key.site for key in known}, why))
                kept.append(pending)
        return kept, silenced, +left

    def of_file(self, path: str) -> Baseline:
        """What is known of the file at *path* alone, for whichever file: it can be used where paths mean nothing."""
        return Baseline({_ANY: self._files.get(self._name(path), Counter())}, self.reason, None)

    def _name(self, path: str) -> str:
        return _ANY if self._folder is None else known_name(path, self._folder, self._files)

    def without(self, stale: Mapping[str, Iterable[Key]]) -> Baseline:
        """The baseline less the *stale* keys of each file, given by its path."""
        gone = {self._name(path): Counter(found) for path, found in stale.items()}
        files = {path: counts - gone.get(path, Counter()) for path, counts in self._files.items()}
        return Baseline(files, self.reason, self._folder)


def _read(entries: Iterable[Mapping[str, Any]]) -> Iterator[tuple[Key, int]]:
    for entry in entries:
        for site in entry["sites"]:
            key = Key(str(entry["rule"]), str(site), str(entry["setting"]), tuple(map(str, entry["values"])))
            yield key, int(entry["count"])
