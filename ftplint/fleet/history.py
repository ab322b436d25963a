"""What earlier runs found: a file for each run, so that a run only adds, and none can damage what was there."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from ftplint.fleet.store import database, quoted
from ftplint.fleet.tables import HISTORY
from ftplint.report import encoded

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

FOLDER = "history"
_FILE = re.compile(r"run-(\d{6,})\.parquet")


def files(folder: Path) -> list[Path]:
    """The files of all runs below *folder*, the results of a fleet, in their order."""
    place = folder / FOLDER
    found = sorted(place.iterdir()) if place.is_dir() else []
    return sorted((file for file in found if _FILE.fullmatch(file.name)), key=_number)


def _number(file: Path) -> int:
    found = _FILE.fullmatch(file.name)
    return int(found[1]) if found else 0


class Appended:
    """The rows of this run, server by server; ``write`` adds them to what is there."""

    def __init__(self, folder: Path, date: str) -> None:
        self._folder = folder / FOLDER
        self._date = date
        known = files(folder)
        self.run = _number(known[-1]) + 1 if known else 1
        self._lines: list[str] = []

    def add(self, server: str, rules: Mapping[str, tuple[str, int]]) -> None:
        """What was found on *server*: rule -> severity and how many findings."""
        self._row(server, None, None, 0)
        for rule, (severity, count) in rules.items():
            self._row(server, rule, severity, count)

    def _row(self, server: str, rule: str | None, severity: str | None, count: int) -> None:
        date = self._date.replace("T", " ").removesuffix("Z")
        row: dict[str, Any] = {"run": self.run, "date": date, "server": server}
        self._lines.append(encoded({**row, "rule": rule, "severity": severity, "findings": count}))

    def write(self) -> None:
        """Writes the file of this run. Raises OSError."""
        self._folder.mkdir(parents=True, exist_ok=True)
        lines = self._folder / f".run-{self.run:06}.jsonl"
        made = self._folder / f".run-{self.run:06}.parquet"
        try:
            lines.write_text("".join(f"{line}\n" for line in self._lines), encoding="ascii", newline="\n")
            types = "{" + ", ".join(f"{column.name}: '{column.type}'" for column in HISTORY.columns) + "}"
            rows = f"read_json({quoted(str(lines))}, format = 'newline_delimited', columns = {types}, records = true)"
            with database() as connection:
                connection.execute(f"COPY (SELECT * FROM {rows}) TO {quoted(str(made))} (FORMAT parquet)")
            made.replace(self._folder / f"run-{self.run:06}.parquet")
        finally:
            lines.unlink(missing_ok=True)
            made.unlink(missing_ok=True)
