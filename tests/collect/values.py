"""Values of PowerShell in Python: texts, numbers, lists (arrays), Hash, dates, bytes, and plain objects for .NET's."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from datetime import UTC, datetime
from typing import Any


class Nothing:
    """What a command that wrote nothing leaves (AutomationNull): no element in a list, but equal to $null."""

    def __bool__(self) -> bool:
        return False


NOTHING = Nothing()


class PowerShellError(Exception):
    """A terminating error. ``type`` is the .NET type that ``catch`` looks for."""

    def __init__(self, message: str, type: str = "exception") -> None:
        super().__init__(message)
        self.type = type.lower()
        self.message = message


class Char(str):
    """A single character, [char]."""

    __slots__ = ()


class Enum(str):
    """A value of an enumeration: its name. ``has`` are the flags that are set."""

    __slots__ = ()

    def hasflag(self, flag: str) -> bool:
        return flag.lower() in re.split(r",\s*", self.lower())


class Hash(dict[Any, Any]):
    """A hashtable, ordered or not: names in any letter case."""

    def find(self, key: Any) -> Any:
        if isinstance(key, str):
            return next((known for known in self if isinstance(known, str) and known.lower() == key.lower()), None)
        return key if key in self else None

    def get_item(self, key: Any) -> Any:
        found = self.find(key)
        return None if found is None else self[found]

    def set_item(self, key: Any, value: Any) -> None:
        found = self.find(key)
        self[key if found is None else found] = value


class Thing:
    """An object of .NET: what a test says it has, and nothing else."""

    def __init__(self, _type: str = "object", **members: Any) -> None:
        self._type = _type.lower()
        self._members = {name.lower(): value for name, value in members.items()}

    def member(self, name: str) -> Any:
        if name.lower() not in self._members:
            raise AssertionError(f"the script asks a {self._type} for {name}, which the test does not give it")
        return self._members[name.lower()]

    def has(self, name: str) -> bool:
        return name.lower() in self._members

    def set_member(self, name: str, value: Any) -> None:
        self.member(name)
        self._members[name.lower()] = value


class Collection(list[Any]):
    """A collection of .NET that is no array: enumerated, and never compared as an array."""


def elements(value: Any) -> list[Any]:
    """What a pipeline gets of *value*."""
    if isinstance(value, Nothing):
        return []
    if isinstance(value, list | tuple | bytes | bytearray):
        return list(value)
    return [value]


def collected(found: list[Any]) -> Any:
    """What a variable gets of the output of a pipeline."""
    return NOTHING if not found else found[0] if len(found) == 1 else found


def true(value: Any) -> bool:
    if isinstance(value, list):
        return bool(value) and (len(value) > 1 or true(value[0]))
    return value is not None and value is not NOTHING and value != 0 and value != "" and value is not False


def text(value: Any) -> str:
    """As in a string in double quotes."""
    if value is None or value is NOTHING:
        return ""
    if isinstance(value, bool):
        return "True" if value else "False"
    if isinstance(value, list):
        return " ".join(map(text, value))
    if isinstance(value, Hash):
        return "System.Collections.Hashtable"
    assert isinstance(value, str | int | float), f"the text of {value!r} depends on the culture or says nothing"
    return str(value)


_ATTRIBUTES = {"Directory": 0x10, "Archive": 0x20, "ReparsePoint": 0x400}
"""Of files; of other enumerations the script needs no numbers."""


def integer(value: Any) -> int:
    if isinstance(value, Char):
        return ord(value)
    if isinstance(value, Enum):
        return sum(_ATTRIBUTES[name] for name in value.split(", "))
    if value is None or value is NOTHING:
        return 0
    if isinstance(value, str):
        return int(value, 0)
    return int(value)


def same(left: Any, right: Any) -> bool:
    """-eq between single values; the right one is converted to the kind of the left one."""
    left, right = (None if one is NOTHING else one for one in (left, right))
    if left is None or right is None:
        return left is right
    if isinstance(left, bool):
        return left == true(right)
    if isinstance(left, str):
        return left.lower() == text(right).lower()
    if isinstance(left, int) and isinstance(right, str):
        return re.fullmatch(r"-?\d+", right) is not None and left == int(right)
    return bool(left == right)


def replaced(given: str, pattern: str, by: Callable[[re.Match[str]], str]) -> str:
    """Regex.Replace, over units of UTF-16 as .NET has them."""
    units = given.encode("utf-16-le", "surrogatepass")
    spread = "".join(chr(int.from_bytes(units[at : at + 2], "little")) for at in range(0, len(units), 2))
    joined = re.sub(pattern, by, spread).encode("utf-16-le", "surrogatepass")
    return joined.decode("utf-16-le", "surrogatepass")


def parts(given: str, separators: Iterable[str]) -> list[str]:
    """String.Split(char[]): every character separates; with one string, that string does."""
    listed = list(separators)
    return re.split("|".join(map(re.escape, listed)), given)


_STRING: dict[str, Callable[..., Any]] = {
    "split": lambda s, *by: parts(s, by),
    "trim": lambda s, *by: s.strip("".join(by)) if by else s.strip(),
    "trimend": lambda s, *by: s.rstrip("".join(by)) if by else s.rstrip(),
    "startswith": lambda s, begin: s.startswith(begin),
    "contains": lambda s, part: part in s,
    "replace": lambda s, old, new: s.replace(old, new),
    "substring": lambda s, at, count=None: s[at:] if count is None else s[at : at + count],
    "toupperinvariant": lambda s: s.upper(),
    "tolowerinvariant": lambda s: s.lower(),
    "tostring": lambda s: s,
}


def call(target: Any, name: str, arguments: list[Any]) -> Any:
    """A method of *target*."""
    lowered = name.lower()
    if target is None or target is NOTHING:
        raise PowerShellError("You cannot call a method on a null-valued expression.", "runtimeexception")
    if isinstance(target, Enum) and lowered == "hasflag":
        return target.hasflag(*arguments)
    if isinstance(target, str):
        return _STRING[lowered](target, *arguments)
    if isinstance(target, bool) and lowered == "tostring":
        return text(target)
    if isinstance(target, datetime):
        return _of_date(target, lowered, arguments)
    if isinstance(target, Hash) and lowered == "containskey":
        return target.find(arguments[0]) is not None
    if isinstance(target, list) and lowered in ("add", "enqueue"):
        target.append(arguments[0])
        return NOTHING
    if isinstance(target, list) and lowered == "dequeue":
        return target.pop(0)
    if isinstance(target, list):
        return [call(one, name, arguments) for one in target]
    return target.member(name)(*arguments)


def _of_date(target: datetime, name: str, arguments: list[Any]) -> Any:
    if name == "touniversaltime":
        return target.astimezone(UTC)
    if name == "tostring":
        assert arguments == ["s"], "the culture of the user would decide"
        return target.strftime("%Y-%m-%dT%H:%M:%S")
    if name == "addminutes":
        from datetime import timedelta

        return target + timedelta(minutes=arguments[0])
    assert name == "tofiletimeutc", name
    return int((target - datetime(1601, 1, 1, tzinfo=UTC)).total_seconds()) * 10_000_000


def member(target: Any, name: str) -> Any:
    """A property of *target*; $null has all of them, as $null."""
    lowered = name.lower()
    if target is None or target is NOTHING:
        return None
    if isinstance(target, Hash):
        found = target.find(name)
        if found is not None:
            return target[found]
        return {"count": len(target), "keys": list(target)}.get(lowered)
    if isinstance(target, bytes | bytearray | str | list) and lowered in ("count", "length"):
        return len(target)
    if isinstance(target, list):
        return collected([one for part in target for one in elements(member(part, name))])
    if isinstance(target, Thing):
        return target.member(name)
    if isinstance(target, PowerShellError):
        return target if lowered == "exception" else {"message": target.message}[lowered]
    raise AssertionError(f"the script asks {target!r} for {name}")


def index(target: Any, key: Any) -> Any:
    if target is None or target is NOTHING:
        raise PowerShellError("Cannot index into a null array.", "runtimeexception")
    if isinstance(target, Hash):
        return target.get_item(key)
    if isinstance(target, Thing):
        return target.member("item")(key)
    if isinstance(target, list) and isinstance(key, str):
        return target.of(key)  # type: ignore[attr-defined]
    if isinstance(target, str) or isinstance(key, int):
        assert not isinstance(target, Collection) or -1 < key < len(target), "a collection of .NET would throw"
        value = target[key] if -len(target) <= key < len(target) else None
        return Char(value) if isinstance(target, str) and value is not None else value
    raise AssertionError(f"{target!r}[{key!r}]")


def set_index(target: Any, key: Any, value: Any) -> None:
    if isinstance(target, Hash):
        target.set_item(key, value)
    else:
        target[key] = value


def walk(values: Iterable[Any]) -> Iterator[Any]:
    for value in values:
        yield from elements(value)
