"""Where the rule files and schemas are: inside the installed package, or beside it in a checkout."""

from __future__ import annotations

from pathlib import Path

_PACKAGE = Path(__file__).resolve().parent
_SHIPPED = _PACKAGE / "shipped"
INSTALLED: bool = _SHIPPED.is_dir()
"""Whether this is an installed package, whose files nobody edits, and not a checkout."""

_ROOT = _SHIPPED if INSTALLED else _PACKAGE.parent

RULES: Path = _ROOT / "rules"
"""The folder of the built-in rules: one folder an area, one Schematron file a rule."""

SCHEMAS: Path = _ROOT / "schemas"
"""The folder of applicationHost.xsd, effective.xsd, rule.xsd and the JSON Schemas."""

DOCS_URL = ""
"""Where the site of ``make docs`` is published, without a slash at its end; empty while it is nowhere. This is the one
place to write it for a package; FTPLINT_DOCS_URL and the setting docs-url win over it."""
