"""The structure of the package, read from its source: rooms, imports, circles, classes.

``python -m tests.project.structure`` prints the figures; the tests beside hold the limits.
"""

from __future__ import annotations

import ast
from functools import cache
from pathlib import Path
from typing import NamedTuple

ROOT = Path(__file__).resolve().parents[2]
PACKAGE = ROOT / "ftplint"


class Import(NamedTuple):
    """``from ftplint.<module> import <name>``; *name* is empty for ``import ftplint.<module>``."""

    module: str
    name: str


def modules() -> dict[str, Path]:
    """Every module of the package by its dotted name without ``ftplint.``; a package by its own name."""
    found = {}
    for path in sorted(PACKAGE.rglob("*.py")):
        name = ".".join(path.relative_to(PACKAGE).with_suffix("").parts)
        found[name.removesuffix(".__init__")] = path
    return found


MODULES = modules()
ROOMS = {name for name, path in MODULES.items() if path.name == "__init__.py" and name != "__init__"}
"""The packages."""


@cache
def tree(name: str) -> ast.Module:
    """The module *name* as Python reads it."""
    return ast.parse(MODULES[name].read_text(encoding="utf-8"))


def imports_of(name: str) -> list[Import]:
    """What the module *name* imports from ftplint, also inside functions and for types."""
    found = []
    for node in ast.walk(tree(name)):
        if isinstance(node, ast.ImportFrom) and (node.module or "").split(".")[0] == "ftplint":
            assert node.level == 0, f"{name}: relative import"
            module = (node.module or "").removeprefix("ftplint").removeprefix(".") or "ftplint"
            found += [Import(module, alias.name) for alias in node.names]
        elif isinstance(node, ast.Import):
            found += [Import(a.name.removeprefix("ftplint."), "") for a in node.names if a.name.startswith("ftplint.")]
    return found


def reached(one: Import) -> str:
    """The module that an import loads: a submodule if its name is one."""
    inner = one.name if one.module == "ftplint" else f"{one.module}.{one.name}"
    return inner if inner in MODULES else one.module


def room_of(module: str) -> str:
    """The innermost room that *module* stands in; a module of the package itself is a room of its own."""
    parts = module.split(".")
    for length in range(len(parts), 0, -1):
        if ".".join(parts[:length]) in ROOMS:
            return ".".join(parts[:length])
    return parts[0]


def inside(module: str, room: str) -> bool:
    """Whether *module* is *room* or stands in it."""
    return module == room or module.startswith(f"{room}.")


def circles() -> list[list[str]]:
    """The circles of files, imports for types and inside functions counted, each sorted."""
    arrows = {name: {reached(one) for one in imports_of(name)} & MODULES.keys() - {name} for name in MODULES}
    return sorted(sorted(circle) for circle in _strongly_connected(arrows) if len(circle) > 1)


def _strongly_connected(arrows: dict[str, set[str]]) -> list[set[str]]:
    """Kosaraju's two walks."""
    order: list[str] = []
    seen: set[str] = set()
    for start in arrows:
        pending = [(start, iter(sorted(arrows[start])))] if start not in seen else []
        seen.add(start)
        while pending:
            name, rest = pending[-1]
            following = next((one for one in rest if one not in seen), None)
            if following is None:
                order.append(name)
                pending.pop()
            else:
                seen.add(following)
                pending.append((following, iter(sorted(arrows[following]))))
    back: dict[str, set[str]] = {name: set() for name in arrows}
    for name, to in arrows.items():
        for one in to:
            back[one].add(name)
    found = []
    placed: set[str] = set()
    for start in reversed(order):
        group = set()
        stack = [start]
        while stack:
            name = stack.pop()
            if name not in placed:
                placed.add(name)
                group.add(name)
                stack.extend(back[name])
        if group:
            found.append(group)
    return found


class ClassFigures(NamedTuple):
    """A class of ours: how many of its ancestors are ours, and the methods of all of them together."""

    name: str
    ancestors: int
    methods: int


