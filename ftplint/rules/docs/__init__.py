"""What is written about rules: their pages, lists and the template of a new one."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ftplint.faces import when_asked

if TYPE_CHECKING:
    from ftplint.rules.docs.listing import as_json, as_text
    from ftplint.rules.docs.rule_page import page
    from ftplint.rules.docs.template import new_rule

__all__ = ["as_json", "as_text", "new_rule", "page"]

_WHEN_ASKED = {
    "listing": ("as_json", "as_text"),
    "template": ("new_rule",),
    "rule_page": ("page",),
}

if not TYPE_CHECKING:
    __getattr__ = when_asked(__name__, _WHEN_ASKED)
