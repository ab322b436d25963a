"""Reads a settings file: every key is known, every value is of its kind, or a person is told where and what."""

from __future__ import annotations

import re
import tomllib
from datetime import date, datetime
from typing import TYPE_CHECKING, Any, NoReturn, cast

from ftplint.errors import FtplintError
from ftplint.named_tuple import NamedTuple
from ftplint.rules import PROFILES, SEVERITIES
from ftplint.schema import VERSIONS
from ftplint.silencing import Ignore, path_matches

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from pathlib import Path

    from ftplint.judging import FailOn
    from ftplint.rules import Severity


class SettingsError(FtplintError):
    """A settings file that cannot be used; ``str`` is ``file:line: what is wrong and what to do``."""


class Override(NamedTuple):
    """What differs for the files that fit ``paths``: shell patterns as seen from the folder of the settings file."""

    paths: tuple[str, ...]
    folder: str
    iis_version: str | None = None
    profile: str | None = None
    severity: Mapping[str, Severity] = {}

    def concerns(self, path: str) -> bool:
        """Whether the file at *path* is one of them."""
        return path_matches(path, self.folder, self.paths)


class FileSettings(NamedTuple):
    """What a settings file says; None and empty where it says nothing. Its paths are those of its folder."""

    path: str
    text: str = ""
    select: tuple[str, ...] = ()
    ignore: tuple[str, ...] = ()
    severity: Mapping[str, Severity] = {}
    fail_on: FailOn | None = None
    min_severity: Severity | None = None
    profile: str | None = None
    iis_version: str | None = None
    rules: tuple[Path, ...] = ()
    baseline: str | None = None
    jobs: int | None = None
    ignores: tuple[Ignore, ...] = ()
    overrides: tuple[Override, ...] = ()
    docs_url: str | None = None

    def line_of_ignore(self, number: int) -> int:
        """The line of the *number*-th entry ``[[ignores]]``, from 0."""
        return _line(self.text, r"\[\[\s*(?:tool\.ftplint\.)?ignores\s*\]\]", number)


KEYS = (
    "select",
    "ignore",
    "severity",
    "fail-on",
    "min-severity",
    "profile",
    "iis-version",
    "rules",
    "baseline",
    "jobs",
    "docs-url",
    "ignores",
    "overrides",
)
_LARGEST = 1024 * 1024
"""Characters of a settings file: a pyproject.toml of a large project has some 50,000."""
_DOTS = 50
_DOTTED = re.compile(r"""(?<![\w.-])(?:(?:[\w-]++|"[^"]*+"|'[^']*+')[ \t]*+\.[ \t]*+){50}""")
_OVERRIDE_KEYS = ("paths", "iis-version", "profile", "severity")
_IGNORE_KEYS = ("rules", "sites", "paths", "reason", "expires")


def is_address(text: str) -> bool:
    """Whether *text* is the address of a folder of the web: http or https, a host, nothing that would need escaping."""
    return re.fullmatch(r"https?://[\w.-]+(?::\d+)?(?:/[\w.~%+-]*)*", text, re.ASCII) is not None


def read_settings(path: Path) -> FileSettings:
    """The settings in the file *path*. Raises SettingsError, and OSError if it cannot be read."""
    try:
        with path.open(encoding="utf-8-sig") as stream:
            text = stream.read(_LARGEST + 1)
        _bounded(path, text)
        table: Any = tomllib.loads(text)
    except (RecursionError, OverflowError) as error:
        raise SettingsError(f"{path}: brackets are nested too deep to be settings; take some away") from error
    except UnicodeDecodeError as error:
        raise SettingsError(f"{path}: not UTF-8, which TOML is; save it as UTF-8") from error
    except tomllib.TOMLDecodeError as error:
        where = re.search(r"at line (\d+)", str(error))
        line = where.group(1) if where else max(len(text.splitlines()), 1)  # "at end of document"
        raise SettingsError(f"{path}:{line}: not TOML: {error}") from error
    except ValueError as error:
        raise SettingsError(f"{path}: not TOML: a number in it is too long; settings need none like it") from error
    if path.name == "pyproject.toml":
        for name in ("tool", "ftplint"):
            table = table.get(name, {})
            if not isinstance(table, dict):
                raise SettingsError(f"{path}: '{name}' must be a table: write [tool.ftplint]")
    return _Reader(path, text).read(table)


def _bounded(path: Path, text: str) -> None:
    """Refuses what tomllib takes minutes over: the time for a dotted key grows with the square of its parts."""
    if len(text) > _LARGEST:
        raise SettingsError(f"{path}: larger than {_LARGEST // 1024} KiB, so these are no settings of ftplint")
    for number, line in enumerate(text.split("\n"), 1):
        if line.count(".") > _DOTS and _DOTTED.search(line):
            raise SettingsError(f"{path}:{number}: a key of more than {_DOTS} parts; no setting has more than three")


