"""A file that a command read once and goes on using: whether it is still the same."""

from __future__ import annotations

from pathlib import Path

Signature = tuple[int, int, int]


class WatchedFile:
    """Tells each change once."""

    def __init__(self, path: str) -> None:
        self._path = Path(path)
        self._seen = self._signature()

    def change(self) -> str | None:
        """A sentence if the file is another than at the last call."""
        now = self._signature()
        if now == self._seen:
            return None
        self._seen = now
        return f"{self._path} {'is gone' if now is None else 'has changed'}"

    def _signature(self) -> Signature | None:
        try:
            found = self._path.stat()
        except OSError:
            return None
        return found.st_mtime_ns, found.st_size, found.st_ino
