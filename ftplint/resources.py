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
