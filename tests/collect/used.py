"""What a script uses, read from its tree: cmdlets, types of .NET and their members, methods, properties, registry keys."""

from __future__ import annotations

import re
from typing import Any

from tests.collect.nodes import Node, tree


def used(source: str) -> dict[str, set[str]]:
    """By kind. Functions of the script itself are not among the cmdlets."""
    found: dict[str, set[str]] = {
        kind: set() for kind in ("cmdlets", "types", "statics", "methods", "properties", "called", "variables")
    }
    own = set()
    for node in _walk(tree(source)):
        if node.type == "function_name":
            own.add(node.text.decode())
        elif node.type == "command_name":
            found["cmdlets"].add(node.text.decode())
        elif node.type == "command" and node.text.startswith(b"Select-Object"):
            found["properties"] |= set(re.findall(r"(?<![-\w])[A-Z]\w+\b(?!-)", node.text.decode().partition(" ")[2]))
        elif node.type == "command_name_expr":
            found["called"].add(node.text.decode())
        elif node.type == "type_literal":
            found["types"].add(node.text.decode()[1:-1])
        elif node.type in ("member_access", "invokation_expression"):
            holder, sign, name = node.children[:3]
            if sign.type == "::":
                found["statics"].add(f"[{holder.text.decode()[1:-1]}]::{name.text.decode()}")
            else:
                kind = "methods" if node.type == "invokation_expression" else "properties"
                found[kind].add(name.text.decode())
        elif node.type == "variable":
            found["variables"].add(node.text.decode().strip("@${}").lower())
    found["cmdlets"] -= own
    return found


def strings(source: str) -> list[str]:
    """All texts in quotes."""
    return [node.text.decode() for node in _walk(tree(source)) if node.type == "string_literal"]


def registry_keys(source: str) -> set[str]:
    """Everything that looks like a key of the registry."""
    return {text.strip("'\"") for text in strings(source) if re.match(r"['\"](SOFTWARE|SYSTEM|HK)", text)}


def _walk(node: Node) -> Any:
    yield node
    for child in node.children:
        yield from _walk(child)