def classes() -> list[ClassFigures]:
    """All classes of the package. A base is found by its name: in the module itself, else where it is imported from."""
    defined = {
        (name, node.name): node for name in MODULES for node in ast.walk(tree(name)) if isinstance(node, ast.ClassDef)
    }
    origin = {
        (name, one.name): one.module
        for name in MODULES
        for one in imports_of(name)
        if one.name and one.module in MODULES
    }

    def bases(name: str, node: ast.ClassDef) -> list[tuple[str, str]]:
        found = []
        for base in node.bases:
            if isinstance(base, ast.Name):
                home = name
                while (home, base.id) not in defined and (home, base.id) in origin:  # through faces
                    home = origin[home, base.id]
                if (home, base.id) in defined:
                    found.append((home, base.id))
        return found

    def line(name: str, node: ast.ClassDef) -> set[tuple[str, str]]:
        found = set()
        for key in bases(name, node):
            found |= {key, *line(key[0], defined[key])}
        return found

    figures = []
    for (name, label), node in defined.items():
        ancestors = line(name, node)
        every = [node, *(defined[key] for key in ancestors)]
        methods = {
            one.name for cls in every for one in cls.body if isinstance(one, ast.FunctionDef | ast.AsyncFunctionDef)
        }
        figures.append(ClassFigures(f"{name}.{label}", len(ancestors), len(methods)))
    return figures


def siblings_used(name: str) -> set[str]:
    """The names that the module *name* imports from other files of its own folder."""
    folder = name.rpartition(".")[0]
    return {
        one.name
        for one in imports_of(name)
        if folder and reached(one).rpartition(".")[0] == folder and reached(one) != name
    }


def crowd(room: str) -> int:
    """How many modules stand in the folder of *room*, its face not counted."""
    return sum(1 for path in MODULES[room].parent.glob("*.py") if path.name != "__init__.py")


def private_names_of_pyftpdlib() -> dict[str, set[str]]:
    """Module -> private names of pyftpdlib that it reads or writes; outside transport, names of its own do not count."""
    import pyftpdlib.handlers
    import pyftpdlib.ioloop
    import pyftpdlib.servers

    theirs = {
        attribute
        for module in (pyftpdlib.handlers, pyftpdlib.ioloop, pyftpdlib.servers)
        for thing in vars(module).values()
        if isinstance(thing, type) and thing.__module__.startswith("pyftpdlib")
        for attribute in (*vars(thing), *_assigned(thing))
        if attribute.startswith("_") and not attribute.startswith("__")
    }
    found = {}
    for name in MODULES:
        attributes = [n for n in ast.walk(tree(name)) if isinstance(n, ast.Attribute)]
        own = (
            {n.attr for n in attributes if isinstance(n.ctx, ast.Store)}
            if not inside(name, "server.transport")
            else set()
        )
        used = {n.attr for n in attributes} & theirs - own
        if inside(name, "server") and used:
            found[name] = used
    return found


def _assigned(thing: type) -> set[str]:
    import inspect
    import textwrap

    parsed = ast.parse(textwrap.dedent(inspect.getsource(thing)))
    return {n.attr for n in ast.walk(parsed) if isinstance(n, ast.Attribute) and isinstance(n.ctx, ast.Store)}


def main() -> None:
    """Prints the figures."""
    figures = classes()
    deepest = max(figures, key=lambda one: one.ancestors)
    largest = max(figures, key=lambda one: one.methods)
    crowded = max(ROOMS, key=crowd)
    busiest = max(MODULES, key=lambda name: len(siblings_used(name)))
    print(f"modules                              {len(MODULES)} in {len(ROOMS)} rooms")
    print(f"circles of files                     {len(circles())}")
    print(f"largest folder                       {crowd(crowded)} modules ({crowded})")
    print(f"most ancestors of ours               {deepest.ancestors} ({deepest.name})")
    print(f"most methods over all ancestors      {largest.methods} ({largest.name})")
    print(f"most names from one's own folder     {len(siblings_used(busiest))} ({busiest})")
    private = private_names_of_pyftpdlib()
    outside = sorted(name for name in private if not inside(name, "server.transport"))
    total = len(set().union(*private.values())) if private else 0
    print(f"private names of pyftpdlib           {total}, outside server/transport: {', '.join(outside) or 'none'}")
    users = sorted(
        name
        for name in MODULES
        for node in ast.walk(tree(name))
        if (isinstance(node, ast.ImportFrom) and (node.module or "").startswith("pyftpdlib"))
        or (isinstance(node, ast.Import) and any(a.name.startswith("pyftpdlib") for a in node.names))
    )
    print(f"import pyftpdlib                     {', '.join(dict.fromkeys(users))}")


if __name__ == "__main__":
    main()
