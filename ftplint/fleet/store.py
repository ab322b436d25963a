"""The tables of a run on the disk, as Parquet, written by DuckDB: whole or not at all."""

from __future__ import annotations

import gzip
import tempfile
from pathlib import Path
from typing import IO, TYPE_CHECKING, Any

from ftplint.fleet.errors import FleetError
from ftplint.fleet.tables import OF_A_RUN, SETTINGS, Table
from ftplint.report import encoded

if TYPE_CHECKING:
    from collections.abc import Mapping

_ROW = 1024 * 1024 * 1024
"""Bytes of one line: all settings of a site, or the names of the sites that a finding reaches."""


def database() -> Any:
    """A connection to an empty database in memory. Raises FleetError without DuckDB."""
    try:
        import duckdb
    except ImportError as error:
        raise FleetError('a fleet needs ftplint[fleet]: pip install ".[fleet]" in a clone of ftplint') from error
    return duckdb.connect(config={"autoinstall_known_extensions": "false", "python_enable_replacements": "false"})


def spool(file: Path) -> IO[str]:
    """*file* to write JSON Lines into, packed: the settings of a million servers are 40 GB."""
    return gzip.open(file, "wt", compresslevel=1, encoding="ascii", newline="\n")


class Tables:
    """The rows of a run: a context manager. They are in temporary files of *folder* until ``write``."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._spool: dict[str, IO[str]] = {}
        self._place: tempfile.TemporaryDirectory[str] | None = None

    def __enter__(self) -> Tables:
        self._folder.mkdir(parents=True, exist_ok=True)
        self._place = tempfile.TemporaryDirectory(prefix=".new-", dir=self._folder)
        for table in OF_A_RUN:
            self._spool[table.name] = spool(self._file(f"{table.name}.jsonl.gz"))
        return self

    def _file(self, name: str) -> Path:
        assert self._place is not None, "entered"
        return Path(self._place.name, name)

    def add(self, server: str, lines: Mapping[str, str]) -> None:
        """Rows of tables, JSON Lines that lack the column ``server``."""
        start = '{"server": ' + encoded(server) + ", "
        for name, text in lines.items():
            if text:
                body = text[1:-1].replace("\n{", f"\n{start}")
                self._spool[name].write(f"{start}{body}\n")

    def add_row(self, table: str, row: Mapping[str, Any]) -> None:
        """One whole row."""
        self._spool[table].write(f"{encoded(row)}\n")

    def write(self) -> None:
        """Puts the tables in place of those of the run before. Raises OSError."""
        for stream in self._spool.values():
            stream.close()
        made = []
        with database() as connection:
            connection.execute("SET threads = 1")  # so that two runs write the same bytes
            connection.execute("SET preserve_insertion_order = true")
            for table in OF_A_RUN:
                file = self._file(f"{table.name}.parquet")
                connection.execute(copy_statement(table, self._file(f"{table.name}.jsonl.gz"), file))
                made.append(file)
        for file in made:
            file.replace(self._folder / file.name)

    def __exit__(self, *_: object) -> None:
        for stream in self._spool.values():
            stream.close()
        assert self._place is not None
        self._place.cleanup()


def copy_statement(table: Table, lines: Path, file: Path) -> str:
    """The SQL that makes the Parquet *file* of the JSON *lines* of *table*."""
    if table is SETTINGS:
        types = "{server: 'VARCHAR', site: 'VARCHAR', rows: 'VARCHAR[][]'}"
        rows = f"SELECT server, site, unnest(rows) AS one FROM {_read(lines, types)}"
        chosen = "SELECT server, site, one[1] AS location, one[2] AS setting, one[3] AS value, one[4] AS origin"
        rows = f"{chosen} FROM ({rows})"
    else:
        types = "{" + ", ".join(f"{column.name}: {quoted(column.type)}" for column in table.columns) + "}"
        rows = f"SELECT * FROM {_read(lines, types)}"
    return f"COPY ({rows}) TO {quoted(str(file))} (FORMAT parquet, COMPRESSION zstd)"


def _read(lines: Path, types: str) -> str:
    options = f"format = 'newline_delimited', columns = {types}, maximum_object_size = {_ROW}, records = true"
    options += ", hive_partitioning = false"  # a folder 'server=x' is no column
    return f"read_json({quoted(str(lines))}, {options})"


def quoted(text: str) -> str:
    """*text* as SQL writes it."""
    return "'" + text.replace("'", "''") + "'"
