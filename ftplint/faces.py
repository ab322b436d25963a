"""The faces of packages: a name that few need is imported from its module only when somebody asks for it."""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping


def when_asked(package: str, modules: Mapping[str, tuple[str, ...]]) -> Callable[[str], object]:
    """A ``__getattr__`` (PEP 562) for *package*: *modules* says which module in it has which names."""
    where = {name: module for module, names in modules.items() for name in names}

    def get(name: str) -> object:
        if name not in where:
            raise AttributeError(f"module {package!r} has no attribute {name!r}")
        return getattr(import_module(f"{package}.{where[name]}"), name)

    return get
