"""The language server: what ftplint says of a file while it is edited. Needs ``ftplint[lsp]``."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ftplint.faces import when_asked

if TYPE_CHECKING:
    from ftplint.lsp.project import Project, Projects
    from ftplint.lsp.registered import made
    from ftplint.lsp.server import serve

__all__ = ["Project", "Projects", "made", "serve"]

_WHEN_ASKED = {"project": ("Project", "Projects"), "registered": ("made",), "server": ("serve",)}

if not TYPE_CHECKING:
    __getattr__ = when_asked(__name__, _WHEN_ASKED)
