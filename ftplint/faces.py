"""The faces of packages: a name that few need is imported from its module only when somebody asks for it.

And packages whose modules nobody names: one command, one detector, one format is one file.
"""

from __future__ import annotations

import os
from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping


def when_asked(package: str, modules: Mapping[str, tuple[str, ...]]) -> Callable[[str], object]:
    """A ``__getattr__`` (PEP 562) for *package*: *modules* says which module in it has which names."""
    where = {name: module for module, names in modules.items() for name in names}

    def get(name: str) -> object:
        if name not in where:
            raise AttributeError(f"module {package!r} has no attribute {name!r}")
        return getattr(import_module(f"{package}.{where[name]}"), name)

    return get


def module_names(path: Iterable[str]) -> tuple[str, ...]:
    """The names of the modules of a package, in alphabetical order; *path* is its ``__path__``.

    ``pkgutil`` knows them too, in a ZIP and in ``ftplint.exe`` as well, but loads a dozen modules for it at each start.
    """
    found = []
    for folder in path:
        try:
            with os.scandir(folder) as files:
                found += [file.name[:-3] for file in files if file.name.endswith(".py")]
        except OSError:
            continue
    if not found:
        from pkgutil import iter_modules

        found = [module.name for module in iter_modules(path)]
    return tuple(sorted(name for name in found if name != "__init__"))
