"""Questions to the tables of a run, in SQL by DuckDB: one statement that selects, and no file but these tables."""

from __future__ import annotations

import re
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from ftplint.fleet import history
from ftplint.fleet.errors import FleetError
from ftplint.fleet.store import database, quoted
from ftplint.fleet.tables import HISTORY, OF_A_RUN
from ftplint.named_tuple import NamedTuple
from ftplint.schema import closest

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

_QUESTIONS = Path(__file__).parent / "ready"
_VALUE = re.compile(r"--\s*VALUE (\w+): (.*)")


class Question(NamedTuple):
    """A question by name. ``values`` are what it has to be given, each with what it is."""

    name: str
    about: str
    values: Mapping[str, str]
    sql: str


class Rows(NamedTuple):
    """What came of it: names of columns, and rows."""

    columns: tuple[str, ...]
    rows: list[tuple[Any, ...]]


@lru_cache(maxsize=1)
def questions() -> Mapping[str, Question]:
    """The ready questions by their names: each is a file, which begins with a comment on what it answers."""
    found = {}
    for file in sorted(_QUESTIONS.glob("*.sql")):
        text = file.read_text(encoding="utf-8")
        comments = [line for line in text.splitlines() if line.startswith("--")]
        values = {name: about for line in comments if (value := _VALUE.match(line)) for name, about in [value.groups()]}
        about = " ".join(line[2:].strip() for line in comments if not _VALUE.match(line))
        found[file.stem] = Question(file.stem, about, values, text)
    return found


def ask(folder: Path, asked: str, values: Sequence[str] = ()) -> Rows:
    """What the results in *folder* say to *asked*: the name of a question, with its *values*, or SQL.

    Raises FleetError for results that are not there, and for SQL that cannot be answered or does more than select.
    """
    with Results(folder) as results:
        return results.ask(asked, values)


class Results:
    """The results in *folder*, for several questions: a context manager. Raises FleetError if they are not there."""

    def __init__(self, folder: Path) -> None:
        self._connection = _opened(folder)

    def __enter__(self) -> Results:
        return self

    def ask(self, asked: str, values: Sequence[str] = ()) -> Rows:
        """As the function ``ask``."""
        sql, named = _understood(asked, values)
        return _answer(self._connection, sql, named)

    def __exit__(self, *_: object) -> None:
        self._connection.close()


def _understood(asked: str, values: Sequence[str]) -> tuple[str, dict[str, str]]:
    """The SQL, and the values by their names. Raises FleetError."""
    question = questions().get(asked)
    if question is None and not re.search(r"\s", asked.strip()):
        raise FleetError(f"there is no question '{asked}', and it is no SQL; {_instead(asked)}")
    wanted = {} if question is None else question.values
    if len(values) != len(wanted):
        need = " ".join(name.upper() for name in wanted) or "no values"
        raise FleetError(f"'{asked[:60]}' takes {need}")
    return asked if question is None else question.sql, dict(zip(wanted, values, strict=True))


def _instead(asked: str) -> str:
    """What to type instead of a word that is no question."""
    if asked.strip().upper() in _FIRST_WORDS:
        return 'put the whole query in quotes: ftplint fleet query "SELECT ..."'
    near = closest(asked.lower(), questions())
    return f"did you mean '{near}'?" if near else f"the questions are {', '.join(questions())}"


_FIRST_WORDS = ("SELECT", "WITH", "FROM", "DESCRIBE", "SUMMARIZE")


def _opened(folder: Path) -> Any:
    """A connection that sees the tables as views, and nothing else of the machine or the network."""
    tables = {table.name: [folder / f"{table.name}.parquet"] for table in OF_A_RUN}
    missing = [files[0] for files in tables.values() if not files[0].is_file()]
    if missing:
        raise FleetError(f"{folder}: no results are there; 'ftplint fleet SOURCE --results {folder}' writes them")
    history.refuse_foreign(folder)
    tables[HISTORY.name] = history.files(folder)
    paths = [str(file) for files in tables.values() for file in files]
    connection = database()
    try:
        connection.execute(f"SET allowed_paths = {_listed(paths)}")
        for statement in _CLOSED:
            connection.execute(statement)
        for name, files in tables.items():
            connection.execute(f"CREATE VIEW {name} AS {_rows(list(map(str, files)))}")
        connection.execute("SET lock_configuration = true")
    except Exception as error:
        connection.close()
        raise FleetError(f"{folder}: the results cannot be read: {_first_line(error)}") from error
    return connection


_CLOSED = (
    "SET temp_directory = ''",
    "SET autoload_known_extensions = false",
    "SET allow_community_extensions = false",
    "SET allow_persistent_secrets = false",
    "SET enable_external_access = false",
)


def _rows(files: Sequence[str]) -> str:
    if files:
        return f"SELECT * FROM read_parquet({_listed(files)}, hive_partitioning = false)"
    columns = ", ".join(f"NULL::{column.type} AS {column.name}" for column in HISTORY.columns)
    return f"SELECT {columns} WHERE false"


def _listed(texts: Sequence[str]) -> str:
    return f"[{', '.join(map(quoted, texts))}]"


def _answer(connection: Any, sql: str, values: Mapping[str, str]) -> Rows:
    import duckdb

    try:
        statements = connection.extract_statements(sql)
        if len(statements) != 1:
            raise FleetError("a query is one statement; leave out what follows the first ';'")
        if statements[0].type != duckdb.StatementType.SELECT:
            raise FleetError(f"a query selects ({', '.join(_FIRST_WORDS)}) and does nothing else")
        done = connection.execute(statements[0], dict(values) or None)
        return Rows(tuple(one[0] for one in done.description), done.fetchall())
    except duckdb.Error as error:
        raise FleetError(f"this query cannot be answered: {_with_hint(error)}") from error


def _first_line(error: Exception) -> str:
    return (str(error).strip().splitlines() or [type(error).__name__])[0]


def _with_hint(error: Exception) -> str:
    """The first line, and what DuckDB has for a name that it does not know."""
    hints = [line for line in str(error).splitlines()[1:] if line.startswith(("Did you mean", "Candidate bindings"))]
    return "; ".join([_first_line(error), *hints[:1]]).replace("!; ", "; ")
