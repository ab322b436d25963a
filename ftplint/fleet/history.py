"""What earlier runs found: a file for each run, so that a run only adds, and none can damage what was there."""

from __future__ import annotations

import re
import tempfile
from pathlib import Path
from typing import IO, TYPE_CHECKING

from ftplint.fleet.errors import FleetError
from ftplint.fleet.store import copy_statement, database, quoted, spool
from ftplint.fleet.tables import HISTORY
from ftplint.report import encoded

if TYPE_CHECKING:
    from collections.abc import Mapping

FOLDER = "history"
_FILE = re.compile(r"run-(\d{6,9})\.parquet")
"""A longer number is of no run: the tables count runs in 32 bits."""


def files(folder: Path) -> list[Path]:
    """The files of all runs below *folder*, the results of a fleet, in their order."""
    place = folder / FOLDER
    found = sorted(place.iterdir()) if place.is_dir() else []
    return sorted((file for file in found if _FILE.fullmatch(file.name)), key=_number)


def refuse_foreign(folder: Path) -> None:
    """Raises FleetError if a file among those of the runs is none that ftplint wrote."""
    import duckdb

    columns = [(column.name, column.type) for column in HISTORY.columns]
    with database() as connection:
        for file in files(folder):
            rows = f"read_parquet({quoted(str(file))}, hive_partitioning = false)"
            try:
                found = connection.execute(f"DESCRIBE SELECT * FROM {rows}").fetchall()
            except duckdb.Error as error:
                raise FleetError(f"{file}: this is no Parquet; move it out of the folder {FOLDER}") from error
            if [(one[0], one[1]) for one in found] != columns:
                raise FleetError(f"{file}: ftplint did not write this table; move it out of the folder {FOLDER}")


def _number(file: Path) -> int:
    found = _FILE.fullmatch(file.name)
    return int(found[1]) if found else 0


class Appended:
    """The rows of this run, server by server: a context manager; ``write`` adds them to what is there.

    Entering raises FleetError if a file there is no history of ftplint.
    """

    def __init__(self, folder: Path, date: str) -> None:
        self._folder = folder / FOLDER
        self._date = date.replace("T", " ").removesuffix("Z")
        known = files(folder)
        self.run = _number(known[-1]) + 1 if known else 1
        self._place: tempfile.TemporaryDirectory[str] | None = None
        self._spool: IO[str] | None = None

    def __enter__(self) -> Appended:
        refuse_foreign(self._folder.parent)
        self._folder.mkdir(parents=True, exist_ok=True)
        self._place = tempfile.TemporaryDirectory(prefix=".new-", dir=self._folder)
        self._spool = spool(self._file("lines.jsonl.gz"))
        return self

    def _file(self, name: str) -> Path:
        assert self._place is not None, "entered"
        return Path(self._place.name, name)

    def add(self, server: str, rules: Mapping[str, tuple[str, int]]) -> None:
        """What was found on *server*: rule -> severity and how many findings."""
        self._row(server, None, None, 0)
        for rule, (severity, count) in rules.items():
            self._row(server, rule, severity, count)

    def _row(self, server: str, rule: str | None, severity: str | None, count: int) -> None:
        assert self._spool is not None, "entered"
        row = {"run": self.run, "date": self._date, "server": server, "rule": rule, "severity": severity}
        self._spool.write(f"{encoded({**row, 'findings': count})}\n")

    def write(self) -> None:
        """Writes the file of this run. Raises OSError."""
        assert self._spool is not None, "entered"
        self._spool.close()
        with database() as connection:
            connection.execute(copy_statement(HISTORY, self._file("lines.jsonl.gz"), self._file("rows.parquet")))
        self._file("rows.parquet").replace(self._folder / f"run-{self.run:06}.parquet")

    def __exit__(self, *_: object) -> None:
        if self._spool is not None:
            self._spool.close()
        if self._place is not None:
            self._place.cleanup()