class _Reader:
    """Holds the file's path and text for the words of errors."""

    def __init__(self, path: Path, text: str) -> None:
        self._path = path
        self._text = text
        self._folder = path.parent

    def read(self, table: dict[str, Any]) -> FileSettings:
        self._known(table, KEYS, "settings")
        get = table.get
        return FileSettings(
            str(self._path),
            self._text,
            select=self._words("select", get("select", [])),
            ignore=self._words("ignore", get("ignore", [])),
            severity=self._severity(get("severity", {})),
            fail_on=cast("FailOn | None", self._choice("fail-on", get("fail-on"), (*SEVERITIES, "never"))),
            min_severity=cast("Severity | None", self._choice("min-severity", get("min-severity"), SEVERITIES)),
            profile=self._choice("profile", get("profile"), PROFILES),
            iis_version=self._choice("iis-version", get("iis-version"), VERSIONS),
            rules=tuple(self._folder / name for name in self._words("rules", get("rules", []))),
            baseline=self._file("baseline", get("baseline")),
            jobs=self._count("jobs", get("jobs")),
            ignores=tuple(self._ignores(get("ignores", []))),
            overrides=tuple(self._overrides(get("overrides", []))),
            docs_url=self._address("docs-url", get("docs-url")),
        )

    def _overrides(self, entries: Any) -> Iterable[Override]:
        if not isinstance(entries, list) or not all(isinstance(entry, dict) for entry in entries):
            self._fail("overrides", "must be tables: write [[overrides]] above each")
        for number, entry in enumerate(entries):
            line = _line(self._text, r"\[\[\s*(?:tool\.ftplint\.)?overrides\s*\]\]", number)
            self._known(entry, _OVERRIDE_KEYS, "[[overrides]]", line)
            paths = self._words("paths", entry.get("paths", []), line)
            if not paths:
                self._fail("paths", 'is missing in [[overrides]]: name the files, ["old/*"]', line)
            yield Override(
                paths,
                str(self._folder.absolute()),
                self._choice("iis-version", entry.get("iis-version"), VERSIONS),
                self._choice("profile", entry.get("profile"), PROFILES),
                self._severity(entry.get("severity", {})),
            )

    def _ignores(self, entries: Any) -> Iterable[Ignore]:
        if not isinstance(entries, list) or not all(isinstance(entry, dict) for entry in entries):
            self._fail("ignores", "must be tables: write [[ignores]] above each")
        for number, entry in enumerate(entries):
            line = _line(self._text, r"\[\[\s*(?:tool\.ftplint\.)?ignores\s*\]\]", number)
            self._known(entry, _IGNORE_KEYS, "[[ignores]]", line)
            reason = entry.get("reason")
            if not isinstance(reason, str) or not reason.strip():
                self._fail("reason", "is missing in [[ignores]]: say why these findings may stay", line)
            rules = self._words("rules", entry.get("rules", []), line)
            if not rules:
                self._fail("rules", 'is missing in [[ignores]]: name the rules, ["ALL"] for every one', line)
            expires = entry.get("expires")
            if isinstance(expires, str):
                expires = self._date(expires, line)
            if expires is not None and (not isinstance(expires, date) or isinstance(expires, datetime)):
                self._fail("expires", "must be a date, 2027-01-31", line)
            yield Ignore(
                rules,
                " ".join(reason.split()),
                self._words("sites", entry.get("sites", []), line),
                self._words("paths", entry.get("paths", []), line),
                expires,
                str(self._folder.absolute()),
            )

    def _date(self, text: str, line: int) -> date:
        try:
            return date.fromisoformat(text)
        except ValueError:
            self._fail("expires", f"must be a date, 2027-01-31, not '{text}'", line)

    def _severity(self, table: Any) -> dict[str, Severity]:
        if not isinstance(table, dict):
            self._fail("severity", 'must be a table: severity = { FTP106 = "warning" }')
        for selector, level in table.items():
            if level not in SEVERITIES:
                self._fail(selector, f"must be one of {', '.join(SEVERITIES)}, not {level!r}")
        return dict(table)

    def _words(self, key: str, value: Any, line: int = 0) -> tuple[str, ...]:
        if not isinstance(value, list) or not all(isinstance(word, str) for word in value):
            self._fail(key, f'must be a list of texts: {key} = ["..."]', line)
        return tuple(value)

    def _choice(self, key: str, value: Any, choices: tuple[str, ...]) -> str | None:
        if value is not None and value not in choices:
            self._fail(
                key, f"must be one of {', '.join(choices)}, in quotes, not {value!r}{_meant(str(value), choices)}"
            )
        return cast("str | None", value)

    def _file(self, key: str, value: Any) -> str | None:
        if value is not None and not isinstance(value, str):
            self._fail(key, "must be the path of a file, as seen from the settings file")
        return None if value is None else str(self._folder / value)

    def _address(self, key: str, value: Any) -> str | None:
        if value is not None and (not isinstance(value, str) or not is_address(value)):
            self._fail(key, 'must be the address of a folder of the web: docs-url = "https://docs.example.com/ftplint"')
        return value

    def _count(self, key: str, value: Any) -> int | None:
        if value is not None and (not isinstance(value, int) or isinstance(value, bool) or value < 1):
            self._fail(key, f"must be a number from 1, not {value!r}")
        return value

    def _known(self, table: dict[str, Any], keys: tuple[str, ...], where: str, line: int = 0) -> None:
        for key in table:
            if key not in keys:
                hint = _meant(key.replace("_", "-"), keys) or f"; {where} may have {', '.join(keys)}"
                self._fail(key, f"is no key of {where}{hint}", line)

    def _fail(self, key: str, reason: str, line: int = 0) -> NoReturn:
        quoted = re.escape(key)
        pattern = rf"""(?:{quoted}|"{quoted}"|'{quoted}')\s*="""
        found = _line(self._text, pattern, 0, line) or line
        raise SettingsError(f"{self._path}{f':{found}' if found else ''}: '{key}' {reason}")


def _line(text: str, pattern: str, number: int, after: int = 0) -> int:
    """The line (from 1) of the *number*-th place where *pattern* begins a line or an entry, 0 if there is none."""
    lines = [m.start(1) for m in re.finditer(rf"(?:^|[{{,])[ \t]*({pattern})", text, re.MULTILINE)]
    lines = [n for n in (text.count("\n", 0, at) + 1 for at in lines) if n >= after]
    return lines[number] if number < len(lines) else 0


def _meant(word: str, known: Iterable[str]) -> str:
    from ftplint.schema import closest

    near = closest(word, known)
    return "" if near is None else f"; did you mean '{near}'?"
