"""The cmdlets of ``collect.ps1`` that work on whatever is piped into them, and those that ask the made-up server."""

from __future__ import annotations

import json
import ntpath
import re
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from tests.collect.values import Hash, PowerShellError, Thing, elements, member, same, text, true

if TYPE_CHECKING:
    from tests.collect.interpreter import Cmdlet
    from tests.collect.windows import Server

TABLES = (
    "Get-WindowsFeature",
    "Get-NetConnectionProfile",
    "Get-NetTCPConnection",
    "Get-NetFirewallProfile",
    "Get-NetFirewallRule",
    "Get-NetFirewallSetting",
    "Get-NetFirewallPortFilter",
    "Get-NetFirewallApplicationFilter",
    "Get-NetFirewallServiceFilter",
    "Get-NetFirewallAddressFilter",
)
"""Those whose answer a test writes down."""


def _from_json(value: Any) -> Any:
    if isinstance(value, dict):
        return Hash({name: _from_json(one) for name, one in value.items()})
    return [_from_json(one) for one in value] if isinstance(value, list) else value


def _select(_shell: Any, given: Any, named: Any, flowing: list[Any], _scope: Any) -> list[Any]:
    assert named.keys() <= {"unique", "first", "last"}
    if given:
        return _with_properties([name for one in given for name in elements(one)], flowing)
    if "unique" in named:
        kept: list[Any] = []
        for one in flowing:
            if not any(same(one, other) and one == other for other in kept):
                kept.append(one)
        flowing = kept
    if "last" in named:
        return flowing[-named["last"] :]
    return flowing[: named.get("first", len(flowing))]


def _with_properties(names: list[str], flowing: list[Any]) -> list[Any]:
    """Objects with these properties, null where one has it not; that none has it would be a mistake in the script."""
    assert all(flowing == [] or any(one is None or has(one, name) for one in flowing) for name in names), names
    return [
        Thing("selected", psobject=Thing("psobject", Properties=[Thing("property", Name=name, Value=value)
              for name, value in values.items()]), **values)
        for values in ({name: member(one, name) if has(one, name) else None for name in names} for one in flowing)
    ]  # fmt: skip


def has(target: Any, name: str) -> bool:
    return isinstance(target, Thing) and target.has(name)


def _foreach(shell: Any, given: Any, _named: Any, flowing: list[Any], scope: Any) -> list[Any]:
    return [out for one in flowing for out in shell.in_place(given[0], one, scope)]


def _where(shell: Any, given: Any, _named: Any, flowing: list[Any], scope: Any) -> list[Any]:
    return [one for one in flowing if any(true(out) for out in shell.in_place(given[0], one, scope)[-1:])]


def _sort(_shell: Any, given: Any, named: Any, flowing: list[Any], _scope: Any) -> list[Any]:
    if "unique" in named:
        return sorted({one.lower(): one for one in reversed(flowing)}.values(), key=str.lower)
    return sorted(flowing, key=lambda one: member(one, given[0]))


def _text_as_json(value: Any) -> str:
    """As Windows PowerShell 5.1 writes a text: ASCII controls and these four are escaped, letters of others are not."""
    assert type(value) is str, "lists, dates and enumerations are written in ways of their own"
    return re.sub("['<>&]", lambda found: f"\\u{ord(found[0]):04x}", json.dumps(value, ensure_ascii=False))


def general(server: Server) -> dict[str, Cmdlet]:
    """Those that ask nothing of Windows."""

    def said(_shell: Any, given: Any, _named: Any, _flowing: Any, _scope: Any) -> list[Any]:
        server.said.append(" ".join(map(text, given)))
        return []

    return {
        "write-host": said,
        "add-type": lambda *_: [],
        "select-object": _select,
        "foreach-object": _foreach,
        "where-object": _where,
        "sort-object": _sort,
        "convertto-json": lambda _s, given, _n, _f, _c: [_text_as_json(given[0])],
        "convertfrom-json": lambda _s, given, _n, _f, _c: elements(_from_json(json.loads(given[0]))),
        "join-path": lambda _s, given, _n, _f, _c: [ntpath.join(*given)],
        "split-path": lambda _s, given, _n, _f, _c: [ntpath.basename(given[-1])],
    }


def asking(server: Server) -> dict[str, Cmdlet]:
    """Those that ask the server."""
    asked = {
        "get-childitem": _children,
        "get-item": lambda s, _g, named: s.item(named["literalpath"]),
        "get-acl": lambda s, _g, named: s.acl(named["literalpath"]),
        "get-content": _content,
        "get-itemproperty": lambda s, given, named: s.registry_values(given[0], "erroraction" in named),
        "test-path": _exists,
        "get-ciminstance": lambda s, given, named: s.cim(given[0], named.get("filter", "")),
        **{name.lower(): _table(name) for name in TABLES},
    }
    found = {name: _cmdlet(server, ask) for name, ask in asked.items()}
    of_one = found["get-item"]
    found["get-item"] = lambda shell, given, named, flowing, scope: (
        [server.item(path) for path in flowing]
        if flowing
        else of_one(shell, given, named, flowing, scope)
        if named
        else []
    )
    of_path = found["get-itemproperty"]
    found["get-itemproperty"] = lambda shell, given, named, flowing, scope: (
        [value for one in flowing for value in elements(server.properties(one))]
        if not given
        else of_path(shell, given, named, flowing, scope)
    )
    return found


Ask = Callable[["Server", list[Any], dict[str, Any]], Any]


def _cmdlet(server: Server, ask: Ask) -> Cmdlet:
    return lambda _shell, given, named, _flowing, _scope: elements(ask(server, given, named))


def _table(name: str) -> Ask:
    return lambda server, _given, _named: server.table(name)


def _exists(server: Server, given: list[Any], named: dict[str, Any]) -> bool:
    return named["literalpath"].lower() in server.files if named else given[0].rpartition("\\")[2] in server.stores


def _children(server: Server, given: list[Any], named: dict[str, Any]) -> Any:
    if given and given[0].startswith("HKLM:"):
        return server.keys_below(given[0], "recurse" in named)
    if given:
        return server.store(given[0].rpartition("\\")[2])
    folder, pattern = named["literalpath"].lower().rstrip("\\"), named.get("filter", "*").lower()
    begin, _, end = pattern.partition("*")
    found = []
    for path, data in server.files.items():
        name = ntpath.basename(path)
        if (
            ntpath.dirname(path) == folder
            and name.startswith(begin)
            and name.endswith(end)
            and (data is None) == ("directory" in named)
        ):
            found.append(server.item(path))
    if not found and folder not in server.files:
        if named.get("erroraction") == "SilentlyContinue":
            return []
        raise PowerShellError(f"Cannot find path '{folder}' because it does not exist.")
    return found


def _content(server: Server, _given: list[Any], named: dict[str, Any]) -> Any:
    lines = server.read(named["literalpath"]).decode().splitlines()
    if "totalcount" not in named and "tail" not in named:
        return lines
    return lines[: named["totalcount"]] if "totalcount" in named else lines[-named["tail"] :]
