"""The rules and settings of a file: made once for each, and again when a file that they come from changes."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from ftplint.api import RuleSet, Settings

BESIDE = ("administration.config", "redirection.config", "schema")
"""What is read beside a configuration file."""


class Project(NamedTuple):
    """What a file is judged by, and the files and folders that this was read from."""

    rules: RuleSet
    settings: Settings
    sources: tuple[Path, ...] = ()


class Projects:
    """Rules and settings by file. *make* reads them for the file at a path, for work in a folder.

    *found* names the settings file for work in a folder.
    """

    def __init__(self, make: Callable[[str, Path], Project], found: Callable[[Path], Path | None]) -> None:
        self._make = make
        self._found = found
        self._known: dict[str, tuple[object, Project]] = {}
        self.folders: list[Path] = []
        """The folders that are open in the editor."""

    def of(self, path: str, *, is_file: bool) -> Project:
        """The rules and settings for the file at *path*. Raises FtplintError, and OSError."""
        folder = self._folder(path, is_file)
        settings_file = self._found(folder)
        known = self._known.get(path)
        if known is not None and known[0] == (settings_file, _stamp(path, known[1].sources)):
            return known[1]
        made = self._make(path if is_file else "-", folder)
        self._known[path] = (settings_file, _stamp(path, made.sources)), made
        return made

    def _folder(self, path: str, is_file: bool) -> Path:
        """The folder in which ``ftplint`` would be called: the innermost one that is open and holds the file."""
        if not is_file:
            return self.folders[0] if self.folders else Path()
        around = set(Path(path).absolute().parents)
        holding = [folder for folder in self.folders if folder in around]
        return max(holding, key=lambda folder: len(folder.parts), default=Path(path).absolute().parent)


def _stamp(path: str, sources: Iterable[Path]) -> tuple[object, ...]:
    """When each file was changed, and how large it is; of folders the rule files in them."""
    beside = (Path(path).with_name(name) for name in BESIDE) if Path(path).name else ()
    files = [*beside, *sources]
    files += [rule for folder in sources if folder.is_dir() for rule in sorted(folder.rglob("*.sch"))]
    found = []
    for file in files:
        try:
            status = file.stat()
        except (OSError, ValueError):
            found.append((str(file), 0, 0))
            continue
        found.append((str(file), status.st_mtime_ns, status.st_size))
    return tuple(found)
